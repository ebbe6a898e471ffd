"""What came of it: decision, documents, delivery, and what the applicant says about it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yangguang.capabilities.approval.models.application import Application
from yangguang.foundation.documents.models import Document
from yangguang.foundation.organisation.models import Officer


class Result(models.TextChoices):
    """How a case is decided."""

    GRANTED = "granted", "准予行政许可"
    REFUSED = "refused", "不予行政许可"


class Decision(models.Model):
    """The decision (行政许可决定) on one application, with reasons and, if refused, the remedies (Licensing Law art. 38)."""

    personal_data = (
        "the decision about an applicant; kept with the licensing file, published masked if granted"
    )

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="decision")
    number = models.CharField(max_length=60, unique=True)
    result = models.CharField(max_length=10, choices=Result.choices)
    reasons = models.TextField(blank=True)
    remedies = models.TextField(blank=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField()
    is_deemed = models.BooleanField(
        default=False
    )  # a renewal nobody decided before the licence ran out (art. 50)

    class Meta:
        """A refusal gives its reasons and the remedies; only what the law itself grants has no officer."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(result="granted") | (~Q(reasons="") & ~Q(remedies="")),
                name="refusal_has_reasons_and_remedies",
            ),
            models.CheckConstraint(
                condition=Q(is_deemed=True, result="granted", officer__isnull=True)
                | Q(is_deemed=False, officer__isnull=False),
                name="decision_by_an_officer_or_deemed",
            ),
        ]

    def __str__(self) -> str:
        """The document number."""
        return self.number


class DocumentKind(models.TextChoices):
    """The documents of a licensing case (handbook §3.3)."""

    APPLICATION_FORM = "application_form", "行政许可申请书"
    RECEIPT = "receipt", "材料接收凭证"
    CORRECTION_NOTICE = "correction_notice", "补正材料一次性告知书"
    ACCEPTANCE_NOTICE = "acceptance_notice", "受理通知书"
    NOT_ACCEPTED = "not_accepted", "不予受理决定书"
    NOT_REQUIRED = "not_required", "不受理告知书"
    SPECIAL_NOTICE = "special_notice", "特别程序所需时间告知书"
    EXTENSION_NOTICE = "extension_notice", "延长办理期限通知书"
    HEARING_RIGHT = "hearing_right", "听证告知书"
    HEARING_NOTICE = "hearing_notice", "听证通知书"
    HEARING_RECORD = "hearing_record", "听证笔录"
    VISIT_RECORD = "visit_record", "现场核查记录"
    GRANT = "grant", "准予行政许可决定书"
    LICENCE_DECISION = "licence_decision", "准予变更（延续、注销）决定书"
    DEEMED_RENEWAL = "deemed_renewal", "视为准予延续告知书"
    PARTY_NOTICE = "party_notice", "利害关系人听证告知书"
    REFUSAL = "refusal", "不予行政许可决定书"
    WITHDRAWAL = "withdrawal", "撤回申请确认书"
    SERVICE_PROOF = "service_proof", "送达回证"


class IssuedDocument(models.Model):
    """A document (文书) the office made in a case; the file itself belongs to `documents`."""

    personal_data = "a document addressed to the applicant; kept with the licensing file"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    number = models.CharField(max_length=60, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        """In the order issued."""

        ordering = ("issued_at", "pk")

    def __str__(self) -> str:
        """Kind and number."""
        return f"{self.get_kind_display()} {self.number}".strip()


class DeliveryWay(models.TextChoices):
    """How the result reached the applicant."""

    ELECTRONIC = "electronic", "网上送达"
    PICKUP = "pickup", "窗口领取"
    MAIL = "mail", "邮寄送达"
    LEFT = "left", "留置送达"
    NOTICE = "notice", "公告送达"


class Delivery(models.Model):
    """
    Service (送达) of the decision and the licence, proved by the 送达回证.

    `delivered_at` is the day the law counts: when it was signed for, not when the post took it.
    """

    personal_data = "who received the result; kept with the licensing file"

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="delivery")
    way = models.CharField(max_length=12, choices=DeliveryWay.choices)
    receiver = models.CharField(max_length=60)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    delivered_at = models.DateTimeField()

    def __str__(self) -> str:
        """How."""
        return self.way


class Rating(models.Model):
    """What the applicant thinks of the service (好差评): five levels, once per case."""

    personal_data = "an opinion; who gave it is never shown to those rated; kept with the case"

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="rating")
    level = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500, blank=True)
    rated_at = models.DateTimeField()

    class Meta:
        """Five levels, no other."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="rating_in_five_levels")
        ]

    def __str__(self) -> str:
        """The level."""
        return str(self.level)


class Complaint(models.Model):
    """
    A complaint (投诉) about the handling of a case: filed, answered within a limit by somebody who did not handle it.

    `handled_in` is its number elsewhere when another place works on it.
    """

    personal_data = "what the applicant complains about; kept with the case"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="complaints")
    number = models.CharField(max_length=40, unique=True)
    text = models.TextField()
    is_urging = models.BooleanField(default=False)  # 催办: asks for nothing but haste
    filed_at = models.DateTimeField()
    answer_until = models.DateField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    handled_in = models.CharField(max_length=40, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)  # when its last day was found to have passed

    class Meta:
        """In the order filed; those nobody has answered are found by their last day."""

        ordering = ("filed_at", "pk")
        indexes = [
            models.Index(
                fields=["answer_until"], condition=Q(answered_at__isnull=True), name="complaint_unanswered"
            )
        ]

    def __str__(self) -> str:
        """The number."""
        return self.number

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by its case, where both sides look."""
        return self.application.act_object
