"""Scenarios (联办场景): which matters belong together, in which order, with which questions; reviewed and versioned data."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yangguang.capabilities.joint.states import VersionStatus
from yangguang.foundation.organisation.models import Body
from yangguang.foundation.process.models import Definition


class Scenario(models.Model):
    """One thing people come to do that needs several departments, under a code that is never reused."""

    personal_data = "none"

    code = models.SlugField(max_length=40, unique=True)
    lead = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        """The code."""
        return self.code

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the scenario."""
        return ("joint_scenario", self.code)


class ScenarioVersion(models.Model):
    """
    What a scenario says from its publication on; a published version never changes (database trigger).

    `content` holds questions, parts, aliases, pool; `decision_xml` the table from answers to matters; `flow_xml` the BPMN
    that runs. Whoever drafted it does not review it.
    """

    personal_data = "none"

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=VersionStatus.choices, default=VersionStatus.DRAFT.value)
    name = models.CharField(max_length=60)
    content = models.JSONField()
    decision_xml = models.TextField()
    flow_xml = models.TextField()
    content_hash = models.CharField(max_length=64, blank=True)
    definition = models.ForeignKey(
        Definition, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    drafted_by = models.CharField(max_length=80)
    drafted_by_account = models.BigIntegerField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=80, blank=True)
    review_text = models.CharField(max_length=500, blank=True)
    drafted_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One row per version; one published at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scenario", "number"], name="joint_scenario_version"),
            models.UniqueConstraint(
                fields=["scenario"], condition=Q(status="published"), name="joint_one_published_version"
            ),
        ]

    def __str__(self) -> str:
        """Name and number."""
        return f"{self.name} V{self.number:03d}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the version: by its scenario."""
        return ("joint_scenario", self.scenario.code)
