"""Numbers about many cases, as pure functions on values."""

from collections.abc import Iterable, Sequence
from statistics import median


def distribution(*, days: Iterable[int]) -> dict[int, int]:
    """Count how many cases took how many working days, in order."""
    counts: dict[int, int] = {}
    for one in days:
        counts[one] = counts.get(one, 0) + 1
    return dict(sorted(counts.items()))


def median_of(*, values: Sequence[float]) -> float | None:
    """Give the middle value, none of nothing."""
    return float(median(values)) if values else None


def average_rating(*, levels: Sequence[int]) -> float | None:
    """Give the mean level to one decimal, none without ratings."""
    return round(sum(levels) / len(levels), 1) if levels else None
