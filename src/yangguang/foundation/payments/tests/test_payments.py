"""Orders paid once whatever the bank says how often, refunds by two persons, days compared both ways."""

import json
import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse

from yangguang.foundation.payments import api as payments
from yangguang.foundation.payments import tasks
from yangguang.foundation.payments.models import PaymentCall, ReconciliationDifference, Refund
from yangguang.foundation.payments.providers.base import BankLine, sign
from yangguang.foundation.payments.providers.registry import key_of
from yangguang.foundation.payments.refusals import (
    DayNotOver,
    ExplanationMissing,
    OrderChangedAmount,
    RefundAlreadyJudged,
    RefundReasonMissing,
)
from yangguang.foundation.payments.tests import given
from yangguang.foundation.payments.tests.given import DAY
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, NotPermitted

pytestmark = pytest.mark.django_db
TOMORROW = DAY + timedelta(days=1)
MONDAY = date(2026, 9, 14)


@pytest.fixture(autouse=True)
def _bank(settings, tmp_path):
    settings.VAR = tmp_path


def message(order, *, serial="S1", amount=None, **changed):
    fields = {"serial": serial, "reference": order.number, "amount": amount or order.amount,
              "payer_name": "张伟", "payer_account": "6222000000001234", "at": DAY.isoformat(), **changed}  # fmt: skip
    return json.dumps(fields).encode()


def hear(body, *, signature=None):
    signed = sign(body, key=key_of("demo")) if signature is None else signature
    return payments.hear_bank(provider="demo", body=body, signature=signed, now=DAY)


def test_call__pays_its_order_once__however_often_it_comes():
    order = given.order()
    first, again = hear(message(order)), hear(message(order))
    order.refresh_from_db()
    assert (first.pk, order.state, order.serial) == (again.pk, "paid", "S1")
    assert PaymentCall.objects.count() == 1


def test_call__forged_or_unreadable_or_contradicting__changes_nothing():
    order = given.order()
    with pytest.raises(payments.CallForged):
        hear(message(order), signature="0" * 64)
    for wrong in (b"{", b"[]", message(order, amount=-5), message(order, at="2026-09-14T10:00:00"),
                  message(order, serial=" "), message(order, amount="100"), message(order, is_refund=True)):  # fmt: skip
        with pytest.raises(payments.CallUnreadable):
            hear(wrong)
    hear(message(order))
    with pytest.raises(payments.CallContradicts):
        hear(message(order, amount=1))
    order.refresh_from_db()
    assert (order.state, PaymentCall.objects.get().amount) == ("paid", order.amount)


def test_call__of_another_amount_or_too_many_or_for_nothing__is_kept_as_that():
    order, other = given.order(), given.order()
    assert hear(message(order, amount=100)).outcome == "wrong_amount"
    assert hear(message(order, serial="S2")).outcome == "paid"
    assert hear(message(order, serial="S3")).outcome == "surplus"
    given.unbill(actor=given.PLATFORM, order=other, now=DAY)
    assert hear(message(other, serial="S4")).outcome == "cancelled"
    assert hear(message(order, serial="S5", reference="JK-nobody")).outcome == "unknown"
    with pytest.raises(payments.OrderNotOpen):
        given.unbill(actor=given.PLATFORM, order=order, now=DAY)


@pytest.mark.django_db(transaction=True)
def test_calls__two_at_once_with_one_serial__pay_once():
    order = given.order()
    gate, outcomes = threading.Barrier(2), []

    def bank():
        gate.wait()
        outcomes.append(hear(message(order)).outcome)
        connections["default"].close()

    both = [threading.Thread(target=bank) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert outcomes == ["paid", "paid"]
    assert PaymentCall.objects.count() == 1


def test_refund__needs_two_persons_and_no_more_than_came():
    order = given.paid()
    clerk, head = given.officer("0208", "accept"), given.officer("0102", "decide")
    with pytest.raises(RefundReasonMissing):
        payments.propose_refund(actor=clerk, order=order, amount=100, reason=" ", now=DAY)
    with pytest.raises(payments.RefundTooLarge):
        payments.propose_refund(actor=clerk, order=order, amount=order.amount + 1, reason="多收", now=DAY)
    refund = payments.propose_refund(actor=clerk, order=order, amount=1000, reason="多收", now=DAY)
    with pytest.raises(payments.RefundTooLarge):
        payments.propose_refund(actor=clerk, order=order, amount=order.amount, reason="全退", now=DAY)
    with pytest.raises(NotPermitted):
        payments.judge_refund(actor=clerk, refund=refund, is_approved=True, now=DAY)
    own = payments.propose_refund(actor=head, order=order, amount=500, reason="再退", now=DAY)
    with pytest.raises(payments.SecondPersonNeeded):
        payments.judge_refund(actor=head, refund=own, is_approved=True, now=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.filter(pk=own.pk).update(judged_by=head.account_id, state="approved")
    payments.judge_refund(actor=head, refund=refund, is_approved=True, now=DAY)
    with pytest.raises(RefundAlreadyJudged):
        payments.judge_refund(actor=head, refund=refund, is_approved=False, now=DAY)


def approved(order, amount):
    refund = payments.propose_refund(
        actor=given.officer("0208", "accept"), order=order, amount=amount, reason="多收", now=DAY
    )
    return payments.judge_refund(
        actor=given.officer("0102", "decide"), refund=refund, is_approved=True, now=DAY
    )


def test_refund__while_the_bank_is_down__waits_and_then_goes_once():
    order = given.paid()
    refund = approved(order, order.amount)
    order.provider = "failing"
    order.save(update_fields=["provider"])
    with clock.fixed_at(DAY):
        tasks.send_refund(refund_id=refund.pk)
        refund.refresh_from_db()
        assert (refund.state, refund.attempts) == ("approved", 1)
        assert "演示故障" in refund.problem
        order.provider = "demo"
        order.save(update_fields=["provider"])
        tasks.send_refund(refund_id=refund.pk)
        tasks.send_refund(refund_id=refund.pk)
    refund.refresh_from_db()
    order.refresh_from_db()
    assert (refund.state, order.state) == ("paid", "refunded")
    back = [one for one in payments.DemoBank().statement_of(day=MONDAY) if one.is_refund]
    assert [one.amount for one in back] == [order.amount]


def reconcile(now=TOMORROW, **how):
    return payments.reconcile_day(actor=given.PLATFORM, provider="demo", day=MONDAY, now=now, **how)


def test_day__takes_what_messages_missed__and_shows_each_difference():
    told, lost, short = given.paid(), given.order(), given.order()
    payments.pay_at_demo_bank(order=lost, amount=lost.amount, is_told=False, now=DAY)
    bank = payments.DemoBank()
    bank.write(BankLine("X1", short.number, 1, "张伟", "1234", DAY))
    bank.write(BankLine("X2", "nothing", 700, "不明", "1234", DAY, is_refund=True))
    hear(message(given.order(), serial="GHOST"))

    day = reconcile()

    lost.refresh_from_db()
    assert lost.state == "paid"
    assert day.matched == 2
    shown = {(one.kind, one.serial) for one in day.differences.all()}
    assert shown == {("unmatched", "X1"), ("only_bank", "X2"), ("only_book", "GHOST")}
    assert told.state == "paid"


def test_day__compared_again__marks_what_has_gone_and_keeps_it():
    ghost = given.order()
    hear(message(ghost, serial="LATE"))
    reconcile()
    payments.DemoBank().write(BankLine("LATE", ghost.number, ghost.amount, "张伟", "1234", DAY))
    day = reconcile()
    difference = ReconciliationDifference.objects.get()
    assert (day.matched, difference.gone_at, difference.is_open) == (1, TOMORROW, False)


def test_difference__is_closed_by_words_of_the_head_only():
    hear(message(given.order(), serial="GHOST"))
    reconcile()
    difference = ReconciliationDifference.objects.get()
    head = given.officer("0102", "decide")
    with pytest.raises(NotPermitted):
        payments.explain_difference(
            actor=given.officer("0208", "accept"), difference=difference, text="银行迟报", now=TOMORROW
        )
    with pytest.raises(ExplanationMissing):
        payments.explain_difference(actor=head, difference=difference, text="", now=TOMORROW)
    assert not payments.explain_difference(
        actor=head, difference=difference, text="银行迟报", now=TOMORROW
    ).is_open


def test_day__not_over_or_bank_down__is_refused_and_nothing_written():
    with pytest.raises(DayNotOver):
        reconcile(now=DAY)
    with pytest.raises(payments.PaymentUnavailable):
        payments.reconcile_day(actor=given.PLATFORM, provider="failing", day=MONDAY, now=TOMORROW)
    assert not ReconciliationDifference.objects.exists()


def test_payer__with_an_old_page_or_another_persons_order__cannot_pay():
    order = given.order()
    with pytest.raises(OrderChangedAmount):
        payments.pay_at_demo_bank(order=order, amount=1, is_told=True, now=DAY)
    from yangguang.foundation.payments.queries import get_order

    with pytest.raises(NotFound):
        get_order(actor=given.payer("stranger"), number=order.number)
    assert get_order(actor=given.payer(), number=order.number) == order


def test_message__over_http__answers_the_same_twice_and_refuses_by_name():
    order = given.order()
    body = message(order)
    page = reverse("payments:hear", args=["demo"])
    client = Client()
    sent = {"content_type": "application/json", "headers": {"X-Signature": sign(body, key=key_of("demo"))}}
    first, again = client.post(page, body, **sent), client.post(page, body, **sent)
    assert (first.json(), first.status_code) == (again.json(), 200)
    forged = client.post(page, body, content_type="application/json")
    assert (forged.status_code, forged.json()["code"]) == (403, "payments.call_forged")
