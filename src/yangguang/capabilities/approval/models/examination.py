"""What the office did on the way to a decision: correction, opinions, visits, special procedures, extension, hearing."""

from django.db import models

from yangguang.capabilities.approval.models.application import Application
from yangguang.foundation.files.models import StoredFile
from yangguang.foundation.organisation.models import Officer
from yangguang.foundation.process.models import Task


class Correction(models.Model):
    """The one correction notice (一次性告知) an application may ever get, and the answer to it (Licensing Law art. 32(4))."""

    personal_data = "what the applicant still has to hand in; kept with the licensing file"

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="correction")
    items = models.JSONField()  # [{"code": material or field, "name", "problem", "advice"}]
    reason = models.TextField(blank=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    answer_until = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_note = models.TextField(blank=True)

    def __str__(self) -> str:
        """Of which case."""
        return f"correction of {self.application_id}"


class Verdict(models.TextChoices):
    """What an officer thinks of the case at a step."""

    AGREE = "agree", "同意"
    DISAGREE = "disagree", "不同意"


class Opinion(models.Model):
    """The opinion (审查意见) an officer gave at one step of one case."""

    personal_data = (
        "which officer thought what; public as an act by post and number; kept with the licensing file"
    )

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="opinions")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    step_name = models.CharField(max_length=80)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    post_name = models.CharField(max_length=60)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    text = models.TextField()
    given_at = models.DateTimeField()

    class Meta:
        """In the order given."""

        ordering = ("given_at", "pk")

    def __str__(self) -> str:
        """Step and verdict."""
        return f"{self.step_name}: {self.verdict}"


class SiteVisit(models.Model):
    """One look on the spot (现场核查) by two or more officers (Licensing Law art. 34)."""

    personal_data = "findings at the applicant's premises and photographs; kept with the licensing file"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="site_visits")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    officers = models.ManyToManyField(Officer, related_name="+")
    photos = models.ManyToManyField(StoredFile, related_name="+")
    visited_on = models.DateField()
    address = models.CharField(max_length=200, blank=True)
    findings = models.TextField()
    is_passed = models.BooleanField()
    recorded_at = models.DateTimeField()

    class Meta:
        """In the order recorded."""

        ordering = ("recorded_at", "pk")

    def __str__(self) -> str:
        """When."""
        return f"visit on {self.visited_on}"


class SpecialKind(models.TextChoices):
    """The only procedures whose time does not count (Licensing Law art. 45)."""

    HEARING = "hearing", "听证"
    TENDER = "tender", "招标"
    AUCTION = "auction", "拍卖"
    INSPECTION = "inspection", "检验"
    TESTING = "testing", "检测"
    QUARANTINE = "quarantine", "检疫"
    APPRAISAL = "appraisal", "鉴定"
    EXPERT_REVIEW = "expert_review", "专家评审"


class SpecialProcedure(models.Model):
    """One special procedure (特别程序) of a case: the clocks stand still from its written notice to its end."""

    personal_data = "none beyond the case it belongs to"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="special_procedures")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=16, choices=SpecialKind.choices)
    reason = models.TextField()
    needed_days = models.PositiveSmallIntegerField()
    expected_until = models.DateField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True)

    class Meta:
        """One running at a time."""

        ordering = ("started_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(ended_at__isnull=True),
                name="one_running_special_procedure",
            )
        ]

    def __str__(self) -> str:
        """Which kind."""
        return f"{self.kind} of {self.application_id}"


class Extension(models.Model):
    """The one extension (延长办理期限) of the decision period, by the head of the agency (Licensing Law art. 42)."""

    personal_data = "none beyond the case it belongs to"

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="extension")
    days = models.PositiveSmallIntegerField()
    reason = models.TextField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    def __str__(self) -> str:
        """How long."""
        return f"{self.days} wd for {self.application_id}"


class Hearing(models.Model):
    """A hearing (听证) in a case: told, asked for, announced, held (Licensing Law art. 46-48)."""

    personal_data = "who was heard and what was said; kept with the licensing file"

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="hearing")
    told_at = models.DateTimeField(null=True, blank=True)
    request_until = models.DateField(null=True, blank=True)
    requested_at = models.DateTimeField(null=True, blank=True)
    request_reason = models.TextField(blank=True)
    notified_at = models.DateTimeField(null=True, blank=True)
    takes_place_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    chair = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    record = models.TextField(blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Of which case."""
        return f"hearing of {self.application_id}"


class InterestedParty(models.Model):
    """
    Somebody else whose major interests a licence touches directly (利害关系人, Licensing Law art. 36, 47): told, heard, and
    able to ask for a hearing.
    """

    personal_data = (
        "name, number and phone of a third person, as needed to reach and hear them; shown to themselves and the officers of "
        "the case; kept with the licensing file"
    )

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="interested_parties")
    number = models.CharField(max_length=44, unique=True)
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=30)  # citizen number, or credit code of an enterprise
    phone = models.CharField(max_length=20, blank=True)
    interest = models.TextField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    notice = models.ForeignKey(
        "approval.IssuedDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer_until = models.DateField()
    opinion = models.TextField(blank=True)
    opinion_at = models.DateTimeField(null=True, blank=True)
    is_opinion_recorded = models.BooleanField(default=False)  # told to an officer instead of written online
    hearing_requested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order named; nobody is named twice in a case."""

        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["application", "code"], name="interested_party_once"),
        ]
        indexes = [models.Index(fields=["code"], name="interested_party_by_code")]

    def __str__(self) -> str:
        """The number."""
        return self.number

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name them: by the case, where their voice counts."""
        return self.application.act_object

    @property
    def has_answered(self) -> bool:
        """Whether they have said what they think, or asked for a hearing where they will."""
        return self.opinion_at is not None or self.hearing_requested_at is not None


class DeferredMaterial(models.Model):
    """
    One material an applicant promised to hand in later (容缺后补): accepted without it, decided only with it.

    `due_on` is set at acceptance; nothing else counts the days.
    """

    personal_data = "none beyond the case it belongs to"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="deferred_materials")
    material_code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    promised_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)
    supplied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order of the materials, each once; what is owed is found by its day."""

        ordering = ("material_code",)
        constraints = [
            models.UniqueConstraint(fields=["application", "material_code"], name="deferred_material_once"),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=models.Q(supplied_at__isnull=True),
                name="deferred_material_owed",
            )
        ]

    def __str__(self) -> str:
        """Which material."""
        return self.name

    @property
    def is_owed(self) -> bool:
        """Whether it has not come yet."""
        return self.supplied_at is None
