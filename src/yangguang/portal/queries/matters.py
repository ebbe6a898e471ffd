"""What people come to do: common matters, life events, rules that changed, search."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from yangguang.reference.matters import api as matters


@dataclass(frozen=True, slots=True)
class MatterLink:
    """One matter in a list: its plain name, where its guide is, what it takes."""

    name: str
    address: str
    body: str = ""
    summary: str = ""
    kind: str = ""
    promise: str = ""
    is_online: bool = False


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """One thing that happens in life and what it takes: 开一家餐饮店, 5 件事, 9 个工作日."""

    name: str
    address: str
    contains: str
    count: int
    usual_time: str


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One new version of a matter, told before it applies."""

    name: str
    address: str
    effective_from: date
    what: str


NEAR_WORDS = 3
LIFE_EVENT_ROWS = 8


def list_common_matters(*, on: date, limit: int = 5) -> list[MatterLink]:
    """List matters for the line under the search box: those people have most words for, each family once."""
    found = sorted(_in_force(on), key=lambda one: (-len(one.matter.words), one.matter.catalog_code))
    short: dict[str, MatterLink] = {}
    for version in found:
        name = version.matter.name
        if not any(name.startswith(taken) for taken in short):
            short[name] = _link(version, name=name)
    return list(short.values())[:limit]


def list_life_events(*, on: date) -> list[LifeEvent]:
    """List the life events that have matters in force, those with most first."""
    groups: dict[str, list[matters.MatterVersion]] = defaultdict(list)
    for version in _in_force(on):
        for name in version.matter.life_events:
            groups[name].append(version)
    fullest = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))[:LIFE_EVENT_ROWS]
    return [_life_event(name, versions) for name, versions in fullest]


def list_rule_changes(*, on: date, limit: int = 3) -> list[RuleChange]:
    """List the newest versions that changed an earlier one, with the promise they keep."""
    changed = matters.MatterVersion.objects.filter(
        status="published", number__gt=1, effective_from__isnull=False
    )
    newest = changed.select_related("matter").order_by("-effective_from", "-pk")[:limit]
    return [
        RuleChange(
            one.plain_name,
            f"/matters/{one.matter.catalog_code}/versions/",
            one.effective_from,
            f"第 {one.number} 版，承诺 {_limit(one)}办完。",
        )
        for one in newest
        if one.effective_from is not None
    ]


def count_matters(*, on: date) -> int:
    """Count the matters in force."""
    return matters.list_matters(filters=matters.MatterFilters(), on=on).count()


def search_matters(*, words: str, on: date, limit: int = 50) -> list[MatterLink]:
    """Search the matters in force by words as people say them."""
    return [_link(version) for version in matters.search_matters(words=words, on=on, limit=limit)]


def find_near_words(*, words: str, on: date) -> list[str]:
    """Find up to three words near to what found nothing."""
    return matters.find_near_words(words=words, on=on, limit=NEAR_WORDS)


def _in_force(on: date) -> list[matters.MatterVersion]:
    wanted = matters.list_matters(filters=matters.MatterFilters(), on=on)
    return list(wanted.defer("form", "flow_xml", "columns", "by_law", "conditions", "remedies"))


def _life_event(name: str, versions: list[matters.MatterVersion]) -> LifeEvent:
    names = list(dict.fromkeys(version.matter.name for version in versions))
    longest = max(versions, key=lambda version: version.promise_days)
    return LifeEvent(
        name=name,
        address=f"/matters/?{urlencode({'life_event': name})}",
        contains="、".join(names[:4]) + ("等" if len(names) > 4 else ""),
        count=len(versions),
        usual_time=f"最长 {_limit(longest)}" if longest.promise_days else "当场办结",
    )


def _link(version: matters.MatterVersion, name: str = "") -> MatterLink:
    return MatterLink(
        name=name or version.plain_name,
        address=f"/matters/{version.matter.catalog_code}/",
        body=version.matter.body.short_name,
        summary=version.summary,
        kind=version.matter.kind_name,
        promise=f"承诺 {_limit(version)}",
        is_online=version.is_online,
    )


def _limit(version: matters.MatterVersion) -> str:
    if not version.promise_days:
        return "当场"
    return f"{version.promise_days} {version.get_promise_unit_display()}"
