"""Builders in the words of certificates, through operations only."""

from datetime import datetime, timedelta
from typing import Any

from yangguang.foundation.acts.api import Actor, ActorKind, HeldPost, operation
from yangguang.foundation.certificates import operations
from yangguang.foundation.certificates.models import CertificateRequest, IssuedCertificate, Signature
from yangguang.foundation.certificates.operations.requests import subject_of
from yangguang.foundation.identity.tests import given as people
from yangguang.foundation.signing import api as signing
from yangguang.kernel import sm

NOW = people.NOW
LATER = NOW + timedelta(hours=1)


def authorities() -> None:
    operations.ensure_authorities(now=NOW - timedelta(days=1))


def officer(number: str, kind: str = "security") -> Actor:
    """An officer as the desk sees one, with an account of their own."""
    who = people.person(f"officer{number}", int(number))
    post = HeldPost(
        f"p{number}", kind, number, "安全管理岗", "11440300MB2C90000X", "市政务服务局", "平台管理处", "440300"
    )
    return Actor(ActorKind.OFFICER, who.account_id, number, f"官{number}", posts=(post,))


def citizen(username: str = "zhang", serial: int = 1) -> Actor:
    return people.actor(people.person(username, serial))


def csr(actor: Actor, key: sm.PrivateKey, profile: str = "citizen") -> bytes:
    subject = subject_of(actor=actor, profile=profile)
    return signing.request_certificate(signer=signing.Sm2Signer(key), subject=subject).encoded


def asked(actor: Actor, key: sm.PrivateKey, profile: str = "citizen", **more: Any) -> CertificateRequest:
    return operations.request_certificate(
        actor=actor, now=NOW, profile=profile, csr=csr(actor, key, profile), **more
    )


def approved(request: CertificateRequest, first: Actor, second: Actor) -> CertificateRequest:
    operations.propose_request(actor=first, now=NOW, request=request, opinion="当面核对了身份证")
    return operations.approve_request(actor=second, now=NOW, request=request)


class Registry:
    """Authorities, two registrars and a citizen with a certificate."""

    def __init__(self) -> None:
        authorities()
        self.first, self.second = officer("41"), officer("42")
        self.citizen = citizen()
        self.key = sm.PrivateKey.generate()

    def issue(self, actor: Actor | None = None, key: sm.PrivateKey | None = None) -> IssuedCertificate:
        request = asked(actor or self.citizen, key or self.key)
        done = approved(request, self.first, self.second)
        assert done.certificate is not None
        return IssuedCertificate.objects.get(pk=done.certificate.pk)


@operation("certificates.tests_seal", summary="试验盖章", permission=lambda: True, subject="case")
def seal_within(*, actor: Actor, now: datetime, case: Any, body_code: str, digest: str) -> Signature | None:
    return operations.seal_document(
        body_code=body_code, document="7f000000-0000-4000-8000-000000000001", number="1号", title="决定书",
        digest=digest, now=now,
    )  # fmt: skip
