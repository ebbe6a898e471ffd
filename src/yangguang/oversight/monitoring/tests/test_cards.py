"""Cards from running cases: issued once, explained once, revoked with a reason, never deleted."""

import pytest

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import MONDAY, later
from yangguang.foundation.acts.models import Act
from yangguang.foundation.deadlines.api import find_clock
from yangguang.kernel.refusals import NotFound, NotPermitted
from yangguang.oversight.monitoring import api as monitoring
from yangguang.oversight.monitoring.models import Card
from yangguang.oversight.monitoring.tests.given import watch

pytestmark = pytest.mark.django_db


def raise_at(now):
    return watch(now)


def late_case():
    """A case examined by nobody until everything is over."""
    office = given.office()
    return office, office.accepted()


def test_cards__for_a_case_nobody_touches__grow_from_warning_to_red_and_are_issued_once():
    _, case = late_case()
    assert raise_at(MONDAY) == []
    assert [card.rule_id for card in raise_at(later(1))] == ["card.step.due_soon"]
    assert raise_at(later(1, hours=2)) == []
    assert [card.rule_id for card in raise_at(later(3))] == ["card.step.overdue"]
    rules = {card.rule_id for card in raise_at(later(9))}
    assert rules == {"card.promised.due_soon", "card.promised.overdue"}
    red = [card for card in raise_at(later(40)) if card.level == 5]
    assert [card.rule_id for card in red] == ["card.statutory.overdue"]
    assert red[0].matter_name == "食品经营许可（新办）" and red[0].post_kind == "examine"
    assert find_clock(case.act_object, "statutory").level == 5
    assert Act.objects.filter(operation="monitoring.issue_card").count() == Card.objects.count()


def test_cards__of_a_paused_case__are_not_issued():
    office, case = late_case()
    approval.start_special_procedure(
        actor=office.examiner, application=case, kind="testing", needed_days=30, reason="送检", now=MONDAY
    )
    assert raise_at(later(60)) == []


def test_cards__for_the_correction_time__belong_to_nobody():
    office = given.office()
    case = office.submitted()
    code = case.version.materials.first().code
    items = [approval.CorrectionItem(code, "平面图", "没有标面积。")]
    approval.request_correction(actor=office.clerk, application=case, items=items, now=MONDAY)
    assert raise_at(later(31)) == []


def test_correction__of_what_is_not_on_the_list__is_a_card_at_once():
    office = given.office()
    case = office.submitted()
    items = [approval.CorrectionItem("", "租赁合同", "请提供。")]
    approval.request_correction(actor=office.clerk, application=case, items=items, now=MONDAY)
    assert [card.rule_id for card in raise_at(MONDAY)] == ["card.material.beyond_list"]


def test_card__is_explained_once_by_the_responsible_post():
    office, _ = late_case()
    card = raise_at(later(3))[0]
    for actor in (office.clerk, office.owner, office.monitor):
        with pytest.raises(NotPermitted):
            monitoring.explain_card(actor=actor, card=card, text="人手不足", now=later(3))
    with pytest.raises(monitoring.TextNeeded):
        monitoring.explain_card(actor=office.examiner, card=card, text=" ", now=later(3))
    monitoring.explain_card(actor=office.examiner, card=card, text="等补充说明。", now=later(3))
    assert card.explained_by == "审查岗 0417 号"
    with pytest.raises(monitoring.CardAlreadyExplained):
        monitoring.explain_card(actor=office.examiner, card=card, text="改一下", now=later(4))


def test_card__is_revoked_by_supervision_with_a_reason_and_stays():
    office, _ = late_case()
    card = raise_at(later(3))[0]
    with pytest.raises(NotPermitted):
        monitoring.revoke_card(actor=office.head, card=card, reason="误发", now=later(3))
    with pytest.raises(monitoring.TextNeeded):
        monitoring.revoke_card(actor=office.monitor, card=card, reason="", now=later(3))
    monitoring.revoke_card(actor=office.monitor, card=card, reason="系统故障期间，不计。", now=later(3))
    assert Card.objects.get(pk=card.pk).is_revoked
    with pytest.raises(monitoring.CardAlreadyRevoked):
        monitoring.explain_card(actor=office.examiner, card=card, text="已撤", now=later(3))
    assert raise_at(later(3)) == []


def test_lists__officers_see_their_body_and_the_public_no_warnings():
    office, _ = late_case()
    raise_at(later(1))
    raise_at(later(3))
    assert monitoring.list_cards(actor=office.examiner).count() == 2
    assert monitoring.list_cards(actor=office.monitor, level=2, is_open=True).count() == 1
    assert not monitoring.list_cards(actor=office.owner).exists()
    assert [card.level for card in monitoring.list_public_cards()] == [2]
    figures = monitoring.board_figures(since=MONDAY)
    assert (figures.warnings, figures.yellow, figures.red, figures.open) == (1, 1, 0, 1)
    with pytest.raises(NotFound):
        monitoring.get_card(actor=office.owner, card_id=Card.objects.first().pk)


def test_card__of_a_step_done_since__is_settled():
    office, case = late_case()
    raise_at(later(3))
    office.opinion(case, now=later(3))
    raise_at(later(3, hours=1))
    card = Card.objects.get(level=2)
    assert card.is_settled and monitoring.board_figures(since=MONDAY).open == 0
