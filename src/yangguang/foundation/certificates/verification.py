"""Verifying what was signed, years later: statement, signature, certificate at that instant, time stamp; sentence by sentence."""

from dataclasses import dataclass

from yangguang.foundation.certificates import queries
from yangguang.foundation.certificates.models import Signature
from yangguang.foundation.certificates.rules.statements import read_statement
from yangguang.foundation.signing import api as signing
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
