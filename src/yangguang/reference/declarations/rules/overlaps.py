"""
What is there twice: the same power twice in one body, the same power in two bodies, the same material asked by two offices
of one body (handbook §3.2: what one office has must not be asked again by the next).

Pure functions over what was declared; near names are compared only within one article of law, so that a city's five
thousand powers take one pass.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations

NEAR = 0.8
_NOISE = re.compile(r"[\s（）()《》、，,。·—-]|核发|审批|许可证|许可|办理|申请|行政")
_MOST_IN_ARTICLE = 60


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


def find_overlaps(powers: Sequence[DeclaredPower]) -> list[Overlap]:
    """List the overlaps, those in one body first."""
    found = [*_same_names(powers), *_near_names(powers), *_materials(powers)]
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


def _near_names(powers: Iterable[DeclaredPower]) -> Iterator[Overlap]:
    articles: dict[tuple[str, str, str], list[DeclaredPower]] = defaultdict(list)
    for one in powers:
        for law, article in one.laws:
            articles[one.kind, law, article].append(one)
    for (_, law, article), group in articles.items():
        for first, second in combinations(group[:_MOST_IN_ARTICLE], 2):
            if _is_family(first, second) or plain(first.name) == plain(second.name):
                continue
            if SequenceMatcher(None, plain(first.name), plain(second.name)).ratio() >= NEAR:
                yield _pair(first, second, f"依据都是《{law}》{article}，名称相近")


def _is_family(first: DeclaredPower, second: DeclaredPower) -> bool:
    return bool(first.family) and first.family == second.family


def _materials(powers: Iterable[DeclaredPower]) -> Iterator[Overlap]:
    asked: dict[tuple[str, str], list[DeclaredPower]] = defaultdict(list)
    for one in powers:
        for name in dict.fromkeys(one.asked):
            asked[one.body, plain(name)].append(one)
    for (_, name), group in asked.items():
        by_office: dict[str, DeclaredPower] = {}
        for one in group:
            by_office.setdefault(one.office, one)
        offices = [office for office in by_office if office]
        for first, second in combinations(offices[:6], 2):
            yield Overlap(
                "material",
                by_office[first],
                by_office[second],
                f"{first}和{second}都要“{name}”，应由一处收、共享用",
            )
