"""Formal documents as they were issued."""

import uuid

from django.db import models
from django.urls import reverse

from yangguang.foundation.files.api import StoredFile


class DocumentState(models.TextChoices):
    """In which form the document can be had."""

    PDF = "pdf", "PDF"
    WAITING_PDF = "waiting_pdf", "PDF 正在生成"
    PAGE_ONLY = "page_only", "只有可打印的页面"


class Document(models.Model):
    """
    One formal document (文书) with legal effect, exactly as issued; a mistake is corrected by a further
    document.

    `digest` is the SM3 of the bytes that were issued: the PDF, or the page where the PDF is made later or
    not at all.
    """

    personal_data = "whatever the document says of its addressee; kept as long as the case file"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    number = models.CharField(max_length=60, blank=True, db_index=True)
    body_code = models.CharField(max_length=18)
    body_name = models.CharField(max_length=80)
    object_type = models.CharField(max_length=40)
    object_number = models.CharField(max_length=80)
    html = models.TextField()
    pdf = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=DocumentState.choices)
    digest = models.CharField(max_length=64)
    page_count = models.PositiveSmallIntegerField(default=0)
    seal_text = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        """Read by the object they belong to; a number is given once."""

        indexes = [
            models.Index(fields=["object_type", "object_number", "made_at"], name="document_by_object")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"], condition=~models.Q(number=""), name="document_number_once"
            )
        ]

    def __str__(self) -> str:
        """Title and number."""
        return f"{self.title} {self.number}".strip()

    def get_absolute_url(self) -> str:
        """The public page where anybody who holds the document can check it."""
        return reverse("documents:check", args=[self.uuid])

    @property
    def file_name(self) -> str:
        """What a download is called."""
        return f"{self.title}{self.number}.pdf"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the document."""
        return ("document", str(self.uuid))
