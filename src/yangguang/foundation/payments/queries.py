"""Reading orders, refunds and days, as far as one may."""

from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.payments import permissions
from yangguang.foundation.payments.models import (
    PaymentCall,
    PaymentOrder,
    Reconciliation,
    ReconciliationDifference,
    Refund,
)
from yangguang.foundation.payments.states import CallOutcome, RefundState
from yangguang.kernel.clock import SHANGHAI
from yangguang.kernel.refusals import NotFound


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Give the instants a day of the city begins and ends."""
    start = datetime.combine(day, time.min, tzinfo=SHANGHAI)
    return start, start + timedelta(days=1)


def list_orders_of(*, object_type: str, object_number: str) -> list[PaymentOrder]:
    """List the orders for one thing, the newest first; the caller has fetched that thing for its actor."""
    found = PaymentOrder.objects.filter(object_type=object_type, object_number=object_number)
    return list(found.prefetch_related("refunds").order_by("-issued_at", "-pk"))


def get_order(*, actor: Actor, number: str) -> PaymentOrder:
    """Get an order the actor pays, collects or supervises. Refuses with NotFound."""
    order = PaymentOrder.objects.filter(number=number).first()
    if order is None or not permissions.may_see_order(actor, order):
        raise NotFound(what="这张缴款单")
    return order


def list_body_orders(*, actor: Actor, state: str = "") -> QuerySet[PaymentOrder]:
    """List the orders of the bodies the actor collects for, all for supervision."""
    orders = PaymentOrder.objects.order_by("-issued_at", "-pk")
    if not actor.holds(PostKind.MONITOR):
        orders = orders.filter(body_code__in=_bodies(actor))
    return orders.filter(state=state) if state else orders


def list_refunds(*, actor: Actor) -> QuerySet[Refund]:
    """List what is going back, waiting ones first, of the actor's bodies."""
    refunds = Refund.objects.select_related("order", "proposed_by", "judged_by")
    if not actor.holds(PostKind.MONITOR):
        refunds = refunds.filter(order__body_code__in=_bodies(actor))
    return refunds.order_by("-proposed_at", "-pk")


def get_refund(*, actor: Actor, uuid: object) -> Refund:
    """Get a refund of the actor's bodies. Refuses with NotFound."""
    found = list_refunds(actor=actor).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(what="这笔退款")
    return found


def list_unsent_refunds() -> list[Refund]:
    """List what was approved and the bank has not sent."""
    return list(Refund.objects.filter(state=RefundState.APPROVED))


def list_stray_calls(*, order: PaymentOrder) -> list[PaymentCall]:
    """List payments that name the order and could not pay it."""
    return list(order.calls.exclude(outcome=CallOutcome.PAID).order_by("paid_at"))


def list_days(*, limit: int = 60) -> QuerySet[Reconciliation]:
    """List the compared days with how many differences each still has open."""
    is_open = Q(differences__gone_at__isnull=True, differences__explained_at__isnull=True)
    found = Count("differences", filter=Q(differences__isnull=False) & is_open)
    return Reconciliation.objects.annotate(open_count=found).order_by("-day")[:limit]


def get_day(*, provider: str, day: date) -> Reconciliation:
    """Get one compared day. Refuses with NotFound."""
    found = Reconciliation.objects.prefetch_related("differences").filter(provider=provider, day=day).first()
    if found is None:
        raise NotFound(what="这一天的对账")
    return found


def get_difference(*, pk: int) -> ReconciliationDifference:
    """Get one difference. Refuses with NotFound."""
    found = ReconciliationDifference.objects.select_related("reconciliation").filter(pk=pk).first()
    if found is None:
        raise NotFound(what="这条差异")
    return found


def _bodies(actor: Actor) -> set[str]:
    kinds = {str(one) for one in (*permissions.KEEPERS, PostKind.DECIDE)}
    return {post.body_code for post in actor.posts if post.kind in kinds}
