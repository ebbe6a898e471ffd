"""The volume of a case (卷宗): an index with the digest of every piece, closed once and never changed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yangguang.capabilities.hall.states import Retention


class Volume(models.Model):
    """
    One closed volume of one case; what comes later makes the next part (补充卷). The database refuses to change it.

    `digest` is the SM3 of the manifest, which names every piece with its own.
    """

    personal_data = (
        "an index of the case's papers; kept for its retention, then handed to the archive or destroyed"
    )

    case_number = models.CharField(max_length=40)
    part = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    body_code = models.CharField(max_length=18)
    body_name = models.CharField(max_length=120)
    retention = models.CharField(max_length=10, choices=Retention.choices)
    keep_until = models.DateField(null=True, blank=True)
    manifest = models.TextField()
    digest = models.CharField(max_length=64)
    made_by = models.CharField(max_length=60)
    closed_at = models.DateTimeField()

    class Meta:
        """Parts of a case in their order."""

        ordering = ("case_number", "part")
        indexes = [models.Index(fields=["body_code", "-closed_at"], name="volume_by_body")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case_number", "part"], name="volume_part_once"),
            models.CheckConstraint(
                condition=Q(retention="permanent", keep_until__isnull=True)
                | (~Q(retention="permanent") & Q(keep_until__isnull=False)),
                name="volume_kept_until",
            ),
        ]

    def __str__(self) -> str:
        """The number."""
        return self.number

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by its case."""
        return ("application", self.case_number)


class VolumeEntry(models.Model):
    """One piece of a volume: a document, a file handed in, or the record of acts; with where it lies and its digest."""

    personal_data = "the name of one paper of a case; kept with the volume"

    volume = models.ForeignKey(Volume, on_delete=models.PROTECT, related_name="entries")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)  # document, pdf, file, text
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=120)
    source = models.CharField(max_length=40, blank=True)  # the uuid where it lies
    content = models.TextField(blank=True)  # what lies nowhere else: the acts, answers, tracking
    dated_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        """In the order of the index."""

        ordering = ("volume", "place")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["volume", "place"], name="volume_place_once")
        ]

    def __str__(self) -> str:
        """The title."""
        return self.title
