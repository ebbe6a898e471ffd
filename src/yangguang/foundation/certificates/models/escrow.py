"""Encryption keys in escrow: who keeps shares, the sealed keys, and the shares. Signing keys never come here."""

from django.db import models

from yangguang.foundation.certificates.models.certificate import CertificateRequest, IssuedCertificate
from yangguang.foundation.identity.api import Account


class Custodian(models.Model):
    """One officer who keeps shares (密钥保管人): a key pair whose private half only a passphrase opens."""

    personal_data = "which officer keeps shares; kept as long as keys they keep shares of"

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="custodian")
    name = models.CharField(max_length=60)
    public_key = models.BinaryField()
    sealed_key = models.BinaryField()  # PKCS#8 under the passphrase
    appointed_at = models.DateTimeField()
    is_serving = models.BooleanField(default=True)

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the custodian."""
        return ("key_custodian", str(self.pk))


class EscrowedKey(models.Model):
    """One encryption key in escrow, sealed under a key that `threshold` shares together give back."""

    personal_data = "an encryption key of a holder, sealed; kept five years past the certificate's end"

    certificate = models.OneToOneField(IssuedCertificate, on_delete=models.PROTECT, related_name="escrow")
    sealed = models.BinaryField()
    threshold = models.PositiveSmallIntegerField()
    share_count = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        """Of how many how many."""
        return f"{self.certificate_id}: {self.threshold}/{self.share_count}"


class KeyShare(models.Model):
    """One share, sealed to a custodian; while a recovery gathers shares, `released` holds it sealed by the platform."""

    personal_data = "none"

    escrow = models.ForeignKey(EscrowedKey, on_delete=models.PROTECT, related_name="shares")
    custodian = models.ForeignKey(Custodian, on_delete=models.PROTECT, related_name="shares")
    place = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()
    released = models.BinaryField(default=bytes)
    released_for = models.ForeignKey(
        CertificateRequest, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """One share each."""

        constraints = [models.UniqueConstraint(fields=["escrow", "place"], name="one_share_of_a_place")]

    def __str__(self) -> str:
        """Which share of which key."""
        return f"{self.escrow_id}.{self.place}"
