"""
The life of electronic seals (机关电子印章, GB/T 38540): proposed by one, approved and thereby made by another; stopped by one,
brought back or cancelled by another.
"""

from datetime import datetime, timedelta

from django.conf import settings

from yangguang.foundation.acts.api import Actor, note, operation, require_operation, system_actor
from yangguang.foundation.certificates import permissions, queries
from yangguang.foundation.certificates.models import BodySeal, IssuedCertificate, SealState, Standing
from yangguang.foundation.certificates.models.seal import OPEN_SEALS
from yangguang.foundation.certificates.operations import standing
from yangguang.foundation.certificates.operations.authorities import certify_service
from yangguang.foundation.certificates.rules.pictures import SIDE_MM, draw_seal
from yangguang.foundation.certificates.rules.refusals import (
    RecordTampered,
    SamePerson,
    SealExists,
    SealStateWrong,
)
from yangguang.foundation.certificates.stores import key_store
from yangguang.foundation.organisation.api import Body, list_bodies
from yangguang.foundation.signing import api as signing
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput

VENDOR = "Yangguang"
MOST_SEALS = 999


@operation(
    "certificates.propose_seal",
    summary="提请制作电子印章",
    permission=permissions.may_propose_seal,
    subject="result",
)
def propose_seal(*, actor: Actor, now: datetime, body: Body, reason: str) -> BodySeal:
    """
    Ask for a seal of a body; a colleague approves it (双人控制).

    Refuses with InvalidInput, SealExists.
    """
    if not reason.strip():
        raise InvalidInput(fields={"reason": "请写明依据，如批准刻制的文号。"})
    before = BodySeal.objects.select_for_update().filter(body_code=body.code).order_by("pk")
    for one in before:
        if one.state in OPEN_SEALS:
            raise SealExists(body=body.name, number=one.number, state=one.get_state_display())
    made = BodySeal.objects.create(
        number=f"{body.code}-{len(before) + 1:03d}",
        body_code=body.code,
        name=body.name,
        reason=reason.strip()[:300],
        proposed_by_id=actor.account_id,
        proposed_at=now,
    )
    note(body=body.code, reason=made.reason)
    return made


@operation(
    "certificates.approve_seal",
    summary="批准制作电子印章",
    permission=permissions.may_approve_seal,
    subject="seal",
    binding=True,
)
def approve_seal(*, actor: Actor, now: datetime, seal: BodySeal) -> BodySeal:
    """
    Approve as the second person: the body gets a certificate for sealing, and the maker signs the seal that lists it.

    Refuses with SealStateWrong, SamePerson, AuthorityMissing, KeyStoreUnavailable.
    """
    locked = _locked(seal, (SealState.PROPOSED,), "批准")
    if actor.account_id is not None and actor.account_id == locked.proposed_by_id:
        raise SamePerson
    row = _sealing_certificate(locked, now)
    made = _make(locked, row, now)
    locked.certificate, locked.encoded, locked.state = row, made.encoded, SealState.VALID
    locked.decided_by_id, locked.decided_at = actor.account_id, now
    locked.save()
    note(serial=row.serial, seal=made.fingerprint)
    return locked


@operation(
    "certificates.refuse_seal",
    summary="不同意制作电子印章",
    permission=permissions.may_refuse_seal,
    subject="seal",
)
def refuse_seal(*, actor: Actor, now: datetime, seal: BodySeal, reason: str) -> BodySeal:
    """Say no, with the reason; whoever proposed may take it back so. Refuses with SealStateWrong, InvalidInput."""
    locked = _locked(seal, (SealState.PROPOSED,), "不同意")
    return _change(locked, SealState.REFUSED, actor, reason, now)


@operation(
    "certificates.suspend_seal",
    summary="暂停使用电子印章",
    permission=permissions.may_suspend_seal,
    subject="seal",
    asks_factor=True,
)
def suspend_seal(*, actor: Actor, now: datetime, seal: BodySeal, reason: str) -> BodySeal:
    """Stop a seal at once, its certificate with it; one person is enough. Refuses with SealStateWrong, InvalidInput."""
    locked = _locked(seal, (SealState.VALID,), "暂停")
    standing.put_on_hold(_certificate_of(locked), now=now)
    return _change(locked, SealState.SUSPENDED, actor, reason, now)


@operation(
    "certificates.resume_seal",
    summary="恢复使用电子印章",
    permission=permissions.may_resume_seal,
    subject="seal",
    binding=True,
)
def resume_seal(*, actor: Actor, now: datetime, seal: BodySeal, reason: str) -> BodySeal:
    """Bring a seal back; never by whoever stopped it. Refuses with SealStateWrong, SamePerson, InvalidInput."""
    locked = _locked(seal, (SealState.SUSPENDED,), "恢复")
    _expect_another(locked, actor)
    standing.resume(_certificate_of(locked), now=now)
    return _change(locked, SealState.VALID, actor, reason, now)


@operation(
    "certificates.cancel_seal",
    summary="注销电子印章",
    permission=permissions.may_cancel_seal,
    subject="seal",
    binding=True,
)
def cancel_seal(*, actor: Actor, now: datetime, seal: BodySeal, reason: str) -> BodySeal:
    """
    End a seal for good, its certificate with it; it was stopped by another person before. What it sealed stays good.

    Refuses with SealStateWrong, SamePerson, InvalidInput.
    """
    locked = _locked(seal, (SealState.SUSPENDED,), "注销")
    _expect_another(locked, actor)
    standing.take_back(_certificate_of(locked), reason="cessation_of_operation", now=now)
    return _change(locked, SealState.CANCELLED, actor, reason, now)


def ensure_seals(*, now: datetime, actor: Actor | None = None) -> int:
    """Give every body without an electronic seal one, from the console; gives how many."""
    hand = actor or system_actor("发证机构初始化")
    having = set(BodySeal.objects.filter(state__in=OPEN_SEALS).values_list("body_code", flat=True))
    missing = [one for one in list_bodies(on=clock.today(now)) if one.code not in having]
    for body in missing:
        proposed = propose_seal(actor=hand, now=now, body=body, reason="平台建立时制作")
        approve_seal(actor=hand, now=now, seal=proposed)
    return len(missing)


def seal_in_force(*, body_code: str, now: datetime) -> BodySeal | None:
    """Find the seal a body may put on something now."""
    found = (
        BodySeal.objects.select_related("certificate__authority")
        .filter(body_code=body_code, state=SealState.VALID, certificate__standing=Standing.VALID)
        .filter(certificate__not_before__lte=now, certificate__not_after__gte=now)
        .first()
    )
    if found is not None:
        queries.expect_untouched(_certificate_of(found))
        if not queries.is_seal_as_made(found):
            raise RecordTampered(serial=found.number)
    return found


def _sealing_certificate(seal: BodySeal, now: datetime) -> IssuedCertificate:
    """Give the certificate the seal lists: one of the body's that no seal uses yet, else a new one."""
    spare = IssuedCertificate.objects.filter(
        profile="body_seal", body_code=seal.body_code, standing=Standing.VALID, body_seal__isnull=True
    )
    found = (
        spare.filter(not_before__lte=now, not_after__gte=now + timedelta(days=365)).order_by("-pk").first()
    )
    return found or certify_service(
        actor=system_actor("印章制作"), now=now, profile="body_seal", name=seal.name, body_code=seal.body_code
    )


def _make(seal: BodySeal, row: IssuedCertificate, now: datetime) -> signing.Seal:
    """Let the maker sign the seal; it is good as long as its certificate."""
    require_operation()
    maker = _maker(now)
    info = signing.SealInfo(
        vendor=VENDOR,
        number=seal.number,
        name=seal.name,
        kind=signing.OF_BODY,
        certificates=(bytes(row.encoded),),
        digests=(),
        made_at=now.replace(microsecond=0),
        valid_from=row.not_before.replace(microsecond=0),
        valid_until=min(row.not_after, maker.not_after).replace(microsecond=0),
        picture_format="SVG",
        picture=draw_seal(seal.name, seal.number),
        width=SIDE_MM,
        height=SIDE_MM,
    )
    return signing.make_seal(info=info, signer=key_store().signer(maker.key_name), maker=maker.certificate)


def _maker(now: datetime) -> IssuedCertificate:
    """Give the platform's certificate for making seals, issued when first needed and a year before it ends."""
    found = (
        IssuedCertificate.objects.filter(profile="seal_maker", standing=Standing.VALID)
        .filter(not_before__lte=now, not_after__gte=now + timedelta(days=365))
        .order_by("-pk")
        .first()
    )
    if found is None:
        return certify_service(
            actor=system_actor("印章制作"),
            now=now,
            profile="seal_maker",
            name=f"{settings.CITY_NAME}阳光政务",
        )
    queries.expect_untouched(found)
    return found


def _certificate_of(seal: BodySeal) -> IssuedCertificate:
    if seal.certificate is None:
        raise SealStateWrong(state=seal.get_state_display(), what="使用")
    return seal.certificate


def _expect_another(seal: BodySeal, actor: Actor) -> None:
    if actor.account_id is not None and actor.account_id == seal.changed_by_id:
        raise SamePerson


def _locked(seal: BodySeal, states: tuple[SealState, ...], what: str) -> BodySeal:
    locked = BodySeal.objects.select_for_update(of=("self",)).select_related("certificate").get(pk=seal.pk)
    if locked.state not in states:
        raise SealStateWrong(state=locked.get_state_display(), what=what)
    return locked


def _change(seal: BodySeal, state: SealState, actor: Actor, reason: str, now: datetime) -> BodySeal:
    if not reason.strip():
        raise InvalidInput(fields={"reason": "请写明原因。"})
    seal.state, seal.change_reason = state, reason.strip()[:300]
    seal.changed_by_id, seal.changed_at = actor.account_id, now
    seal.save(update_fields=["state", "change_reason", "changed_by", "changed_at"])
    note(state=state.value, reason=seal.change_reason)
    return seal
