"""Changing the calendar: who may, what moves, what is kept; and the table of rules."""

from collections.abc import Iterator
from datetime import date

import pytest

from yangguang.foundation.acts.api import list_acts_of
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.deadlines.models import DeadlineRule
from yangguang.foundation.deadlines.tests.given import ADMINISTRATOR, EXAMINER, Desk, at, some_operation
from yangguang.kernel.clock import state_council
from yangguang.kernel.refusals import InvalidInput, NotPermitted

pytestmark = pytest.mark.django_db
TYPHOON = {
    "day": date(2025, 9, 24),
    "is_workday": False,
    "name": "台风停工",
    "basis": "深圳市三防指挥部通知",
}


@pytest.fixture
def desk() -> Iterator[Desk]:
    deadlines.load_rules()
    with some_operation() as run:
        yield Desk(run)


def day(text: str) -> date:
    return date.fromisoformat(text)


class TestOverride:
    def test_override_calendar__typhoon__moves_running_clocks_and_says_why(self, desk: Desk) -> None:
        running = desk.start("2025-09-22", rule_id="lic.correct_notice")
        stopped = desk.stop(desk.start("2025-09-22", rule_id="lic.deliver"), "2025-09-23")
        before = running.due_on

        deadlines.override_calendar(actor=ADMINISTRATOR, now=at("2025-09-23"), **TYPHOON)

        running.refresh_from_db()
        version = deadlines.current_calendar().version
        assert (before, running.due_on) == (day("2025-09-28"), day("2025-09-29"))
        assert running.original_due_on == before
        assert running.calendar_version == version != state_council().version
        change = running.changes.get()
        assert (change.reason, change.due_on_before, change.due_on_after) == (
            "calendar",
            before,
            running.due_on,
        )
        stopped.refresh_from_db()
        assert stopped.calendar_version == state_council().version
        account = deadlines.account_of(running, day("2025-09-25"))
        assert [a.why for a in account.days if a.day == day("2025-09-24")] == ["台风停工"]
        assert account.original_due_on == before

    def test_override_calendar__leaves_an_act_with_the_number_moved(self, desk: Desk) -> None:
        desk.start("2025-09-22", rule_id="lic.correct_notice")

        deadlines.override_calendar(actor=ADMINISTRATOR, now=at("2025-09-23"), **TYPHOON)

        act = list_acts_of(object_type="calendar", object_number="2025-09-24")[0]
        assert act.summary == "调整工作日历"
        assert (act.facts["was"], act.facts["becomes"], act.facts["moved_clocks"]) == (
            "工作日",
            "台风停工",
            1,
        )

    def test_override_calendar__taken_back__moves_the_clock_back(self, desk: Desk) -> None:
        running = desk.start("2025-09-22", rule_id="lic.correct_notice")
        deadlines.override_calendar(actor=ADMINISTRATOR, now=at("2025-09-23"), **TYPHOON)

        deadlines.override_calendar(
            actor=ADMINISTRATOR,
            now=at("2025-09-23T18:00"),
            day=TYPHOON["day"],
            is_workday=True,
            name="正常上班",
            basis="撤销停工通知",
        )

        running.refresh_from_db()
        assert running.due_on == running.original_due_on
        assert [c.due_on_after for c in running.changes.all()] == [day("2025-09-29"), day("2025-09-28")]

    def test_override_calendar__paused_clock__keeps_its_days(self, desk: Desk) -> None:
        paused = desk.pause(desk.start("2025-09-22", rule_id="lic.correct_notice"), "2025-09-23")

        deadlines.override_calendar(actor=ADMINISTRATOR, now=at("2025-09-23"), **TYPHOON)

        paused.refresh_from_db()
        # Resumed on the 24th nothing could be counted that day: 25, 26, 28, 29 and 30 September.
        assert paused.due_on == day("2025-09-30")

    @pytest.mark.parametrize("actor", [EXAMINER])
    def test_override_calendar__without_the_post__is_refused(self, actor: object) -> None:
        with pytest.raises(NotPermitted):
            deadlines.override_calendar(actor=actor, now=at("2025-09-23"), **TYPHOON)

    def test_override_calendar__without_basis_or_without_change__is_refused(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            deadlines.override_calendar(
                actor=ADMINISTRATOR, now=at("2025-09-23"), **{**TYPHOON, "basis": " "}
            )
        assert list(refused.value.fields) == ["basis"]

        with pytest.raises(deadlines.CalendarAlreadySays):
            deadlines.override_calendar(
                actor=ADMINISTRATOR,
                now=at("2025-09-23"),
                **{**TYPHOON, "day": date(2025, 10, 1), "name": "国庆节"},
            )


class TestYear:
    NOTICE = {
        "year": 2027,
        "rest_days": {date(2027, 10, day): "国庆节" for day in range(1, 8)},
        "make_up_days": {date(2027, 10, 9): "国庆节"},
        "basis": "国务院办公厅关于2027年部分节假日安排的通知",
    }

    def test_announce_year__notice__covers_the_year_and_moves_clocks(self, desk: Desk) -> None:
        clock = desk.start("2027-09-28", rule_id="lic.correct_notice")
        assert not deadlines.current_calendar().is_covered(2027)

        deadlines.announce_year(actor=ADMINISTRATOR, now=at("2026-11-05"), **self.NOTICE)

        clock.refresh_from_db()
        calendar = deadlines.current_calendar()
        assert calendar.is_covered(2027)
        assert calendar.name_of(date(2027, 10, 9)) == "调休上班（国庆节）"
        assert (clock.original_due_on, clock.due_on) == (day("2027-10-05"), day("2027-10-11"))

    def test_announce_year__twice_or_covered_already__is_refused(self) -> None:
        deadlines.announce_year(actor=ADMINISTRATOR, now=at("2026-11-05"), **self.NOTICE)

        for year_notice in (self.NOTICE, {**self.NOTICE, "year": 2026, "rest_days": {}, "make_up_days": {}}):
            with pytest.raises(deadlines.YearAlreadyAnnounced):
                deadlines.announce_year(actor=ADMINISTRATOR, now=at("2026-11-06"), **year_notice)

    def test_announce_year__day_of_another_year__is_refused(self) -> None:
        with pytest.raises(InvalidInput):
            deadlines.announce_year(
                actor=ADMINISTRATOR, now=at("2026-11-06"), **{**self.NOTICE, "year": 2028}
            )


class TestRefresh:
    def test_refresh_clocks__paused_for_long__keeps_the_provisional_day_ahead(self, desk: Desk) -> None:
        paused = desk.pause(desk.start("2025-09-22", rule_id="lic.correct_notice"), "2025-09-23")

        found = deadlines.refresh_clocks(actor=ADMINISTRATOR, now=at("2025-12-01"))

        paused.refresh_from_db()
        assert paused.due_on == day("2025-12-08")  # all five days are still to come
        assert found.moved == 0
        assert paused.changes.count() == 1  # the pause itself

    def test_recompute_running__outside_an_operation__is_a_programming_error(self) -> None:
        with pytest.raises(RuntimeError, match="operation"):
            deadlines.recompute_running(at("2025-12-01"))


class TestRules:
    def test_load_rules__again__changes_nothing(self) -> None:
        assert deadlines.load_rules() == deadlines.load_rules() == DeadlineRule.objects.count() == 102

    def test_load_rules__every_rule__has_basis_and_first_day(self) -> None:
        deadlines.load_rules()

        assert not DeadlineRule.objects.filter(basis="").exists()
        assert not DeadlineRule.objects.filter(effective_from__isnull=True).exists()

    def test_rule_on__by_day_of_the_event__picks_the_version(self) -> None:
        deadlines.load_rules()
        DeadlineRule.objects.create(
            rule_id="lic.decide",
            direction="after",
            event="accepted",
            length=15,
            unit="wd",
            on_miss="overdue",
            basis="某条例3",
            effective_from=date(2027, 1, 1),
            mark="M",
        )
        DeadlineRule.objects.filter(rule_id="lic.decide", length=20).update(effective_until=date(2027, 1, 1))

        lengths = [deadlines.rule_on("lic.decide", day(text)).length for text in ("2026-12-31", "2027-01-01")]

        assert lengths == [20, 15]

    def test_rule__with_extension__says_how_much_and_by_which_article(self) -> None:
        deadlines.load_rules()

        rule = deadlines.rule_on("lic.decide", day("2025-09-24"))

        assert (str(rule.limit), str(rule.extension_limit), rule.ext_approver) == (
            "20 个工作日",
            "10 个工作日",
            "agency_head",
        )
        assert rule.citation == "《行政许可法》第四十二条"

    @pytest.mark.parametrize(
        ("basis", "cited"),
        [
            ("行政许可法32(4)", "《行政许可法》第三十二条第四项"),
            ("行政处罚法56,85", "《行政处罚法》第五十六条、第八十五条"),
            ("公安机关办理行政案件程序规定165", "《公安机关办理行政案件程序规定》第一百六十五条"),
            ("国办发〔2018〕118号", "国办发〔2018〕118号"),
            ("市监总局令45号 9", "市监总局令45号第九条"),
            ("国土资源部令39号", "国土资源部令39号"),
            ("政府信息公开条例(2008) 24", "《政府信息公开条例》（2008年）第二十四条"),
            ("招标投标法实施条例20", "《招标投标法实施条例》第二十条"),
        ],
    )
    def test_cite__basis_of_the_table__reads_as_a_document(self, basis: str, cited: str) -> None:
        assert deadlines.cite(basis) == cited

    @pytest.mark.parametrize(
        ("number", "text"),
        [(9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (103, "一百零三"), (110, "一百一十")],
    )
    def test_chinese_number__as_articles_are_numbered(self, number: int, text: str) -> None:
        assert deadlines.chinese_number(number) == text
