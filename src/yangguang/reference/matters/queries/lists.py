"""Finding matters: by words as people say them, by kind, theme, life event, body, district and audience."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Q, QuerySet

from yangguang.foundation.organisation.models import Area
from yangguang.foundation.search import api as search
from yangguang.kernel.identifiers import MATTER_TYPES
from yangguang.reference.matters.models import MatterVersion
from yangguang.reference.matters.queries.versions import in_force

SEARCH_KIND = "matter"
MOST_FOUND = 200


@dataclass(frozen=True, slots=True)
class MatterFilters:
    """
    What the reader asked for; empty means no limit. `body` and `district` are codes.

    `codes` are the catalogue codes that the index finds for the words, best first; None: not asked yet.
    """

    words: str = ""
    kind: str = ""
    theme: str = ""
    life_event: str = ""
    body: str = ""
    district: str = ""
    audience: str = ""
    codes: tuple[str, ...] | None = None

    def without(self, name: str) -> "MatterFilters":
        """Give the same wish with one limit lifted."""
        values: dict[str, Any] = {name: ""}
        return replace(self, **values)


@dataclass(frozen=True, slots=True)
class Facet:
    """One value a list can be narrowed to, and how many matters that would leave."""

    value: str
    name: str
    count: int


def resolved(filters: MatterFilters) -> MatterFilters:
    """Ask the index once what the words find, so that a list and its counts agree."""
    if not filters.words.strip() or filters.codes is not None:
        return filters
    found = search.find(words=filters.words, kinds=[SEARCH_KIND])
    codes = () if found.is_near else tuple(hit.object_number for hit in found.hits)
    return replace(filters, codes=codes)


def list_matters(*, filters: MatterFilters, on: date) -> QuerySet[MatterVersion]:
    """List the versions in force that fit, by kind and name; constant number of queries."""
    filters = resolved(filters)
    found = in_force(on=on)
    if filters.kind:
        found = found.filter(matter__kind=filters.kind)
    if filters.body:
        found = found.filter(matter__body__code=filters.body)
    if filters.theme:
        found = found.filter(matter__themes__contains=[filters.theme])
    if filters.life_event:
        found = found.filter(matter__life_events__contains=[filters.life_event])
    if filters.audience:
        found = found.filter(matter__audience__contains=[filters.audience])
    if filters.district:
        everywhere = Q(matter__districts=[])
        found = found.filter(everywhere | Q(matter__districts__contains=[filters.district]))
    if filters.words.strip():
        indexed = Q(matter__catalog_code__in=filters.codes or ())
        found = found.filter(_words_filter(filters.words) | indexed)
    return found.order_by("matter__kind", "matter__catalog_code")


def find_matters(*, filters: MatterFilters, on: date) -> Sequence[MatterVersion] | QuerySet[MatterVersion]:
    """List what fits; where words were given, best first: names, then what people call it, then the rest."""
    filters = resolved(filters)
    found = list_matters(filters=filters, on=on)
    if not filters.words.strip():
        return found
    places = {code: place for place, code in enumerate(filters.codes or ())}
    return sorted(
        found[:MOST_FOUND],
        key=lambda one: (
            -_rank(one, filters.words),
            places.get(one.matter.catalog_code, MOST_FOUND),
            one.matter.catalog_code,
        ),
    )


def search_matters(*, words: str, on: date, limit: int = 20) -> list[MatterVersion]:
    """Search by words as people say them, best first."""
    return list(find_matters(filters=MatterFilters(words=words), on=on)[:limit])


def count_by(*, filters: MatterFilters, on: date) -> dict[str, list[Facet]]:
    """Count by kind, body, theme and life event what each further limit would leave; one query per count."""
    filters = resolved(filters)
    kinds: Counter[str] = Counter(_column(filters.without("kind"), on, "matter__kind"))
    bodies: Counter[tuple[str, str]] = Counter(
        list_matters(filters=filters.without("body"), on=on).values_list(
            "matter__body__code", "matter__body__short_name"
        )
    )
    themes = Counter(_flat(_column(filters.without("theme"), on, "matter__themes")))
    events = Counter(_flat(_column(filters.without("life_event"), on, "matter__life_events")))
    return {
        "kinds": [Facet(kind, MATTER_TYPES.get(kind, kind), count) for kind, count in sorted(kinds.items())],
        "bodies": [Facet(code, name, count) for (code, name), count in bodies.most_common()],
        "themes": [Facet(name, name, count) for name, count in themes.most_common()],
        "life_events": [Facet(name, name, count) for name, count in events.most_common()],
    }


def list_districts() -> list[tuple[str, str]]:
    """List the districts a reader can choose: code and name."""
    return list(Area.objects.filter(level="district").order_by("code").values_list("code", "name"))


def find_near_words(*, words: str, on: date, limit: int = 3) -> list[str]:
    """Find the three names or synonyms nearest to words that found nothing."""
    wanted = words.strip()
    if not wanted:
        return []
    known: set[str] = set()
    for name, others in in_force(on=on).values_list("plain_name", "matter__words"):
        known |= {name, *others}
    scored = [(_likeness(wanted, word), word) for word in known]
    near = [word for score, word in sorted(scored, key=lambda pair: (-pair[0], pair[1])) if score > 0]
    return (near or search.find(words=wanted, kinds=[SEARCH_KIND]).suggestions)[:limit]


def _column(filters: MatterFilters, on: date, name: str) -> list[Any]:
    return list(list_matters(filters=filters, on=on).values_list(name, flat=True))


def _flat(lists: list[list[str]]) -> list[str]:
    return [one for names in lists for one in names]


def _words_filter(words: str) -> Q:
    wanted = Q()
    for word in words.split()[:6]:
        wanted &= (
            Q(plain_name__icontains=word)
            | Q(matter__name__icontains=word)
            | Q(matter__words__icontains=word)
            | Q(summary__icontains=word)
            | Q(matter__code__istartswith=word)
            | Q(matter__catalog_code__startswith=word)
        )
    return wanted


def _rank(version: MatterVersion, words: str) -> int:
    score = 0
    for word in words.split():
        score += 8 * (word in version.plain_name) + 5 * any(word in one for one in version.matter.words)
        score += word in version.summary
    return score


def _likeness(wanted: str, word: str) -> float:
    shared = len(set(wanted) & set(word))
    return shared + SequenceMatcher(None, wanted, word).ratio() if shared else 0.0
