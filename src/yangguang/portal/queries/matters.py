"""What people come to do: common matters, life events, rules that changed, search."""

from dataclasses import dataclass
from datetime import date


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


def list_common_matters(*, on: date, limit: int = 5) -> list[MatterLink]:
    """List the matters people ask for most."""
    return []


def list_life_events(*, on: date) -> list[LifeEvent]:
    """List the life events that have matters in force."""
    return []


def list_rule_changes(*, on: date, limit: int = 3) -> list[RuleChange]:
    """List the newest versions that changed something."""
    return []


def count_matters(*, on: date) -> int:
    """Count the matters in force."""
    return 0


def search_matters(*, words: str, on: date, limit: int = 50) -> list[MatterLink]:
    """Search the matters in force by words as people say them."""
    return []


def find_near_words(*, words: str, on: date) -> list[str]:
    """Find up to three words near to what found nothing."""
    return []
