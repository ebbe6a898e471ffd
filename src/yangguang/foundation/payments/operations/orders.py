"""Orders to pay: machinery inside the act that says what is owed, so that both commit together."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from yangguang.foundation.acts.api import note, require_operation
from yangguang.foundation.numbering import api as numbering
from yangguang.foundation.payments.models import PaymentCall, PaymentOrder
from yangguang.foundation.payments.operations.calls import hear_bank
from yangguang.foundation.payments.providers.base import sign
from yangguang.foundation.payments.providers.demo import DemoBank
from yangguang.foundation.payments.providers.registry import key_of, provider_in_use
from yangguang.foundation.payments.refusals import OrderChangedAmount, OrderNotOpen, PaymentUnavailable
from yangguang.foundation.payments.states import OrderState
from yangguang.kernel.clock import today


@dataclass(frozen=True, slots=True)
class Claim:
    """What is owed, by whom, to whom, for what; each line with its name, its basis and its amount in fen."""

    about: tuple[str, str]
    title: str
    lines: Sequence[dict[str, Any]]
    body_code: str
    body_name: str
    payer_name: str
    payer_code: str = ""
    account_id: int | None = None
    return_address: str = ""


def issue_order(*, claim: Claim, now: datetime) -> PaymentOrder:
    """Write an order to pay the sum of the lines, with a number the public cannot guess."""
    require_operation()
    amount = sum(int(line["amount"]) for line in claim.lines)
    order = PaymentOrder.objects.create(
        number=numbering.issue_receipt_number(
            body_code=claim.body_code, kind="payment", day=today(now), prefix="JK"
        ),
        object_type=claim.about[0],
        object_number=claim.about[1],
        title=claim.title[:200],
        lines=list(claim.lines),
        amount=amount,
        body_code=claim.body_code,
        body_name=claim.body_name,
        payer_name=claim.payer_name,
        payer_code=claim.payer_code,
        account_id=claim.account_id,
        provider=provider_in_use(),
        return_address=claim.return_address,
        issued_at=now,
    )
    note(order=order.number, amount_fen=amount)
    return order


def cancel_order(*, order: PaymentOrder) -> PaymentOrder:
    """Take an unpaid order back, inside the act that says why. Refuses with OrderNotOpen."""
    require_operation()
    row = PaymentOrder.objects.select_for_update().get(pk=order.pk)
    if row.state != OrderState.DUE:
        raise OrderNotOpen(number=row.number, state=row.get_state_display(), deed="取消")
    row.state = OrderState.CANCELLED
    row.save(update_fields=["state"])
    note(order_cancelled=row.number)
    return row


def pay_at_demo_bank(*, order: PaymentOrder, amount: int, is_told: bool, now: datetime) -> PaymentCall | None:
    """
    Pay at the demo's counter: the bank writes its statement, then tells the platform as a real one would, signed.

    *is_told* false plays a message that gets lost; the daily comparison finds the money.

    Refuses with PaymentUnavailable in service, OrderNotOpen, OrderChangedAmount.
    """
    if not settings.DEMO_MODE:
        raise PaymentUnavailable(problem="演示银行只在演示模式下有")
    if order.state != OrderState.DUE:
        raise OrderNotOpen(number=order.number, state=order.get_state_display(), deed="缴款")
    if amount != order.amount:
        raise OrderChangedAmount
    line = DemoBank().take_money(
        reference=order.number,
        amount=amount,
        payer_name=order.payer_name,
        payer_account="6222000000001234",
        now=now,
    )
    if not is_told:
        return None
    body = json.dumps(line.as_dict(), ensure_ascii=False).encode()
    return hear_bank(provider="demo", body=body, signature=sign(body, key=key_of("demo")), now=now)
