"""The flow being edited for a matter, and every state it has had."""

from django.db import models
from django.urls import reverse

from yangguang.reference.flows.rules import Outline
from yangguang.reference.matters.models import Matter


class FlowDraft(models.Model):
    """
    The flow in the making of one matter, or of something that has no code yet (`rules.subject`).

    Rows as people edit them, and the BPMN 2.0 file made of them.

    `key` is the catalogue code, or the number of what has none; `title` its name when the drawing began.
    """

    personal_data = "none"

    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200, blank=True)
    matter = models.OneToOneField(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="flow_draft"
    )
    outline = models.JSONField(default=dict)
    xml = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    handed_in_revision = models.PositiveIntegerField(
        default=0
    )  # the revision last put into the matter's draft

    def __str__(self) -> str:
        """Of what."""
        return f"{self.name}的流程"

    @property
    def name(self) -> str:
        """Of what."""
        return self.matter.name if self.matter else self.title

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the matter, or by what it is drawn for."""
        return ("flow_draft", self.matter.code if self.matter else self.key)

    @property
    def rows(self) -> Outline:
        """The flow as rows."""
        return Outline.read(self.outline)

    def get_absolute_url(self) -> str:
        """The editor."""
        return reverse("flows:editor", args=[self.key])


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
