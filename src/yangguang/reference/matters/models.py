"""
Matters (政务服务事项) and their versions: the law of each thing that may be done, as versioned data.

Columns follow the national implementation list (实施清单, handbook §4.2–4.3); what no rule of ours reads by
itself stays in `columns` under its national name, so that nothing is lost between import and export.
"""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse

from yangguang.foundation.organisation.models import Body
from yangguang.foundation.process.models import Definition
from yangguang.kernel.identifiers import MATTER_TYPES
from yangguang.reference.matters.states import BatchState, MatterState, VersionStatus


class LimitUnit(models.TextChoices):
    """In what a time limit is counted."""

    WORKING_DAYS = "wd", "个工作日"
    CALENDAR_DAYS = "cd", "日"
    HOURS = "h", "小时"


class FormKind(models.TextChoices):
    """How a material reaches the case."""

    ONLINE_FORM = "online_form", "网上填写，不用上传"
    UPLOAD = "upload", "电子件"
    SHARED = "shared", "系统核验"


class Necessity(models.TextChoices):
    """Whether a material may be missing (材料必要性)."""

    REQUIRED = "required", "必要"
    OPTIONAL = "optional", "非必要"
    LATER = "later", "容缺后补"


class Matter(models.Model):
    """
    One thing a body may do for people or to them, under a code that is never reused (实施编码).

    Everything that can change stands in its versions; here is only what finds it.
    """

    personal_data = "none"

    code = models.CharField(max_length=31, unique=True)
    catalog_code = models.CharField(max_length=12, unique=True)
    legacy_code = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=2)
    use_level = models.CharField(max_length=1, default="3")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="matters")
    audience = models.JSONField(default=list)  # "person", "enterprise"
    themes = models.JSONField(default=list)
    life_events = models.JSONField(default=list)
    districts = models.JSONField(
        default=list
    )  # area codes with a window of their own; empty: one window for the city
    words = models.JSONField(default=list)  # what people call it
    state = models.CharField(max_length=10, choices=MatterState.choices, default=MatterState.ACTIVE)
    registered_at = models.DateTimeField()

    class Meta:
        """Read by body, theme and life event."""

        indexes = [
            models.Index(fields=["body", "state"], name="matter_by_body"),
            models.Index(fields=["kind", "catalog_code"], name="matter_in_order"),
            GinIndex(fields=["themes"], name="matter_by_theme"),
            GinIndex(fields=["life_events"], name="matter_by_life_event"),
        ]

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the matter."""
        return ("matter", self.code)

    @property
    def kind_name(self) -> str:
        """The Chinese word of the matter type."""
        return MATTER_TYPES.get(self.kind, self.kind)

    def get_absolute_url(self) -> str:
        """The guide, under the short code people can read out."""
        return reverse("matters:guide", args=[self.catalog_code])


class MatterStop(models.Model):
    """One time a matter stood still (暂停): why, by whom, from when until when; the guide shows the open one."""

    personal_data = "post and number of the officers, public by law; kept with their acts"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="stops")
    reason = models.TextField()
    stopped_by = models.CharField(max_length=60)
    stopped_at = models.DateTimeField()
    resumed_by = models.CharField(max_length=60, blank=True)
    resumed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; one open stop at most."""

        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=models.Q(resumed_at__isnull=True), name="matter_one_open_stop"
            )
        ]

    def __str__(self) -> str:
        """Why."""
        return self.reason


class MatterVersion(models.Model):
    """
    One version of a matter: draft, then published, then retired.

    A database trigger keeps a published one as it is. A case runs the version it began with to its end; the
    guide shows the one in force.
    """

    personal_data = "none"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=VersionStatus.choices, default=VersionStatus.DRAFT)
    effective_from = models.DateField(null=True, blank=True)
    effective_until = models.DateField(
        null=True, blank=True
    )  # excluded; empty while no later version is published
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    plain_name = models.CharField(max_length=120)
    summary = models.TextField()
    for_whom = models.TextField(blank=True)
    by_law = models.JSONField(default=list)  # [{law, article, text}]; text only where quoted exactly
    conditions = models.JSONField(default=list)
    statutory_days = models.PositiveSmallIntegerField()
    statutory_unit = models.CharField(max_length=2, choices=LimitUnit.choices, default=LimitUnit.WORKING_DAYS)
    promise_days = models.PositiveSmallIntegerField()
    promise_unit = models.CharField(max_length=2, choices=LimitUnit.choices, default=LimitUnit.WORKING_DAYS)
    acceptance_days = models.PositiveSmallIntegerField(default=5)
    correction_days = models.PositiveSmallIntegerField(default=30)
    extension_days = models.PositiveSmallIntegerField(default=10)
    delivery_days = models.PositiveSmallIntegerField(default=10)
    visits = models.PositiveSmallIntegerField(default=0)
    needs_site_visit = models.BooleanField(default=False)
    is_online = models.BooleanField(default=True)
    fee_fen = models.PositiveBigIntegerField(default=0)
    fee_basis = models.CharField(max_length=200, blank=True)
    fee_basis_rank = models.CharField(max_length=12, blank=True)
    result_name = models.CharField(max_length=120, blank=True)
    result_word = models.CharField(max_length=20, blank=True)
    validity_months = models.PositiveSmallIntegerField(null=True, blank=True)
    special_procedures = models.JSONField(default=list)
    hall_address = models.CharField(max_length=200, blank=True)
    hall_hours = models.CharField(max_length=100, blank=True)
    hall_phone = models.CharField(max_length=40, blank=True)
    office_name = models.CharField(max_length=60, blank=True)
    remedies = models.JSONField(default=list)  # [{title, text}]
    renewal_of = models.CharField(max_length=12, blank=True)  # catalogue code of the matter it renews
    change_of = models.CharField(max_length=12, blank=True)
    cancel_of = models.CharField(max_length=12, blank=True)
    columns = models.JSONField(default=dict)  # further columns of the implementation list
    form = models.JSONField(default=dict)
    flow_xml = models.TextField(blank=True)
    flow_hash = models.CharField(max_length=64, blank=True)
    definition = models.ForeignKey(
        Definition, null=True, blank=True, on_delete=models.PROTECT, related_name="matter_versions"
    )  # the flow as the engine runs it; set when the version is published
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        """One number once; one open draft at most."""

        ordering = ["matter_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="matter_version_once"),
            models.UniqueConstraint(
                fields=["matter"], condition=models.Q(status="draft"), name="matter_one_open_draft"
            ),
        ]
        indexes = [models.Index(fields=["status", "effective_from"], name="matter_version_in_force")]

    def __str__(self) -> str:
        """Name and number."""
        return f"{self.plain_name}，第 {self.number} 版"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the version: the matter's code with the version suffix."""
        return ("matter_version", f"{self.matter.code}-V{self.number:03d}")

    @property
    def hall(self) -> dict[str, str]:
        """Where people can go."""
        return {"address": self.hall_address, "hours": self.hall_hours, "phone": self.hall_phone}

    @property
    def is_on_the_spot(self) -> bool:
        """Whether it is done while you wait (即办件)."""
        return self.promise_days == 0

    @property
    def is_running_flow(self) -> bool:
        """Whether the flow shown is, byte for byte, the one the engine runs."""
        return self.definition is not None and self.definition.hash == self.flow_hash

    def materials_to_bring(self) -> list["MaterialSpec"]:
        """List what the applicant fills in or uploads, in order."""
        return [one for one in self.materials.all() if one.form_kind != FormKind.SHARED]

    def materials_shared(self) -> list["MaterialSpec"]:
        """List what is obtained by sharing and must not be asked for (优化营商环境条例; handbook §3.2)."""
        return [one for one in self.materials.all() if one.form_kind == FormKind.SHARED]


class MaterialSpec(models.Model):
    """One material of one version (申请材料): what it is, when it is acceptable, how it comes to the case."""

    personal_data = "none"

    version = models.ForeignKey(MatterVersion, on_delete=models.CASCADE, related_name="materials")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    form_kind = models.CharField(max_length=12, choices=FormKind.choices)
    necessity = models.CharField(max_length=10, choices=Necessity.choices, default=Necessity.REQUIRED)
    when = models.CharField(max_length=300, blank=True)  # S-FEEL over the form's fields; empty: always
    accept_standard = models.TextField(blank=True)
    fill_notes = models.TextField(blank=True)
    source = models.CharField(max_length=120, blank=True)  # issuer, or the register it is read from
    max_files = models.PositiveSmallIntegerField(default=1)
    sample_text = models.TextField(blank=True)
    columns = models.JSONField(default=dict)

    class Meta:
        """In the order of their codes."""

        ordering = ["version_id", "code"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="material_once")]

    def __str__(self) -> str:
        """The name."""
        return self.name


class ImportBatch(models.Model):
    """
    One uploaded spreadsheet of matters: checked row by row in the background, kept until somebody confirms or discards it.

    `problems` holds every refused cell with its reason. `row_done` is the last row of the spreadsheet that was checked, so
    that a job that died goes on behind it; `row_count` is what the file says of its length until it has been read.
    """

    personal_data = "account id of the officer who uploaded it; kept as long as the acts of the import"

    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.CHECKING)
    uploaded_by = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    row_count = models.PositiveIntegerField(default=0)
    row_done = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    problems: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    problem = models.TextField(blank=True)  # why it could not be read or written to its end
    source = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        """Newest first."""

        ordering = ["-id"]

    def __str__(self) -> str:
        """The file."""
        return self.file_name

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the batch."""
        return ("matter_import", str(self.pk))

    @property
    def is_working(self) -> bool:
        """Whether a job is at it."""
        return self.state in (BatchState.CHECKING, BatchState.WRITING)

    @property
    def left(self) -> int:
        """How many good rows are not written yet."""
        return self.good - self.written

    def get_absolute_url(self) -> str:
        """Its page at the list office's desk."""
        return reverse("matters:import_batch", args=[self.pk])


class ImportRow(models.Model):
    """One checked row of a spreadsheet of matters: as it will be written if it is good, else only where it stands."""

    personal_data = "none"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    catalog_code = models.CharField(max_length=12, blank=True)
    body_code = models.CharField(max_length=18, blank=True)
    entry: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    content: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    is_good = models.BooleanField(default=False)
    is_written = models.BooleanField(default=False)

    class Meta:
        """As in the spreadsheet; a row once."""

        ordering = ["batch_id", "row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="import_row_once")]
        indexes = [
            models.Index(fields=["batch", "catalog_code"], name="import_row_by_code"),
            models.Index(fields=["batch", "is_good", "row"], name="import_row_by_fitness"),
        ]

    def __str__(self) -> str:
        """Which."""
        return f"第 {self.row} 行 {self.catalog_code}"
