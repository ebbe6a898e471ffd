"""Reading authorities, certificates and lists, and proving how a certificate stands at an instant."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When

from yangguang.foundation.certificates.models import (
    Authority,
    BodySeal,
    CertificateRequest,
    IssuedCertificate,
    PublishedList,
    SealState,
    Signature,
    Standing,
)
from yangguang.foundation.certificates.models.certificate import OPEN_STATES
from yangguang.foundation.certificates.rules.profiles import ZONES
from yangguang.foundation.certificates.rules.refusals import (
    AuthorityMissing,
    CertificateNotFound,
    RecordTampered,
    SealNotFound,
)
from yangguang.foundation.certificates.stores import key_store
from yangguang.foundation.signing import api as signing
from yangguang.kernel.refusals import NotFound

ANSWER_LIFE = timedelta(hours=12)


@lru_cache(maxsize=256)
def read_certificate(encoded: bytes) -> signing.Certificate:
    """Read a certificate, keeping those of authorities ready."""
    return signing.Certificate.from_der(encoded)


def find_issuing(*, zone: str) -> Authority | None:
    """Find the CA that issues in a zone."""
    return Authority.objects.filter(zone=zone, parent__isnull=False).order_by("-pk").first()


def get_issuing(*, zone: str) -> Authority:
    """Give the CA that issues in a zone. Refuses with AuthorityMissing."""
    found = find_issuing(zone=zone)
    if found is None:
        raise AuthorityMissing(zone=ZONES.get(zone, zone))
    return found


def list_anchors() -> tuple[list[signing.Certificate], list[signing.Certificate]]:
    """List the roots we trust and the CAs below them."""
    roots: list[signing.Certificate] = []
    below: list[signing.Certificate] = []
    for parent, encoded in Authority.objects.order_by("pk").values_list("parent", "encoded"):
        (roots if parent is None else below).append(read_certificate(bytes(encoded)))
    return roots, below


def find_by_encoded(
    *, certificate: signing.Certificate, at: datetime | None = None
) -> IssuedCertificate | None:
    """
    Find the row of a certificate by serial; only if it is the same to the byte.

    With *at*, the root's revocation list of that instant comes along as `root_list`, in the same query.
    """
    rows = IssuedCertificate.objects.select_related("holder").filter(serial=certificate.serial_hex)
    if at is not None:
        lists = PublishedList.objects.filter(
            authority=OuterRef("authority__parent"), this_update__lte=at, next_update__gt=at
        )
        rows = rows.annotate(root_list=Subquery(lists.order_by("-number").values("encoded")[:1]))
    for row in rows:
        if bytes(row.encoded) == certificate.encoded:
            row.authority = read_authority(row.authority_id)
            return row
    return None


@lru_cache(maxsize=16)
def read_authority(number: int) -> Authority:
    """Give a CA with the one above, kept ready: its name, key and certificate never change."""
    return Authority.objects.select_related("parent").get(pk=number)


def get_certificate(*, serial: str) -> IssuedCertificate:
    """Give a certificate by serial. Refuses with CertificateNotFound."""
    row = (
        IssuedCertificate.objects.select_related("authority", "holder").filter(serial=serial.upper()).first()
    )
    if row is None:
        raise CertificateNotFound(what="这张证书")
    return row


def list_certificates_of(*, account_id: int) -> QuerySet[IssuedCertificate]:
    """List the certificates of a holder, newest first."""
    return IssuedCertificate.objects.filter(holder_id=account_id).order_by("-not_before", "is_encryption")


def find_signing_certificate(*, account_id: int, at: datetime) -> IssuedCertificate | None:
    """Find a certificate the holder may sign with now."""
    own = list_certificates_of(account_id=account_id).filter(is_encryption=False, standing=Standing.VALID)
    return own.filter(not_before__lte=at, not_after__gte=at).first()


def list_signing_certificates(*, account_id: int, at: datetime) -> list[str]:
    """List the serials of all certificates the holder may sign with now."""
    own = list_certificates_of(account_id=account_id).filter(is_encryption=False, standing=Standing.VALID)
    return list(own.filter(not_before__lte=at, not_after__gte=at).values_list("serial", flat=True))


def list_requests_of(*, account_id: int) -> QuerySet[CertificateRequest]:
    """List the requests about a holder's certificates, newest first."""
    return CertificateRequest.objects.filter(holder_id=account_id).order_by("-pk")


def list_open_requests() -> QuerySet[CertificateRequest]:
    """List what waits at the registration desk, oldest first."""
    waiting = CertificateRequest.objects.filter(state__in=OPEN_STATES)
    return waiting.select_related("holder", "proposed_by", "certificate").order_by("asked_at")


def get_request(*, number: int) -> CertificateRequest:
    """Give a request. Refuses with NotFound."""
    found = CertificateRequest.objects.select_related("holder", "certificate").filter(pk=number).first()
    if found is None:
        raise NotFound(what="这份证书申请")
    return found


def find_certificates(*, words: str) -> QuerySet[IssuedCertificate]:
    """Find certificates by name or serial, newest first; without words those of persons."""
    rows = IssuedCertificate.objects.select_related("holder", "authority").order_by("-pk")
    if not words:
        return rows.filter(holder__isnull=False, is_encryption=False)
    return rows.filter(Q(subject_text__icontains=words) | Q(serial__istartswith=words))


def find_list(*, authority: Authority, is_delta: bool, at: datetime) -> PublishedList | None:
    """Find the newest list, full or delta, that was published by an instant."""
    lists = PublishedList.objects.filter(authority=authority, base_number__isnull=not is_delta)
    return lists.filter(this_update__lte=at).order_by("-number").first()


def expect_untouched(row: IssuedCertificate) -> None:
    """Refuse with RecordTampered a row that was changed by hand (GB/T 22239-2019, 8.1.4.7 b)."""
    if row.mac != row.compute_mac():
        raise RecordTampered(serial=row.serial)


def expect_standing(row: IssuedCertificate) -> None:
    """Refuse with CertificateSuspended, CertificateRevoked what the register says was stopped or taken back."""
    subject, since = row.certificate.subject, f"{row.standing_since:%Y-%m-%d %H:%M:%S} UTC"
    if row.standing == Standing.SUSPENDED:
        raise signing.CertificateSuspended(subject=subject, revoked=since)
    if row.standing != Standing.VALID:
        reason = signing.REASON_TEXTS.get(row.reason, row.reason)
        raise signing.CertificateRevoked(subject=subject, revoked=since, reason=reason)


def prove_registered(
    row: IssuedCertificate, certificate: signing.Certificate, *, at: datetime, purpose: str
) -> signing.Chain:
    """
    Find the path of a certificate of our register, found by `find_by_encoded` with *at* and seen to stand.

    Refuses as `validate_certificate` does.
    """
    issuing = row.authority
    if issuing.parent is None:
        raise signing.CertificateUntrusted(subject=certificate.subject)
    encoded = row.__dict__.get("root_list")
    return signing.validate_certificate(
        certificate=certificate,
        anchors=[read_certificate(bytes(issuing.parent.encoded))],
        intermediates=[read_certificate(bytes(issuing.encoded))],
        at=at,
        usages=("digital_signature",),
        purpose=purpose,
        revocation=signing.RevocationEvidence(
            lists=(_read_list(bytes(encoded)),) if encoded else (), registered=(certificate,)
        ),
    )


def list_tampered() -> list[str]:
    """Name every certificate whose row was changed by hand."""
    rows = IssuedCertificate.objects.order_by("pk").iterator(chunk_size=500)
    return [row.serial for row in rows if row.mac != row.compute_mac()]


def status_of(
    row: IssuedCertificate, *, issuer: signing.Certificate, now: datetime
) -> signing.CertificateStatus:
    """Say how a certificate stands, as OCSP does."""
    identity = signing.CertificateId.of(issuer=issuer, serial=int(row.serial, 16))
    return status_for(identity, row, now=now)


def status_for(
    question: signing.CertificateId, row: IssuedCertificate | None, *, now: datetime
) -> signing.CertificateStatus:
    """Answer one question; a serial we never issued is unknown."""
    this_update = now.replace(microsecond=0)
    until = this_update + ANSWER_LIFE
    if row is None:
        return signing.CertificateStatus(question, "unknown", this_update, until)
    if row.standing == Standing.VALID:
        return signing.CertificateStatus(question, "good", this_update, until)
    since = row.standing_since.replace(microsecond=0)
    return signing.CertificateStatus(
        question, "revoked", this_update, until, since, row.reason or "unspecified"
    )


def answer_for(row: IssuedCertificate, *, now: datetime) -> bytes:
    """Sign an OCSP answer about one certificate, for keeping beside a signature."""
    issuer = read_certificate(bytes(row.authority.encoded))
    return signing.answer_request(
        signer=key_store().signer(row.authority.key_name),
        responder=issuer,
        answers=[status_of(row, issuer=issuer, now=now)],
        produced_at=now,
        include_certificate=False,
    )


def root_lists(*, at: datetime) -> list[signing.RevocationList]:
    """List the lists of the roots that counted at an instant: they prove the issuing CAs."""
    lists = PublishedList.objects.filter(
        authority__parent__isnull=True, this_update__lte=at, next_update__gt=at
    ).values_list("encoded", flat=True)
    return [_read_list(bytes(one)) for one in lists]


@lru_cache(maxsize=64)
def _read_list(encoded: bytes) -> signing.RevocationList:
    return signing.RevocationList.from_der(encoded)


def prove_standing(
    *,
    certificate: signing.Certificate,
    answer: bytes,
    at: datetime,
    usages: Iterable[str] = ("digital_signature",),
    purpose: str = "",
    issued_by: Authority | None = None,
) -> signing.Chain:
    """
    Find a path to one of our roots, good and unrevoked at an instant; *issued_by* spares a look at all the others.

    Refuses as `validate_certificate` does.
    """
    if issued_by is not None and issued_by.parent is not None:
        roots = [read_certificate(bytes(issued_by.parent.encoded))]
        below = [read_certificate(bytes(issued_by.encoded))]
    else:
        roots, below = list_anchors()
    answers = (signing.OcspResponse.from_der(answer),) if answer else ()
    return signing.validate_certificate(
        certificate=certificate,
        anchors=roots,
        intermediates=below,
        at=at,
        usages=usages,
        purpose=purpose,
        revocation=signing.RevocationEvidence(lists=tuple(root_lists(at=at)), answers=answers),
    )


def prove_maker(seal: signing.Seal) -> signing.Chain:
    """
    Find a path from a seal's maker to one of our roots when the seal was made, and see that the maker was not taken back then.

    Refuses as `validate_certificate` does.
    """
    roots, below = list_anchors()
    made_at = seal.info.made_at
    row = find_by_encoded(certificate=seal.maker)
    if row is None or row.profile != "seal_maker":
        raise signing.CertificateUntrusted(subject=seal.maker.subject)
    if row.standing != Standing.VALID and row.standing_since <= made_at:
        raise signing.CertificateRevoked(
            subject=seal.maker.subject, revoked=f"{row.standing_since:%Y-%m-%d}", reason=row.reason
        )
    return signing.validate_certificate(
        certificate=seal.maker,
        anchors=roots,
        intermediates=below,
        at=made_at,
        usages=("digital_signature",),
    )


def is_seal_as_made(row: BodySeal) -> bool:
    """
    Tell whether a seal's row still says what its maker signed and its certificate, under its own code, says.

    State, body, number and certificate of a row changed by hand no longer fit these (GB/T 22239-2019, 8.1.4.7 b).
    """
    certificate = row.certificate
    if certificate is None or not row.encoded:
        return row.state in (SealState.PROPOSED, SealState.REFUSED)
    seal = row.seal
    standing = {
        SealState.VALID: Standing.VALID,
        SealState.SUSPENDED: Standing.SUSPENDED,
        SealState.CANCELLED: Standing.REVOKED,
    }
    return (
        seal is not None
        and certificate.mac == certificate.compute_mac()
        and certificate.body_code == row.body_code
        and (seal.info.number, seal.info.name) == (row.number, row.name)
        and seal.info.lists(certificate.certificate)
        and standing.get(SealState(row.state)) == certificate.standing
    )


def list_tampered_seals() -> list[str]:
    """Name every seal whose row was changed by hand."""
    rows = BodySeal.objects.select_related("certificate").order_by("pk")
    return [row.number for row in rows if not is_seal_as_made(row)]


def get_seal(*, number: str) -> BodySeal:
    """Give a seal by its number. Refuses with SealNotFound."""
    found = BodySeal.objects.select_related("certificate__authority").filter(number=number).first()
    if found is None:
        raise SealNotFound(what="这枚电子印章")
    return found


def list_seals(*, words: str = "") -> QuerySet[BodySeal]:
    """List the seals, those that wait first, then by body; *words* look into number and name."""
    rows = BodySeal.objects.select_related("certificate")
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(number__istartswith=words))
    waits_first = Case(
        When(state=SealState.PROPOSED, then=0), When(state=SealState.SUSPENDED, then=1), default=2
    )
    return rows.order_by(waits_first, "name", "pk")


def list_signatures(*, object_type: str, object_number: str) -> QuerySet[Signature]:
    """List the signatures on an object, newest first."""
    rows = Signature.objects.filter(object_type=object_type, object_number=object_number)
    return rows.select_related("certificate__holder").order_by("-pk")


def signed_acts(*, numbers: Iterable[int]) -> set[int]:
    """Tell which of some acts carry a signature, in one query."""
    return set(
        Signature.objects.filter(act_number__in=list(numbers)).values_list("act_number", flat=True)  # type: ignore[arg-type]
    )


def find_signature_of_act(*, act_number: int) -> Signature | None:
    """Find the signature under an act."""
    return Signature.objects.select_related("certificate").filter(act_number=act_number).first()
