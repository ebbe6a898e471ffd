"""
The demo year: from one seed some twenty thousand cases of every matter, lawful but for the breaches that are planted.

Each breach stands on a list with the rule that has to find it.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from yangguang.kernel.clock import SHANGHAI, state_council
from yangguang.oversight.monitoring.demo.breaches import BREACHES
from yangguang.oversight.monitoring.demo.writing import Contents, Writer, source_of
from yangguang.oversight.monitoring.rules.plans import Happening, Plan

SEED = 20260101
YEAR = 2025
CASES = 20_000
BREACH_SHARE = 0.12


class Planted(NamedTuple):
    """One breach that was put in: which rule has to find it on which case."""

    case: str
    rule_id: str


@dataclass
class Year:
    """Happenings in order of time, the plans they are held against, what was planted."""

    happenings: list[Happening]
    plans: dict[str, Plan]
    planted: list[Planted]
    until: int


def build_year(
    contents: list[tuple[str, Contents]], *, cases: int = CASES, seed: int = SEED, year: int = YEAR
) -> Year:
    """Write a year; the same seed gives the same happenings to the second."""
    rng = random.Random(seed)  # noqa: S311 - a believable city, not a secret
    writer = Writer(rng, state_council())
    sources = [source_of(code, content) for code, content in contents if content.flow_xml]
    lines: list[tuple[int, int, Happening]] = []
    planted: list[Planted] = []
    days = [date(year, 1, 2) + timedelta(days=one) for one in range(330)]
    days = [day for day in days if writer.calendar.is_workday(day)]
    breaches = list(BREACHES)
    for number in range(cases):
        source = sources[number % len(sources)]
        wanted = breaches[rng.randrange(len(breaches))] if rng.random() < BREACH_SHARE else None
        case = f"Y{year}{number:06d}"
        written, found = writer.write(source, case, rng.choice(days), wanted)
        planted += [Planted(case, rule_id) for rule_id in found]
        lines += [(one.at, place, one) for place, one in enumerate(written, start=len(lines))]
    lines.sort(key=lambda one: one[:2])
    end = int(datetime(year + 1, 3, 1, tzinfo=SHANGHAI).timestamp())
    return Year(
        [happening for _, _, happening in lines],
        {source.code: source.plan for source in sources},
        sorted(set(planted)),
        end,
    )
