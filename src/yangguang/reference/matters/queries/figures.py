"""
How a matter is really done: figures that a capability above knows and offers here.

Cases live above matters, so the arrow is turned: approval registers one function; without it the guide says
honestly that there is nothing to show yet.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from yangguang.foundation.process.drawing import NodeFigures as DrawnFigures
from yangguang.reference.matters.models import MatterVersion


@dataclass(frozen=True, slots=True)
class NodeFigures:
    """One step right now: cases in hand, those past the limit, median working days of the finished ones."""

    running: int = 0
    overdue: int = 0
    median_days: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """
    One matter over the last `period_days`: `days` counts finished cases by working days used.

    `nodes` says by node of the flow what is in hand now. The addresses open the cases behind a number.
    """

    at: datetime
    period_days: int = 90
    days: Mapping[int, int] = field(default_factory=dict)
    overdue: int = 0
    refused: int = 0
    rating: float | None = None
    rating_count: int = 0
    refused_url: str = ""
    overdue_url: str = ""
    nodes: Mapping[str, NodeFigures] = field(default_factory=dict)

    @property
    def drawn(self) -> dict[str, DrawnFigures]:
        """The figures of the steps as the flowchart takes them."""
        return {
            node_id: DrawnFigures(one.running, one.overdue, one.median_days)
            for node_id, one in self.nodes.items()
        }

    @property
    def finished(self) -> int:
        """How many were finished in the period."""
        return sum(self.days.values())

    @property
    def median(self) -> int | None:
        """Within how many working days half of them were done."""
        seen, half = 0, (self.finished + 1) // 2
        for days in sorted(self.days):
            seen += self.days[days]
            if seen >= half > 0:
                return days
        return None


Provider = Callable[[MatterVersion, datetime], Figures | None]
_provider: Provider | None = None


def register_figures(provider: Provider) -> None:
    """Register who knows the figures: (version, now) → Figures or None; called from `apps.ready()`."""
    global _provider
    _provider = provider


def figures_of(version: MatterVersion, *, now: datetime) -> Figures | None:
    """Give the figures of a matter, or None when nobody knows any."""
    return _provider(version, now) if _provider else None
