"""A licence ends, each way under its own article of law and with its own document; or is held back for a time and given back."""

from datetime import date, datetime

from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.kernel import clock
from yangguang.reference.licences import permissions
from yangguang.reference.licences.events import LicenceEnded, LicenceResumed, LicenceSuspended
from yangguang.reference.licences.models import Licence
from yangguang.reference.licences.operations import papers
from yangguang.reference.licences.operations.holding import hold, lock, not_in_force, write_history
from yangguang.reference.licences.rules.refusals import LicencePeriodWrong, ReasonMissing
from yangguang.reference.licences.states import STEPS, Status

STILL_HELD = (Status.VALID, Status.SUSPENDED)


@operation(
    "licences.cancel_licence",
    summary="注销证照",
    permission=permissions.may_cancel_licence,
    subject="licence",
    binding=True,
)
def cancel_licence(
    *, actor: Actor, now: datetime, licence: Licence, reason: str, basis: str = "", decided_in: str = ""
) -> Licence:
    """
    Take a licence off the register: expiry without renewal, death, dissolution, the holder's wish, after withdrawal or
    revocation (注销, Licensing Law art. 70).

    *decided_in* names the case whose own decision document says it; then no second one is made.

    Refuses with LicenceNotInForce, ReasonMissing.
    """
    return _finish(licence, actor, now, "cancel_licence", "注销", reason, basis, decided_in)


@operation(
    "licences.withdraw_licence",
    summary="撤回证照",
    permission=permissions.may_withdraw_licence,
    subject="licence",
    binding=True,
)
def withdraw_licence(
    *, actor: Actor, now: datetime, licence: Licence, reason: str, basis: str = ""
) -> Licence:
    """
    Withdraw a lawful licence because law or facts have changed; the holder's loss is compensated (撤回, Licensing Law
    art. 8(2)).

    Refuses with LicenceNotInForce, ReasonMissing.
    """
    return _finish(licence, actor, now, "withdraw_licence", "撤回", reason, basis)


@operation(
    "licences.revoke_licence",
    summary="撤销证照",
    permission=permissions.may_revoke_licence,
    subject="licence",
    binding=True,
)
def revoke_licence(*, actor: Actor, now: datetime, licence: Licence, reason: str, basis: str = "") -> Licence:
    """
    Revoke a licence that should never have been granted: abuse of power, defect, fraud (撤销, Licensing Law art. 69).

    Refuses with LicenceNotInForce, ReasonMissing.
    """
    return _finish(licence, actor, now, "revoke_licence", "撤销", reason, basis)


@operation(
    "licences.invalidate_licence",
    summary="吊销证照",
    permission=permissions.may_invalidate_licence,
    subject="licence",
    binding=True,
)
def invalidate_licence(
    *, actor: Actor, now: datetime, licence: Licence, reason: str, basis: str = ""
) -> Licence:
    """
    Carry out a penalty that takes the licence away (吊销, Administrative Penalty Law art. 9(3)).

    Refuses with LicenceNotInForce, ReasonMissing.
    """
    return _finish(licence, actor, now, "invalidate_licence", "吊销", reason, basis)


@operation(
    "licences.expire_licence",
    summary="证照期满",
    permission=permissions.may_expire_licence,
    subject="licence",
)
def expire_licence(*, actor: Actor, now: datetime, licence: Licence) -> Licence:
    """
    Write down that the period is over; the public page has said so since midnight.

    Refuses with LicenceNotInForce, LicencePeriodWrong.
    """
    held = lock(licence)
    if held.status not in STILL_HELD:
        raise not_in_force(held, now, "记为过期")
    if held.valid_until is None or held.valid_until >= clock.today(now):
        raise LicencePeriodWrong(valid_from=held.valid_from, valid_until=held.valid_until or "长期")
    end(held, actor=actor, now=now, operation="expire_licence", reason="有效期届满", has_document=True)
    return held


@operation(
    "licences.suspend_licence",
    summary="暂扣证照",
    permission=permissions.may_suspend_licence,
    subject="licence",
    binding=True,
)
def suspend_licence(
    *, actor: Actor, now: datetime, licence: Licence, until: date, reason: str, basis: str = ""
) -> Licence:
    """
    Hold a licence back until a day, carrying out a penalty (暂扣许可证件, Administrative Penalty Law art. 9(3)).

    Refuses with LicenceNotInForce, ReasonMissing, LicencePeriodWrong.
    """
    _require_reason(reason, "暂扣")
    held = hold(licence, now=now, operation="suspend_licence", deed="暂扣")
    if until < clock.today(now):
        raise LicencePeriodWrong(valid_from=clock.today(now), valid_until=until)
    step = STEPS["suspend_licence"]
    held.status, held.suspended_until = step.after.value, until
    held.save(update_fields=["status", "suspended_until"])
    _tell_act(held, actor, now, "suspend_licence", reason.strip(), basis or step.basis, until=until)
    note(until=until.isoformat())
    emit(
        LicenceSuspended(
            held.number, held.version, held.title, held.holder_code, held.issuer.code, until, now
        )
    )
    licence.refresh_from_db()
    return licence


@operation(
    "licences.resume_licence",
    summary="恢复证照效力",
    permission=permissions.may_resume_licence,
    subject="licence",
    binding=True,
)
def resume_licence(*, actor: Actor, now: datetime, licence: Licence, reason: str, basis: str = "") -> Licence:
    """
    Give a licence back: the time of 暂扣 is over, or the penalty was lifted early.

    Refuses with LicenceNotInForce, ReasonMissing.
    """
    _require_reason(reason, "恢复")
    held = lock(licence)
    if held.status != Status.SUSPENDED:
        raise not_in_force(held, now, "恢复")
    step = STEPS["resume_licence"]
    held.status, held.suspended_until = step.after.value, None
    held.save(update_fields=["status", "suspended_until"])
    _tell_act(held, actor, now, "resume_licence", reason.strip(), basis or step.basis)
    emit(LicenceResumed(held.number, held.version, held.title, held.holder_code, held.issuer.code, now))
    licence.refresh_from_db()
    return licence


def _finish(
    licence: Licence,
    actor: Actor,
    now: datetime,
    operation: str,
    deed: str,
    reason: str,
    basis: str,
    decided_in: str = "",
) -> Licence:
    """End a licence by one of the acts that need a reason, and bring the caller's row up to date."""
    _require_reason(reason, deed)
    held = hold(licence, now=now, operation=operation, deed=deed)
    end(
        held,
        actor=actor,
        now=now,
        operation=operation,
        reason=reason.strip(),
        basis=basis,
        has_document=not decided_in,
    )
    if decided_in:
        note(decided_in=decided_in)
    licence.refresh_from_db()
    return licence


def _require_reason(reason: str, deed: str) -> None:
    if not reason.strip():
        raise ReasonMissing(deed=deed, fields={"reason": "请写明理由。"})


def end(
    licence: Licence,
    *,
    actor: Actor,
    now: datetime,
    operation: str,
    reason: str,
    basis: str = "",
    has_document: bool = False,
) -> Licence:
    """Write the end of a locked version down; a version that is replaced ends without a document of its own."""
    step = STEPS[operation]
    licence.status, licence.ending = step.after.value, step.ending.value
    licence.ended_on = clock.today(now)
    licence.save(update_fields=["status", "ending", "ended_on"])
    if has_document:
        _tell_act(licence, actor, now, operation, reason, basis or step.basis)
    else:
        write_history(
            licence, actor=actor, now=now, operation=operation, reason=reason, basis=basis or step.basis
        )
    note(licence=licence.number, version=licence.version, ending=step.ending.value, reason=reason)
    note(basis=basis or step.basis)
    emit(
        LicenceEnded(
            number=licence.number,
            version=licence.version,
            title=licence.title,
            holder_code=licence.holder_code,
            issuer_code=licence.issuer.code,
            ending=step.ending.value,
            at=now,
        )
    )
    return licence


def _tell_act(
    licence: Licence,
    actor: Actor,
    now: datetime,
    operation: str,
    reason: str,
    basis: str,
    until: date | None = None,
) -> None:
    document = papers.make_decision(
        licence, operation=operation, reason=reason, basis=basis, now=now, until=until
    )
    write_history(licence, actor=actor, now=now, operation=operation, reason=reason, basis=basis)
    note(document=document.number)
