"""Fees: once a case, on a law, with receipt; nothing waits for money that the law does not let wait."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.tests.given import FOOD, MONDAY, later
from yangguang.capabilities.approval.tests.test_complaints import signed_in
from yangguang.capabilities.hall import api as hall
from yangguang.capabilities.hall.models import Charge
from yangguang.capabilities.hall.tests import given
from yangguang.foundation.payments import api as payments
from yangguang.kernel.refusals import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bank(settings, tmp_path):
    settings.VAR = tmp_path


def charged(office):
    case = office.accepted()
    return case, hall.charge_case(actor=office.clerk, application=case, now=MONDAY)


def pay(charge, now=MONDAY):
    order = charge.order
    payments.pay_at_demo_bank(order=order, amount=order.amount, is_told=True, now=now)
    hall.write_bill(actor=given.PLATFORM, charge=charge, now=now)
    charge.refresh_from_db()


def test_charge__takes_amount_and_basis_from_the_published_version__once():
    office = given.office()
    case, charge = charged(office)
    assert (charge.order.amount, charge.basis, charge.notice.title) == (given.FEE, given.LAW, "缴款通知书")
    assert charge.order.lines[0]["basis"] == given.LAW
    with pytest.raises(hall.ChargedAlready):
        hall.charge_case(actor=office.clerk, application=case, now=MONDAY)
    act = approval.acts_of(application=case, actor=office.head)[0]
    assert (act.operation, act.facts["amount_fen"]) == ("hall.charge_case", given.FEE)


def test_charge__without_fee_or_law_or_before_acceptance_or_by_another__is_refused():
    office = given.office(fee=0)
    with pytest.raises(hall.NothingToCharge):
        hall.charge_case(actor=office.clerk, application=office.accepted(), now=MONDAY)
    office.versions[FOOD] = given.with_fee(office, given.FEE)
    case = office.submitted()
    with pytest.raises(hall.NotChargeableNow):
        hall.charge_case(actor=office.clerk, application=case, now=MONDAY)
    with pytest.raises(NotPermitted):
        hall.charge_case(actor=office.examiner, application=case, now=MONDAY)
    case.version.fee_basis_rank = "规范性文件"
    with pytest.raises(hall.FeeWithoutLaw):
        hall.charge_case(actor=office.clerk, application=case, now=MONDAY)
    assert not Charge.objects.exists()


def limits(case):
    """The last days that run on a case, but for the one its acceptance ended."""
    found = approval.clocks_of_case(application=case, now=MONDAY)
    return {(one.clock.kind, one.clock.due_on) for one in found if one.clock.kind != "acceptance"}


def test_unpaid_fee__stops_no_clock_no_step_no_decision_and_no_delivery():
    office = given.office()
    plain = limits(office.accepted())
    case = office.ready_to_decide()
    hall.charge_case(actor=office.clerk, application=case, now=MONDAY)
    assert plain <= limits(case)
    approval.decide(
        actor=office.head, application=case, ruling=approval.Ruling("granted", "符合。"), now=later(1)
    )
    approval.deliver_result(actor=office.clerk, application=case, handing=approval.Handing(), now=later(1))
    case.refresh_from_db()
    assert (case.state, case.licence is not None) == ("delivered", True)


def test_licence__waits_for_the_fee__only_under_a_rule_by_two_persons_on_a_law():
    office = given.office()
    code = office.versions[FOOD].matter.code
    with pytest.raises(hall.HoldRuleIncomplete):
        hall.propose_hold(
            actor=office.head, matter_code=code, basis="市里的通知", basis_rank="规范性文件", now=MONDAY
        )
    rule = hall.propose_hold(
        actor=office.head, matter_code=code, basis=given.LAW, basis_rank="法律", now=MONDAY
    )
    case = office.ready_to_decide()
    charge = hall.charge_case(actor=office.clerk, application=case, now=MONDAY)
    assert hall.reason_to_hold(case) == ""  # proposed only
    with pytest.raises(hall.SecondPersonNeeded):
        hall.confirm_hold(actor=office.head, rule=rule, now=MONDAY)
    hall.confirm_hold(actor=given.second_head(office), rule=rule, now=MONDAY)
    approval.decide(
        actor=office.head, application=case, ruling=approval.Ruling("granted", "符合。"), now=MONDAY
    )
    with pytest.raises(approval.HeldBack):
        approval.deliver_result(actor=office.clerk, application=case, handing=approval.Handing(), now=MONDAY)
    case.refresh_from_db()
    assert (case.state, case.licence) == ("granted", None)

    pay(charge)

    approval.deliver_result(actor=office.clerk, application=case, handing=approval.Handing(), now=MONDAY)


def test_paid_fee__gets_one_numbered_receipt_as_a_document():
    office = given.office()
    case, charge = charged(office)
    pay(charge)
    number = charge.bill_number
    hall.write_bill(actor=given.PLATFORM, charge=charge, now=later(1))
    charge.refresh_from_db()
    assert (charge.bill_number, charge.bill.number) == (number, number)
    assert "128.00" in charge.bill.html and charge.order.serial in charge.bill.html
    assert case.number == charge.case_number


def test_waiver__names_its_basis_and_falls_only_before_payment():
    office = given.office()
    _, charge = charged(office)
    with pytest.raises(hall.WaiverBasisMissing):
        hall.waive_charge(actor=office.head, charge=charge, basis=" ", now=MONDAY)
    with pytest.raises(NotPermitted):
        hall.waive_charge(actor=office.clerk, charge=charge, basis="某办法第十条", now=MONDAY)
    pay(charge)
    with pytest.raises(payments.OrderNotOpen):
        hall.waive_charge(actor=office.head, charge=charge, basis="某办法第十条", now=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Charge.objects.filter(pk=charge.pk).update(basis_rank="规范性文件")


def test_pages__show_the_fee_to_both_sides_and_take_the_money():
    office = given.office()
    case, charge = charged(office)
    own = signed_in("owner")
    assert "应缴 128.00 元" in own.get(reverse("approval:case", args=[case.number])).content.decode()
    page = reverse("payments:order", args=[charge.order.number])
    assert given.LAW in own.get(page).content.decode()
    bank = own.post(reverse("payments:go", args=[charge.order.number])).url
    assert own.post(bank).url == page
    assert "已缴 128.00 元" in own.get(page).content.decode()
    assert signed_in("stranger").get(page).status_code == 404
    clerk = signed_in("clerk")
    desk = clerk.get(reverse("hall:fee", args=[case.number])).content.decode()
    assert "哪一步都不等缴费" in desk and charge.order.number in desk
    assert charge.order.number in clerk.get(reverse("payments:desk")).content.decode()
    order = clerk.get(reverse("payments:desk_order", args=[charge.order.number]))
    assert "提出退款" in order.content.decode()
    head = signed_in("head")
    assert head.get(reverse("hall:hold_rules")).status_code == 200
    assert head.get(reverse("payments:days")).status_code == 200
