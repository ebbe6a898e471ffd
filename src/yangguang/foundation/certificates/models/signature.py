"""Challenges that browsers sign once, and the signatures that stay."""

from django.db import models

from yangguang.foundation.certificates.models.certificate import IssuedCertificate
from yangguang.foundation.identity.api import Account


class Challenge(models.Model):
    """One statement offered for signing, good once and for a short time; used ones go after a day."""

    personal_data = "what somebody was about to sign; deleted a day after it ran out"

    nonce = models.CharField(max_length=43, unique=True)
    purpose = models.CharField(max_length=10)  # sign_in | step_up | act
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    binding = models.CharField(
        max_length=64, blank=True
    )  # digest of what it is tied to: browser, act, document
    statement = models.TextField()
    posed_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Purpose and instant."""
        return f"{self.purpose} {self.posed_at:%Y-%m-%d %H:%M}"


class Signature(models.Model):
    """
    One signature under an act (签名) or a document (机关电子印章), with all that proves it later: the statement to the byte,
    the certificate, its standing at that instant, a time stamp.

    A database trigger refuses every change.
    """

    personal_data = "who signed what; kept as long as the act or document"

    kind = models.CharField(max_length=6, choices=[("act", "签名"), ("seal", "电子印章")])
    act_number = models.BigIntegerField(null=True, db_index=True)
    object_type = models.CharField(max_length=40)
    object_number = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, blank=True)
    statement = models.TextField()
    signature = models.BinaryField()
    certificate = models.ForeignKey(IssuedCertificate, on_delete=models.PROTECT, related_name="signatures")
    signed_at = models.DateTimeField()
    evidence = models.BinaryField(default=bytes)  # the OCSP answer of that instant
    time_stamp = models.BinaryField(default=bytes)  # RFC 3161 token over the signature
    sealing = models.BinaryField(
        default=bytes
    )  # SES_Signature of GB/T 38540; seals put on before it was kept have none

    class Meta:
        """Read by the object."""

        indexes = [models.Index(fields=["object_type", "object_number"], name="signature_by_object")]

    def __str__(self) -> str:
        """What and when."""
        return f"{self.kind} {self.object_number} {self.signed_at:%Y-%m-%d %H:%M}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the signature: by what was signed."""
        return (self.object_type, self.object_number)
