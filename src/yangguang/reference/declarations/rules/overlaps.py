"""
What is there twice: the same power twice in one body, the same power in two bodies, the same material asked by two offices
of one body (handbook §3.2: what one office has must not be asked again by the next).

Pure functions over what was declared; near names are compared only within one article of law, and there only those that share
most of their pairs of characters with a declared one.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations

NEAR = 0.8
_NOISE = re.compile(r"[\s（）()《》、，,。·—-]|核发|审批|许可证|许可|办理|申请|行政")
_SHARED = 0.45  # of the pairs of characters, before two names are compared in full
_MOST_COMPARED = 60


@dataclass(frozen=True, slots=True)
class DeclaredPower:
    """One power as the comparison sees it; `key` leads back to it."""

    key: str
    name: str
    kind: str
    body: str
    office: str = ""
    laws: frozenset[tuple[str, str]] = frozenset()
    asked: tuple[str, ...] = field(default=())  # names of the materials the applicant brings
    family: str = ""  # variants of one thing (change, renewal) are no doubles of each other
    address: str = ""  # its page


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two powers that look like one, or a material asked twice; `what` is twice, across or material."""

    what: str
    first: DeclaredPower
    second: DeclaredPower
    why: str

    @property
    def title(self) -> str:
        """The kind of overlap in words."""
        return {"twice": "同一职权报了两次", "across": "两个单位都报了", "material": "同一份材料要了两次"}[
            self.what
        ]


def find_overlaps(powers: Sequence[DeclaredPower], *, fresh: Collection[str] | None = None) -> list[Overlap]:
    """List the overlaps, those in one body first; *fresh* are the keys near names and materials must concern, all if None."""
    new = {one.key for one in powers} if fresh is None else set(fresh)
    found = [*_same_names(powers), *_near_names(powers, new), *_materials(powers, new)]
    seen: set[tuple[str, frozenset[str], str]] = set()
    kept = []
    for one in found:
        mark = (
            one.what,
            frozenset((one.first.key, one.second.key)),
            one.why if one.what == "material" else "",
        )
        if mark not in seen:
            seen.add(mark)
            kept.append(one)
    order = ("twice", "across", "material")
    return sorted(kept, key=lambda one: (order.index(one.what), one.first.body, one.first.name))


def plain(name: str) -> str:
    """Give a name without the words that every power carries."""
    return _NOISE.sub("", name) or name


def _pair(first: DeclaredPower, second: DeclaredPower, why: str) -> Overlap:
    return Overlap("twice" if first.body == second.body else "across", first, second, why)


def _same_names(powers: Iterable[DeclaredPower]) -> Iterator[Overlap]:
    groups: dict[tuple[str, str], list[DeclaredPower]] = defaultdict(list)
    for one in powers:
        groups[one.kind, plain(one.name)].append(one)
    for group in groups.values():
        for first, second in combinations(group[:20], 2):
            if not _is_family(first, second):
                yield _pair(first, second, "名称相同")


def _near_names(powers: Iterable[DeclaredPower], new: Collection[str]) -> Iterator[Overlap]:
    articles: dict[tuple[str, str, str], list[DeclaredPower]] = defaultdict(list)
    for one in powers:
        for law, article in one.laws:
            articles[one.kind, law, article].append(one)
    for (_, law, article), group in articles.items():
        pairs = {one.key: _pairs(plain(one.name)) for one in group}
        for first in (one for one in group if one.key in new):
            likely = [
                one
                for one in group
                if one.key != first.key and _share(pairs[first.key], pairs[one.key]) >= _SHARED
            ]
            likely.sort(key=lambda one: -_share(pairs[first.key], pairs[one.key]))
            for second in likely[:_MOST_COMPARED]:
                if _is_near(first, second):
                    yield _pair(first, second, f"依据都是《{law}》{article}，名称相近")


def _pairs(name: str) -> frozenset[str]:
    return frozenset(name[at : at + 2] for at in range(max(1, len(name) - 1)))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _is_near(first: DeclaredPower, second: DeclaredPower) -> bool:
    if _is_family(first, second) or plain(first.name) == plain(second.name):
        return False
    return SequenceMatcher(None, plain(first.name), plain(second.name)).ratio() >= NEAR


def _is_family(first: DeclaredPower, second: DeclaredPower) -> bool:
    return bool(first.family) and first.family == second.family


def _materials(powers: Iterable[DeclaredPower], new: Collection[str]) -> Iterator[Overlap]:
    asked: dict[tuple[str, str], list[DeclaredPower]] = defaultdict(list)
    for one in powers:
        for name in dict.fromkeys(one.asked):
            asked[one.body, plain(name)].append(one)
    for (_, name), group in asked.items():
        if not any(one.key in new for one in group):
            continue
        by_office: dict[str, DeclaredPower] = {}
        for one in sorted(group, key=lambda each: each.key not in new):
            by_office.setdefault(one.office, one)
        offices = [office for office in by_office if office]
        for first, second in combinations(offices[:6], 2):
            yield Overlap(
                "material",
                by_office[first],
                by_office[second],
                f"{first}和{second}都要“{name}”，应由一处收、共享用",
            )
