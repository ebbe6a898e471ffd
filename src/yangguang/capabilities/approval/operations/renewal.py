"""Silence that grants: a renewal nobody decided before the licence ran out (Licensing Law art. 50(2))."""

from datetime import datetime

from yangguang.capabilities.approval import events, permissions
from yangguang.capabilities.approval.models import Application, Decision
from yangguang.capabilities.approval.models.outcome import DocumentKind, Result
from yangguang.capabilities.approval.operations import clocks, flow, licensing, papers
from yangguang.capabilities.approval.operations.holding import case_event, hold, move, require
from yangguang.capabilities.approval.operations.told import tell
from yangguang.capabilities.approval.rules.refusals import RenewalNotDeemed
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.kernel.clock import today


@operation(
    "approval.deem_renewed",
    summary="证照到期前没有作出决定，视为准予延续",
    permission=permissions.may_deem_renewed,
    subject="application",
    binding=True,
)
def deem_renewed(*, actor: Actor, application: Application, now: datetime) -> Decision:
    """
    Let silence renew: asked for in time and not decided before the licence ran out, the renewal counts as granted.

    It takes effect by law, so the new licence is made at once and the flow ends; the applicant gets the paper that says so.
    A plain overdue application is never granted this way (handbook §1). While the applicant has a correction to answer, the
    word is theirs and nothing is deemed.

    Refuses with RenewalNotDeemed, NotPossibleNow, LicenceNotInForce.
    """
    hold(application)
    require(application, operation="deem_renewed", deed="视为准予延续")
    _require_silence(application, now)
    old = application.target_licence
    if old is None:
        raise AssertionError("a renewal in time names its licence")
    starts, ends = licensing.renewed_period(old)
    application.licence = licensing.realise(actor=actor, application=application, now=now)
    document = papers.issue(
        application=application,
        kind=DocumentKind.DEEMED_RENEWAL,
        now=now,
        context={"licence": old, "valid_from": starts, "valid_until": ends},
    )
    decision = Decision.objects.create(
        application=application,
        number=document.number,
        result=Result.GRANTED,
        reasons="原证照有效期届满前没有作出是否准予延续的决定，依法视为准予延续。",
        decided_at=now,
        is_deemed=True,
    )
    application.special_procedures.filter(ended_at__isnull=True).update(
        ended_at=now, result="证照到期，依法视为准予延续"
    )
    move(application, operation="deem_renewed")
    application.decided_at = application.closed_at = now
    application.save(update_fields=["state", "decided_at", "closed_at", "licence"])
    clocks.stop_all(application=application, now=now)
    clocks.start_publication(application=application, now=now)
    flow.terminate(application=application, reason="依法视为准予延续", now=now)
    number = application.licence.number if application.licence else ""
    note(
        licence=number, ran_out_on=str(old.valid_until), valid_until=ends.isoformat(), number=decision.number
    )
    tell(application, "deemed_renewed", now=now, until=ends)
    emit(events.DecisionMade(**case_event(application, now), result=Result.GRANTED, is_deemed=True))
    emit(events.ResultDelivered(**case_event(application, now), licence_number=number))
    return decision


def _require_silence(application: Application, now: datetime) -> None:
    licence = application.target_licence
    asked_by = clocks.renewal_asked_by(application=application)
    if licence is None or licence.valid_until is None or asked_by is None:
        raise RenewalNotDeemed(number=application.number, why="这件不是延续")
    if today(application.received_at) > asked_by:
        raise RenewalNotDeemed(number=application.number, why=f"申请晚于 {asked_by}，不在届满三十日前")
    if today(now) <= licence.valid_until:
        raise RenewalNotDeemed(number=application.number, why=f"原证照到 {licence.valid_until} 才届满")
