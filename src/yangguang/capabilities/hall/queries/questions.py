"""Reading questions: open to all, one's own, and those a body has to answer."""

from datetime import datetime

from django.db.models import QuerySet

from yangguang.capabilities.hall.models import Question
from yangguang.capabilities.hall.permissions import ANSWERING
from yangguang.foundation.acts.api import Actor
from yangguang.kernel.clock import today
from yangguang.kernel.refusals import NotFound


def list_answered(*, matter_code: str = "", words: str = "") -> QuerySet[Question]:
    """List the answered questions everybody reads, of one matter or all."""
    found = Question.objects.filter(answered_at__isnull=False, is_private=False)
    if matter_code:
        found = found.filter(matter__catalog_code=matter_code)
    if words.strip():
        found = found.filter(shown_text__icontains=words.strip())
    return found.select_related("matter", "body").order_by("-answered_at", "-pk")


def list_own_questions(*, actor: Actor) -> QuerySet[Question]:
    """List what the actor asked, the newest first."""
    if actor.account_id is None:
        return Question.objects.none()
    return (
        Question.objects.select_related("matter", "body")
        .filter(account_id=actor.account_id)
        .order_by("-asked_at")
    )


def get_own_question(*, actor: Actor, number: str) -> tuple[Question, bool]:
    """
    Get a question by its number, and whether the reader sees its own words.

    The asker does; who asked without an account does by the number, until question and answer are open to all and the number
    stands in the public list. Others see it then, masked. Refuses with NotFound.
    """
    found = Question.objects.select_related("matter", "body").filter(number=number).first()
    if found is None:
        raise NotFound(what="这个咨询")
    is_open = found.answered_at is not None and not found.is_private
    is_own = not is_open if found.account_id is None else found.account_id == actor.account_id
    if is_own or is_open:
        return found, is_own
    raise NotFound(what="这个咨询")


def list_questions_to_answer(*, actor: Actor, is_open: bool = True) -> QuerySet[Question]:
    """List the questions of the actor's bodies, those without an answer by their last day."""
    kinds = {str(kind) for kind in ANSWERING}
    bodies = {post.body_code for post in actor.posts if post.kind in kinds}
    found = Question.objects.select_related("matter", "body", "answered_by").filter(body__code__in=bodies)
    if is_open:
        return found.filter(answered_at__isnull=True).order_by("answer_until", "pk")
    return found.filter(answered_at__isnull=False).order_by("-answered_at", "-pk")


def get_question_to_answer(*, actor: Actor, number: str) -> Question:
    """Get a question of the actor's bodies. Refuses with NotFound."""
    for is_open in (True, False):
        found = list_questions_to_answer(actor=actor, is_open=is_open).filter(number=number).first()
        if found is not None:
            return found
    raise NotFound(what="这个咨询")


def list_late_unreminded(*, now: datetime) -> list[Question]:
    """List the questions whose last day has passed without an answer or a reminder."""
    late = Question.objects.filter(
        answered_at__isnull=True, reminded_at__isnull=True, answer_until__lt=today(now)
    )
    return list(late[:500])
