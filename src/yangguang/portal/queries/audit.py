"""Asking the record as an audit officer: by object, person, post and time, within the area the officer audits."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from yangguang.foundation.acts.api import Actor, seal_states
from yangguang.foundation.acts.models import Act
from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.organisation.models import Appointment, Body
from yangguang.kernel import clock
from yangguang.portal.queries.record import OBJECT_WORDS

MOST_ROWS = 200
AUDITS = (PostKind.AUDIT.value, PostKind.MONITOR.value)


@dataclass(frozen=True, slots=True)
class LogQuestion:
    """What an audit officer asks, and what for."""

    purpose: str
    object_number: str = ""
    person: str = ""
    post: str = ""
    operation: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the object asked about, if any."""
        return ("log_question", self.object_number or "all")


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act as an audit officer reads it."""

    act: Act
    body: str
    seal: str
    topic: str


def auditable_acts(*, actor: Actor) -> QuerySet[Act]:
    """
    Give the acts an actor may audit.

    All for the platform's audit administrator and for the city's supervision, those of the bodies of its area for a
    district's, none for others.
    """
    areas = {post.area_code for post in actor.posts if post.kind in AUDITS}
    if actor.holds(PostKind.AUDIT) or any(code.endswith("00") for code in areas):
        return Act.objects.all()
    within = Q(pk__in=[])
    for code in areas:
        within |= Q(area__code__startswith=code[:6])
    bodies = Body.objects.filter(within).values("code") if areas else Body.objects.none().values("code")
    return Act.objects.filter(body_code__in=bodies)


def find_acts(*, actor: Actor, question: LogQuestion) -> list[AuditRow]:
    """List the newest acts that answer a question; three queries."""
    rows = auditable_acts(actor=actor)
    if question.object_number:
        rows = rows.filter(object_number=question.object_number)
    if question.person:
        accounts = Account.objects.filter(username=question.person).values("pk")
        rows = rows.filter(Q(actor_id__in=accounts) | Q(actor_label__endswith=f" {question.person} 号"))
    if question.post:
        rows = rows.filter(actor_post=question.post)
    if question.operation:
        rows = rows.filter(operation=question.operation)
    if question.since:
        rows = rows.filter(happened_at__gte=_start(question.since))
    if question.until:
        rows = rows.filter(happened_at__lt=clock.end_instant(question.until))
    found = list(rows.order_by("-number")[:MOST_ROWS])
    names = dict(
        Body.objects.filter(code__in={one.body_code for one in found}).values_list("code", "short_name")
    )
    seals = seal_states(one.number for one in found)
    return [
        AuditRow(one, names.get(one.body_code, ""), seals.get(one.number, "open"), _topic(one))
        for one in found
    ]


def _topic(act: Act) -> str:
    number = "全部" if act.object_type == "log_question" and act.object_number == "all" else act.object_number
    return f"{object_word(act.object_type)} {number}"


def object_word(object_type: str) -> str:
    """Give what people call a kind of thing; one nobody has named yet by its code."""
    return OBJECT_WORDS.get(object_type, object_type)


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.SHANGHAI)


def list_administrators(*, on: date) -> list[int]:
    """List the accounts of the platform's administrators of a day."""
    kinds = (PostKind.SYSTEM, PostKind.SECURITY, PostKind.AUDIT)
    running = Appointment.objects.filter(post__kind__in=kinds).running_on(on)
    return sorted(set(running.values_list("officer__account_id", flat=True)) - {None})
