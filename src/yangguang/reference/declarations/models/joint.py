"""A joint opinion round (会审): one question to monitoring, hall and information offices about many declarations at once."""

from django.db import models
from django.urls import reverse

from yangguang.reference.declarations.models.declaration import Campaign


class JointRound(models.Model):
    """
    One round in which the legal office hears the others about every declaration chosen, of several bodies and districts.

    The opinions are rows of `Opinion` that point here; each is given by the office of the declaring body's own area.
    """

    personal_data = "the asking officer's post and number, public by law"

    number = models.CharField(max_length=40, unique=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="joint_rounds")
    offices = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    due_on = models.DateField()
    opened_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering = ["-id"]

    def __str__(self) -> str:
        """The number."""
        return self.number

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the round."""
        return ("joint_round", self.number)

    def get_absolute_url(self) -> str:
        """Its board."""
        return reverse("declarations:joint", args=[self.pk])
