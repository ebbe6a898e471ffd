"""The flow being edited for a matter, and every state it has had."""

from django.db import models
from django.urls import reverse

from yangguang.reference.flows.rules import Outline
from yangguang.reference.matters.models import Matter


class FlowDraft(models.Model):
    """The flow in the making of one matter: rows as people edit them, and the BPMN 2.0 file made of them."""

    personal_data = "none"

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="flow_draft")
    outline = models.JSONField(default=dict)
    xml = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    handed_in_revision = models.PositiveIntegerField(
        default=0
    )  # the revision last put into the matter's draft

    def __str__(self) -> str:
        """The matter."""
        return f"{self.matter.name}的流程"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the matter."""
        return ("flow_draft", self.matter.code)

    @property
    def rows(self) -> Outline:
        """The flow as rows."""
        return Outline.read(self.outline)

    def get_absolute_url(self) -> str:
        """The editor."""
        return reverse("flows:editor", args=[self.matter.catalog_code])


class FlowRevision(models.Model):
    """One state of a flow in the making; `follows` is the state it changed, along which undo steps back."""

    personal_data = "post label of the officer who changed it; kept as long as the draft"

    draft = models.ForeignKey(FlowDraft, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    follows = models.PositiveIntegerField(default=0)
    outline = models.JSONField(default=dict)
    summary = models.CharField(max_length=200)
    saved_by = models.CharField(max_length=120, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        """Each number once per flow, newest first."""

        ordering = ["draft_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="flow_revision_once")]
