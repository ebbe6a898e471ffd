"""
What a flow is drawn for: a matter, or something that is none yet, such as a declaration before it has a code.

Whoever keeps such things (above or beside this app) registers where to find them; the editor needs only what stands here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from yangguang.foundation.acts.api import Actor
from yangguang.reference.matters.models import LimitUnit


@dataclass(frozen=True)
class Whole:
    """What the whole promises, and what steps may use: limits, names of materials, the form."""

    promise_days: int
    promise_unit: str
    statutory_days: int
    statutory_unit: str
    materials: tuple[str, ...] = ()
    form: dict[str, Any] = field(default_factory=dict)

    @property
    def promise(self) -> str:
        """The promised limit in words."""
        return f"{self.promise_days} {LimitUnit(self.promise_unit).label}" if self.promise_days else "当场"

    @property
    def statutory(self) -> str:
        """The legal limit in words."""
        return (
            f"{self.statutory_days} {LimitUnit(self.statutory_unit).label}" if self.statutory_days else "当场"
        )


@dataclass(frozen=True)
class FlowSubject:
    """
    Something without a code for which a flow is drawn, under a key that is no catalogue code.

    *may_write* says who may draw, *hand_in* puts the finished file where it belongs and gives a sentence for the page.
    """

    key: str
    name: str
    body_code: str
    body_name: str
    address: str
    whole: Whole
    flow_xml: str
    may_write: Callable[[Actor], bool]
    hand_in: Callable[[Actor, datetime, str], str]


Finder = Callable[[str], FlowSubject | None]
_finders: list[Finder] = []


def register_subjects(finder: Finder) -> None:
    """Let *finder* give the subject of a key it knows."""
    if finder not in _finders:
        _finders.append(finder)


def find_subject(key: str) -> FlowSubject | None:
    """Find what a key that is no catalogue code stands for."""
    return next((found for finder in _finders if (found := finder(key)) is not None), None)
