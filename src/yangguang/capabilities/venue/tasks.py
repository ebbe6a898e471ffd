"""Jobs of the venue: paying deposits back until the bank answers, and comparing the book with the bank every night."""

from typing import Any

from yangguang.capabilities.venue.api import get_deposit, list_refunds_due, pay_refund, reconcile
from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock

BANK = "交易资金结算"


@jobs.task(name="venue.send_refund", attempts=1)
def send_refund(*, reference: str, **_: Any) -> None:
    """Pay one deposit back; a bank that does not answer is asked again later."""
    deposit = get_deposit(reference=reference)
    if deposit.state == "refund_due":
        pay_refund(actor=system_actor(BANK), now=clock.now(), deposit=deposit)


@jobs.every(cron="*/5 * * * *", name="venue.pay_refunds")
def pay_refunds(timestamp: int) -> None:
    """Queue a job for each deposit that is to go back: one that the bank refuses does not hold up the others."""
    for deposit in list_refunds_due()[:500]:
        jobs.defer(send_refund, lock=deposit.reference, reference=deposit.reference)


@jobs.every(cron="30 18 * * *", name="venue.reconcile")
def reconcile_nightly(timestamp: int) -> None:
    """Compare the book with the bank."""
    reconcile(actor=system_actor(BANK), now=clock.now())
