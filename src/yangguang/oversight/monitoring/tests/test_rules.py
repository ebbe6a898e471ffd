"""Which clock deserves which card on which day."""

from datetime import date

import pytest

from yangguang.kernel.clock import state_council
from yangguang.oversight.monitoring.rules import RULE_TEXTS, ClockFacts, Level, level_for, rule_for

CALENDAR = state_council()
STARTED, DUE = date(2026, 9, 14), date(2026, 9, 20)  # a Sunday that is worked


def facts(kind="statutory", **changes):
    values = {
        "kind": kind,
        "due_on": DUE,
        "is_paused": False,
        "is_stopped": False,
        "post_kind": "examine",
        "started_on": STARTED,
    }
    return ClockFacts(**{**values, **changes})


@pytest.mark.parametrize(
    ("kind", "day", "level"),
    [
        ("statutory", date(2026, 9, 17), Level.NORMAL),
        ("statutory", date(2026, 9, 18), Level.WARNING),  # Saturday does not count: one working day is left
        ("statutory", date(2026, 9, 20), Level.WARNING),
        ("statutory", date(2026, 9, 21), Level.RED),
        ("promised", date(2026, 9, 21), Level.YELLOW),
        ("step", date(2026, 9, 21), Level.YELLOW),
        ("acceptance", date(2026, 9, 21), Level.YELLOW),
        ("step", date(2026, 10, 30), Level.YELLOW),
    ],
)
def test_level__follows_from_kind_and_day(kind, day, level):
    assert level_for(clock=facts(kind), today=day, calendar=CALENDAR) is level


def test_level__of_paused_stopped_and_the_applicants_own_time__is_none():
    late = date(2026, 12, 1)
    for changes in ({"is_paused": True}, {"is_stopped": True}, {"post_kind": "applicant"}):
        assert level_for(clock=facts(**changes), today=late, calendar=CALENDAR) is Level.NORMAL


def test_level__on_the_first_day_of_a_period_of_one_day__is_no_warning():
    short = facts("step", started_on=date(2026, 9, 15), due_on=date(2026, 9, 16))
    assert level_for(clock=short, today=date(2026, 9, 15), calendar=CALENDAR) is Level.NORMAL
    assert level_for(clock=short, today=date(2026, 9, 16), calendar=CALENDAR) is Level.WARNING


def test_rule__of_every_kind_and_level__has_words():
    for kind in ("statutory", "promised", "acceptance", "step"):
        for level in (Level.WARNING, Level.YELLOW, Level.RED):
            assert rule_for(kind=kind, level=level) in RULE_TEXTS
