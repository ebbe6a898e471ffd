"""How alike two values are: equal, equal at the core, so many letters off, similar, near in time."""

from collections.abc import Callable
from datetime import date

from rapidfuzz.distance import OSA, JaroWinkler

from yangguang.reference.comparison.rules.forms import core_name
from yangguang.reference.comparison.rules.rule_set import MEASURES

Measure = Callable[[str, str], bool]

SPOKEN = MEASURES


def measure_of(name: str, limit: float) -> Measure:
    """Give the function that tells whether two values of one form agree to this degree."""
    if name == "equal":
        return lambda said, known: said == known
    if name == "core":
        return lambda said, known: core_name(said) == core_name(known)
    if name == "edit":
        most = int(limit)
        return lambda said, known: OSA.distance(said, known, score_cutoff=most) <= most
    if name == "similar":
        return lambda said, known: JaroWinkler.similarity(said, known, score_cutoff=limit) >= limit
    return lambda said, known: _days_apart(said, known) <= limit


def _days_apart(said: str, known: str) -> float:
    try:
        return abs((date.fromisoformat(said) - date.fromisoformat(known)).days)
    except ValueError:
        return float("inf")
