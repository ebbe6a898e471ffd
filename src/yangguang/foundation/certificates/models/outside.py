"""Other authorities people may come in with (外部发证机构): the trust list, revocation lists, certificates bound to accounts."""

import base64
import hashlib

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from yangguang.foundation.access.models import Proposal, Sealed
from yangguang.foundation.signing import api as signing


class OutsideAuthority(Proposal):
    """
    One outside CA whose certificates may open a sign-in, with the CAs below it; put on the list by one security administrator
    and approved by another (电子签名法 §16, §26).
    """

    personal_data = "who proposed and approved; kept as long as certificates of this authority were used"
    sealed_fields = ("name", "fingerprint", "below", "addresses", *Proposal.sealed_decision)

    name = models.CharField(max_length=120)
    encoded = models.BinaryField()
    fingerprint = models.CharField(max_length=64)  # SHA-256, as these authorities publish it
    below = models.JSONField(default=list)  # CAs under it, Base64 of DER
    list_address = models.URLField(max_length=300, blank=True)  # where its revocation list is fetched
    status_address = models.URLField(max_length=300, blank=True, default="")  # its OCSP responder
    status_failed_at = models.DateTimeField(null=True)  # when the responder last gave nothing that counts
    status_problem = models.CharField(max_length=200, blank=True, default="")

    class Meta(Proposal.Meta):
        """One entry of a certificate at a time."""

        abstract = False
        constraints = [
            *Proposal.Meta.constraints,
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(state__in=("proposed", "effective")),
                name="outside_authority_listed_once",
            ),
        ]

    def __str__(self) -> str:
        """The name."""
        return f"外部发证机构“{self.name}”"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the authority."""
        return ("outside_authority", str(self.pk))

    @property
    def spoken(self) -> dict[str, object]:
        """What is approved, word for word."""
        return {
            "name": self.name,
            "sha256": self.fingerprint,
            "list_address": self.list_address,
            "status_address": self.status_address,
        }

    @property
    def addresses(self) -> str:
        """Where we ask, sealed as one; rows made before there were two keep their code."""
        return f"{self.list_address}\n{self.status_address}" if self.status_address else self.list_address

    @property
    def anchor(self) -> signing.Certificate:
        """Its certificate, read."""
        return signing.Certificate.from_der(bytes(self.encoded))

    @property
    def intermediates(self) -> list[signing.Certificate]:
        """The CAs below it, read."""
        return [signing.Certificate.from_der(base64.b64decode(one)) for one in self.below]

    @property
    def is_untouched(self) -> bool:
        """Whether row and certificate are what two persons approved."""
        return self.is_genuine and hashlib.sha256(bytes(self.encoded)).hexdigest() == self.fingerprint


class OutsideList(models.Model):
    """One revocation list of an outside CA; verified by its signature when it is taken and again when it is used."""

    personal_data = "none"

    authority = models.ForeignKey(OutsideAuthority, on_delete=models.PROTECT, related_name="lists")
    issuer_text = models.CharField(max_length=300)
    encoded = models.BinaryField()
    fingerprint = models.CharField(max_length=64)
    this_update = models.DateTimeField()
    next_update = models.DateTimeField()
    taken_at = models.DateTimeField()

    class Meta:
        """The same list once."""

        constraints = [
            models.UniqueConstraint(fields=["authority", "fingerprint"], name="outside_list_taken_once")
        ]

    def __str__(self) -> str:
        """Whose, until when."""
        return f"{self.issuer_text} {self.next_update:%Y-%m-%d %H:%M}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the list: by the authority."""
        return self.authority.act_object


class OutsideAnswer(models.Model):
    """
    The last word of an outside CA's status service (OCSP) on one certificate; its signature is verified when it is taken and
    again when it is used.
    """

    personal_data = "which certificate was asked about and when; replaced by the next answer"

    authority = models.ForeignKey(OutsideAuthority, on_delete=models.PROTECT, related_name="answers")
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the certificate
    encoded = models.BinaryField()
    status = models.CharField(max_length=8)
    this_update = models.DateTimeField()
    asked_again_at = models.DateTimeField()  # until then nobody asks again
    taken_at = models.DateTimeField()

    class Meta:
        """The last answer only."""

        constraints = [
            models.UniqueConstraint(fields=["authority", "fingerprint"], name="outside_answer_is_the_last")
        ]

    def __str__(self) -> str:
        """What was said, until when."""
        return f"{self.fingerprint[:16]} {self.status} {self.asked_again_at:%Y-%m-%d %H:%M}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the answer: by the authority."""
        return self.authority.act_object


class BindingState(models.TextChoices):
    """An officer's certificate waits for a registrar; an applicant's counts once the key was shown."""

    WAITING = "waiting", "等待核对"
    BOUND = "bound", "已绑定"
    ENDED = "ended", "已解除"


class OutsideCertificate(Sealed):
    """A certificate of an outside CA bound to an account, whose holder has shown the key (绑定)."""

    personal_data = (
        "name and certificate of the holder; kept as long as the account, for proof of who signed in"
    )
    sealed_fields = (
        "authority_id", "holder_id", "fingerprint", "state", "bound_at", "confirmed_by_id", "ended_at",
    )  # fmt: skip

    authority = models.ForeignKey(OutsideAuthority, on_delete=models.PROTECT, related_name="certificates")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="outside_certificates"
    )
    encoded = models.BinaryField()
    fingerprint = models.CharField(max_length=64)
    subject_text = models.CharField(max_length=300)
    serial_text = models.CharField(max_length=60)
    not_after = models.DateTimeField()
    state = models.CharField(max_length=8, choices=BindingState.choices)
    bound_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    enterprise_code = ""  # people stand for themselves with these

    class Meta:
        """Bound to one account at a time, and not confirmed by oneself."""

        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(state__in=("waiting", "bound")),
                name="outside_certificate_bound_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("holder")),
                name="outside_certificate_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        """Whose."""
        return self.subject_text

    @property
    def serial(self) -> str:
        """How browsers and acts name it; serials of different authorities may be the same."""
        return f"outside:{self.fingerprint}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the certificate."""
        return ("certificate", self.serial)

    @property
    def certificate(self) -> signing.Certificate:
        """The certificate, read."""
        return signing.Certificate.from_der(bytes(self.encoded))
