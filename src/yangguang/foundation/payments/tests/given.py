"""A body that collects, two officers of it, and orders, in business words."""

from dataclasses import dataclass
from datetime import datetime

from yangguang.foundation.acts.api import Actor, ActorKind, HeldPost, operation, system_actor
from yangguang.foundation.identity.models import Account
from yangguang.foundation.payments import api as payments
from yangguang.kernel.clock import SHANGHAI

DAY = datetime(2026, 9, 14, 10, 0, tzinfo=SHANGHAI)
BODY = "11440300MXPAYT0018"
ABOUT = ("application", "2026-0914-00001")
PLATFORM = system_actor("试验收费")


def may_bill(actor: Actor) -> bool:
    """Anybody in a test."""
    return True


@dataclass(frozen=True)
class Bill:
    """What an order is for."""

    act_object: tuple[str, str] = ABOUT


@operation("payments.bill", summary="试验开单", permission=may_bill, subject="bill")
def bill(*, actor: Actor, bill: Bill, claim: payments.Claim, now: datetime) -> payments.PaymentOrder:
    """Issue an order inside an act, as a capability does."""
    return payments.issue_order(claim=claim, now=now)


@operation("payments.unbill", summary="试验销单", permission=may_bill, subject="order")
def unbill(*, actor: Actor, order: payments.PaymentOrder, now: datetime) -> payments.PaymentOrder:
    """Cancel an order inside an act."""
    return payments.cancel_order(order=order)


def officer(number: str, kind: str) -> Actor:
    """An officer of the body."""
    account, _ = Account.objects.get_or_create(username=f"p{number}", defaults={"created_at": DAY})
    held = HeldPost(f"{BODY}-{kind}-{number}", kind, number, "岗", BODY, "试验局", "处", "440300000000")
    return Actor(ActorKind.OFFICER, account.pk, number, f"试{number}", posts=(held,))


def payer(name: str = "payer") -> Actor:
    """Somebody who owes."""
    account, _ = Account.objects.get_or_create(username=name, defaults={"created_at": DAY})
    return Actor(ActorKind.CITIZEN, account.pk, "", "张伟")


def order(
    *, amount: int = 4800, now: datetime = DAY, about: tuple[str, str] = ABOUT
) -> payments.PaymentOrder:
    """An order of one line."""
    claim = payments.Claim(
        about=about,
        title="特种设备检验费",
        lines=[{"name": "检验费", "basis": "《特种设备安全法》（试验）", "amount": amount}],
        body_code=BODY,
        body_name="试验局",
        payer_name="张伟",
        account_id=payer().account_id,
    )
    return bill(actor=PLATFORM, bill=Bill(about), claim=claim, now=now)


def paid(*, now: datetime = DAY, **how: int) -> payments.PaymentOrder:
    """An order paid at the demo's bank."""
    made = order(now=now, **how)
    payments.pay_at_demo_bank(order=made, amount=made.amount, is_told=True, now=now)
    made.refresh_from_db()
    return made
