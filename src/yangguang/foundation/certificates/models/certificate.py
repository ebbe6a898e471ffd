"""Certificates issued here, and the requests that lead to them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from yangguang.foundation.certificates.models.authority import Authority
from yangguang.foundation.certificates.rules.profiles import PROFILES
from yangguang.foundation.identity.api import Account
from yangguang.foundation.signing import api as signing
from yangguang.kernel import sm

_PROFILE_NAMES = [(one.key, one.name) for one in PROFILES.values()]


class Standing(models.TextChoices):
    """Where a certificate stands; whether it has run out follows from the clock."""

    VALID = "valid", "有效"
    SUSPENDED = "suspended", "暂停使用"
    REVOKED = "revoked", "已吊销"


class RequestKind(models.TextChoices):
    """What is asked of the registration desk (发证窗口)."""

    NEW = "new", "申领证书"
    RENEW = "renew", "延期"
    REKEY = "rekey", "换密钥"
    REVOKE = "revoke", "吊销"
    RESUME = "resume", "恢复使用"
    RECOVER = "recover", "恢复加密密钥"


class RequestState(models.TextChoices):
    """How far a request has come."""

    ASKED = "asked", "等待审核"
    PROPOSED = "proposed", "等待批准"
    DONE = "done", "已办结"
    REFUSED = "refused", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"


OPEN_STATES = (RequestState.ASKED, RequestState.PROPOSED)


class CertificateRequest(models.Model):
    """One request: made by the holder or an officer, looked at by one person, approved by another."""

    personal_data = (
        "the holder's account and the name for the certificate; kept five years past its end (电子签名法 §24)"
    )

    kind = models.CharField(max_length=10, choices=RequestKind.choices)
    profile = models.CharField(max_length=12, choices=_PROFILE_NAMES)
    holder = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="certificate_requests")
    enterprise_code = models.CharField(max_length=18, blank=True)
    subject = models.BinaryField()  # the distinguished name, encoded
    subject_text = models.CharField(max_length=300)
    csr = models.BinaryField(default=bytes)
    certificate = models.ForeignKey(
        "IssuedCertificate", null=True, on_delete=models.PROTECT, related_name="requests"
    )
    reason = models.CharField(max_length=30, blank=True)
    explanation = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.ASKED)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    opinion = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """Two persons, held by the database too."""

        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done")
                | (Q(proposed_by__isnull=False) & ~Q(proposed_by=models.F("decided_by"))),
                name="request_needs_two_persons",
            )
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="request_by_state")]

    def __str__(self) -> str:
        """Number, kind, for whom."""
        return f"{self.pk} {self.get_kind_display()} {self.subject_text}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the request."""
        return ("certificate_request", str(self.pk))

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.state in OPEN_STATES


class IssuedCertificate(models.Model):
    """
    One certificate issued here and how it stands. `mac` is an HMAC-SM3 over what the CA's signature does not cover.

    A row whose mac does not fit was changed by hand: it opens nothing and is named (GB/T 22239-2019, 8.1.4.7 b).
    """

    personal_data = "the holder's name, in the certificate; kept five years past its end (电子签名法 §24)"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="certificates")
    serial = models.CharField(max_length=40, unique=True)
    profile = models.CharField(max_length=12, choices=_PROFILE_NAMES)
    is_encryption = models.BooleanField(default=False)
    holder = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="certificates")
    enterprise_code = models.CharField(max_length=18, blank=True)
    body_code = models.CharField(max_length=18, blank=True, db_index=True)
    subject_text = models.CharField(max_length=300)
    encoded = models.BinaryField()
    key_identifier = models.CharField(max_length=40, db_index=True)
    key_name = models.CharField(
        max_length=80, blank=True
    )  # in the key store; empty where the holder has the key
    twin = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    envelope = models.BinaryField(default=bytes)  # SM2EnvelopedKey to the twin's signing key
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.VALID)
    standing_since = models.DateTimeField()
    reason = models.CharField(max_length=30, blank=True)
    invalid_since = models.DateTimeField(null=True)
    mac = models.CharField(max_length=64)

    class Meta:
        """Read by holder and by the list of what is taken back."""

        indexes = [
            models.Index(fields=["holder", "-not_before"], name="certificate_by_holder"),
            models.Index(
                fields=["authority", "standing_since"],
                condition=~Q(standing="valid"),
                name="certificate_taken_back",
            ),
        ]

    def __str__(self) -> str:
        """Serial and subject."""
        return f"{self.serial} {self.subject_text}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the certificate: by its serial."""
        return ("certificate", self.serial)

    @property
    def certificate(self) -> signing.Certificate:
        """The certificate, read."""
        return signing.Certificate.from_der(bytes(self.encoded))

    def compute_mac(self, secret: str = "") -> str:
        """Give the HMAC-SM3 over holder, standing and reason, keyed apart from all else; *secret*: an earlier one."""
        key = sm.sm3(b"certificates.mac\n" + (secret or settings.SECRET_KEY).encode())
        since = self.invalid_since.timestamp() if self.invalid_since else ""
        fields = (
            self.serial,
            self.authority_id,
            self.profile,
            self.is_encryption,
            self.holder_id,
            self.enterprise_code,
            self.body_code,
            self.standing,
            self.standing_since.timestamp(),
            self.reason,
            since,
        )
        content = "\n".join(map(str, fields)).encode() + bytes(self.encoded)
        return sm.hmac_sm3(key, content).hex()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the mac along."""
        self.mac = self.compute_mac()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "mac"}
        super().save(*args, **kwargs)
