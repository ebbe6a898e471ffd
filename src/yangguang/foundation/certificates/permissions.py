"""Who may do what with certificates: holders with their own, registrars (发证岗) by twos, the platform with its authorities."""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.certificates.models import CertificateRequest, IssuedCertificate, OutsideCertificate
from yangguang.foundation.identity.api import Account


def is_registrar(actor: Actor) -> bool:
    """Officers who hold a security or admin post issue certificates (安全管理岗、管理岗)."""
    return actor.holds("security") or actor.holds("admin")


def _is_platform(actor: Actor) -> bool:
    return actor.kind is ActorKind.SYSTEM


def _is_holder(actor: Actor, certificate: IssuedCertificate) -> bool:
    return actor.account_id is not None and actor.account_id == certificate.holder_id


def may_establish_authority(*, actor: Actor) -> bool:
    """The platform's console only."""
    return _is_platform(actor)


def may_publish_list(*, actor: Actor) -> bool:
    """The platform by the clock, or a registrar by hand."""
    return _is_platform(actor) or is_registrar(actor)


def may_certify_service(*, actor: Actor) -> bool:
    """The platform's console: seals of bodies, servers, time stamps, the log."""
    return _is_platform(actor)


def may_request_certificate(*, actor: Actor) -> bool:
    """Anybody who has signed in, for themselves."""
    return actor.is_signed_in


def may_request_change(*, actor: Actor, certificate: IssuedCertificate) -> bool:
    """The holder, or a registrar who has heard of a reason."""
    return _is_holder(actor, certificate) or is_registrar(actor)


def may_withdraw_request(*, actor: Actor, request: CertificateRequest) -> bool:
    """Whoever asked."""
    return actor.account_id is not None and actor.account_id == request.asked_by_id


def may_propose_outside_authority(*, actor: Actor) -> bool:
    """The security administrator (安全管理员); another one approves."""
    return actor.holds("security")


def may_take_outside_list(*, actor: Actor) -> bool:
    """The platform by the clock, or the security administrator by hand."""
    return _is_platform(actor) or actor.holds("security")


def may_take_outside_answer(*, actor: Actor) -> bool:
    """The platform, which asked."""
    return _is_platform(actor)


def may_record_outside_silence(*, actor: Actor) -> bool:
    """The platform, which asked in vain."""
    return _is_platform(actor)


def may_bind_outside_certificate(*, actor: Actor, account: Account) -> bool:
    """Anybody who has signed in, to their own account."""
    return actor.account_id is not None and actor.account_id == account.pk


def may_confirm_outside_certificate(*, actor: Actor) -> bool:
    """A registrar."""
    return is_registrar(actor)


def may_end_outside_certificate(*, actor: Actor, certificate: OutsideCertificate) -> bool:
    """The holder, or a registrar who has heard of a reason."""
    return (actor.account_id is not None and actor.account_id == certificate.holder_id) or is_registrar(actor)


def may_propose_request(*, actor: Actor) -> bool:
    """A registrar; not in their own matter, which the operation asks."""
    return is_registrar(actor)


may_approve_request = may_propose_request
may_refuse_request = may_propose_request


def may_suspend_certificate(*, actor: Actor, certificate: IssuedCertificate) -> bool:
    """The holder at once, a registrar at once: stopping needs no second person, starting again does."""
    return _is_holder(actor, certificate) or is_registrar(actor) or _is_platform(actor)


def may_revoke_certificate(*, actor: Actor, certificate: IssuedCertificate) -> bool:
    """The holder, for good and at once; the platform when somebody leaves. Registrars go through the desk."""
    return _is_holder(actor, certificate) or _is_platform(actor)


def may_propose_seal(*, actor: Actor) -> bool:
    """A registrar, or the platform's console when it is set up; whoever proposes does not approve, which the operation asks."""
    return is_registrar(actor) or _is_platform(actor)


may_approve_seal = may_propose_seal
may_refuse_seal = may_propose_seal
may_suspend_seal = may_propose_seal
may_resume_seal = may_propose_seal
may_cancel_seal = may_propose_seal


def may_appoint_custodian(*, actor: Actor) -> bool:
    """A registrar, for themselves."""
    return is_registrar(actor)


def may_release_share(*, actor: Actor) -> bool:
    """A registrar who is a custodian, which the passphrase shows."""
    return is_registrar(actor)


def may_record_certificate_sign_in(*, actor: Actor, certificate: IssuedCertificate) -> bool:
    """The holder who has just signed the challenge."""
    return _is_holder(actor, certificate)


def may_refuse_sign_in() -> bool:
    """Failures are recorded whoever causes them."""
    return True
