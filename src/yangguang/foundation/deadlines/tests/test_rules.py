"""
Periods worked by hand, each with its ground in law, and ten thousand random ones against a brute-force
counter.
"""

import random
from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest

from yangguang.foundation.deadlines.rules import (
    ClockAccount,
    Extension,
    Limit,
    Pause,
    compute,
    compute_hours,
    deadline_for,
    due_day,
)
from yangguang.kernel.clock import DayOverride, state_council

CALENDAR = state_council()


def day(text: str) -> date:
    return date.fromisoformat(text)


def account(
    start: str,
    length: int,
    unit: str,
    today: str,
    *,
    pauses: list[Pause] | None = None,
    extensions: list[Extension] | None = None,
    stopped: str | None = None,
    rolls: bool = True,
) -> ClockAccount:
    return compute(
        start_on=day(start),
        limit=Limit(length, unit, rolls=rolls),
        pauses=pauses or [],
        extensions=extensions or [],
        calendar=CALENDAR,
        today=day(today),
        stopped_on=day(stopped) if stopped else None,
    )


def pause(from_on: str, until_on: str | None, ground: str = "专家评审") -> Pause:
    return Pause(day(from_on), day(until_on) if until_on else None, ground, "深市监特〔2025〕3号")


class TestPlainPeriod:
    def test_compute__twenty_working_days_over_national_day__ends_on_the_vector(self) -> None:
        found = account("2025-09-24", 20, "wd", "2025-10-09")

        assert found.due_on == found.original_due_on == day("2025-10-28")
        # 25, 26, 28 (made up), 29, 30 September and 9 October.
        assert (found.used, found.left, found.total) == (6, 14, 20)
        assert found.state == "running"
        assert found.sentence == "还剩 14 个工作日"
        assert found.calendar_version == CALENDAR.version

    def test_compute__on_the_day_of_the_event__nothing_is_used(self) -> None:
        found = account("2025-09-24", 20, "wd", "2025-09-24")

        assert (found.used, found.left, found.paused_days) == (0, 20, 0)

    def test_compute__on_the_last_day__is_not_overdue(self) -> None:
        found = account("2025-09-24", 20, "wd", "2025-10-28")

        assert (found.left, found.is_overdue, found.sentence) == (0, False, "今天到期")
        assert found.due_at == datetime(2025, 10, 28, 16, tzinfo=UTC)  # 24:00 in the city

    def test_compute__after_the_last_day__is_overdue_by_working_days(self) -> None:
        found = account("2025-09-24", 20, "wd", "2025-11-03")

        assert (found.used, found.left, found.is_overdue) == (24, -4, True)
        assert found.sentence == "已超期 4 个工作日"
        assert found.days[-1].why == "工作日，已超期"

    def test_compute__on_saturday_after_a_last_friday__is_over_with_no_day_counted(self) -> None:
        found = account("2025-10-13", 4, "wd", "2025-10-18")

        assert (found.due_on, found.left, found.is_overdue) == (day("2025-10-17"), 0, True)

    def test_compute__calendar_days_ending_on_a_holiday__roll_and_stay_in_time(self) -> None:
        # Raw last day 2026-10-05, National Day; the law rolls to 10-08 (Civil Code art. 203).
        on_holiday = account("2026-09-20", 15, "cd", "2026-10-06")
        on_rolled_day = account("2026-09-20", 15, "cd", "2026-10-08")
        after = account("2026-09-20", 15, "cd", "2026-10-09")

        assert on_holiday.due_on == day("2026-10-08")
        assert [
            (found.used, found.left, found.is_overdue) for found in (on_holiday, on_rolled_day, after)
        ] == [
            (15, 0, False),
            (15, 0, False),
            (16, -1, True),
        ]
        assert on_holiday.sentence == "期限已满，顺延到下一个工作日"
        assert on_holiday.days[-1].why == "期限届满日遇休息日，顺延（工作日）"

    def test_compute__period_that_limits_the_body__does_not_roll(self) -> None:
        assert account("2026-09-20", 15, "cd", "2026-09-20", rolls=False).due_on == day("2026-10-05")

    @pytest.mark.parametrize(
        ("start", "length", "unit", "due"),
        [
            ("2025-01-20", 5, "wd", "2025-01-26"),
            ("2025-01-25", 5, "wd", "2025-02-07"),
            ("2009-09-28", 20, "wd", "2009-11-02"),
            ("2026-01-30", 15, "cd", "2026-02-14"),
            ("2025-07-01", 90, "cd", "2025-09-29"),
            ("2025-01-31", 1, "mo", "2025-02-28"),
            ("2025-07-01", 3, "mo", "2025-10-09"),
            ("2024-02-29", 2, "yr", "2026-02-28"),
            ("2025-10-01", 0, "wd", "2025-10-01"),  # on the spot, even on a holiday
            ("2025-10-01", 0, "cd", "2025-10-01"),
        ],
    )
    def test_compute__vectors__end_on_the_day(self, start: str, length: int, unit: str, due: str) -> None:
        assert account(start, length, unit, start).due_on == day(due)

    def test_compute__typhoon_day_in_the_calendar__moves_the_last_day(self) -> None:
        changed = CALENDAR.with_overrides({day("2025-09-24"): DayOverride(is_workday=False, name="台风停工")})

        found = compute(
            start_on=day("2025-09-22"), limit=Limit(3, "wd"), calendar=changed, today=day("2025-09-24")
        )

        assert found.due_on == day("2025-09-26")
        assert found.days[2].why == "台风停工"


class TestPauses:
    def test_compute__expert_review_of_three_working_days__moves_the_last_day_by_three(self) -> None:
        # Review begins Wed 15 October (excluded), its result comes Mon 20 October (counted again): 15, 16,
        # 17 are out.
        found = account("2025-10-13", 5, "wd", "2025-10-20", pauses=[pause("2025-10-15", "2025-10-20")])

        assert found.original_due_on == day("2025-10-20")
        assert found.due_on == day("2025-10-23")
        assert (found.used, found.left, found.paused_days) == (2, 3, 5)
        assert [(f"{a.day:%d}", a.number, a.why) for a in found.days] == [
            ("13", None, "起算日不计入"),
            ("14", 1, "工作日"),
            ("15", None, "专家评审，不计入期限（深市监特〔2025〕3号）"),
            ("16", None, "专家评审，不计入期限（深市监特〔2025〕3号）"),
            ("17", None, "专家评审，不计入期限（深市监特〔2025〕3号）"),
            ("18", None, "专家评审，不计入期限（深市监特〔2025〕3号）"),
            ("19", None, "专家评审，不计入期限（深市监特〔2025〕3号）"),
            ("20", 2, "工作日"),
            ("21", 3, "工作日"),
            ("22", 4, "工作日"),
            ("23", 5, "工作日"),
        ]

    def test_compute__begun_and_ended_on_one_day__excludes_nothing(self) -> None:
        found = account("2025-10-13", 5, "wd", "2025-10-16", pauses=[pause("2025-10-15", "2025-10-15")])

        assert (found.due_on, found.paused_days) == (found.original_due_on, 0)

    def test_compute__over_a_weekend_only__moves_nothing(self) -> None:
        found = account("2025-10-13", 5, "wd", "2025-10-20", pauses=[pause("2025-10-18", "2025-10-20")])

        assert found.due_on == found.original_due_on

    def test_compute__open__says_paused_and_gives_a_provisional_day(self) -> None:
        found = account("2025-10-13", 5, "wd", "2025-10-16", pauses=[pause("2025-10-15", None)])

        assert (found.state, found.used, found.left, found.is_provisional) == ("paused", 1, 4, True)
        assert found.due_on == day("2025-10-22")  # 17, 20, 21, 22 October if the count goes on tomorrow
        assert found.sentence == "已暂停计时，恢复后还有 4 个工作日"

    def test_compute__open_for_long__never_becomes_overdue(self) -> None:
        found = account("2025-10-13", 5, "wd", "2026-03-02", pauses=[pause("2025-10-15", None)])

        assert (found.left, found.is_overdue) == (4, False)

    def test_compute__overlapping__exclude_each_day_once(self) -> None:
        both = [pause("2025-10-14", "2025-10-17"), pause("2025-10-16", "2025-10-20", "听证")]

        found = account("2025-10-13", 5, "wd", "2025-10-20", pauses=both)

        assert found.due_on == day("2025-10-24")
        assert found.paused_days == 6

    def test_compute__on_the_last_day__keeps_that_day(self) -> None:
        found = account("2025-10-13", 5, "wd", "2025-10-22", pauses=[pause("2025-10-20", "2025-10-22")])

        assert (found.due_on, found.left, found.is_overdue) == (day("2025-10-22"), 0, False)

    def test_compute__calendar_days__roll_past_a_pause(self) -> None:
        # Raw last day Saturday 18 October; Monday and Tuesday are paused, so the roll ends on Wednesday.
        found = account("2025-10-13", 5, "cd", "2025-10-13", pauses=[pause("2025-10-20", "2025-10-22")])

        assert found.due_on == day("2025-10-22")

    def test_compute__before_the_pause_begins__runs(self) -> None:
        assert (
            account("2025-10-13", 5, "wd", "2025-10-14", pauses=[pause("2025-10-15", None)]).state
            == "running"
        )


class TestExtensions:
    TEN = Extension(10, "wd", "情况复杂", "深市监延〔2025〕1号")

    def test_compute__twenty_and_ten__are_thirty(self) -> None:
        found = account("2025-09-24", 20, "wd", "2025-11-03", extensions=[self.TEN])

        assert found.total == 30
        assert found.due_on == CALENDAR.add_workdays(day("2025-09-24"), 30)
        assert found.original_due_on == day("2025-10-28")
        assert not found.is_overdue
        assert [a.number for a in found.days if "延长" in a.why] == list(range(21, 31))

    def test_compute__calendar_days__roll_once(self) -> None:
        # 15 alone would roll from 2026-10-05 to 10-08; 15 + 5 are 20 from the start, not 5 from the rolled
        # day.
        found = account("2026-09-20", 15, "cd", "2026-09-21", extensions=[Extension(5, "cd", "复杂")])

        assert found.due_on == day("2026-10-10")

    def test_compute__in_another_unit__runs_on_from_the_first_end(self) -> None:
        found = account("2025-10-13", 5, "wd", "2025-10-13", extensions=[Extension(1, "mo", "复杂")])

        assert found.due_on == day("2025-11-20")


class TestStopping:
    def test_compute__decided_in_time__stays_as_it_was(self) -> None:
        found = account("2025-10-13", 5, "wd", "2026-01-05", stopped="2025-10-15")

        assert (found.state, found.used, found.left, found.is_overdue) == ("stopped", 2, 3, False)
        assert found.sentence == "已办结，用了 2 个工作日"

    def test_compute__decided_late__stays_overdue(self) -> None:
        found = account("2025-10-13", 5, "wd", "2026-01-05", stopped="2025-10-22")

        assert (found.left, found.is_overdue) == (-2, True)
        assert found.sentence == "已办结，用了 7 个工作日，超过期限"

    def test_compute__stopped_while_paused__uses_no_paused_day(self) -> None:
        found = account(
            "2025-10-13", 5, "wd", "2026-01-05", pauses=[pause("2025-10-15", None)], stopped="2025-10-30"
        )

        assert (found.state, found.used, found.is_overdue) == ("stopped", 1, False)


class TestHours:
    START = datetime(2026, 10, 1, 7, 30, tzinfo=UTC)

    def found(self, hours: float, stopped: float | None = None) -> ClockAccount:
        return compute_hours(
            started_at=self.START,
            limit=Limit(24, "h", "行政强制法19"),
            calendar=CALENDAR,
            now=self.START + timedelta(hours=hours),
            stopped_at=self.START + timedelta(hours=stopped) if stopped is not None else None,
        )

    def test_compute_hours__over_a_holiday__run_day_and_night(self) -> None:
        found = self.found(1.5)

        assert found.due_at == self.START + timedelta(hours=24)
        assert (found.used, found.left, found.due_on) == (2, 22, day("2026-10-02"))

    def test_compute_hours__a_minute_late__is_overdue(self) -> None:
        assert not self.found(24).is_overdue
        assert self.found(24.02).is_overdue

    def test_compute_hours__stopped__stands_still(self) -> None:
        found = self.found(100, stopped=3)

        assert (found.state, found.used, found.is_overdue) == ("stopped", 3, False)

    def test_compute__hours_given_as_days__is_a_programming_error(self) -> None:
        with pytest.raises(ValueError, match="instant"):
            account("2025-10-13", 24, "h", "2025-10-13")


@pytest.mark.parametrize(
    ("direction", "length", "unit", "event", "expected"),
    [
        ("before", 7, "wd", "2025-10-13", "2025-09-26"),  # hearing notice, Licensing Law art. 48
        ("before", 30, "cd", "2026-11-04", "2026-10-05"),  # renewal, art. 50: not rolled although a holiday
        ("by", 0, "cd", "2026-10-05", "2026-10-05"),
        ("min_span", 20, "cd", "2026-09-15", "2026-10-05"),  # bidding time, Tendering Law art. 24
        ("min_span", 5, "wd", "2026-09-24", "2026-10-09"),
        ("max_span", 1, "mo", "2026-09-05", "2026-10-05"),
        ("after", 15, "cd", "2026-09-20", "2026-10-08"),
    ],
)
def test_deadline_for__each_direction__points_to_the_day(
    direction: str, length: int, unit: str, event: str, expected: str
) -> None:
    found = deadline_for(
        direction=direction, event_on=day(event), limit=Limit(length, unit), calendar=CALENDAR
    )

    assert found == day(expected)


def test_limit__unknown_unit_or_negative__is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="unit"):
        Limit(1, "week")
    with pytest.raises(ValueError, match="negative"):
        Limit(-1, "wd")


# The oracle below shares nothing with the code under test: another library's calendar, every day walked once.

WORKED = frozenset(
    d
    for d in (
        date(2009, 1, 1) + timedelta(days=n) for n in range((date(2026, 12, 31) - date(2009, 1, 1)).days + 1)
    )
    if chinese_calendar.is_workday(d)
)


def brute_force(
    start: date, length: int, unit: str, pauses: list[Pause], today: date
) -> tuple[date, int, int, bool, int]:
    out = set()
    for one in pauses:
        end = one.until_on or max(today, start, one.from_on) + timedelta(days=1)
        out |= {one.from_on + timedelta(days=n) for n in range((end - one.from_on).days)}
    walked, d = [], start
    last = due = None
    while due is None or d < today:
        d += timedelta(days=1)
        if unit == "wd":
            if d in WORKED and d not in out:
                walked.append(d)
                if len(walked) == length:
                    last = due = d
        else:
            if d not in out and (last is None or (due is not None and d > due)):
                walked.append(d)
            if last is None and len(walked) == length:
                last = d
            if last is not None and due is None and d in WORKED and d not in out:
                due = d
    used = sum(1 for one in walked if one <= today)
    paused = sum(1 for one in out if start < one <= today)
    return due, used, length - used, today > due, paused


def test_compute__ten_thousand_random_periods__agree_with_brute_force() -> None:
    chance = random.Random(20090209)
    first, span = date(2009, 1, 2), (date(2026, 3, 1) - date(2009, 1, 2)).days
    for number in range(10_000):
        start = first + timedelta(days=chance.randrange(span))
        unit = chance.choice(("wd", "cd"))
        length, added = chance.randint(1, 60), chance.choice((0, 0, 5, 10, 30))
        pauses = []
        for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
            begins = start + timedelta(days=chance.randint(1, 60))
            open_ended = chance.random() < 0.1
            pauses.append(
                Pause(begins, None if open_ended else begins + timedelta(days=chance.randint(0, 25)), "听证")
            )
        today = start + timedelta(days=chance.randint(0, 120))

        found = compute(
            start_on=start,
            limit=Limit(length, unit),
            pauses=pauses,
            extensions=[Extension(added, unit, "复杂")] if added else [],
            calendar=CALENDAR,
            today=today,
        )

        expected = brute_force(start, length + added, unit, pauses, today)
        assert (found.due_on, found.used, found.left, found.is_overdue, found.paused_days) == expected, number
        assert [a.number for a in found.days if a.counted] == list(
            range(1, sum(a.counted for a in found.days) + 1)
        )
        assert found.used == sum(1 for a in found.days if a.counted and a.day <= today)
        if not pauses:
            assert due_day(
                start_on=start, limit=Limit(length + added, unit), calendar=CALENDAR, today=today
            ) == (found.due_on)
