"""The counters behind the numbers."""

from django.db import models


class NumberSeries(models.Model):
    """One series of numbers of a body, of one kind, in one year, and the last number it gave."""

    personal_data = "none"

    body_code = models.CharField("单位", max_length=18)
    kind = models.CharField("种类", max_length=40)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        """A series exists once."""

        constraints = [
            models.UniqueConstraint(fields=["body_code", "kind", "year"], name="number_series_once"),
        ]

    def __str__(self) -> str:
        """Whose, which, when, how far."""
        return f"{self.body_code} {self.kind} {self.year}: {self.last}"
