"""
Rows a system on SpiffWorkflow keeps: the whole state as JSON, and the open tasks mirrored for the inbox.
"""

from django.db import models


class SpiffCase(models.Model):
    """One case with its serialised workflow."""

    number = models.CharField(max_length=40)
    state = models.TextField()

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return "spiff", self.number


class SpiffTask(models.Model):
    """One open or done step, as the inbox needs it."""

    case = models.ForeignKey(SpiffCase, on_delete=models.CASCADE)
    spiff_id = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default="open")
    arrived_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        """Found by case."""

        indexes = [models.Index(fields=["case", "state"], name="bench_spiff_open")]
