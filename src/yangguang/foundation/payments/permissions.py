"""Who may move money: payers their own, officers of the body that collects, two of them for what goes back."""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.payments.models import PaymentOrder, ReconciliationDifference, Refund

KEEPERS = (PostKind.ACCEPT, PostKind.DELIVER, PostKind.EXAMINE)


def is_payer(actor: Actor, order: PaymentOrder) -> bool:
    """Whether it is the actor who owes it: for themselves, or for the enterprise they stand for."""
    if not actor.is_signed_in or actor.is_officer:
        return False
    if order.payer_code and actor.enterprise_code:
        return order.payer_code == actor.enterprise_code
    return order.account_id == actor.account_id


def collects(actor: Actor, body_code: str) -> bool:
    """Whether the actor works for the body that collects."""
    return any(actor.holds(kind, body_code) for kind in (*KEEPERS, PostKind.DECIDE))


def may_see_order(actor: Actor, order: PaymentOrder) -> bool:
    """The payer, the body that collects, and supervision."""
    return is_payer(actor, order) or collects(actor, order.body_code) or actor.holds(PostKind.MONITOR)


def may_take_call(actor: Actor) -> bool:
    """Only the platform's own hand, on the word of the bank."""
    return actor.kind is ActorKind.SYSTEM


def may_propose_refund(actor: Actor, order: PaymentOrder) -> bool:
    """Officers of the body that collected."""
    return collects(actor, order.body_code)


def may_judge_refund(actor: Actor, refund: Refund) -> bool:
    """The head of the body that collected; that it is another person the operation says by name."""
    return actor.holds(PostKind.DECIDE, refund.order.body_code)


def may_record_refund_attempt(actor: Actor) -> bool:
    """Only the platform's own sender."""
    return actor.kind is ActorKind.SYSTEM


def may_reconcile_day(actor: Actor) -> bool:
    """The clock, and whoever keeps a body's money."""
    return actor.kind is ActorKind.SYSTEM or any(
        actor.holds(kind) for kind in (*KEEPERS, PostKind.DECIDE, PostKind.MONITOR)
    )


def may_explain_difference(actor: Actor, difference: ReconciliationDifference) -> bool:
    """Heads of the bodies that collect, and supervision."""
    return actor.holds(PostKind.DECIDE) or actor.holds(PostKind.MONITOR)
