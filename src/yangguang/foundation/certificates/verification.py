"""Verifying what was signed, years later: statement, signature, certificate at that instant, time stamp; sentence by sentence."""

from dataclasses import dataclass
from datetime import datetime

from yangguang.foundation.certificates import queries
from yangguang.foundation.certificates.models import Signature
from yangguang.foundation.certificates.rules.statements import read_statement
from yangguang.foundation.signing import api as signing
from yangguang.kernel import sm
from yangguang.kernel.der import MalformedDer
from yangguang.kernel.refusals import Refusal


@dataclass(frozen=True, slots=True)
class VerifiedMark:
    """One signature or seal as pages show it."""

    signature: Signature
    signer: str
    is_good: bool
    problem: str
    stamped_at: object
    lines: dict[str, str]

    @property
    def may_be_public(self) -> bool:
        """Whether name and statement may stand on public pages: officers and bodies, never applicants (个人信息保护法 §13)."""
        return self.signature.certificate.profile in ("officer", "body_seal")

    @property
    def seal_number(self) -> str:
        """The number of the electronic seal, for seals."""
        return self.lines.get("印章编号", "")

    @property
    def serial(self) -> str:
        """The certificate's serial."""
        return self.signature.certificate.serial


def verify_mark(signature: Signature) -> VerifiedMark:
    """Verify one signature from what is stored beside it."""
    certificate = signature.certificate.certificate
    problem, stamped_at = "", None
    try:
        stamped_at = _verify(signature, certificate)
    except (Refusal, MalformedDer) as refusal:
        problem = refusal.message if isinstance(refusal, Refusal) else "存证的结构被破坏"
    name = certificate.subject.get("O") if signature.kind == "seal" else certificate.subject.get("CN")
    return VerifiedMark(
        signature, name, not problem, problem, stamped_at, read_statement(signature.statement)
    )


def marks_of(*, object_type: str, object_number: str) -> list[VerifiedMark]:
    """Verify every signature on an object."""
    return [
        verify_mark(one)
        for one in queries.list_signatures(object_type=object_type, object_number=object_number)
    ]


def mark_of_act(*, act_number: int) -> VerifiedMark | None:
    """Verify the signature under an act, if it has one."""
    found = queries.find_signature_of_act(act_number=act_number)
    return None if found is None else verify_mark(found)


def _verify(signature: Signature, certificate: signing.Certificate) -> object:
    made = bytes(signature.signature)
    if signature.sealing:
        return _verify_sealing(signature)
    if not certificate.sm2_key.verify(signature.statement.encode(), made):
        raise signing.SignatureWrong
    if signature.digest and f"SM3 {signature.digest}" not in signature.statement:
        raise signing.SignatureWrong
    queries.prove_standing(
        certificate=certificate,
        answer=bytes(signature.evidence),
        at=signature.signed_at.replace(microsecond=0),
    )
    if not signature.time_stamp:
        return None
    return signing.verify_time_stamp(token=bytes(signature.time_stamp), content=made).stamped_at


def _verify_sealing(signature: Signature) -> object:
    """Verify a sealing from itself, then the standing of its certificates at that instant, then the row beside it."""
    sealing = signing.Sealing.from_der(bytes(signature.sealing))
    stamp = sealing.verify(digest=bytes.fromhex(signature.digest))
    queries.prove_standing(certificate=sealing.signer, answer=bytes(signature.evidence), at=sealing.sealed_at)
    queries.prove_maker(sealing.seal)
    told = read_statement(signature.statement)
    same = (
        sealing.signer.encoded == bytes(signature.certificate.encoded),
        told.get("指纹") == f"SM3 {sealing.digest.hex()}",
        told.get("印章编号") == sealing.seal.info.number,
        sealing.sealed_at == signature.signed_at.replace(microsecond=0),
    )
    if not all(same):
        raise signing.SignatureWrong
    return stamp.stamped_at if stamp else None


@dataclass(frozen=True, slots=True)
class CheckedSealing:
    """A sealing somebody brought, checked against the document they brought with it."""

    seal: signing.SealInfo
    sealed_at: datetime
    stamped_at: datetime | None
    state: str


def check_sealing(*, encoded: bytes, document: bytes) -> CheckedSealing:
    """
    Check a sealing file against a document, with what is on record about its certificates when it was put on.

    Refuses with MalformedDer, CertificateMalformed and whatever is wrong with signatures, times, content or certificates.
    """
    sealing = signing.Sealing.from_der(encoded)
    stamp = sealing.verify(digest=sm.sm3(document))
    queries.prove_maker(sealing.seal)
    row = queries.find_by_encoded(certificate=sealing.signer)
    if row is None:
        raise signing.CertificateUntrusted(subject=sealing.signer.subject)
    if row.standing != "valid" and row.standing_since <= sealing.sealed_at:
        raise signing.CertificateRevoked(
            subject=sealing.signer.subject, revoked=f"{row.standing_since:%Y-%m-%d}", reason=row.reason
        )
    roots, below = queries.list_anchors()
    signing.validate_certificate(
        certificate=sealing.signer, anchors=roots, intermediates=below, at=sealing.sealed_at,
        usages=("digital_signature",),
    )  # fmt: skip
    found = queries.get_seal(number=sealing.seal.info.number)
    return CheckedSealing(
        sealing.seal.info,
        sealing.sealed_at,
        stamp.stamped_at if stamp else None,
        found.get_state_display(),
    )


def find_mark(*, number: int) -> Signature | None:
    """Find a seal's mark by its row; signatures of persons are not given out."""
    return Signature.objects.filter(pk=number, kind="seal").first()
