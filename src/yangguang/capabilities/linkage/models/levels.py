"""The same matter at several levels: who exercises it where, which rule decides, who has lent it to whom."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yangguang.capabilities.linkage.states import Mode, ReviewState
from yangguang.foundation.organisation.models import Area, Body, Officer
from yangguang.reference.matters.models import Matter


class Exercise(models.Model):
    """One body exercises one matter for one area (行使层级), under the code that its own credit code and level make."""

    personal_data = "none"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    use_level = models.CharField(max_length=1)
    task_code = models.CharField(max_length=31, unique=True)
    reviews_first = models.BooleanField(default=False)
    registered_at = models.DateTimeField()

    class Meta:
        """A body exercises a matter for an area once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "area", "body"], name="linkage_exercise_once")
        ]

    def __str__(self) -> str:
        """The code."""
        return self.task_code

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by its code."""
        return ("matter", self.task_code)


class JurisdictionRule(models.Model):
    """
    The decision table that says which level answers for a matter (area, size, kind); versioned, the newest in force counts.

    It gives `level`: district, city, or first_review (below first, then above).
    """

    personal_data = "none"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    decision_xml = models.TextField()
    basis = models.CharField(max_length=200)
    effective_from = models.DateField()
    drafted_at = models.DateTimeField()

    class Meta:
        """Numbered per matter."""

        ordering = ("matter_id", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "number"], name="linkage_rule_version")
        ]

    def __str__(self) -> str:
        """Which."""
        return f"{self.matter_id} V{self.number:03d}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the rule: by the matter."""
        return ("matter", self.matter.code)


class Lending(models.Model):
    """
    A power lent for a time: delegated (下放: the lower body decides in its own name) or entrusted (委托: in the lender's name,
    never further), with limits the case must fit.
    """

    personal_data = "none"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.ENTRUSTED.value)
    lender = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    borrower = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    limit_text = models.CharField(max_length=300, blank=True)
    limit = models.CharField(max_length=300, blank=True)  # S-FEEL over the facts of the case
    document_number = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_until = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    lent_at = models.DateTimeField()

    class Meta:
        """A period runs forward; nobody lends to itself."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="linkage_lending_forward"
            ),
            models.CheckConstraint(condition=~Q(lender=F("borrower")), name="linkage_lending_to_another"),
        ]

    def __str__(self) -> str:
        """The document."""
        return self.document_number

    def is_running(self, day: date) -> bool:
        """Whether the power is lent on a day."""
        return self.ended_on is None and self.valid_from <= day < self.valid_until

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the lending: by its document."""
        return ("lending", self.document_number)


class FirstReview(models.Model):
    """
    A preliminary review below (初审) before the decision above: its own 20 working days, and what was handed in goes up as it is.

    Licensing Law art. 35: the upper agency may not ask for the materials again; art. 43: twenty days from acceptance.
    """

    personal_data = "none; the case it names holds the applicant's data"

    case_number = models.CharField(max_length=40, unique=True)
    lower = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    upper = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.RUNNING.value)
    opinion = models.TextField(blank=True)
    digests = models.JSONField(default=list)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    passed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Read by the lower body."""

        indexes: ClassVar = [models.Index(fields=["lower", "state"], name="linkage_review_by_lower")]

    def __str__(self) -> str:
        """Of which case."""
        return self.case_number

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the review: by the case."""
        return ("first_review", self.case_number)
