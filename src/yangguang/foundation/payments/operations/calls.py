"""The bank's word: each payment it reports is taken once, and kept whatever it turns out to be."""

from datetime import datetime

from yangguang.foundation.acts.api import Actor, emit, note, operation, system_actor
from yangguang.foundation.payments import permissions
from yangguang.foundation.payments.events import OrderPaid
from yangguang.foundation.payments.models import PaymentCall, PaymentOrder
from yangguang.foundation.payments.providers.base import BankLine, is_signed, read_line
from yangguang.foundation.payments.providers.registry import key_of
from yangguang.foundation.payments.refusals import CallContradicts, CallForged, CallUnreadable
from yangguang.foundation.payments.states import CallOutcome, OrderState

BANK = system_actor("到账通知")


def hear_bank(*, provider: str, body: bytes, signature: str, now: datetime) -> PaymentCall:
    """
    Take a signed message of a bank; the same serial a second time gives the first answer again.

    Refuses with CallForged, CallUnreadable, CallContradicts.
    """
    if not is_signed(body, signature=signature, key=key_of(provider)):
        raise CallForged
    line = read_line(body)
    if line.is_refund:
        raise CallUnreadable(reason="退款不用通知，以对账单为准")
    return take_call(actor=BANK, provider=provider, line=line, now=now)


@operation("payments.take_call", summary="登记到账", permission=permissions.may_take_call, subject="result")
def take_call(
    *, actor: Actor, provider: str, line: BankLine, now: datetime, is_from_statement: bool = False
) -> PaymentCall:
    """
    Write down a payment by its serial and pay the order it names, only whole and only once.

    What fits no order, is another amount or comes a second time is kept as that: it shows in the day's comparison and can go
    back. Refuses with CallContradicts.
    """
    order = PaymentOrder.objects.select_for_update().filter(number=line.reference, provider=provider).first()
    call, is_new = PaymentCall.objects.get_or_create(
        provider=provider,
        serial=line.serial,
        defaults={
            "reference": line.reference,
            "order": order,
            "amount": line.amount,
            "payer_name": line.payer_name,
            "payer_account": line.payer_account,
            "paid_at": line.at,
            "heard_at": now,
            "is_from_statement": is_from_statement,
            "outcome": _outcome(order, line),
        },
    )
    if not is_new:
        if (call.reference, call.amount) != (line.reference, line.amount):
            raise CallContradicts(serial=line.serial)
        note(serial=line.serial, outcome=call.outcome, is_repeated=True)
        return call
    if order is not None and call.outcome == CallOutcome.PAID:
        order.state, order.paid_at, order.serial = OrderState.PAID, line.at, line.serial
        order.save(update_fields=["state", "paid_at", "serial"])
        emit(OrderPaid(order.number, order.object_type, order.object_number, order.amount, now))
    note(serial=line.serial, outcome=call.outcome, amount_fen=line.amount)
    return call


def _outcome(order: PaymentOrder | None, line: BankLine) -> CallOutcome:
    if order is None:
        return CallOutcome.UNKNOWN
    if order.state == OrderState.CANCELLED:
        return CallOutcome.CANCELLED
    if order.state != OrderState.DUE:
        return CallOutcome.SURPLUS
    return CallOutcome.PAID if line.amount == order.amount else CallOutcome.WRONG_AMOUNT
