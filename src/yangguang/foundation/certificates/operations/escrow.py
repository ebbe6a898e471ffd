"""
Escrow of encryption keys and their recovery by m of n custodians (密钥保管人).

Each key is sealed under a key of its own, that one is cut into shares, each share sealed to one custodian, whose private
key only their passphrase opens: the operator of the machine alone recovers nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from yangguang.foundation.acts.api import Actor, note, operation, require_operation
from yangguang.foundation.certificates import permissions
from yangguang.foundation.certificates.models import (
    CertificateRequest,
    Custodian,
    EscrowedKey,
    IssuedCertificate,
    KeyShare,
    RequestKind,
    Standing,
)
from yangguang.foundation.certificates.models.certificate import OPEN_STATES
from yangguang.foundation.certificates.rules.refusals import (
    NotRecoverable,
    RequestClosed,
    SamePerson,
    ShareWrong,
    StandingWrong,
)
from yangguang.foundation.certificates.rules.shamir import join_secret, split_secret
from yangguang.kernel import sm
from yangguang.kernel.refusals import InvalidInput, Refusal
from yangguang.kernel.sealing import Resealed

SMALLEST_CIRCLE = 3
SHORTEST_PASSPHRASE = 10


class AlreadyCustodian(Refusal):
    """The officer keeps shares already, under a passphrase of their own."""

    code = "certificates.already_custodian"
    text = "您已经是密钥保管人。"
    remedy = "请用原来的口令交出份额；忘了口令的，以后的密钥由其他保管人恢复。"


class SharesMissing(Refusal):
    """Too few custodians have given their share."""

    code = "certificates.shares_missing"
    text = "还差 {missing} 位保管人交出份额，不能恢复。"
    remedy = "请请其他保管人在这份申请里输入口令。"


@operation(
    "certificates.appoint_custodian",
    summary="成为密钥保管人",
    permission=permissions.may_appoint_custodian,
    subject="result",
    asks_factor=True,
)
def appoint_custodian(*, actor: Actor, now: datetime, passphrase: str) -> Custodian:
    """
    Make a custodian's key pair under their passphrase; keys issued from now on are shared with them.

    Refuses with InvalidInput, AlreadyCustodian.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise InvalidInput(fields={"passphrase": f"口令至少 {SHORTEST_PASSPHRASE} 个字符。"})
    if Custodian.objects.filter(account_id=actor.account_id).exists():
        raise AlreadyCustodian  # a new key pair would not open the shares kept so far
    key = sm.PrivateKey.generate()
    return Custodian.objects.create(
        account_id=actor.account_id,
        name=actor.name,
        public_key=key.public_key.to_der(),
        sealed_key=key.to_der(password=passphrase.encode()),
        appointed_at=now,
    )


def threshold_of(count: int) -> int:
    """Give how many of so many custodians must agree: more than half, at least two."""
    return max(2, count // 2 + 1)


def keep_in_escrow(certificate: IssuedCertificate, key: sm.PrivateKey) -> EscrowedKey | None:
    """Put an encryption key in escrow if there are custodians enough; else it stays unrecoverable, and the act says so."""
    require_operation()
    custodians = list(Custodian.objects.filter(is_serving=True).order_by("pk"))
    if not certificate.is_encryption or len(custodians) < SMALLEST_CIRCLE:
        note(escrow=False)
        return None
    sealing = sm.new_sm4_key()
    threshold = threshold_of(len(custodians))
    kept = EscrowedKey.objects.create(
        certificate=certificate,
        sealed=sm.sm4_gcm_seal(sealing, key.to_der(), associated=certificate.serial.encode()),
        threshold=threshold,
        share_count=len(custodians),
    )
    shares = split_secret(int.from_bytes(sealing, "big"), shares=len(custodians), threshold=threshold)
    KeyShare.objects.bulk_create(
        KeyShare(
            escrow=kept,
            custodian=one,
            place=place,
            sealed=sm.PublicKey.from_der(bytes(one.public_key)).encrypt(shares[place].to_bytes(66, "big")),
        )
        for place, one in enumerate(custodians, start=1)
    )
    note(escrow=True, threshold=threshold, shares=len(custodians))
    return kept


@operation(
    "certificates.release_share",
    summary="交出密钥份额",
    permission=permissions.may_release_share,
    subject="request",
    binding=True,
)
def release_share(*, actor: Actor, now: datetime, request: CertificateRequest, passphrase: str) -> KeyShare:
    """
    Give one's share towards one recovery, opened by one's passphrase.

    Refuses with RequestClosed, NotRecoverable, ShareWrong, SamePerson (never towards one's own key).
    """
    if not request.is_open or request.kind != RequestKind.RECOVER:
        raise RequestClosed(state=request.get_state_display())
    if actor.account_id == request.holder_id:
        raise SamePerson
    share = (
        _shares(request).select_related("custodian").filter(custodian__account_id=actor.account_id).first()
    )
    if share is None:
        raise NotRecoverable
    try:
        key = sm.PrivateKey.from_der(bytes(share.custodian.sealed_key), password=passphrase.encode())
        opened = key.decrypt(bytes(share.sealed))
    except (sm.PasswordRefused, sm.KeyRefused, sm.CiphertextRefused) as problem:
        raise ShareWrong from problem
    share.released = sm.sm4_gcm_seal(_holding_key(), opened, associated=str(request.pk).encode())
    share.released_for = request
    share.save(update_fields=["released", "released_for"])
    note(place=share.place)
    return share


def recover_key(request: CertificateRequest, now: datetime) -> None:
    """
    Join the shares given, and wrap the key to the holder's present signing key; the shares are forgotten.

    Refuses with NotRecoverable, SharesMissing, StandingWrong.
    """
    require_operation()
    kept = EscrowedKey.objects.filter(certificate=_encryption_of(request)).first()
    if kept is None:
        raise NotRecoverable
    given = list(kept.shares.filter(released_for=request))
    if len(given) < kept.threshold:
        raise SharesMissing(missing=kept.threshold - len(given))
    associated = str(request.pk).encode()
    numbers = {
        one.place: int.from_bytes(
            sm.sm4_gcm_open(_holding_key(), bytes(one.released), associated=associated), "big"
        )
        for one in given
    }
    secret = join_secret(numbers)
    twin = kept.certificate
    key = sm.PrivateKey.from_der(
        sm.sm4_gcm_open(secret.to_bytes(16, "big"), bytes(kept.sealed), associated=twin.serial.encode())
    )
    target = (
        IssuedCertificate.objects.filter(
            holder=twin.holder, is_encryption=False, standing=Standing.VALID, not_after__gte=now
        )
        .order_by("-pk")
        .first()
    )
    if target is None:
        raise StandingWrong(standing="没有有效的签名证书", what="恢复加密密钥")
    twin.envelope = sm.wrap_private_key(key, to=target.certificate.sm2_key)
    twin.save(update_fields=["envelope"])
    kept.shares.filter(released_for=request).update(released=b"", released_for=None)
    note(serial=twin.serial, to=target.serial, shares=sorted(numbers))


@dataclass(frozen=True, slots=True)
class Recovery:
    """One recovery that gathers shares: how many are in, how many are needed, and whether mine is wanted or given."""

    request: CertificateRequest
    given: int
    threshold: int
    share_count: int
    holds_share: bool
    has_given: bool

    @property
    def is_enough(self) -> bool:
        """Whether the second registrar may approve."""
        return self.given >= self.threshold


def recoveries_under_way(*, account_id: int) -> list[Recovery]:
    """List the recoveries that wait, as one officer sees them, oldest first."""
    waiting = CertificateRequest.objects.filter(kind=RequestKind.RECOVER, state__in=OPEN_STATES)
    found = []
    for request in waiting.select_related("certificate__twin", "holder").order_by("asked_at"):
        shares = list(_shares(request).select_related("custodian", "escrow"))
        if not shares:
            continue
        own = next((one for one in shares if one.custodian.account_id == account_id), None)
        found.append(
            Recovery(
                request,
                sum(one.released_for_id == request.pk for one in shares),
                shares[0].escrow.threshold,
                shares[0].escrow.share_count,
                own is not None and request.holder_id != account_id,
                own is not None and own.released_for_id == request.pk,
            )
        )
    return found


def _shares(request: CertificateRequest) -> "QuerySet[KeyShare]":
    return KeyShare.objects.filter(escrow__certificate=_encryption_of(request))


def _encryption_of(request: CertificateRequest) -> IssuedCertificate | None:
    row = request.certificate
    return row if row is None or row.is_encryption else row.twin


def _holding_key(secret: str = "") -> bytes:
    return sm.sm3(b"certificates.shares\n" + (secret or settings.SECRET_KEY).encode())[:16]


def reseal_shares(*, old: str) -> Resealed:
    """Seal anew the shares that custodians have given and no recovery has used yet."""
    told = Resealed()
    with transaction.atomic():
        for share in KeyShare.objects.select_for_update().exclude(released=b"").order_by("pk"):
            associated = str(share.released_for_id).encode()
            sealed = bytes(share.released)
            if told.take(
                f"密钥份额 {share.pk}",
                is_new=lambda sealed=sealed, associated=associated: _opens(
                    _holding_key(), sealed, associated
                ),
                is_old=lambda sealed=sealed, associated=associated: _opens(
                    _holding_key(old), sealed, associated
                ),
            ):
                opened = sm.sm4_gcm_open(_holding_key(old), sealed, associated=associated)
                share.released = sm.sm4_gcm_seal(_holding_key(), opened, associated=associated)
                share.save(update_fields=["released"])
    return told


def _opens(key: bytes, sealed: bytes, associated: bytes) -> bool:
    try:
        sm.sm4_gcm_open(key, sealed, associated=associated)
    except sm.CiphertextRefused:
        return False
    return True
