"""The engine: in the log's order, exactly once, wherever it is cut off; the ladder on top of it."""

import pytest

from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import MONDAY, later
from yangguang.foundation.acts.log.sequencer import sequence_waiting
from yangguang.foundation.acts.models import PendingAct
from yangguang.foundation.documents.models import Document
from yangguang.kernel.refusals import NotPermitted
from yangguang.oversight.monitoring import api as monitoring
from yangguang.oversight.monitoring.models import Card, Passed, WatchCursor, WatchedCase
from yangguang.oversight.monitoring.operations import following
from yangguang.oversight.monitoring.rules.refusals import (
    AnotherReviewerNeeded,
    CorrectionMissing,
    NoOpenAppeal,
    RungNotProposed,
)
from yangguang.oversight.monitoring.tests.given import WATCH, watch

pytestmark = pytest.mark.django_db


def test_engine__cut_off_in_the_middle_of_a_batch__loses_and_doubles_nothing(monkeypatch):
    office = given.office()
    office.accepted()
    sequence_waiting(now=MONDAY)

    def cut_off(*_, **__):
        raise ConnectionError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(following, "keep_cases", cut_off)
        with pytest.raises(ConnectionError):
            monitoring.keep_watch(actor=WATCH, now=MONDAY)
    assert not Passed.objects.exists() and not WatchedCase.objects.exists()
    monitoring.keep_watch(actor=WATCH, now=MONDAY)
    monitoring.keep_watch(actor=WATCH, now=MONDAY)
    assert Passed.objects.count() == 2 and WatchedCase.objects.count() == 1


def test_engine__reading_act_by_act__comes_to_the_same_as_all_at_once():
    office = given.office()
    case = office.accepted()
    office.opinion(case, now=later(1))
    sequence_waiting(now=later(1))
    while monitoring.follow_log(actor=WATCH, now=later(1), most=1).read:
        pass
    state = WatchedCase.objects.get().state
    WatchCursor.objects.update(log_index=-1)
    WatchedCase.objects.all().delete()
    monitoring.keep_watch(actor=WATCH, now=later(1))
    assert WatchedCase.objects.get().state == state


def test_limits__are_not_called_over_while_an_act_waits_for_the_log():
    office = given.office()
    case = office.accepted()
    watch(MONDAY)
    office.opinion(case, now=later(1))
    PendingAct.objects.update(waiting_since=later(1))  # the database's own clock cannot be set
    waiting = {card.rule_id for card in monitoring.keep_watch(actor=WATCH, now=later(30))}
    assert "card.step.overdue" not in waiting
    assert not Card.objects.filter(rule_id="card.step.overdue").exists()
    watch(later(30))
    assert Card.objects.filter(rule_id="card.promised.overdue").exists(), (
        "once it is in the log, limits run on"
    )


def test_engine__is_nobodys_to_run_but_the_machines():
    office = given.office()
    with pytest.raises(NotPermitted):
        monitoring.follow_log(actor=office.monitor, now=MONDAY)


@pytest.fixture
def late():
    office = given.office()
    office.accepted()
    watch(later(3))
    return office, Card.objects.get(rule_id="card.step.overdue")


def test_appeal__is_reviewed_by_supervision_and_may_take_the_card_back(late):
    office, card = late
    monitoring.appeal_card(actor=office.examiner, card=card, text="检测时间应当扣除。", now=later(3))
    with pytest.raises(NotPermitted):
        monitoring.review_appeal(actor=office.examiner, card=card, is_granted=True, text="是", now=later(3))
    monitoring.review_appeal(
        actor=office.monitor, card=card, is_granted=True, text="查证属实。", now=later(4)
    )
    assert card.is_revoked and "查证属实" in card.revoke_reason
    assert Card.objects.filter(pk=card.pk).exists()


def test_appeal__upheld__leaves_the_card_and_is_decided_once(late):
    office, card = late
    monitoring.appeal_card(actor=office.examiner, card=card, text="不服", now=later(3))
    card.appealed_by = office.monitor.label
    card.save()
    with pytest.raises(AnotherReviewerNeeded):
        monitoring.review_appeal(actor=office.monitor, card=card, is_granted=True, text="是", now=later(3))
    card.appealed_by = office.examiner.label
    card.save()
    monitoring.review_appeal(actor=office.monitor, card=card, is_granted=False, text="没有依据", now=later(3))
    assert not card.is_revoked
    with pytest.raises(NoOpenAppeal):
        monitoring.review_appeal(actor=office.monitor, card=card, is_granted=True, text="再来", now=later(3))


def test_correction__is_proved_and_confirmed_by_supervision(late):
    office, card = late
    with pytest.raises(CorrectionMissing):
        monitoring.confirm_correction(actor=office.monitor, card=card, is_enough=True, text="", now=later(3))
    monitoring.correct_card(
        actor=office.examiner, card=card, text="已补办。", proof=given.upload("证明.pdf"), now=later(3)
    )
    monitoring.confirm_correction(
        actor=office.monitor, card=card, is_enough=False, text="缺日期", now=later(3)
    )
    assert card.is_open and card.corrected_at is None
    monitoring.correct_card(actor=office.examiner, card=card, text="补了日期。", now=later(4))
    monitoring.confirm_correction(actor=office.monitor, card=card, is_enough=True, text="", now=later(4))
    assert not card.is_open and card.proof is not None and card.state == "已改正"


def test_ladder__urges_by_the_clock_and_waits_for_a_signature_from_then_on(late):
    office, card = late
    assert monitoring.climb_due(actor=WATCH, now=later(3)) == []
    urged = monitoring.climb_due(actor=WATCH, now=later(6))
    assert [one.rung for one in urged] == ["urge"] and urged[0].due_on is not None
    assert monitoring.climb_due(actor=WATCH, now=later(6)) == []
    proposed = monitoring.climb_due(actor=WATCH, now=later(12))
    assert [(one.rung, one.issued_at) for one in proposed if one.card_id == card.pk] == [("supervise", None)]
    assert Card.objects.filter(rule_id="card.ladder.uncorrected", level=5).count() == 1
    card.refresh_from_db()
    signed = monitoring.sign_escalation(
        actor=office.monitor, card=card, text="三个工作日内办结。", now=later(13)
    )
    assert signed.number.startswith("深监督〔2026〕")
    assert "现予督办" in Document.objects.get(uuid=signed.document).html
    monitoring.answer_escalation(actor=office.examiner, card=card, text="已安排。", now=later(14))
    with pytest.raises(RungNotProposed):
        monitoring.sign_escalation(actor=office.monitor, card=card, text="再督办", now=later(14))
