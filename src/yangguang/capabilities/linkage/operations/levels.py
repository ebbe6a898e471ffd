"""Levels as data: who exercises what where, the rule that decides, lendings; and the preliminary review below."""

from datetime import date, datetime

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.linkage import events, permissions
from yangguang.capabilities.linkage.models import (
    Exercise,
    FirstReview,
    JurisdictionRule,
    Lending,
    Routing,
)
from yangguang.capabilities.linkage.queries.levels import (
    CITY_LEVEL,
    DECISION,
    DISTRICT_LEVEL,
    decide_jurisdiction,
)
from yangguang.capabilities.linkage.rules.refusals import (
    LendingOverlaps,
    LentAgain,
    PeriodBackwards,
    ReviewNotRunning,
    TextNeeded,
)
from yangguang.capabilities.linkage.states import Mode, ReviewState
from yangguang.foundation.acts.api import Actor, emit, note, operation, system_actor
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.decisions import api as decisions
from yangguang.foundation.organisation.models import Area, Body, Officer
from yangguang.kernel.clock import today
from yangguang.kernel.identifiers import compose_task_code
from yangguang.reference.matters.models import Matter

MACHINE = system_actor("市区联动")
REVIEW_RULE = "lic.first_review"


@operation(
    "linkage.register_exercise",
    summary="登记行使层级",
    permission=permissions.may_register_exercise,
    subject="result",
)
def register_exercise(
    *, actor: Actor, matter: Matter, body: Body, area: Area, now: datetime, reviews_first: bool = False
) -> Exercise:
    """Register that a body exercises a matter for an area, under the code of its own credit code and level (handbook §4.4)."""
    level = CITY_LEVEL if area.level == "city" else DISTRICT_LEVEL
    code = compose_task_code(body_code=body.code, use_level=int(level), catalog_code=matter.catalog_code)
    found, _ = Exercise.objects.get_or_create(
        matter=matter,
        area=area,
        body=body,
        defaults={
            "use_level": level,
            "task_code": code,
            "reviews_first": reviews_first,
            "registered_at": now,
        },
    )
    note(code=code, body=body.code, area=area.code)
    return found


@operation(
    "linkage.set_jurisdiction",
    summary="制定管辖规则",
    permission=permissions.may_set_jurisdiction,
    subject="result",
)
def set_jurisdiction(
    *, actor: Actor, matter: Matter, decision_xml: str, basis: str, effective_from: date, now: datetime
) -> JurisdictionRule:
    """
    Put a new version of the rule that decides between levels in force from a day on; cases under way keep theirs.

    Refuses with DecisionModelRefused, UnknownDecision, TextNeeded.
    """
    if not basis.strip():
        raise TextNeeded(fields={"basis": "请写明依据。"})
    decisions.read_decisions(decision_xml).decide(DECISION, {})
    last = JurisdictionRule.objects.filter(matter=matter).order_by("-number").first()
    rule = JurisdictionRule.objects.create(
        matter=matter,
        number=(last.number if last else 0) + 1,
        decision_xml=decision_xml,
        basis=basis,
        effective_from=effective_from,
        drafted_at=now,
    )
    note(version=rule.number, basis=basis, effective_from=effective_from.isoformat())
    return rule


@operation(
    "linkage.lend_power",
    summary="下放或者委托",
    permission=permissions.may_lend_power,
    subject="result",
    binding=True,
)
def lend_power(
    *,
    actor: Actor,
    matter: Matter,
    mode: str,
    lender: Body,
    borrower: Body,
    area: Area,
    period: tuple[date, date],
    document_number: str,
    now: datetime,
    limit: str = "",
    limit_text: str = "",
) -> Lending:
    """
    Lend a power for a time and an area; entrustment is in the lender's name and goes no further (Licensing Law art. 24).

    Refuses with PeriodBackwards, LentAgain, LendingOverlaps, ExpressionRefused.
    """
    valid_from, valid_until = period
    if valid_until <= valid_from:
        raise PeriodBackwards(fields={"valid_until": "截止要晚于开始。"})
    if limit:
        decisions.compile_expression(limit)
    running = Lending.objects.select_for_update().filter(
        matter=matter, valid_from__lt=valid_until, valid_until__gt=valid_from, ended_on__isnull=True
    )
    if running.filter(borrower=lender, mode=Mode.ENTRUSTED.value).exists():
        raise LentAgain
    other = running.filter(lender=lender, area=area).first()
    if other is not None:
        raise LendingOverlaps(number=other.document_number, until=other.valid_until)
    lending = Lending.objects.create(
        matter=matter,
        mode=mode,
        lender=lender,
        borrower=borrower,
        area=area,
        limit=limit,
        limit_text=limit_text,
        document_number=document_number,
        valid_from=valid_from,
        valid_until=valid_until,
        lent_at=now,
    )
    note(
        mode=mode,
        borrower=borrower.code,
        period=[valid_from.isoformat(), valid_until.isoformat()],
        limit=limit_text,
    )
    return lending


@operation(
    "linkage.end_lending",
    summary="收回下放或者委托",
    permission=permissions.may_end_lending,
    subject="lending",
    asks_factor=True,
)
def end_lending(*, actor: Actor, lending: Lending, reason: str, now: datetime) -> Lending:
    """End a lending before its time; cases sent under it stay where they are. Refuses with TextNeeded."""
    if not reason.strip():
        raise TextNeeded(fields={"reason": "请写明为什么收回。"})
    lending.ended_on, lending.end_reason = today(now), reason
    lending.save(update_fields=["ended_on", "end_reason"])
    note(reason=reason)
    return lending


@operation(
    "linkage.record_routing",
    summary="记录管辖理由",
    permission=permissions.may_record_routing,
    subject="application",
)
def record_routing(*, actor: Actor, application: approval.Application, now: datetime) -> Routing | None:
    """Keep why a case went to the body it went to, by the rule of the day it was handed in."""
    known = Routing.objects.filter(case_number=application.number).first()
    matter = application.version.matter
    found = decide_jurisdiction(matter=matter, fields=application.fields, on=today(application.received_at))
    if known is not None or found is None:
        return known
    note(body=found.body.code, level=found.level, why=list(found.sentences))
    return Routing.objects.create(
        case_number=application.number,
        body=found.body,
        upper=found.upper,
        area=found.area,
        level=found.level,
        mode=found.mode.value,
        explanation=list(found.sentences),
        decided_at=now,
    )


@operation(
    "linkage.begin_first_review",
    summary="开始初审",
    permission=permissions.may_begin_first_review,
    subject="application",
)
def begin_first_review(
    *, actor: Actor, application: approval.Application, now: datetime
) -> FirstReview | None:
    """Start the lower body's own twenty working days from acceptance (Licensing Law art. 43), if the case is to go up."""
    routing = Routing.objects.select_related("body", "upper").filter(case_number=application.number).first()
    if routing is None or routing.upper is None:
        return None
    accepted_at = application.accepted_at or now
    review, is_new = FirstReview.objects.get_or_create(
        case_number=application.number,
        defaults={"lower": routing.body, "upper": routing.upper, "started_at": accepted_at},
    )
    if is_new:
        deadlines.start_clock(
            subject=review.act_object,
            kind=deadlines.ClockKind.STATUTORY,
            started_at=accepted_at,
            rule_id=REVIEW_RULE,
            body_code=routing.body.code,
            post_kind="examine",
        )
    return review


@operation(
    "linkage.pass_up",
    summary="初审意见报上级",
    permission=permissions.may_pass_up,
    subject="review",
    binding=True,
)
def pass_up(
    *,
    actor: Actor,
    review: FirstReview,
    application: approval.Application,
    agrees: bool,
    text: str,
    now: datetime,
) -> FirstReview:
    """
    Send the case with the preliminary opinion to the body above; the file goes up as it is and is never asked for again.

    Refuses with TextNeeded, ReviewNotRunning, and what handing a case up refuses.
    """
    if not text.strip():
        raise TextNeeded(fields={"text": "请写明初审意见。"})
    current = (
        FirstReview.objects.select_for_update(of=("self",))
        .select_related("lower", "upper__area")
        .get(pk=review.pk)
    )
    if current.state != ReviewState.RUNNING.value:
        raise ReviewNotRunning(number=current.case_number)
    current.state = (ReviewState.PASSED_UP if agrees else ReviewState.RETURNED).value
    current.opinion, current.passed_at = text, now
    current.officer = Officer.objects.get(account_id=actor.account_id)
    current.digests = [one.file.digest for one in application.files.select_related("file")]
    current.save()
    clock = deadlines.find_clock(current.act_object, deadlines.ClockKind.STATUTORY, REVIEW_RULE)
    if clock is not None and clock.is_running:
        deadlines.stop_clock(clock=clock, now=now)
    approval.hand_up_case(actor=actor, application=application, body=current.upper, now=now)
    note(agrees=agrees, text=text, files=current.digests)
    emit(events.CasePassedUp(current.case_number, current.lower.code, current.upper.code, now))
    return current
