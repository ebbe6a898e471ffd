"""Rules as data: two persons, a trial first, stopped at the published share."""

import pytest

from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import MONDAY, later
from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.decisions.api import ExpressionRefused
from yangguang.oversight.monitoring.models import RuleState, RuleVersion
from yangguang.oversight.monitoring.operations.rulebook import (
    approve_rule,
    count_looks,
    rules_in_force,
    try_rule,
    write_rule,
)
from yangguang.oversight.monitoring.rules.expressions import LEAST_LOOKS
from yangguang.oversight.monitoring.rules.refusals import (
    AnotherApproverNeeded,
    RuleNotTried,
    RuleTooWide,
    StandardNotFit,
)
from yangguang.oversight.monitoring.tests.given import WATCH, watch

pytestmark = pytest.mark.django_db
AUTHOR = system_actor("另一名监察人员")


def written(office, condition='act.kind = "accept" and case.days > 1', **changes):
    values = {
        "rule_id": "slow-answer",
        "text": "受理慢",
        "basis": "监察规则",
        "level": 1,
        "kinds": ["accept"],
    }
    return write_rule(actor=office.monitor, condition=condition, now=MONDAY, **{**values, **changes})


def in_force(office, *, now=MONDAY, **changes):
    rule = written(office, **changes)
    rule.written_by = AUTHOR.label
    rule.save()
    try_rule(actor=office.monitor, rule=rule, now=now)
    return approve_rule(actor=office.monitor, rule=rule, now=now)


def test_rule__in_force__issues_cards_under_its_own_name_and_version():
    office = given.office()
    in_force(office)
    case = office.submitted()
    from yangguang.capabilities.approval import api as approval

    approval.accept_application(actor=office.clerk, application=case, now=later(3))
    cards = [card for card in watch(later(3)) if card.rule_id == "rule.slow-answer"]
    assert [(card.reason, card.rule_version, card.level) for card in cards] == [("受理慢", "1", 1)]
    assert RuleVersion.objects.get().found == 1


def test_rule__is_tried_before_and_approved_by_another_person():
    office = given.office()
    rule = written(office)
    with pytest.raises(RuleNotTried):
        approve_rule(actor=office.monitor, rule=rule, now=MONDAY)
    try_rule(actor=office.monitor, rule=rule, now=MONDAY)
    with pytest.raises(AnotherApproverNeeded):
        approve_rule(actor=office.monitor, rule=rule, now=MONDAY)


def test_trial__counts_what_would_have_been_found_and_shows_nobody_a_card():
    office = given.office()
    office.accepted()
    watch(MONDAY)
    rule = try_rule(actor=office.monitor, rule=written(office, "case.days >= 0"), now=MONDAY)
    assert (rule.trial["looked"], rule.trial["found"]) == (1, 1)
    assert rule.trial["samples"][0]["mark"].startswith("act:")


def test_rule__that_cannot_be_read__or_reads_something_else__is_refused():
    office = given.office()
    with pytest.raises(ExpressionRefused):
        written(office, "case.days >")
    with pytest.raises(StandardNotFit):
        written(office, 'applicant.name = "张"')


@pytest.mark.parametrize(
    ("condition", "word"), [("case.days >= 0", "发了"), ("case.days / case.asked > 1", "算不出来")]
)
def test_rule__that_flags_everything_or_divides_by_zero__is_stopped_in_the_open(condition, word):
    office = given.office()
    rule = in_force(office, condition=condition)
    rules = rules_in_force()
    case = office.accepted()
    watch(MONDAY)
    rules[rule.pk].looked = LEAST_LOOKS
    rules[rule.pk].found = LEAST_LOOKS if word == "发了" else 0
    rules[rule.pk].failed = 0 if word == "发了" else LEAST_LOOKS
    from yangguang.oversight.monitoring.operations.following import follow_log

    del case, follow_log
    _count(rules)
    rule.refresh_from_db()
    assert rule.state == RuleState.STOPPED and word in rule.stop_reason


def _count(rules):
    from yangguang.foundation.acts.models import Act

    count_looks(actor=WATCH, rules=rules, now=MONDAY)
    assert Act.objects.filter(operation="monitoring.stop_rule").exists()


def test_rule__too_wide_in_its_trial__is_not_approved():
    office = given.office()
    rule = written(office)
    rule.written_by, rule.state = AUTHOR.label, RuleState.TRIED
    rule.trial = {"looked": 1000, "found": 900, "failed": 0}
    rule.save()
    with pytest.raises(RuleTooWide):
        approve_rule(actor=office.monitor, rule=rule, now=MONDAY)
