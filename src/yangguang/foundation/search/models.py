"""What can be found."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchEntry(models.Model):
    """One thing that can be found: a matter, a guide, a licence, a notice; derived, and made again by its owner."""

    personal_data = "none in public entries: owners index masked text only; removed with what it points to"

    kind = models.CharField(max_length=30)
    object_number = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    keywords = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300)
    area_code = models.CharField(max_length=12, blank=True)
    boost = models.FloatField(default=1.0)
    is_public = models.BooleanField(default=True)
    tokens = SearchVectorField()

    class Meta:
        """Found by tokens; parts of numbers by trigrams where the database has them (see the migrations)."""

        constraints = [models.UniqueConstraint(fields=["kind", "object_number"], name="search_entry_once")]
        indexes = [GinIndex(fields=["tokens"], name="search_by_tokens")]

    def __str__(self) -> str:
        """The title."""
        return self.title
