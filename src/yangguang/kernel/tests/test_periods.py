"""Half-open periods of days and instants."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.kernel.periods import Period, union, union_length

FIRST = date(2026, 1, 1)


def days(start: int, until: int | None) -> Period[date]:
    return Period(FIRST + timedelta(days=start), None if until is None else FIRST + timedelta(days=until))


@st.composite
def some_periods(draw: st.DrawFn) -> Period[date]:
    start = draw(st.integers(0, 30))
    return days(start, start + draw(st.integers(0, 12)))


def members(period: Period[date]) -> set[date]:
    return {day for day in (FIRST + timedelta(days=n) for n in range(60)) if period.contains(day)}


def test_contains__first_day_belongs__last_does_not() -> None:
    period = days(0, 3)

    assert period.contains(FIRST)
    assert not period.contains(FIRST + timedelta(days=3))
    assert days(0, None).contains(date(9999, 12, 31))


def test_overlaps__neighbours__do_not() -> None:
    assert not days(0, 3).overlaps(days(3, 6))
    assert days(0, 3).overlaps(days(2, None))


def test_period__empty__contains_nothing() -> None:
    assert days(2, 2).is_empty
    assert not days(2, 2).contains(FIRST + timedelta(days=2))
    assert not days(0, 5).overlaps(days(2, 2))


def test_period__backwards_or_mixed__is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        days(3, 2)
    with pytest.raises(TypeError, match="instants"):
        Period(FIRST, datetime(2026, 1, 2, tzinfo=UTC))


@given(some_periods(), some_periods())
def test_intersect__any_two__is_what_lies_in_both(a: Period[date], b: Period[date]) -> None:
    common = a.intersect(b)

    assert (members(common) if common else set()) == members(a) & members(b)
    assert a.overlaps(b) == bool(members(a) & members(b))


@given(st.lists(some_periods(), max_size=6))
def test_union_length__any_periods__counts_each_day_once(periods: list[Period[date]]) -> None:
    joined = union(periods)

    everything = set().union(*(members(period) for period in periods))
    assert set().union(*(members(period) for period in joined)) == everything
    assert union_length(periods) == timedelta(days=len(everything))
    assert all(a.until < b.start for a, b in itertools.pairwise(joined))


def test_union_length__open_period__is_measured_up_to_a_day() -> None:
    periods = [days(0, 2), days(1, None)]

    assert union(periods) == [days(0, None)]
    assert union_length(periods, at=FIRST + timedelta(days=10)) == timedelta(days=10)
    with pytest.raises(ValueError, match="for ever"):
        union_length(periods)


def test_length__of_instants__is_exact() -> None:
    start = datetime(2026, 1, 1, 8, tzinfo=UTC)

    assert Period(start, start + timedelta(minutes=90)).length() == timedelta(minutes=90)
    assert Period(start).length(at=start + timedelta(hours=1)) == timedelta(hours=1)
