"""Granted or refused, in writing, by the post the flow names (Licensing Law art. 37, 38)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yangguang.capabilities.approval import events, permissions
from yangguang.capabilities.approval.models import Application, Decision, Hearing, IssuedDocument
from yangguang.capabilities.approval.models.outcome import DocumentKind, Result
from yangguang.capabilities.approval.operations import clocks, flow, licensing, papers
from yangguang.capabilities.approval.operations.comparing import require_reliances_judged
from yangguang.capabilities.approval.operations.deferral import require_nothing_owed
from yangguang.capabilities.approval.operations.holding import (
    case_event,
    hold,
    move,
    officer_of,
    require,
    take,
)
from yangguang.capabilities.approval.operations.parties import require_parties_heard
from yangguang.capabilities.approval.operations.told import tell, tell_party
from yangguang.capabilities.approval.rules.refusals import HearingNotHeld, ReasonsNeeded, StepAlreadyDone
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.kernel.clock import local

LICENCE_TITLES = {
    "change": "准予变更行政许可决定书",
    "renew": "准予延续行政许可决定书",
    "cancel": "注销行政许可决定书",
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the deciding post rules: granted or refused, with reasons; a refusal must have them."""

    result: str
    reasons: str = ""

    @property
    def is_granted(self) -> bool:
        """Granted."""
        return self.result == Result.GRANTED


@operation(
    "approval.decide",
    summary="作出许可决定",
    permission=permissions.may_decide,
    subject="application",
    binding=True,
)
def decide(*, actor: Actor, application: Application, ruling: Ruling, now: datetime) -> Decision:
    """
    Grant or refuse with a numbered document; a refusal gives reasons and the ways to review and court (art. 38).

    The decision clocks stop; ten working days to deliver begin (art. 44).

    Refuses with ReasonsNeeded, HearingNotHeld, PartiesNotHeard, RelianceUnjudged, DeferredMaterialMissing, StepAlreadyDone,
    StepTaken, NotPossibleNow.
    """
    _require_reasons(ruling)
    hold(application)
    _require_undecided(application)
    line = "grant" if ruling.is_granted else "refuse"
    require(application, operation=line, deed="作出决定")
    _require_hearing_held(application)
    require_parties_heard(application, now)
    if ruling.is_granted:
        require_nothing_owed(application)
        require_reliances_judged(application=application, now=now)
    task = flow.open_task(application=application, letter="D")
    if task is None:
        require(application, operation="deliver_result", deed="作出决定，前面还有环节没有办完")
        raise AssertionError("unreachable: an accepted case is not delivered")
    task = take(actor=actor, application=application, task=task, now=now)
    document = _issue_decision(application, ruling, now)
    decision = Decision.objects.create(
        application=application,
        number=document.number,
        result=ruling.result,
        reasons=ruling.reasons,
        remedies="" if ruling.is_granted else remedies_text(application),
        officer=officer_of(actor),
        decided_at=now,
    )
    move(application, operation=line)
    application.decided_at = now
    application.save(update_fields=["state", "decided_at"])
    clocks.stop_decision(application=application, now=now)
    clocks.start_delivery(application=application, now=now)
    if ruling.is_granted:
        clocks.start_publication(application=application, now=now)
    flow.complete(actor=actor, task=task, variables={"decision": ruling.result}, now=now)
    note(result=ruling.result, number=decision.number, reasons=ruling.reasons)
    tell(application, ruling.result, now=now)
    for party in application.interested_parties.all():
        tell_party(party, "party_decided", now=now, result="准予许可" if ruling.is_granted else "不予许可")
    emit(events.DecisionMade(**case_event(application, now), result=ruling.result))
    return decision


def remedies_text(application: Application) -> str:
    """Tell the ways to have a refusal reviewed: the matter's own, else those of the law (handbook §3.1)."""
    own = "；".join(f"{one.get('title', '')}：{one.get('text', '')}" for one in application.version.remedies)
    return own or (
        "对本决定不服的，可以自收到本决定书之日起六十日内申请行政复议，"
        "也可以自收到本决定书之日起六个月内依法提起行政诉讼。"
    )


def _issue_decision(application: Application, ruling: Ruling, now: datetime) -> IssuedDocument:
    version, target = application.version, application.target_licence
    context: dict[str, Any] = {"reasons": ruling.reasons, "basis": papers.law_of(application)}
    title = ""
    if not ruling.is_granted:
        kind = DocumentKind.REFUSAL
    elif target is not None:
        kind = DocumentKind.LICENCE_DECISION
        act = "cancel" if version.cancel_of else "renew" if version.renewal_of else "change"
        context |= {"act": act, "licence": target, "changes": []}
        title = LICENCE_TITLES[act]
        if act == "renew" and target.valid_until is not None:
            context["valid_from"], context["valid_until"] = licensing.renewed_period(target)
        elif act == "change":
            context["changes"] = licensing.changes_of(application)
    else:
        kind = DocumentKind.GRANT
        context |= {"findings": ruling.reasons, "licence_title": version.result_name}
    return papers.issue(application=application, kind=kind, now=now, context=context, title=title)


def _require_reasons(ruling: Ruling) -> None:
    if ruling.result not in Result.values:
        raise ReasonsNeeded(fields={"result": "请选择准予或不予许可。"})
    if not ruling.is_granted and not ruling.reasons.strip():
        raise ReasonsNeeded(fields={"reasons": "不予许可要写明理由。"})


def _require_undecided(application: Application) -> None:
    earlier = Decision.objects.select_related("officer").filter(application=application).first()
    if earlier is not None:
        moment = local(earlier.decided_at)
        by = (
            f" {earlier.officer.number} 号工作人员"
            if earlier.officer
            else "期限（到期没有决定，视为准予延续）"
        )
        raise StepAlreadyDone(by=by, at=f"{moment.month}月{moment.day}日 {moment:%H:%M}")


def _require_hearing_held(application: Application) -> None:
    asked = Hearing.objects.filter(application=application, requested_at__isnull=False)
    if asked.filter(recorded_at__isnull=True).exists():
        raise HearingNotHeld
