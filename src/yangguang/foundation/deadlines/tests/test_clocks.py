"""Clocks on objects: what each change does to the last day, what is kept, and what is refused."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.deadlines.models import ClockChange
from yangguang.foundation.deadlines.tests.given import APPLICATION, Desk, at, some_operation

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Iterator[Desk]:
    deadlines.load_rules()
    with some_operation() as run:
        yield Desk(run)


def day(text: str) -> date:
    return date.fromisoformat(text)


class TestStart:
    def test_start_clock__by_rule__takes_the_length_in_force(self, desk: Desk) -> None:
        clock = desk.start("2025-09-24")

        assert (clock.limit_length, clock.limit_unit, clock.limit_basis) == (20, "wd", "行政许可法42")
        assert clock.due_on == clock.original_due_on == day("2025-10-28")
        assert clock.due_at == at("2025-10-29T00:00")
        assert clock.calendar_version == deadlines.current_calendar().version

    def test_start_clock__late_on_sunday__starts_on_that_day(self, desk: Desk) -> None:
        # An upload at 23:50 is received on Sunday; day one is the next working day (E-signature Law art. 11).
        clock = desk.start("2025-10-19T23:50", rule_id="lic.correct_notice", kind="acceptance")

        assert (clock.started_on, clock.due_on) == (day("2025-10-19"), day("2025-10-24"))

    def test_start_clock__in_hours__ends_at_the_minute(self, desk: Desk) -> None:
        clock = desk.start("2025-10-01T15:30", rule_id="coe.urgent_report")

        assert clock.due_at == at("2025-10-02T15:30")
        assert deadlines.account_of(clock, day("2025-10-01"), now=at("2025-10-01T16:00")).left == 23

    def test_start_clock__seizure__is_not_rolled_in_the_bodys_favour(self, desk: Desk) -> None:
        clock = desk.start("2026-09-05", rule_id="coe.seize")

        assert clock.due_on == day("2026-10-05")

    def test_start_clock__outside_an_operation__is_a_programming_error(self) -> None:
        with pytest.raises(RuntimeError, match="operation"):
            deadlines.start_clock(
                subject=APPLICATION,
                kind="promised",
                started_at=at("2025-09-24"),
                limit=deadlines.Limit(5, "wd"),
            )

    def test_start_clock__already_running__is_refused(self, desk: Desk) -> None:
        desk.start()

        with pytest.raises(deadlines.ClockAlreadyRuns):
            desk.start()

    def test_start_clock__promise_beside_the_law__both_run(self, desk: Desk) -> None:
        desk.start()
        desk.start(kind="promised", rule_id="", limit=deadlines.Limit(7, "wd", "承诺"))

        kinds = [(clock.kind, clock.due_on) for clock in deadlines.clocks_of(APPLICATION)]

        assert kinds == [("statutory", day("2025-10-28")), ("promised", day("2025-10-10"))]
        assert deadlines.find_clock(APPLICATION, "promised").limit_length == 7

    def test_start_clock__rule_not_in_force_on_the_day__is_refused(self, desk: Desk) -> None:
        with pytest.raises(deadlines.RuleNotInForce) as refused:
            desk.start("2019-06-03", rule_id="dis.reply_2008")

        assert "dis.reply_2008" in refused.value.message
        assert desk.start("2019-05-14", rule_id="dis.reply_2008").limit_length == 15


class TestPause:
    def test_pause_and_resume__expert_review__moves_the_last_day_and_keeps_the_history(
        self, desk: Desk
    ) -> None:
        clock = desk.start("2025-10-13", rule_id="lic.hearing_request")
        desk.pause(clock, "2025-10-15")
        assert clock.is_paused

        desk.resume(clock, "2025-10-20")

        assert (clock.due_on, clock.original_due_on, clock.is_paused) == (
            day("2025-10-23"),
            day("2025-10-20"),
            False,
        )
        assert [(c.reason, c.due_on_before, c.due_on_after) for c in clock.changes.all()] == [
            ("pause", day("2025-10-20"), day("2025-10-21")),
            ("resume", day("2025-10-21"), day("2025-10-23")),
        ]
        pause = clock.pauses.get()
        assert (pause.ground, pause.basis) == ("专家评审", "《行政许可法》第四十五条")
        account = deadlines.account_of(clock, day("2025-10-20"))
        assert (account.used, account.left, account.due_on) == (2, 3, clock.due_on)
        assert "深信特〔2025〕3号" in account.days[2].why

    def test_pause_clock__public_notice__is_refused_without_a_basis(self, desk: Desk) -> None:
        clock = desk.start()

        with pytest.raises(deadlines.PauseNeedsBasis):
            desk.pause(clock, "2025-09-26", ground="公示")
        assert not clock.pauses.exists()

        desk.pause(clock, "2025-09-26", ground="公示", basis="《深圳市某条例》第三条")
        assert clock.is_paused

    @pytest.mark.parametrize(
        ("refusal", "changes"),
        [
            (deadlines.DocumentMissing, {"document_number": ""}),
            (deadlines.PauseDayOutOfOrder, {"from_on": date(2025, 9, 23)}),
            (deadlines.PauseDayOutOfOrder, {"from_on": date(2025, 9, 27)}),
        ],
    )
    def test_pause_clock__not_in_order__is_refused(self, desk: Desk, refusal: type, changes: dict) -> None:
        clock = desk.start()

        with pytest.raises(refusal):
            desk.pause(clock, "2025-09-26", **changes)

    def test_pause_clock__twice__is_refused(self, desk: Desk) -> None:
        clock = desk.pause(desk.start(), "2025-09-26")

        with pytest.raises(deadlines.ClockAlreadyPaused):
            desk.pause(clock, "2025-09-28")

    def test_pause_clock__over_an_earlier_pause__is_refused(self, desk: Desk) -> None:
        clock = desk.resume(desk.pause(desk.start(), "2025-09-26"), "2025-09-30")

        with pytest.raises(deadlines.PauseDayOutOfOrder):
            desk.pause(clock, "2025-09-30", from_on=day("2025-09-29"))

    def test_pause_clock__after_the_last_day__does_not_heal_it(self, desk: Desk) -> None:
        clock = desk.start()

        with pytest.raises(deadlines.ClockAlreadyOverdue):
            desk.pause(clock, "2025-10-29", from_on=day("2025-10-27"))

    def test_pause_clock__in_hours__is_refused(self, desk: Desk) -> None:
        clock = desk.start("2025-10-01", rule_id="coe.urgent_report")

        with pytest.raises(deadlines.HourClockKeepsRunning):
            desk.pause(clock, "2025-10-01")

    def test_resume_clock__not_paused_or_out_of_order__is_refused(self, desk: Desk) -> None:
        clock = desk.start()
        with pytest.raises(deadlines.ClockNotPaused):
            desk.resume(clock, "2025-09-26")

        desk.pause(clock, "2025-09-26")
        with pytest.raises(deadlines.PauseDayOutOfOrder):
            desk.resume(clock, "2025-09-29", until_on=day("2025-09-25"))


class TestExtend:
    def test_extend_clock__ten_working_days__are_added_once(self, desk: Desk) -> None:
        clock = desk.start()

        desk.extend(clock, "2025-10-20")

        assert clock.due_on == deadlines.current_calendar().add_workdays(day("2025-09-24"), 30)
        assert clock.original_due_on == day("2025-10-28")
        assert clock.changes.get().detail == "延长 10 个工作日：情况复杂（深信延〔2025〕1号）"
        with pytest.raises(deadlines.AlreadyExtended) as refused:
            desk.extend(clock, "2025-10-21", length=1)
        assert "第四十二条" in refused.value.message

    @pytest.mark.parametrize(("length", "unit"), [(11, "wd"), (10, "cd"), (0, "wd")])
    def test_extend_clock__more_than_the_law_gives__is_refused(
        self, desk: Desk, length: int, unit: str
    ) -> None:
        clock = desk.start()

        with pytest.raises(deadlines.ExtensionTooLong) as refused:
            desk.extend(clock, "2025-10-20", length=length, unit=unit)

        assert "10 个工作日" in refused.value.message

    def test_extend_clock__rule_without_extension__is_refused(self, desk: Desk) -> None:
        clock = desk.start(rule_id="lic.deliver")

        with pytest.raises(deadlines.ExtensionNotForeseen):
            desk.extend(clock, "2025-09-26")

    def test_extend_clock__after_the_last_day__is_refused(self, desk: Desk) -> None:
        clock = desk.start()

        with pytest.raises(deadlines.ClockAlreadyOverdue):
            desk.extend(clock, "2025-10-29")

    def test_extend_clock__without_document__is_refused(self, desk: Desk) -> None:
        clock = desk.start()

        with pytest.raises(deadlines.DocumentMissing):
            desk.extend(clock, "2025-10-20", document_number="")


class TestStop:
    def test_stop_clock__decided__stands_still_for_good(self, desk: Desk) -> None:
        clock = desk.stop(desk.start(), "2025-10-09")

        account = deadlines.account_of(clock, day("2026-01-01"))

        assert (account.state, account.used, account.left, account.is_overdue) == ("stopped", 6, 14, False)
        for deed in (desk.pause, desk.resume, desk.extend, desk.stop):
            with pytest.raises(deadlines.ClockAlreadyStopped):
                deed(clock, "2025-10-10")

    def test_stop_clock__while_paused__closes_the_pause_without_using_the_day(self, desk: Desk) -> None:
        clock = desk.stop(desk.pause(desk.start(), "2025-09-26"), "2025-10-20")

        account = deadlines.account_of(clock, day("2026-01-01"))

        assert (account.state, account.used, clock.is_paused) == ("stopped", 1, False)
        assert clock.pauses.get().until_on == day("2025-10-21")

    def test_start_clock__after_a_stop__may_run_again(self, desk: Desk) -> None:
        desk.stop(desk.start(), "2025-10-09")

        assert desk.start("2025-10-09").is_running


class TestReading:
    def test_list_overdue_clocks__paused_and_stopped__are_not_among_them(self, desk: Desk) -> None:
        late = desk.start(subject=("application", "late"))
        desk.pause(desk.start(subject=("application", "paused")), "2025-10-20")
        desk.stop(desk.start(subject=("application", "done")), "2025-10-20")

        assert list(deadlines.list_overdue_clocks(at("2025-10-29"))) == [late]
        assert list(deadlines.list_overdue_clocks(at("2025-10-28T23:59"))) == []

    def test_list_clocks_due_between__a_day__finds_those_ending_then(self, desk: Desk) -> None:
        clock = desk.start()

        assert list(deadlines.list_clocks_due_between(at("2025-10-28T12:00"), at("2025-10-29T12:00"))) == [
            clock
        ]
        assert not deadlines.list_clocks_due_between(at("2025-10-20"), at("2025-10-21")).exists()

    def test_accounts_of__many__read_the_calendar_once(
        self, desk: Desk, django_assert_num_queries: pytest.FixtureRequest
    ) -> None:
        for number in range(5):
            desk.start(rule_id="", kind="step", post_kind=f"p{number}", limit=deadlines.Limit(3, "wd"))

        with django_assert_num_queries(4):
            accounts = deadlines.accounts_of(deadlines.clocks_of(APPLICATION), day("2025-09-26"))

        assert {account.left for account in accounts.values()} == {1}

    def test_change__of_the_history__is_refused_by_the_database(self, desk: Desk) -> None:
        desk.extend(desk.start(), "2025-10-20")

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            ClockChange.objects.update(detail="没有这回事")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            ClockChange.objects.all().delete()

    def test_set_level__red_card__is_kept(self, desk: Desk) -> None:
        clock = desk.start()

        desk.run(lambda: deadlines.set_level(clock=clock, level=5), at("2025-10-29"))

        clock.refresh_from_db()
        assert clock.level == 5
