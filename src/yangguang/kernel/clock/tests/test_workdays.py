"""The working calendar against the law, the executed vectors, a brute-force counter and an outside oracle."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.kernel.clock import DayOverride, state_council

CALENDAR = state_council()
DAYS = st.dates(date(2009, 1, 1), date(2026, 10, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


def all_days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


@pytest.mark.parametrize("year", range(2009, 2027))
def test_is_workday__every_day_of_the_year__agrees_with_the_oracle(year: int) -> None:
    days = all_days(date(year, 1, 1), date(year, 12, 31))

    assert [d for d in days if CALENDAR.is_workday(d) != chinese_calendar.is_workday(d)] == []


@pytest.mark.parametrize(("year", "count"), [(2009, 250), (2025, 248), (2026, 248)])
def test_workdays_between__a_whole_year__gives_the_announced_number(year: int, count: int) -> None:
    assert CALENDAR.workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


@pytest.mark.parametrize(
    ("year", "made_up"),
    [
        (2009, "01-04 01-24 02-01 05-31 09-27 10-10"),
        (2025, "01-26 02-08 04-27 09-28 10-11"),
        (2026, "01-04 02-14 02-28 05-09 09-20 10-10"),
    ],
)
def test_make_up_days__of_a_year__are_weekend_days_worked(year: int, made_up: str) -> None:
    found = [f"{d:%m-%d}" for d in CALENDAR.make_up_days if d.year == year]

    assert " ".join(sorted(found)) == made_up
    assert all(d.weekday() >= 5 for d in CALENDAR.make_up_days)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2025-01-20", 5, "2025-01-26"),  # ends on a make-up Sunday
        ("2025-01-25", 5, "2025-02-07"),  # starts on a Saturday: the well-known off-by-one
        ("2025-09-24", 20, "2025-10-28"),
        ("2026-02-10", 5, "2026-02-24"),
        ("2026-02-14", 5, "2026-02-28"),
        ("2026-04-30", 10, "2026-05-18"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2009-01-22", 5, "2009-02-03"),
        ("2009-09-28", 20, "2009-11-02"),
    ],
)
def test_add_workdays__executed_vectors__give_the_deadline(start: str, n: int, expected: str) -> None:
    assert CALENDAR.add_workdays(day(start), n) == day(expected)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-09-20", 15, "2026-10-08"),  # raw 10-05 is National Day
        ("2026-01-30", 15, "2026-02-14"),  # a make-up Saturday does not roll
        ("2025-07-01", 90, "2025-09-29"),
    ],
)
def test_add_calendar_days__executed_vectors__roll_off_rest_days(start: str, n: int, expected: str) -> None:
    assert CALENDAR.add_calendar_days(day(start), n) == day(expected)


def test_add_calendar_days__limit_on_the_body_itself__does_not_roll() -> None:
    assert CALENDAR.add_calendar_days(day("2026-09-20"), 15, roll=False) == day("2026-10-05")


def test_add_calendar_days__backwards__never_rolls() -> None:
    assert CALENDAR.add_calendar_days(day("2026-11-04"), -30) == day("2026-10-05")


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2025-01-31", 1, "2025-02-28"),  # no 31 February: the month's last day, Civil Code art. 202
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-11-30", 3, "2026-02-28"),  # a make-up Saturday
        ("2025-07-01", 3, "2025-10-09"),  # raw 10-01, rolls over the whole holiday
        ("2024-02-29", 24, "2026-02-28"),
        ("2025-12-15", 1, "2026-01-15"),
    ],
)
def test_add_months__hand_worked__ends_on_the_corresponding_day(start: str, n: int, expected: str) -> None:
    assert CALENDAR.add_months(day(start), n) == day(expected)


def test_add_workdays__zero__is_the_same_day() -> None:
    assert CALENDAR.add_workdays(day("2025-10-01"), 0) == day("2025-10-01")


def test_add_workdays__backwards_seven__skips_the_holiday() -> None:
    # Hearing on Monday 2025-10-13: 11, 10, 9 October, then 30, 29, 28 September, then Friday the 26th.
    assert CALENDAR.add_workdays(day("2025-10-13"), -7) == day("2025-09-26")


@given(start=DAYS, n=st.integers(0, 60))
def test_add_workdays__any_start__is_undone_by_counting(start: date, n: int) -> None:
    end = CALENDAR.add_workdays(start, n)

    assert CALENDAR.workdays_between(start, end) == n
    assert CALENDAR.workdays_between(end, start) == -n
    assert n == 0 or CALENDAR.is_workday(end)


@settings(max_examples=200)
@given(start=DAYS, n=st.integers(1, 90))
def test_add_workdays__any_start__agrees_with_brute_force_on_the_oracle(start: date, n: int) -> None:
    if start > date(2026, 8, 1):
        start = date(2026, 8, 1)
    worked = [d for d in all_days(start + timedelta(days=1), start + timedelta(days=152)) if d.year <= 2026]

    expected = [d for d in worked if chinese_calendar.is_workday(d)][n - 1]

    assert CALENDAR.add_workdays(start, n) == expected


@given(start=DAYS, n=st.integers(1, 45))
def test_explain__any_period__numbers_every_counted_day(start: date, n: int) -> None:
    end = CALENDAR.add_workdays(start, n)

    accounts = CALENDAR.explain(start, end)

    assert [a.day for a in accounts] == all_days(start, end)
    assert [a.number for a in accounts if a.counted] == list(range(1, n + 1))
    assert accounts[0].counted is False
    assert all(a.why for a in accounts)


def test_explain__over_national_day__names_each_day() -> None:
    accounts = CALENDAR.explain(day("2025-09-26"), day("2025-10-11"))

    assert [(f"{a.day:%m-%d}", a.number, a.why) for a in accounts] == [
        ("09-26", None, "起算日不计入"),
        ("09-27", None, "周六"),
        ("09-28", 1, "调休上班（国庆节）"),
        ("09-29", 2, "工作日"),
        ("09-30", 3, "工作日"),
        ("10-01", None, "国庆节"),
        ("10-02", None, "国庆节"),
        ("10-03", None, "国庆节"),
        ("10-04", None, "国庆节"),
        ("10-05", None, "国庆节"),
        ("10-06", None, "中秋节"),
        ("10-07", None, "国庆节"),
        ("10-08", None, "国庆节"),
        ("10-09", 4, "工作日"),
        ("10-10", 5, "工作日"),
        ("10-11", 6, "调休上班（国庆节）"),
    ]


def test_name_of__days_of_each_kind__speaks_as_people_do() -> None:
    named = {
        text: CALENDAR.name_of(day(text)) for text in ("2025-10-01", "2025-10-18", "2025-10-11", "2025-10-13")
    }

    assert list(named.values()) == ["国庆节", "周六", "调休上班", "工作日"]


def test_is_workday__year_not_announced__falls_back_and_says_so() -> None:
    assert not CALENDAR.is_covered(2027)
    assert not CALENDAR.is_covered(2008)
    assert CALENDAR.is_workday(day("2027-10-01"))  # a Friday; nobody has announced it yet
    assert not CALENDAR.is_workday(day("2027-10-02"))
    assert CALENDAR.uncovered_years(day("2026-12-01"), day("2027-01-20")) == (2027,)


class TestOverrides:
    TYPHOON = {day("2025-09-24"): DayOverride(is_workday=False, name="台风停工")}

    def test_with_overrides__a_typhoon_day__moves_deadlines_and_changes_the_version(self) -> None:
        changed = CALENDAR.with_overrides(self.TYPHOON)

        assert changed.add_workdays(day("2025-09-22"), 3) == day("2025-09-26")
        assert CALENDAR.add_workdays(day("2025-09-22"), 3) == day("2025-09-25")
        assert changed.name_of(day("2025-09-24")) == "台风停工"
        assert changed.version != CALENDAR.version
        assert changed.version.startswith(CALENDAR.version)

    def test_with_overrides__same_days__give_the_same_version(self) -> None:
        again = CALENDAR.with_overrides(dict(self.TYPHOON))

        assert again.version == CALENDAR.with_overrides(self.TYPHOON).version

    def test_with_overrides__a_holiday_worked__counts_with_its_local_name(self) -> None:
        changed = CALENDAR.with_overrides({day("2025-10-02"): DayOverride(is_workday=True, name="防汛值守")})

        assert changed.is_workday(day("2025-10-02"))
        assert changed.explain(day("2025-10-01"), day("2025-10-02"))[1].why == "防汛值守"

    def test_with_overrides__nothing__is_the_same_calendar(self) -> None:
        assert CALENDAR.with_overrides({}) is CALENDAR

    def test_with_overrides__an_announced_year__is_covered(self) -> None:
        changed = CALENDAR.with_overrides(
            {day("2027-10-01"): DayOverride(is_workday=False, name="国庆节")}, announced_years=[2027]
        )

        assert changed.is_covered(2027)
        assert not changed.is_workday(day("2027-10-01"))


def test_calendar__attempt_to_change_a_day__is_refused() -> None:
    with pytest.raises(TypeError):
        CALENDAR.rest_days[day("2025-12-25")] = "圣诞节"  # type: ignore[index]
