"""The certificate authorities of the two zones and the revocation lists they have published."""

from django.db import models

from yangguang.foundation.certificates.rules.profiles import ZONES
from yangguang.foundation.signing import api as signing


class Authority(models.Model):
    """One CA (发证机构): the root of a zone or the issuing CA below it. Its key lies in the key store under `key_name`."""

    personal_data = "none"

    zone = models.CharField(max_length=10, choices=list(ZONES.items()))
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=120)
    key_name = models.CharField(max_length=80, unique=True)
    serial = models.CharField(max_length=40)
    encoded = models.BinaryField()
    last_list_number = models.BigIntegerField(default=0)
    established_at = models.DateTimeField()

    class Meta:
        """One root and one issuing CA per zone for now; a change of keys adds rows with new names."""

        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="one_authority_of_a_name")]

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the CA: by its zone."""
        return ("certificate_authority", self.zone)

    @property
    def certificate(self) -> signing.Certificate:
        """Its certificate, read."""
        return signing.Certificate.from_der(bytes(self.encoded))


class PublishedList(models.Model):
    """One revocation list as published: full, or a delta upon the full list `base_number`."""

    personal_data = "none"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="lists")
    number = models.BigIntegerField()
    base_number = models.BigIntegerField(null=True)
    this_update = models.DateTimeField()
    next_update = models.DateTimeField()
    encoded = models.BinaryField()

    class Meta:
        """Numbers rise and are used once."""

        constraints = [models.UniqueConstraint(fields=["authority", "number"], name="one_list_of_a_number")]

    def __str__(self) -> str:
        """Number and kind."""
        return f"{self.authority_id} {self.number}{'' if self.base_number is None else ' Δ'}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the list: by the CA."""
        return self.authority.act_object

    @property
    def revocation_list(self) -> signing.RevocationList:
        """The list, read."""
        return signing.RevocationList.from_der(bytes(self.encoded))
