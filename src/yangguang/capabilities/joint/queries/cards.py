"""Cards of supervision beside a department: supervision lies above and hands them in, as it does with the officers' desk."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartCard:
    """The gravest open card on a department's own case: lamp (warn, yellow, red), what it says, where it stands."""

    lamp: str
    text: str
    address: str


CardSource = Callable[[Sequence[str]], Mapping[str, PartCard]]
_sources: list[CardSource] = []


def register_part_cards(source: CardSource) -> CardSource:
    """Let supervision show its cards: *source* gives, for numbers of cases, the card of each that has one."""
    if source not in _sources:
        _sources.append(source)
    return source


def cards_of_parts(numbers: Sequence[str]) -> dict[str, PartCard]:
    """Give the cards on these cases."""
    found: dict[str, PartCard] = {}
    for source in _sources:
        found |= source(numbers)
    return found
