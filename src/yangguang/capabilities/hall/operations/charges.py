"""Fees: one order a case, as the published version of its matter asks, with notice and receipt as documents."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.hall import permissions
from yangguang.capabilities.hall.models import Charge
from yangguang.capabilities.hall.rules.refusals import (
    ChargedAlready,
    FeeWithoutLaw,
    NotChargeableNow,
    NothingToCharge,
    WaiverBasisMissing,
)
from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.documents import api as documents
from yangguang.foundation.messaging import api as messaging
from yangguang.foundation.numbering import api as numbering
from yangguang.foundation.organisation.models import Body, Officer
from yangguang.foundation.payments import api as payments
from yangguang.kernel import money
from yangguang.kernel.clock import local

RANKS = ("法律", "行政法规")
CHARGEABLE = frozenset({approval.State.ACCEPTED, approval.State.SUSPENDED, approval.State.GRANTED})
SEAL = "收费专用章"


@operation(
    "hall.charge_case",
    summary="开缴款单",
    permission=permissions.may_charge_case,
    subject="application",
)
def charge_case(*, actor: Actor, application: approval.Application, now: datetime) -> Charge:
    """
    Issue the order to pay the fee the case's own version of the matter asks, once.

    A fee of a licence stands on a law or an administrative regulation, at the published standard (Licensing Law art. 58, 59).
    No clock stops for it and no step waits.

    Refuses with NothingToCharge, FeeWithoutLaw, NotChargeableNow, ChargedAlready.
    """
    version = application.version
    if not version.fee_fen:
        raise NothingToCharge(matter=version.plain_name)
    if version.fee_basis_rank not in RANKS or not version.fee_basis.strip():
        raise FeeWithoutLaw(basis=version.fee_basis or "没有写", rank=version.fee_basis_rank or "没有写位阶")
    if application.situation not in CHARGEABLE:
        raise NotChargeableNow(number=application.number, state=application.situation.label)
    earlier = Charge.objects.select_related("order").filter(case_number=application.number).first()
    if earlier is not None:
        raise ChargedAlready(number=application.number, order=earlier.order.number)
    order = payments.issue_order(claim=_claim(application), now=now)
    notice = _paper(
        order, application.body, "fee_notice", "缴款通知书", now, {"charge_basis": version.fee_basis}
    )
    try:
        with transaction.atomic():
            charge = Charge.objects.create(
                case_number=application.number,
                order=order,
                basis=version.fee_basis,
                basis_rank=version.fee_basis_rank,
                notice=notice,
                charged_at=now,
            )
    except IntegrityError:  # two officers at once
        raise ChargedAlready(number=application.number, order="（刚刚由同事开出）") from None
    messaging.send(
        account_id=application.account_id,
        phone=application.phone,
        title="请缴费",
        text=f"“{version.plain_name}”（{application.number}）依{version.fee_basis}收费 {money.yuan_text(order.amount)} 元。"
        "不缴不影响审查，期限照常计算。",
        link=f"/pay/{order.number}/",
        about=application.act_object,
        now=now,
    )
    note(item=version.plain_name, basis=version.fee_basis)
    return charge


@operation(
    "hall.waive_charge",
    summary="减免收费",
    permission=permissions.may_waive_charge,
    subject="charge",
    asks_factor=True,
)
def waive_charge(*, actor: Actor, charge: Charge, basis: str, now: datetime) -> Charge:
    """Let a fee that is not paid yet fall, on a named basis. Refuses with WaiverBasisMissing, OrderNotOpen."""
    if not basis.strip():
        raise WaiverBasisMissing(fields={"basis": "请写明减免的依据。"})
    payments.cancel_order(order=charge.order)
    charge.waived_at, charge.waive_basis = now, basis.strip()[:200]
    charge.waived_by = Officer.objects.get(account=actor.account_id)
    charge.save(update_fields=["waived_at", "waive_basis", "waived_by"])
    note(waived_fen=charge.order.amount, basis=charge.waive_basis)
    return charge


@operation("hall.write_bill", summary="开具非税票据", permission=permissions.may_write_bill, subject="charge")
def write_bill(*, actor: Actor, charge: Charge, now: datetime) -> Charge:
    """
    Make the receipt of a paid fee (非税收入票据) with the next number of the body's series; twice changes nothing.

    Whoever pays is owed the receipt of the finance department (Licensing Law art. 59; 政府非税收入管理办法).
    """
    row = Charge.objects.select_for_update().select_related("order").get(pk=charge.pk)
    if row.bill_id is not None or row.order.state != payments.OrderState.PAID:
        return row
    body = Body.objects.get(code=row.order.body_code)
    year = local(now).year
    row.bill_number = numbering.issue_number(
        body_code=body.code, kind="nontax", year=year, pattern="4403{year}{number:08d}"
    )
    row.bill = _paper(
        row.order, body, "fee_bill", "非税收入票据（电子）", now, {"charge_basis": row.basis}, row.bill_number
    )
    row.billed_at = now
    row.save(update_fields=["bill_number", "bill", "billed_at"])
    note(bill=row.bill_number, amount_paid_fen=row.order.amount)
    return row


def _claim(application: approval.Application) -> payments.Claim:
    version = application.version
    return payments.Claim(
        about=application.act_object,
        title=f"{version.plain_name}收费",
        lines=[{"name": version.plain_name, "basis": version.fee_basis, "amount": version.fee_fen}],
        body_code=application.body.code,
        body_name=application.body.name,
        payer_name=application.applicant_name,
        payer_code=application.enterprise_code,
        account_id=application.account_id,
        return_address=f"/cases/{application.number}/",
    )


def _paper(
    order: payments.PaymentOrder,
    body: Body,
    kind: str,
    title: str,
    now: datetime,
    extra: dict[str, Any],
    number: str = "",
) -> documents.Document:
    return documents.make_document(
        kind=f"hall.{kind}",
        title=title,
        number=number,
        template=f"hall/documents/{kind}.html",
        context={
            "order": order,
            "lines": [{**line, "yuan": money.yuan_text(line["amount"])} for line in order.lines],
            "yuan": money.yuan_text(order.amount),
            "capitals": money.capital_text(order.amount),
            **extra,
        },
        body_code=body.code,
        body_name=body.name,
        object_type=order.object_type,
        object_number=order.object_number,
        now=now,
        addressee=order.payer_name,
        seal_text=SEAL,
    )
