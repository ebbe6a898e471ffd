"""Keeping the index: machinery inside the operation that makes or changes what can be found."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Value
from django.db.models.functions import Cast

from yangguang.foundation.acts.api import require_operation
from yangguang.foundation.search import rules
from yangguang.foundation.search.models import SearchEntry


@dataclass(frozen=True, slots=True)
class Findable:
    """
    One thing to be found. *keywords* are the words people say instead (开饭店 for 食品经营许可); they weigh like the title.

    *boost* multiplies the rank; *is_public* False keeps it to officers.
    """

    kind: str
    object_number: str
    title: str
    url: str
    body: str = ""
    keywords: str = ""
    area_code: str = ""
    boost: float = 1.0
    is_public: bool = True


def index(things: Findable | Iterable[Findable]) -> int:
    """Put things into the index, or bring them up to date; gives how many."""
    require_operation()
    rows = [_row(thing) for thing in ([things] if isinstance(things, Findable) else things)]
    SearchEntry.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["kind", "object_number"],
        update_fields=["title", "keywords", "body", "url", "area_code", "boost", "is_public", "tokens"],
    )
    return len(rows)


def remove(*, kind: str, object_number: str) -> bool:
    """Take a thing out of the index; tells whether it was there."""
    require_operation()
    removed, _ = SearchEntry.objects.filter(kind=kind, object_number=object_number).delete()
    return bool(removed)


def _row(thing: Findable) -> SearchEntry:
    title, keywords, body = (text.replace("\0", "") for text in (thing.title, thing.keywords, thing.body))
    vector = rules.vector_of(title=f"{title} {thing.object_number}", keywords=keywords, body=body)
    return SearchEntry(
        kind=thing.kind,
        object_number=thing.object_number,
        title=title[:200],
        keywords=keywords[:300],
        body=body,
        url=thing.url,
        area_code=thing.area_code,
        boost=thing.boost,
        is_public=thing.is_public,
        tokens=Cast(Value(vector), SearchVectorField()),
    )
