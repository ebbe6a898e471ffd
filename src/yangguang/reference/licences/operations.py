"""Everything that may happen to a licence, each under its own article of law."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.documents import api as documents
from yangguang.foundation.search import api as search
from yangguang.kernel import clock
from yangguang.reference.licences import permissions, rules
from yangguang.reference.licences.events import LicenceEnded, LicenceIssued
from yangguang.reference.licences.grants import Content, LicenceChanges, LicenceGrant
from yangguang.reference.licences.models import HolderKind, Licence, LicenceHistory
from yangguang.reference.licences.refusals import (
    LicenceNotInForce,
    LicenceNumberTaken,
    LicencePeriodWrong,
    ReasonMissing,
)
from yangguang.reference.licences.states import STEPS, Status


@operation(
    "licences.issue_licence",
    summary="颁发证照",
    permission=permissions.may_issue_licence,
    subject="result",
    binding=True,
)
def issue_licence(*, actor: Actor, now: datetime, grant: LicenceGrant) -> Licence:
    """
    Issue a licence with its document, identifier and verification code (Licensing Law art. 39, 44).

    Refuses with LicenceNumberTaken, LicencePeriodWrong.
    """
    _require_period(grant.valid_from, grant.valid_until)
    number = grant.number or rules.compose_number(
        prefix=grant.number_prefix,
        area_code=grant.issuer.area.code,
        year=clock.today(now).year,
        serial=_next_serial(),
    )
    if Licence.objects.filter(number=number).exists():
        raise LicenceNumberTaken(number=number)
    licence = Licence(
        number=number,
        kind=grant.kind,
        title=grant.title,
        holder_name=grant.holder_name,
        holder_code=grant.holder_code,
        holder_kind=HolderKind(grant.holder_kind).value,
        legal_representative=grant.legal_representative,
        address=grant.address,
        content=[list(line) for line in grant.content],
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
        issuer=grant.issuer,
        matter_code=grant.matter_code,
        application_number=grant.application_number,
    )
    return _put_in_force(licence, actor=actor, now=now, operation="issue_licence", reason="")


@operation(
    "licences.replace_licence",
    summary="变更换发证照",
    permission=permissions.may_replace_licence,
    subject="result",
    binding=True,
)
def replace_licence(
    *, actor: Actor, now: datetime, licence: Licence, changes: LicenceChanges, reason: str = ""
) -> Licence:
    """
    Issue the next version with what was changed; number and period stay, this version is void (Licensing Law art. 49).

    Refuses with LicenceNotInForce.
    """
    held = _hold(licence, now=now, operation="replace_licence", deed="变更")
    successor = _next_version(held)
    for name in ("holder_name", "legal_representative", "address", "application_number"):
        if getattr(changes, name):
            setattr(successor, name, getattr(changes, name))
    successor.content = _merged(held.content, changes.content)
    _end(held, actor=actor, now=now, operation="replace_licence", reason=reason)
    return _put_in_force(successor, actor=actor, now=now, operation="replace_licence", reason=reason)


@operation(
    "licences.renew_licence",
    summary="延续换发证照",
    permission=permissions.may_renew_licence,
    subject="result",
    binding=True,
)
def renew_licence(
    *,
    actor: Actor,
    now: datetime,
    licence: Licence,
    valid_from: date | None = None,
    valid_until: date | None = None,
    application_number: str = "",
) -> Licence:
    """
    Issue the next version for a further period (Licensing Law art. 50); without dates, as long as before and without gap.

    An expired licence can still be renewed: what was applied for in time and not decided counts as granted.

    Refuses with LicenceNotInForce, LicencePeriodWrong.
    """
    held = _hold(licence, now=now, operation="renew_licence", deed="延续")
    if held.valid_until is None:
        raise LicencePeriodWrong(valid_from=held.valid_from, valid_until="长期")
    successor = _next_version(held)
    starts = valid_from or held.valid_until + timedelta(days=1)
    ends = valid_until or rules.renewed_until(
        valid_from=held.valid_from, valid_until=held.valid_until, new_from=starts
    )
    if ends <= held.valid_until:
        raise LicencePeriodWrong(valid_from=starts, valid_until=ends)
    _require_period(starts, ends)
    # The new paper covers the rest of the old period too, so that the holder needs to show one only.
    successor.valid_from, successor.valid_until = min(starts, clock.today(now)), ends
    successor.application_number = application_number or held.application_number
    _end(held, actor=actor, now=now, operation="renew_licence", reason="")
    return _put_in_force(successor, actor=actor, now=now, operation="renew_licence", reason="")


@operation(
    "licences.cancel_licence",
    summary="注销证照",
    permission=permissions.may_cancel_licence,
    subject="licence",
    binding=True,
)
def cancel_licence(*, actor: Actor, now: datetime, licence: Licence, reason: str, basis: str = "") -> Licence:
    """
    Take a licence off the register: expiry without renewal, death, dissolution, the holder's wish, after withdrawal or
    revocation (注销, Licensing Law art. 70).

    Refuses with LicenceNotInForce, ReasonMissing.
    """
    return _finish(licence, actor, now, "cancel_licence", "注销", reason, basis)


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
    held = Licence.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=licence.pk)
    if held.status != Status.VALID:
        raise _not_in_force(held, now, "记为过期")
    if held.valid_until is None or held.valid_until >= clock.today(now):
        raise LicencePeriodWrong(valid_from=held.valid_from, valid_until=held.valid_until or "长期")
    return _end(held, actor=actor, now=now, operation="expire_licence", reason="有效期届满")


def _hold(licence: Licence, *, now: datetime, operation: str, deed: str) -> Licence:
    """Lock the row and make sure the act has something to act on."""
    held = Licence.objects.select_for_update(of=("self",)).select_related("issuer__area").get(pk=licence.pk)
    standing = held.standing(clock.today(now))
    if standing.code not in STEPS[operation].before:
        raise _not_in_force(held, now, deed)
    return held


def _not_in_force(licence: Licence, now: datetime, deed: str) -> LicenceNotInForce:
    word = licence.standing(clock.today(now)).word
    return LicenceNotInForce(title=licence.title, number=licence.number, standing=word, deed=deed)


def _finish(
    licence: Licence, actor: Actor, now: datetime, operation: str, deed: str, reason: str, basis: str
) -> Licence:
    """End a licence by one of the acts that need a reason, and bring the caller's row up to date."""
    if not reason.strip():
        raise ReasonMissing(deed=deed, fields={"reason": "请写明理由。"})
    held = _hold(licence, now=now, operation=operation, deed=deed)
    _end(held, actor=actor, now=now, operation=operation, reason=reason.strip(), basis=basis)
    licence.refresh_from_db()
    return licence


def _end(
    licence: Licence, *, actor: Actor, now: datetime, operation: str, reason: str, basis: str = ""
) -> Licence:
    step = STEPS[operation]
    licence.status, licence.ending = step.after.value, step.ending.value
    licence.ended_on = clock.today(now)
    licence.save(update_fields=["status", "ending", "ended_on"])
    _write_history(
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


def _put_in_force(licence: Licence, *, actor: Actor, now: datetime, operation: str, reason: str) -> Licence:
    licence.issued_on = clock.today(now)
    licence.verification_code = rules.make_verification_code()
    licence.identifier = rules.compose_identifier(
        kind=licence.kind, issuer_code=licence.issuer.code, number=licence.number, version=licence.version
    )
    licence.document = _make_paper(licence, now=now)
    licence.save(force_insert=True)
    search.index(_findable(licence))
    _write_history(licence, actor=actor, now=now, operation=operation, reason=reason, basis="")
    note(number=licence.number, version=licence.version, title=licence.title, identifier=licence.identifier)
    emit(
        LicenceIssued(
            number=licence.number,
            version=licence.version,
            title=licence.title,
            holder_code=licence.holder_code,
            issuer_code=licence.issuer.code,
            application_number=licence.application_number,
            at=now,
        )
    )
    return licence


def _findable(licence: Licence) -> search.Findable:
    """What a licence is found by: title, number, and the holder as the public may see it; the newest version leads."""
    return search.Findable(
        kind="licence",
        object_number=licence.number,
        title=f"{licence.title} {licence.public_holder}",
        url=licence.get_absolute_url(),
        body="；".join(f"{label}：{value}" for label, value in licence.content),
        area_code=licence.issuer.area.code,
    )


def _make_paper(licence: Licence, *, now: datetime) -> documents.Document:
    verify_url = f"{settings.BASE_URL}{licence.get_absolute_url()}"
    return documents.make_document(
        kind=f"licence_{licence.version}",
        title=licence.title,
        number=licence.number,
        template="licences/licence.html",
        context={
            "licence": licence,
            "verify_url": verify_url,
            "verify_qr": documents.qr_image(verify_url),
        },
        body_code=licence.issuer.code,
        body_name=licence.issuer.name,
        object_type=licence.act_object[0],
        object_number=licence.act_object[1],
        seal_text="证照专用章",
        now=now,
    )


def _write_history(
    licence: Licence, *, actor: Actor, now: datetime, operation: str, reason: str, basis: str
) -> None:
    LicenceHistory.objects.create(
        licence=licence,
        operation=operation,
        status=licence.status,
        reason=reason,
        basis=basis,
        by=actor.label,
        at=now,
    )


def _next_version(held: Licence) -> Licence:
    """Copy a version as the start of the next one."""
    copied: dict[str, Any] = {
        name: getattr(held, name)
        for name in (
            "number",
            "kind",
            "title",
            "holder_name",
            "holder_code",
            "holder_kind",
            "legal_representative",
            "address",
            "content",
            "valid_from",
            "valid_until",
            "issuer",
            "matter_code",
            "application_number",
        )
    }
    return Licence(**copied, version=held.version + 1, previous=held)


def _merged(before: list[list[str]], changes: Content) -> list[list[str]]:
    altered = dict(changes)
    kept = [[label, altered.pop(label, value)] for label, value in before]
    return kept + [[label, value] for label, value in altered.items()]


def _require_period(starts: date, ends: date | None) -> None:
    if ends is not None and ends <= starts:
        raise LicencePeriodWrong(valid_from=starts, valid_until=ends)


def _next_serial() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('licences_serial')")
        return int(cursor.fetchone()[0])
