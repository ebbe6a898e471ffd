"""Reading joint cases, always as somebody: the applicant all of it, each department its share, to others they do not exist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.joint.models import (
    Contradiction,
    EarlyAdvice,
    JointCase,
    JointDraft,
    Part,
    PoolFile,
    Reliance,
)
from yangguang.capabilities.joint.permissions import (
    SPEAKING,
    bodies_of,
    is_applicant,
    is_system,
    may_read_case,
    owns_draft,
)
from yangguang.capabilities.joint.queries.combined import combine
from yangguang.capabilities.joint.queries.concealed import case_not_concealed
from yangguang.capabilities.joint.states import PART_OPEN, RUNNING, PartState
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.forms import api as forms
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel.clock import today
from yangguang.kernel.refusals import NotFound

MASK = "由{bodies}查看"


def get_case(*, actor: Actor, number: str) -> JointCase:
    """
    Get a joint case with its parts, if the actor may read it; whether it exists otherwise is not told.

    Refuses with NotFound.
    """
    found = (
        JointCase.objects.select_related(
            "version__scenario__lead", "version__definition", "lead", "instance", "package"
        )
        .prefetch_related("parts__body", "parts__version__matter")
        .filter(number=number)
        .first()
    )
    if found is None or not may_read_case(actor, found):
        raise NotFound(what="这件联合办理")
    return found


def get_draft(*, actor: Actor, uuid: UUID) -> JointDraft:
    """
    Get the actor's own draft.

    Refuses with NotFound.
    """
    found = JointDraft.objects.select_related("version__scenario__lead").filter(uuid=uuid).first()
    if found is None or not owns_draft(actor, found):
        raise NotFound(what="这份草稿")
    return found


def list_my_cases(*, actor: Actor) -> list[JointCase]:
    """List the actor's own joint cases, newest first."""
    own = Q(account_id=actor.account_id)
    if actor.enterprise_code:
        own |= Q(enterprise_code=actor.enterprise_code)
    return list(
        JointCase.objects.filter(own)
        .select_related("version")
        .prefetch_related("parts")
        .order_by("-received_at")[:50]
    )


def list_my_drafts(*, actor: Actor, scenario: str = "") -> list[JointDraft]:
    """List the combined forms the actor has begun, the latest first."""
    drafts = JointDraft.objects.filter(account_id=actor.account_id).select_related("version__scenario")
    if scenario:
        drafts = drafts.filter(version__scenario__code=scenario)
    return list(drafts.order_by("-saved_at")[:10])


def list_lead_cases(*, actor: Actor, is_open: bool = True) -> list[JointCase]:
    """List the joint cases that the actor's bodies lead; supervision and the government see all."""
    cases = JointCase.objects.select_related("version", "lead").prefetch_related("parts__body")
    if not (actor.holds(PostKind.MONITOR) or actor.holds(PostKind.GOVERNMENT)):
        cases = cases.filter(lead__code__in=bodies_of(actor))
    states = [one.value for one in RUNNING]
    cases = cases.filter(state__in=[*states, "concluded"]) if is_open else cases.exclude(state__in=states)
    cases = cases.filter(case_not_concealed(actor))
    return list(cases.order_by("-received_at")[:100])


def list_desk_parts(*, actor: Actor) -> list[Part]:
    """List the parts in hand of the actor's departments, the longest running first."""
    return list(
        Part.objects.filter(body__code__in=bodies_of(actor), state__in=[one.value for one in PART_OPEN])
        .filter(case_not_concealed(actor, case="case"))
        .select_related("case__version", "case__lead", "version", "body")
        .order_by("started_at")[:100]
    )


def list_unsettled_parts() -> list[Part]:
    """List the started parts of running cases, for the sweep that makes sure nothing heard was lost."""
    return list(
        Part.objects.filter(
            Q(state__in=[one.value for one in PART_OPEN])
            | Q(finished_at__isnull=True, state__in=[PartState.GRANTED.value, PartState.REFUSED.value])
        )
        .exclude(case_number="")
        .select_related("case")
        .order_by("case_id", "pk")
    )


def list_overdue_parts(*, now: datetime) -> list[Part]:
    """List the parts whose department's time is over and that nobody has been told of."""
    overdue = {
        clock.subject_number
        for clock in deadlines.list_overdue_clocks(now)
        if clock.subject_type == "joint_part"
    }
    wanted = Q(pk__in=[])
    for subject in overdue:
        number, _, key = subject.partition("/")
        wanted |= Q(case__number=number, key=key)
    return list(
        Part.objects.filter(wanted, late_at__isnull=True).select_related("case__lead", "body", "version")
    )


def find_part_of_case(*, number: str) -> Part | None:
    """Find the part whose own case has this number."""
    found = Part.objects.select_related("case").defer("case__fields", "case__answers", "case__given")
    return found.filter(case_number=number).first()


def get_pool_file(*, actor: Actor, uuid: UUID) -> PoolFile:
    """
    Get a shared file of a draft or case the actor may read; a department reads those its own matters use.

    Refuses with NotFound.
    """
    rows = PoolFile.objects.select_related("file", "draft", "case").filter(file__uuid=uuid)
    for row in rows:
        if row.draft is not None and owns_draft(actor, row.draft):
            return row
        if row.case is not None and may_read_case(actor, row.case) and _uses(actor, row.case, row.item):
            return row
    raise NotFound(what="这个文件")


def get_case_pool_file(*, case: JointCase, pk: int) -> PoolFile:
    """
    Get a shared file of a case that still counts.

    Refuses with NotFound.
    """
    found = PoolFile.objects.filter(case=case, pk=pk, replaced_at__isnull=True).first()
    if found is None:
        raise NotFound(what="这份材料")
    return found


def _uses(actor: Actor, case: JointCase, item: str) -> bool:
    if is_applicant(actor, case) or case.lead.code in bodies_of(actor):
        return True
    own = own_keys(actor, case)
    return any(one.key == item and set(one.parts) & own for one in pool_of_case(case))


def own_keys(actor: Actor, case: JointCase) -> set[str]:
    """Give the parts that the actor's departments answer for."""
    own = bodies_of(actor)
    return {part.key for part in case.parts.all() if part.body.code in own}


def pinned(case: JointCase) -> dict[str, int]:
    """Give the version of each matter the case was made of."""
    return {part.key: part.version_id for part in case.parts.all()}


def pool_of_case(case: JointCase, keys: Sequence[str] | None = None) -> list[Any]:
    """Give the shared materials of a case."""
    matters = pinned(case)
    combined = combine(version=case.version, matters=matters, keys=list(keys or matters))
    return combined.pool(case.fields, case.given)


@dataclass(frozen=True, slots=True)
class ClockView:
    """One limit with its account of days."""

    clock: deadlines.RunningClock
    account: deadlines.ClockAccount
    is_over: bool


@dataclass(frozen=True, slots=True)
class PartView:
    """One part as its reader may see it: its case's number only for the applicant, its department and the lead."""

    part: Part
    case_number: str
    clock: ClockView | None
    is_own: bool
    is_late: bool
    result_text: str
    licence: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A joint case as one reader sees it."""

    case: JointCase
    parts: list[PartView]
    total: ClockView | None
    contradictions: list[Contradiction]
    reliances: list[Reliance]
    ready: list[Part]
    refused_blocking: list[Part]
    reasons: list[str]


def clocks_of(subject: tuple[str, str], *, now: datetime) -> list[ClockView]:
    """Give the clocks of an object with their accounts."""
    day = today(now)
    return [
        ClockView(
            one, deadlines.account_of(one, day), one.is_running and not one.is_paused and one.due_at < now
        )
        for one in deadlines.clocks_of(subject)
    ]


def case_view(*, actor: Actor, case: JointCase, now: datetime) -> CaseView:
    """Put together what the shared page shows, in a fixed number of queries per part list."""
    parts = list(case.parts.all())
    numbers = [part.case_number for part in parts if part.case_number]
    cases = {
        one.number: one
        for one in approval.Application.objects.filter(number__in=numbers).select_related(
            "decision", "licence"
        )
    }
    sees_all = is_applicant(actor, case) or case.lead.code in bodies_of(actor) or is_system(actor)
    own = own_keys(actor, case)
    views = [_part_view(part, cases.get(part.case_number), sees_all, own, now) for part in parts]
    total = clocks_of(case.act_object, now=now)
    return CaseView(
        case=case,
        parts=views,
        total=total[-1] if total else None,
        contradictions=list(
            case.contradictions.select_related(
                "part__body", "other__body", "part__version", "other__version", "consultation"
            )
        ),
        reliances=list(
            Reliance.objects.filter(part__case=case).select_related(
                "part__body", "part__version", "old__file", "new__file"
            )
        ),
        ready=[part for part in parts if part.situation is PartState.READY],
        refused_blocking=[
            part
            for part in parts
            if part.situation is PartState.REFUSED and part.finished_at is not None and blocks(part, parts)
        ],
        reasons=waiting_reasons(case=case),
    )


def blocks(part: Part, parts: Sequence[Part]) -> bool:
    """Tell whether other parts still wait for this one's result."""
    content = part.case.version.content["parts"]
    after = {one["key"]: one["after"] for one in content}
    return any(part.key in after[one.key] and one.situation is PartState.WAITING for one in parts)


def _part_view(part: Part, application: Any, sees_all: bool, own: set[str], now: datetime) -> PartView:
    clocks = clocks_of(part.act_object, now=now)
    decision = getattr(application, "decision", None) if application else None
    is_own = part.key in own
    visible = sees_all or is_own
    return PartView(
        part=part,
        case_number=part.case_number if visible else "",
        clock=clocks[-1] if clocks else None,
        is_own=is_own,
        is_late=part.late_at is not None,
        result_text=(decision.reasons if decision and visible else ""),
        licence=(application.licence.number if application and application.licence and visible else ""),
    )


def shared_fields(*, actor: Actor, case: JointCase) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """
    Read the combined form back as one reader: label, words, whether hidden.

    A department reads what its own matters ask; the rest says whose it is. Masking is done here, on the server.
    """
    matters = pinned(case)
    combined = combine(version=case.version, matters=matters, keys=list(matters))
    own = own_keys(actor, case)
    sees_all = is_applicant(actor, case)
    names = {part.key: part.body.short_name for part in case.parts.all()}
    pages = []
    for title, views in forms.read_back(definition=combined.definition, answers=case.fields):
        rows = []
        for view in views:
            owners = combined.composed.owners[view.field.id]
            if sees_all or own & set(owners):
                rows.append((view.field.label, view.shown, False))
            else:
                bodies = "、".join(dict.fromkeys(names[key] for key in owners))
                rows.append((view.field.label, MASK.format(bodies=bodies), True))
        if rows:
            pages.append((title, rows))
    return pages


def waiting_reasons(*, case: JointCase) -> list[str]:
    """Say what has to be settled before the results go out together."""
    reasons = []
    open_parts = [part for part in case.parts.all() if part.finished_at is None]
    if open_parts:
        reasons.append(f"还有 {len(open_parts)} 件没有办完")
    waiting = Reliance.objects.filter(part__case=case, stands__isnull=True).count()
    if waiting:
        reasons.append(f"有 {waiting} 个部门还没有确认更换的材料")
    if case.contradictions.filter(settled_at__isnull=True).exists():
        reasons.append("部门之间的结论矛盾还没有解决")
    return reasons


def list_advice_of(*, draft_uuid: UUID) -> list[EarlyAdvice]:
    """List the early advice about a draft or the case it became, oldest first."""
    return list(
        EarlyAdvice.objects.filter(draft_uuid=draft_uuid)
        .select_related("body", "officer")
        .order_by("asked_at")
    )


def list_advice_for(*, actor: Actor) -> list[EarlyAdvice]:
    """List the questions to the actor's departments, unanswered first."""
    bodies = {post.body_code for post in actor.posts if post.kind in {str(one) for one in SPEAKING}}
    return list(
        EarlyAdvice.objects.filter(body__code__in=bodies)
        .select_related("body", "officer")
        .order_by("answered_at", "asked_at")[:50]
    )


def due_in_total(case: JointCase) -> date | None:
    """Give the last day of the total limit that runs, or none."""
    running = [one for one in deadlines.clocks_of(case.act_object) if one.is_running]
    return running[-1].due_on if running else None


def find_case_of_draft(*, actor: Actor, uuid: UUID) -> JointCase | None:
    """Find the joint case a draft has become, if it is the actor's own."""
    found = JointCase.objects.filter(uuid=uuid).first()
    return found if found is not None and is_applicant(actor, found) else None
