"""What an agent of an enterprise may do, and for which matters; the mandate itself with its dates lies in identity."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yangguang.foundation.identity.models import Mandate


class AgentScope(models.Model):
    """
    The limits of one agent's mandate (经办人授权): matters and rights. An agent without a row may do everything.

    A new scope ends the one before; what was done under it stays lawful.
    """

    personal_data = "what one person may do for an enterprise; kept as long as the cases that relied on it"

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    matter_codes = models.JSONField(default=list)  # empty: every matter
    rights = models.JSONField(default=list)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One scope in force a mandate."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mandate"], condition=Q(ended_at__isnull=True), name="one_scope_of_agent"
            )
        ]

    def __str__(self) -> str:
        """Whose."""
        return f"scope of mandate {self.mandate_id}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the mandate."""
        return ("mandate", str(self.mandate_id))
