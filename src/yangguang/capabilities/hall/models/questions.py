"""Questions about matters, asked by anybody, answered by the body, read by all."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from yangguang.foundation.organisation.models import Body, Officer
from yangguang.reference.matters.models import Matter


class Question(models.Model):
    """
    One question about a matter (咨询): answered within two working days, then open to all with every name and number masked.

    What was asked stays as it was; `shown_text` and `shown_answer` are what the public reads.
    """

    personal_data = "what somebody asked and how to reach them; never shown; kept two years after the answer"

    number = models.CharField(max_length=40, unique=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    phone = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    asked_at = models.DateTimeField()
    answer_until = models.DateField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    is_private = models.BooleanField(default=False)
    private_reason = models.CharField(max_length=200, blank=True)
    shown_text = models.TextField(blank=True)
    shown_answer = models.TextField(blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Those without an answer by their last day; those open to all by matter."""

        indexes = [
            models.Index(
                fields=["body", "answer_until"],
                condition=Q(answered_at__isnull=True),
                name="question_unanswered",
            ),
            models.Index(
                fields=["matter", "-answered_at"],
                condition=Q(answered_at__isnull=False, is_private=False),
                name="question_open_to_all",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_private=False) | ~Q(private_reason=""), name="private_question_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""), name="answer_has_words"
            ),
        ]

    def __str__(self) -> str:
        """The number."""
        return self.number

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return ("question", self.number)
