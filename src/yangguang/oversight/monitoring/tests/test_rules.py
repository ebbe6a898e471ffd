"""The rules without a database: days, flows, limits, deeds."""

from datetime import date, datetime

import pytest

from yangguang.kernel.clock import SHANGHAI, state_council
from yangguang.oversight.monitoring.rules import RULE_TEXTS, Level, rule_for
from yangguang.oversight.monitoring.rules.cases import Finding
from yangguang.oversight.monitoring.rules.days import day_of, table_of
from yangguang.oversight.monitoring.rules.flows import net_of_steps
from yangguang.oversight.monitoring.rules.memory import recalled, written
from yangguang.oversight.monitoring.rules.nets import NOTHING_GIVEN
from yangguang.oversight.monitoring.rules.plans import Happening, Plan, licensing_spans
from yangguang.oversight.monitoring.rules.published import GROUNDS
from yangguang.oversight.monitoring.rules.watching import Disordered, RuleSet, Watcher

CALENDAR = state_council()
DAYS = table_of(CALENDAR)
STEPS = [
    {"code": "accept", "name": "受理", "post": "accept", "letter": "S", "limit": 5},
    {"code": "examine", "name": "审查", "post": "examine", "limit": 2},
    {"code": "inspect", "name": "核查", "post": "inspect", "limit": 3, "people": 2},
    {"code": "decide", "name": "决定", "post": "decide", "limit": 1},
    {"code": "deliver", "name": "送达", "post": "deliver", "limit": 1},
]


def at(day: int, hour: int = 10, month: int = 9) -> int:
    return int(datetime(2026, month, day, hour, tzinfo=SHANGHAI).timestamp())


def plan(**changes) -> Plan:
    values = {
        "code": "M@1",
        "name": "食品经营许可",
        "field": "approval",
        "net": net_of_steps(STEPS),
        "spans": licensing_spans(acceptance=5, statutory=(20, "wd"), promised=(7, "wd"), delivery=10),
        "materials": frozenset({"M001", "M002"}),
        "fee_fen": 0,
        "grounds": GROUNDS,
        "tiers": {"从轻": (100, 200)},
    }
    return Plan(**{**values, **changes})


class Case:
    """One case that things happen to."""

    def __init__(self, **changes):
        self.watcher = Watcher(DAYS, changes.pop("rules", None))
        self.plan = plan(**changes)
        self.case = self.watcher.open(self.plan, Happening("C1", "open", at(14)))
        self.found: list[Finding] = []

    def do(self, kind, when, node="", outcome="", post="", people=0, mark="", **facts):
        one = Happening("C1", kind, when, node, outcome, post, people, facts, mark)
        self.found += self.watcher.take(self.case, one)
        return self

    def wait(self, until):
        self.found += self.watcher.expire(self.case, until)
        return self

    @property
    def rules(self):
        return [one.rule_id.removeprefix("card.") for one in self.found]


def accepted(**changes):
    return Case(**changes).do("accept", at(14, 11), "accept", "acceptance=accepted", "accept")


@pytest.mark.parametrize("start", [date(2026, 9, day) for day in range(1, 31)])
@pytest.mark.parametrize("length", [1, 2, 5, 20])
def test_days__counted_by_table__are_the_days_counted_one_by_one(start, length):
    day = start.toordinal()
    assert DAYS.last_day(day, length, "wd") == CALENDAR.add_workdays(start, length).toordinal()
    assert DAYS.last_day(day, length, "cd") == CALENDAR.add_calendar_days(start, length).toordinal()
    assert DAYS.last_day(day, length, "mo") == CALENDAR.add_months(start, length).toordinal()
    due = DAYS.last_day(day, length, "wd")
    warn = DAYS.warn_day(day, due)
    left = [one for one in range(day + 1, due + 1) if DAYS.between(one, due) <= 1]
    assert warn == left[0]


def test_day__of_an_instant__is_that_of_the_city():
    assert day_of(at(14, 0)) == date(2026, 9, 14).toordinal() == day_of(at(15, 0) - 1)


def test_case__within_every_limit_and_in_order__finds_nothing():
    case = accepted()
    case.do("step", at(14, 15), "examine", "", "examine").do("step", at(15), "inspect", "", "inspect", 2)
    case.do("decide", at(15, 15), "decide", "decision=granted", "decide").do("publish", at(15, 16))
    case.do("deliver", at(15, 16), "deliver", "", "deliver")
    assert case.rules == [] and case.case.clocks == {}


def test_step__not_done__is_warned_of_and_then_overdue_each_once():
    case = accepted().wait(at(30))
    assert case.rules[:3] == ["step.due_soon", "step.overdue", "promised.due_soon"]
    assert case.found[1].at == at(17, 0) and case.found[1].facts["due_on"] == "2026-09-16"
    assert accepted().wait(at(28, month=12)).rules[-1] == "statutory.overdue"
    assert case.wait(at(30)).rules.count("step.overdue") == 1


def test_warning__comes_in_the_morning_not_at_midnight():
    case = accepted().wait(at(16))
    assert case.found[0].at == at(15, 8)


@pytest.mark.parametrize(
    ("kind", "facts", "rule"),
    [
        ("ask", {"items": ["M009"]}, "material.beyond_list"),
        ("charge", {"amount_fen": 1}, "fee.off_list"),
        ("decide", {"outcome": "decision=refused", "reasons": " "}, "refusal.no_reasons"),
        ("refuse", {}, "refusal.no_reasons"),
        (
            "decide",
            {"outcome": "decision=granted", "tier": "从轻", "amount_fen": 999},
            "decision.outside_tier",
        ),
        ("pause", {"ground": "领导出差"}, "pause.no_ground"),
        ("record", {"source": "licence", "result": "granted"}, "compare.licence"),
        ("record", {"source": "payment", "amount_fen": 5}, "compare.payment"),
        ("record", {"source": "queue", "ticket_at": at(1)}, "compare.queue"),
        ("record", {"source": "contract", "amount_fen": 5}, "compare.plan"),
        ("record", {"source": "progress", "planned": 0.5, "done": 0.4}, "compare.progress"),
    ],
)
def test_deed__against_the_published_matter__is_found(kind, facts, rule):
    outcome = facts.pop("outcome", "")
    assert accepted().do(kind, at(14, 12), outcome=outcome, **facts).rules == [rule]
    facts["outcome"] = outcome


def test_deed__with_a_written_reason_to_depart_from_the_tier__is_left_alone():
    case = accepted().do("decide", at(14, 12), tier="从轻", amount_fen=999, departure="自首")
    assert case.rules == []


def test_correction__asked_a_second_time__is_found():
    case = Case().do("ask", at(14, 11), items=["M001"]).do("ask", at(15), items=["M002"])
    assert case.rules == ["material.twice"]


def test_step__skipped_repeated_out_of_order_or_unknown__is_found_by_name():
    skipped = accepted().do("decide", at(14, 12), "decide", "decision=granted", "decide")
    assert skipped.rules == ["flow.skipped"] and skipped.found[0].facts["skipped"] == ["审查", "核查"]
    assert skipped.do("step", at(14, 13), "examine").rules[-1] == "flow.order"
    again = accepted().do("step", at(14, 12), "examine").do("step", at(14, 13), "examine")
    assert again.rules == ["flow.repeated"]
    assert accepted().do("step", at(14, 12), "meeting").rules == ["flow.unknown"]


def test_step__by_another_post_or_one_officer_alone__is_found():
    assert accepted().do("step", at(14, 12), "examine", "", "decide").rules == ["post.wrong"]
    alone = accepted().do("step", at(14, 12), "examine").do("step", at(14, 13), "inspect", "", "inspect", 1)
    assert alone.rules == ["post.single_officer"]


def test_pause__with_a_ground_of_the_law__is_not_counted_and_one_without_is():
    lawful = accepted().do("pause", at(14, 12), ground="testing").do("resume", at(28)).wait(at(28, 7))
    assert lawful.rules == []
    assert lawful.case.clocks["promised"].due == CALENDAR.add_workdays(date(2026, 9, 27), 7).toordinal()
    unlawful = accepted().do("pause", at(15), ground="出差").wait(at(25))
    assert "promised.overdue" in unlawful.rules


def test_extension__moves_the_last_day_by_working_days():
    case = accepted()
    before = case.case.clocks["statutory"].due
    case.do("extend", at(15), days=10)
    assert case.case.clocks["statutory"].due == DAYS.last_workday(before, 10)


def test_return__opens_the_earlier_step_again():
    case = accepted().do("step", at(14, 12), "examine").do("return", at(14, 13), to="examine")
    assert case.do("step", at(14, 14), "examine").rules == []


def test_happening__older_than_what_is_known__is_told_apart():
    with pytest.raises(Disordered):
        accepted().do("step", at(14, 10), "examine")


def test_rules__of_another_version__show_another_level_or_none():
    mild = RuleSet("2", {"card.flow.unknown": Level.WARNING, "card.fee.off_list": None})
    case = accepted(rules=mild).do("step", at(14, 12), "meeting").do("charge", at(14, 13), amount_fen=9)
    assert [(one.rule_id, one.level) for one in case.found] == [("card.flow.unknown", 1)]


def test_case__written_down_and_read_back__goes_on_as_before():
    case = accepted().do("step", at(14, 12), "examine")
    again = recalled("C1", case.plan, written(case.case))
    assert written(again) == written(case.case)
    watcher = Watcher(DAYS)
    assert [one.rule_id for one in watcher.expire(again, at(20))] == [
        one.rule_id for one in case.watcher.expire(case.case, at(20))
    ]


def test_calendar__changed_in_mid_flight__moves_the_limits_that_run():
    from yangguang.kernel.clock.workdays import DayOverride

    case = accepted()
    typhoon = CALENDAR.with_overrides({date(2026, 9, 16): DayOverride(is_workday=False, name="台风")})
    Watcher(table_of(typhoon)).recount(case.case, at(15))
    assert case.case.clocks["step:examine"].due == date(2026, 9, 17).toordinal()


def test_net__with_parallel_steps__waits_for_all_of_them():
    net = net_of_steps(
        [
            {"code": "a", "together": ["b", "c"]},
            {"code": "b", "next": "d"},
            {"code": "c", "next": "d"},
            {"code": "d", "next": "end"},
        ]
    )
    state = net.move(net.start(NOTHING_GIVEN).state, "a", "", NOTHING_GIVEN).state
    assert net.enabled(state) == {"b", "c"}


def test_rule__of_every_clock__has_words():
    for kind in ("statutory", "promised", "acceptance", "delivery", "publication", "hearing", "step"):
        for level in (Level.WARNING, Level.YELLOW):
            assert rule_for(kind=kind, level=level) in RULE_TEXTS
