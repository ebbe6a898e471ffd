"""Jobs of payments: the bank is asked outside any transaction; how it went is written down afterwards."""

from datetime import timedelta

from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.jobs import api as jobs
from yangguang.foundation.payments import operations
from yangguang.foundation.payments.models import PaymentOrder, Refund
from yangguang.foundation.payments.providers.registry import provider_named
from yangguang.foundation.payments.refusals import PaymentUnavailable
from yangguang.foundation.payments.states import RefundState
from yangguang.kernel import clock

CASHIER = system_actor("收款结算")


@jobs.task(name="payments.send_refund", attempts=3)
def send_refund(*, refund_id: int, **_unknown: object) -> None:
    """Try one approved refund once; its uuid is the reference, so that asking twice pays once."""
    refund = Refund.objects.select_related("order", "call").filter(pk=refund_id).first()
    if refund is None or refund.state != RefundState.APPROVED:
        return
    receipt, problem = "", ""
    try:
        receipt = provider_named(refund.order.provider).send_back(
            reference=str(refund.uuid),
            amount=refund.amount,
            account=refund.call.payer_account,
            now=clock.now(),
        )
    except PaymentUnavailable as failure:
        problem = failure.message
    operations.record_refund_attempt(
        actor=CASHIER, refund=refund, receipt=receipt, problem=problem, now=clock.now()
    )


@jobs.every(cron="20 17 * * *", name="payments.reconcile_yesterday")
def reconcile_yesterday(timestamp: int) -> None:
    """Compare yesterday with each bank that has orders; a bank that is down is asked again the next night."""
    now = clock.now()
    for provider in PaymentOrder.objects.values_list("provider", flat=True).distinct():
        for back in (1, 2, 3):
            try:
                operations.reconcile_day(
                    actor=CASHIER, provider=provider, day=clock.today(now) - timedelta(days=back), now=now
                )
            except PaymentUnavailable:
                break
