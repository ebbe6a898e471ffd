"""
What the officer's desk shows beside the list: how much is due when, whom one waits for, which rules have changed.

Supervision lies above approval: it hands its cards in through `register_cards`, and the desk shows what it is given.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from yangguang.capabilities.approval.models import Application, Correction, IssuedDocument, SpecialProcedure
from yangguang.capabilities.approval.queries.inbox import Box, branches_of, count_at_once
from yangguang.capabilities.approval.states import State
from yangguang.foundation.access.api import hide_sensitive
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.files.models import StoredFile
from yangguang.foundation.organisation.api import Officer, PostKind
from yangguang.foundation.process.models import Task
from yangguang.foundation.process.states import LIVE_TASKS
from yangguang.kernel.clock import WorkCalendar, today
from yangguang.kernel.refusals import NotFound
from yangguang.reference.matters.models import MatterVersion

WAITING_SHOWN = 5
NEWS_FOR = timedelta(days=30)
WEEK = 7
EX_OFFICIO = ("02", "03", "04", "06")
"""Kinds of matter the office begins itself: penalty, coercion, levy, inspection."""


@dataclass(frozen=True, slots=True)
class DueFigures:
    """How much of the to-do list is due when; each figure stops at COUNT_LIMIT."""

    total: int
    overdue: int
    today: int
    week: int


@dataclass(frozen=True, slots=True)
class Awaited:
    """One case that waits for somebody else: who or what, which case, since when, until when."""

    what: str
    application: Application
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class DeskCard:
    """
    One open card of supervision against one of the actor's posts, as the desk shows it.

    *lamp* is warn, yellow or red; *explain_address* is where an explanation (field `text`) is posted.
    """

    number: str
    lamp: str
    title: str
    text: str
    case_number: str
    address: str = ""
    explain_address: str = ""
    explanation: str = ""


CardSource = Callable[[Actor, datetime], Sequence[DeskCard]]
_card_sources: list[CardSource] = []


def register_cards(source: CardSource) -> CardSource:
    """Let supervision show its open cards on the desk: *source* is asked once per page, with the actor and the time."""
    if source not in _card_sources:
        _card_sources.append(source)
    return source


def list_desk_cards(*, actor: Actor, now: datetime) -> list[DeskCard]:
    """List the open cards against the actor's posts, from whoever watches."""
    return [card for source in _card_sources for card in source(actor, now)]


def count_desk(*, actor: Actor, now: datetime) -> tuple[dict[str, int], DueFigures]:
    """Count each drawer, and the to-do list by when it is due, all in one query; each figure stops at COUNT_LIMIT."""
    day = today(now)
    waiting = branches_of(actor, Box.TODO, day)
    until = _end_of_week(day)
    drawers = [branches_of(actor, box, day) for box in Box]
    ranges = [Q(due_on=day), Q(due_on__gte=day, due_on__lte=until)]
    counts = count_at_once([*drawers, *([one.filter(range_) for one in waiting] for range_ in ranges)])
    by_drawer = {box.value: count for box, count in zip(Box, counts, strict=False)}
    due_today, due_this_week = counts[len(drawers) :]
    return by_drawer, DueFigures(by_drawer["todo"], by_drawer["overdue"], due_today, due_this_week)


def bounds_of(*, due: str, now: datetime) -> tuple[date | None, date | None]:
    """Give the first day and the day after the last of a filter: overdue, today, week; open ends are None."""
    day = today(now)
    return {
        "overdue": (None, day),
        "today": (day, day + timedelta(days=1)),
        "week": (day, _end_of_week(day) + timedelta(days=1)),
    }.get(due, (None, None))


def list_desk_matters(*, actor: Actor) -> list[tuple[str, str]]:
    """List the matters people can apply for at the actor's bodies, as (code, plain name)."""
    versions = (
        MatterVersion.objects.filter(matter__body__code__in=_bodies(actor), status="published")
        .exclude(matter__kind__in=EX_OFFICIO)
        .order_by("matter__code", "-number")
        .distinct("matter__code")
    )
    return list(versions.values_list("matter__code", "plain_name"))


def list_awaited(*, actor: Actor) -> list[Awaited]:
    """List what the actor's posts wait for: special procedures under way and corrections not answered yet."""
    bodies = _bodies(actor)
    procedures = (
        SpecialProcedure.objects.filter(ended_at__isnull=True, application__body__code__in=bodies)
        .select_related("application")
        .order_by("started_at")
    )
    corrections = (
        Correction.objects.filter(
            answered_at__isnull=True,
            application__state=State.CORRECTING.value,
            application__body__code__in=_bodies(actor, PostKind.ACCEPT),
        )
        .select_related("application")
        .order_by("requested_at")
    )
    procedures = hide_sensitive(
        procedures, actor=actor, object_type="application", number="application__number"
    )
    corrections = hide_sensitive(
        corrections, actor=actor, object_type="application", number="application__number"
    )
    found = [
        Awaited(one.get_kind_display(), one.application, today(one.started_at), one.expected_until)
        for one in procedures[:WAITING_SHOWN]
    ]
    found += [
        Awaited("申请人补正", one.application, today(one.requested_at), one.answer_until)
        for one in corrections[:WAITING_SHOWN]
    ]
    return sorted(found, key=lambda one: one.since)[:WAITING_SHOWN]


def list_rule_news(*, actor: Actor, now: datetime) -> list[MatterVersion]:
    """List the matters of the actor's bodies that got a new version lately, the newest first."""
    return list(
        MatterVersion.objects.filter(
            matter__body__code__in=_bodies(actor),
            status="published",
            number__gt=1,
            published_at__gt=now - NEWS_FOR,
        )
        .select_related("matter")
        .order_by("-published_at")[:3]
    )


def find_own_task(*, actor: Actor, application: Application) -> Task | None:
    """Find the live step of a case that the actor's posts may work on: their own first, then unclaimed, then others'."""
    if application.instance_id is None:
        return None
    held = {(post.body_code, post.kind) for post in actor.posts}
    tasks = [
        task
        for task in Task.objects.filter(instance=application.instance, state__in=_LIVE).order_by("pk")
        if task.assignee_account_id == actor.account_id
        or (not task.is_signer and (application.body.code, task.post_kind) in held)
    ]
    ranked = sorted(tasks, key=lambda one: _rank(one.assignee_account_id, actor.account_id))
    return ranked[0] if ranked else None


def get_task(*, application: Application, pk: int) -> Task:
    """
    Get a step of a case, live or done.

    Refuses with NotFound.
    """
    found = Task.objects.filter(instance=application.instance, pk=pk).first()
    if found is None:
        raise NotFound(what="这一步")
    return found


def find_task_holder(*, task: Task) -> Officer | None:
    """Find the officer who has claimed a step or been handed it."""
    if task.assignee_account_id is None:
        return None
    return Officer.objects.filter(account_id=task.assignee_account_id).first()


def list_live_tasks(*, application: Application) -> list[Task]:
    """List the steps of a case that somebody has to do now."""
    return list(Task.objects.filter(instance=application.instance, state__in=_LIVE).order_by("pk"))


def list_earlier_steps(*, application: Application, before: Task) -> list[tuple[str, str]]:
    """List the officers' steps done so far, as (node, name), the latest first: where a case can be sent back to."""
    done = Task.objects.filter(instance=application.instance, state="done", is_signer=False).exclude(
        post_kind__in=("applicant", ""), node_id=before.node_id
    )
    names = {task.node_id: task.name for task in done.order_by("pk") if task.post_kind != "applicant"}
    names.pop(before.node_id, None)
    return list(names.items())[::-1]


def list_case_documents(*, application: Application) -> list[IssuedDocument]:
    """List the documents made in a case, in the order issued."""
    return list(application.documents.select_related("document__pdf").defer("document__html"))


def get_case_file(*, application: Application, uuid: UUID) -> StoredFile:
    """
    Get a file of a case the caller has been allowed to read: handed in, or photographed on the spot.

    Refuses with NotFound.
    """
    submitted = application.files.filter(file__uuid=uuid).select_related("file").first()
    if submitted is not None:
        return submitted.file
    photo = StoredFile.objects.filter(uuid=uuid, pk__in=application.site_visits.values("photos")).first()
    if photo is None:
        raise NotFound(what="这个文件")
    return photo


def workday_cells(
    *, calendar: WorkCalendar, since: date, until: date | None, day: date
) -> list[dict[str, str]]:
    """Lay a step's working days out as the cells of a small ruler: used, now, left, over."""
    if until is None:
        return []
    span = max(until, day)
    if (span - since).days > 60:
        since = max(since, day - timedelta(days=10))
    days = [since + timedelta(days=n) for n in range(1, (span - since).days + 1)]
    return [{"look": _look(one, until, day)} for one in days if calendar.is_workday(one)]


_LIVE = [state.value for state in LIVE_TASKS]


def _look(one: date, until: date, day: date) -> str:
    if one > until:
        return "over"
    if one == day:
        return "now"
    return "used" if one < day else "left"


def _rank(owner: int | None, account: int | None) -> int:
    return {account: 0, None: 1}.get(owner, 2)


def _end_of_week(day: date) -> date:
    return day + timedelta(days=WEEK - 1 - day.weekday())


def _bodies(actor: Actor, *kinds: str) -> Iterable[str]:
    return sorted(
        {post.body_code for post in actor.posts if (not kinds or post.kind in kinds) and post.kind != "admin"}
    )
