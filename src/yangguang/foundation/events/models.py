"""What open pages are told: small rows that are kept for a day, so that a page that lost its line catches up."""

from django.db import models


class LiveEvent(models.Model):
    """One thing open pages of a topic should know; it carries keys only, and the page asks for the rest."""

    personal_data = "none: numbers and words of state only; deleted after a day"

    topic = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        """Read by topic in order; removed by age."""

        indexes = [
            models.Index(fields=["topic", "id"], name="live_event_by_topic"),
            models.Index(fields=["at"], name="live_event_by_age"),
        ]

    def __str__(self) -> str:
        """Topic and number."""
        return f"{self.topic} {self.pk}"
