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
from yangguang.reference.matters.models import MatterVersion
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
    found = search.find(words=words, kinds=[SEARCH_KIND])
    return () if found.is_near else tuple(hit.object_number for hit in found.hits)


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
        found = found.filter(pk__in=_find_words(filters.words, filters.codes or (), on))
    return found.defer(*HEAVY).order_by("matter__kind", "matter__catalog_code")


def find_matters(*, filters: MatterFilters, on: date) -> Sequence[MatterVersion] | QuerySet[MatterVersion]:
    """List what fits; where words were given, best first: names, then what people call it, then the rest."""
    filters = resolved(filters)
    found = list_matters(filters=filters, on=on)
    if not filters.words.strip():
        return found
    places = {code: place for place, code in enumerate(filters.codes or ())}
    return sorted(
        found,
        key=lambda one: (
            -_rank(one, filters.words),
            places.get(one.matter.catalog_code, MOST_FOUND),
            one.matter.catalog_code,
        ),
    )


def cut_page(
    found: Sequence[MatterVersion] | QuerySet[MatterVersion], offset: int, limit: int
) -> list[MatterVersion]:
    """Read one page of what fits: its keys first, so that the rows skipped on the way to a far page stay light."""
    if not isinstance(found, QuerySet):
        return list(found[offset : offset + limit])
    keys = list(found.values_list("pk", flat=True)[offset : offset + limit])
    return list(found.filter(pk__in=keys))


def search_matters(*, words: str, on: date, limit: int = 20) -> list[MatterVersion]:
    """Search by words as people say them, best first."""
    return list(find_matters(filters=MatterFilters(words=words), on=on)[:limit])


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
    """So many matters of one kind and body with the same themes and life events."""

    kind: str
    body: str
    body_name: str
    themes: tuple[str, ...]
    life_events: tuple[str, ...]
    count: int

    def values(self, name: str) -> tuple[str, ...]:
        """What the matters are by the filter of this name."""
        return {
            "kind": (self.kind,),
            "body": (self.body,),
            "theme": self.themes,
            "life_event": self.life_events,
        }[name]

    def fits(self, filters: MatterFilters) -> bool:
        """Whether they stand within the limits."""
        names = ("kind", "body", "theme", "life_event")
        return all(
            not getattr(filters, name) or getattr(filters, name) in self.values(name) for name in names
        )


_codes: Kept[tuple[str, ...]] = Kept(most=500)
_likenesses: Kept[list[_Likeness]] = Kept(most=500)
_found: Kept[tuple[int, ...]] = Kept(most=500)
_near: Kept[list[str]] = Kept(most=500)


def _alike(filters: MatterFilters, on: date) -> list[_Likeness]:
    base = replace(filters, kind="", body="", theme="", life_event="")
    return _likenesses.get(base, _stand(on), lambda: _count_likenesses(base, on))


def _count_likenesses(filters: MatterFilters, on: date) -> list[_Likeness]:
    names = (
        "matter__kind",
        "matter__body__code",
        "matter__body__short_name",
        "matter__themes",
        "matter__life_events",
    )
    rows = list_matters(filters=filters, on=on).order_by().values_list(*names).annotate(count=Count("pk"))
    return [
        _Likeness(kind, body, body_name, tuple(themes), tuple(events), count)
        for kind, body, body_name, themes, events, count in rows
    ]


def list_districts() -> list[tuple[str, str]]:
    """List the districts a reader can choose: code and name."""
    return list(Area.objects.filter(level="district").order_by("code").values_list("code", "name"))


def find_near_words(*, words: str, on: date, limit: int = 3) -> list[str]:
    """Find the three names or synonyms nearest to words that found nothing."""
    wanted = words.strip()
    if not wanted:
        return []
    near = _near.get(wanted, _stand(on), lambda: _find_near(wanted, on))
    return (near or search.find(words=wanted, kinds=[SEARCH_KIND]).suggestions)[:limit]


def _find_near(wanted: str, on: date) -> list[str]:
    """Weigh the names that share most characters; comparing all in full would take seconds in a great list."""
    known: set[str] = set()
    for name, others in in_force(on=on).select_related(None).values_list("plain_name", "matter__words"):
        known |= {name, *others}
    characters = set(wanted)
    sharing = [word for word in known if not characters.isdisjoint(word)]
    closest = heapq.nlargest(MOST_FOUND, sharing, key=lambda word: len(characters.intersection(word)))
    return sorted(closest, key=lambda word: (-_likeness(wanted, word), word))[:NEAR]


def _find_words(words: str, codes: tuple[str, ...], on: date) -> tuple[int, ...]:
    """Find the versions that say the words somewhere or that the index knows by them, MOST_FOUND at most."""

    def look() -> tuple[int, ...]:
        rows = in_force(on=on).select_related(None)
        known = rows.filter(matter__catalog_code__in=codes).values_list("pk", flat=True)
        saying = rows.filter(_words_filter(words)).values_list("pk", flat=True)[:MOST_FOUND]
        return tuple(dict.fromkeys([*known, *saying]))[:MOST_FOUND]

    return _found.get((words, codes), _stand(on), look)


def _stand(on: date) -> tuple[date, int]:
    """Say which state of the list something belongs to: the day, and the last act that changed what is in force."""
    return (on, find_newest_number(operations=CHANGING))


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
