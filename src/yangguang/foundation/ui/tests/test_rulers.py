"""The ruler, the calendar and the sentences of a clock, drawn from the real accounts of foundation.deadlines."""

from datetime import date

from yangguang.foundation.deadlines.rules import ClockAccount, Limit, Pause, compute
from yangguang.foundation.ui import rulers
from yangguang.kernel.clock import state_council

ACCEPTED = date(2026, 9, 15)
TODAY = date(2026, 9, 21)


def account(length: int = 7, today: date = TODAY, pauses: tuple[Pause, ...] = ()) -> ClockAccount:
    return compute(
        start_on=ACCEPTED, limit=Limit(length, "wd"), calendar=state_council(), today=today, pauses=pauses
    )


class TestRuler:
    def test_promise_and_law__as_in_the_mockup(self) -> None:
        cells = rulers.build_ruler(account(), today=TODAY, statutory=account(20))
        counted = [cell for cell in cells if cell.look != "rest"]

        assert [cell.look for cell in counted[:8]] == ["used"] * 4 + ["now", "left", "left", "law"]
        assert [cell.number for cell in counted] == list(range(1, 21))
        assert [cell.number for cell in counted if cell.is_end] == [7, 20]

    def test_holiday_run__is_one_cell_that_names_it(self) -> None:
        cells = rulers.build_ruler(account(), today=TODAY, statutory=account(20))
        rests = [cell.title for cell in cells if cell.look == "rest"]

        assert any(title.startswith("10月1日至10月7日") and "国庆" in title for title in rests)

    def test_make_up_day__is_spoken(self) -> None:
        cells = rulers.build_ruler(account(), today=TODAY)

        assert "调休" in next(cell.spoken for cell in cells if cell.number == 4)

    def test_past_the_limit__is_red(self) -> None:
        late = date(2026, 9, 28)
        looks = [cell.look for cell in rulers.build_ruler(account(today=late), today=late)]

        assert looks.count("over") == 2
        assert "now" not in looks

    def test_many_cells__lose_their_numbers(self) -> None:
        cells = rulers.thinned(rulers.build_ruler(account(60), today=TODAY))

        assert {cell.number for cell in cells} == {0}


class TestWords:
    def test_remaining__counts_today(self) -> None:
        assert rulers.remaining(account(), today=TODAY) == "还剩 3 个工作日"

    def test_remaining__last_day(self) -> None:
        last = date(2026, 9, 23)

        assert rulers.remaining(account(today=last), today=last) == "今天是最后一天"

    def test_remaining__late(self) -> None:
        late = date(2026, 9, 28)

        assert rulers.remaining(account(today=late), today=late) == "超 2 个工作日"

    def test_lamp__by_what_is_left(self) -> None:
        assert rulers.lamp_of(account())[0] == "ok"
        assert rulers.lamp_of(account(today=date(2026, 9, 22)))[0] == "warn"
        assert rulers.lamp_of(account(today=date(2026, 9, 28))) == ("yellow", "超 2 天")

    def test_lamp__paused(self) -> None:
        paused = account(pauses=(Pause(date(2026, 9, 17), None, "专家评审", "深市监许听〔2026〕1号"),))

        assert rulers.lamp_of(paused)[0] == "pause"

    def test_explanation__names_start_make_up_day_and_end(self) -> None:
        told = "".join(rulers.explain(account(), today=TODAY))

        assert "9月15日当天不算，9月16日是第 1 天" in told
        assert "9月20日" in told
        assert "9月23日（周三）24 时前应当办完" in told


def test_calendar__weeks_from_start_to_end__number_the_counted_days() -> None:
    weeks = rulers.build_calendar(account(), today=TODAY)

    assert len(weeks) == 2
    assert [day.counted for day in weeks[0]] == [0, 0, 1, 2, 3, 0, 4]
    assert weeks[0][5].word == "休"
    assert "班" in weeks[0][6].label
    assert weeks[1][2].look.endswith("c-end")
