"""Finding matters: by words as people say them, by kind, theme, life event, body, district and audience."""

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Count, Q, QuerySet

from yangguang.foundation.acts.api import find_newest_number
from yangguang.foundation.organisation.models import Area
from yangguang.foundation.search import api as search
from yangguang.foundation.ui.api import Kept
from yangguang.kernel.identifiers import MATTER_TYPES
from yangguang.reference.matters.models import Matter, MatterVersion
from yangguang.reference.matters.queries.versions import in_force

SEARCH_KIND = "matter"
NEAR = 3
MOST_FOUND = 200
CHANGING = ("matters.publish_version", "matters.retire_version")
"""What changes which versions are in force; what is kept here holds until the next such act."""
HEAVY = ("form", "flow_xml", "columns", "conditions", "remedies", "special_procedures")


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
    newest = find_newest_number(operations=CHANGING)
    return replace(filters, codes=_codes.get(filters.words, newest, lambda: _ask_index(filters.words)))


def _ask_index(words: str) -> tuple[str, ...]:
    """What the index finds, and codes that begin so; the index knows every pair of characters of what a guide says."""
    found = search.find_numbers(words=words, kind=SEARCH_KIND, most=MOST_FOUND)
    typed = words.strip().upper()
    if typed.isascii() and typed.isalnum() and len(typed) >= 4:
        codes = Matter.objects.filter(Q(catalog_code__startswith=typed) | Q(code__startswith=typed))
        found += list(codes.order_by().values_list("catalog_code", flat=True)[:MOST_FOUND])
    return tuple(dict.fromkeys(found))[:MOST_FOUND]


def list_matters(*, filters: MatterFilters, on: date) -> QuerySet[MatterVersion]:
    """List the versions in force that fit, by kind and name; constant number of queries."""
    filters = resolved(filters)
    found = in_force(on=on).select_related(None).select_related("matter__body")
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
        found = found.filter(pk__in=_find_words(filters.codes or (), on))
    return found.defer(*HEAVY).order_by("matter__kind", "matter__catalog_code")


class Ordered:
    """What words found, in order: keys only, until a page of it is read."""

    def __init__(self, keys: Sequence[int], rows: QuerySet[MatterVersion]) -> None:
        """Keep the keys in order and where to read the rows."""
        self.keys = keys
        self.rows = rows

    def __len__(self) -> int:
        """How many there are."""
        return len(self.keys)

    def page(self, offset: int, limit: int) -> list[MatterVersion]:
        """Read some of them, in order."""
        keys = self.keys[offset : offset + limit]
        read = {one.pk: one for one in self.rows.filter(pk__in=keys)}
        return [read[key] for key in keys if key in read]


def find_matters(*, filters: MatterFilters, on: date) -> Ordered | QuerySet[MatterVersion]:
    """List what fits; where words were given, best first: names, then what people call it, then the rest."""
    filters = resolved(filters)
    found = list_matters(filters=filters, on=on)
    if not filters.words.strip():
        return found
    places = {code: place for place, code in enumerate(filters.codes or ())}
    rows = found.order_by().values_list(
        "pk", "matter__catalog_code", "plain_name", "matter__words", "summary"
    )
    ranked = sorted(
        rows,
        key=lambda row: (-_rank(filters.words, *row[2:]), places.get(row[1], MOST_FOUND), row[1]),
    )
    return Ordered([row[0] for row in ranked], found)


def cut_page(found: Ordered | QuerySet[MatterVersion], offset: int, limit: int) -> list[MatterVersion]:
    """Read one page of what fits: its keys first, so that the rows skipped on the way to a far page stay light."""
    if isinstance(found, Ordered):
        return found.page(offset, limit)
    keys = list(found.values_list("pk", flat=True)[offset : offset + limit])
    return list(found.filter(pk__in=keys))


def search_matters(*, words: str, on: date, limit: int = 20) -> list[MatterVersion]:
    """Search by words as people say them, best first."""
    return cut_page(find_matters(filters=MatterFilters(words=words), on=on), 0, limit)


def count_by(*, filters: MatterFilters, on: date) -> dict[str, list[Facet]]:
    """
    Count by kind, body, theme and life event what each further limit would leave.

    Matters are alike in these by the thousand, so the database counts each likeness once and the rest is small sums. The
    likenesses are kept until a version is published or retired; two queries, one when kept.
    """
    alike = _alike(filters, on)

    def counted(name: str) -> Counter[str]:
        wanted = filters.without(name)
        found: Counter[str] = Counter()
        for one in alike:
            if one.fits(wanted):
                for value in one.values(name):
                    found[value] += one.count
        return found

    bodies = {one.body: one.body_name for one in alike}
    return {
        "kinds": [
            Facet(kind, MATTER_TYPES.get(kind, kind), count)
            for kind, count in sorted(counted("kind").items())
        ],
        "bodies": [Facet(code, bodies[code], count) for code, count in counted("body").most_common()],
        "themes": [Facet(name, name, count) for name, count in counted("theme").most_common()],
        "life_events": [Facet(name, name, count) for name, count in counted("life_event").most_common()],
    }


def count_matters(*, filters: MatterFilters, on: date) -> int:
    """Count the matters that fit."""
    filters = resolved(filters)
    return sum(one.count for one in _alike(filters, on) if one.fits(filters))


@dataclass(frozen=True, slots=True)
class _Likeness:
    """So many matters of one kind and body with the same themes, life events, readers and districts."""

    kind: str
    body: str
    body_name: str
    themes: tuple[str, ...]
    life_events: tuple[str, ...]
    audience: tuple[str, ...]
    districts: tuple[str, ...]  # with a window of their own; none: one for the city
    count: int

    def values(self, name: str) -> tuple[str, ...]:
        """What the matters are by the filter of this name."""
        return {
            "kind": (self.kind,),
            "body": (self.body,),
            "theme": self.themes,
            "life_event": self.life_events,
            "audience": self.audience,
        }[name]

    def fits(self, filters: MatterFilters) -> bool:
        """Whether they stand within the limits."""
        names = ("kind", "body", "theme", "life_event", "audience")
        is_near = not filters.district or not self.districts or filters.district in self.districts
        return is_near and all(
            not getattr(filters, name) or getattr(filters, name) in self.values(name) for name in names
        )


_codes: Kept[tuple[str, ...]] = Kept(most=500)
_likenesses: Kept[list[_Likeness]] = Kept(most=500)
_found: Kept[tuple[int, ...]] = Kept(most=500)
_near: Kept[list[str]] = Kept(most=500)


def _alike(filters: MatterFilters, on: date) -> list[_Likeness]:
    base = replace(filters, kind="", body="", theme="", life_event="", audience="", district="")
    return _likenesses.get(base, _stand(on), lambda: _count_likenesses(base, on))


def _count_likenesses(filters: MatterFilters, on: date) -> list[_Likeness]:
    names = (
        "matter__kind",
        "matter__body__code",
        "matter__body__short_name",
        "matter__themes",
        "matter__life_events",
        "matter__audience",
        "matter__districts",
    )
    rows = list_matters(filters=filters, on=on).order_by().values_list(*names).annotate(count=Count("pk"))
    return [
        _Likeness(kind, body, name, tuple(themes), tuple(events), tuple(audience), tuple(districts), count)
        for kind, body, name, themes, events, audience, districts, count in rows
    ]


def list_districts() -> list[tuple[str, str]]:
    """List the districts a reader can choose: code and name."""
    return list(Area.objects.filter(level="district").order_by("code").values_list("code", "name"))


def find_near_words(*, words: str, on: date, limit: int = 3) -> list[str]:
    """Find the three names or synonyms nearest to words that found nothing."""
    wanted = words.strip()
    if not wanted:
        return []
    return _near.get(wanted, _stand(on), lambda: _find_near(wanted, on))[:limit]


def _find_near(wanted: str, on: date) -> list[str]:
    """Weigh the names that share a word or a pair of characters, as many as the index looks at."""
    known = search.find_near_names(words=wanted, kind=SEARCH_KIND)
    characters = set(wanted)
    sharing = [word for word in known if not characters.isdisjoint(word)]
    closest = heapq.nlargest(MOST_FOUND, sharing, key=lambda word: len(characters.intersection(word)))
    return sorted(closest, key=lambda word: (-_likeness(wanted, word), word))[:NEAR]


def _find_words(codes: tuple[str, ...], on: date) -> tuple[int, ...]:
    """Find the versions in force of what the index knows by the words."""

    def look() -> tuple[int, ...]:
        rows = in_force(on=on).select_related(None).filter(matter__catalog_code__in=codes)
        return tuple(rows.order_by().values_list("pk", flat=True))

    return _found.get(codes, _stand(on), look)


def _stand(on: date) -> tuple[date, int]:
    """Say which state of the list something belongs to: the day, and the last act that changed what is in force."""
    return (on, find_newest_number(operations=CHANGING))


def _rank(words: str, name: str, known_as: Sequence[str], summary: str) -> int:
    score = 0
    for word in words.split():
        score += 8 * (word in name) + 5 * any(word in one for one in known_as) + (word in summary)
    return score


def _likeness(wanted: str, word: str) -> float:
    shared = len(set(wanted) & set(word))
    return shared + SequenceMatcher(None, wanted, word).ratio() if shared else 0.0
