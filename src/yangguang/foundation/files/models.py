"""The register of files: what was stored, by whom, and whether it may be opened."""

import uuid

from django.conf import settings
from django.db import models

from yangguang.foundation.files.rules import size_label


class FileState(models.TextChoices):
    """Whether a file may be opened."""

    STORED = "stored", "已存"
    WAITING_SCAN = "waiting_scan", "待安全检查"
    UNSAFE = "unsafe", "未通过安全检查"


class StoredFile(models.Model):
    """
    One file as somebody gave it or as the platform made it; the bytes lie under their SM3 digest and never
    change.

    Two rows may share the same bytes. The row does not say who may read it: the capability that refers to
    it does.
    """

    personal_data = (
        "file name, uploader, what the material holds; kept as long as the case file it belongs to"
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=130)
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64, db_index=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=FileState.choices, default=FileState.STORED)
    finding = models.CharField(max_length=120, blank=True)

    class Meta:
        """What still has to be scanned is looked up by the job."""

        indexes = [
            models.Index(fields=["at"], name="file_waiting_scan", condition=models.Q(state="waiting_scan"))
        ]

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def size_label(self) -> str:
        """The size as people write it."""
        return size_label(self.size)

    @property
    def is_readable(self) -> bool:
        """Whether it may be opened now."""
        return self.state == FileState.STORED

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the file."""
        return ("file", str(self.uuid))
