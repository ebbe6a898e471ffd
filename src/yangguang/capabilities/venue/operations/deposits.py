"""
Deposits as a state machine: due → received from the party's own account → frozen → refund due → refunded, forfeited or offset.

The loser's money goes back within five working days (39号令, `land.deposit_back`), with interest where the rules say so.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from yangguang.capabilities.venue import permissions, rules
from yangguang.capabilities.venue.events import DepositMoved
from yangguang.capabilities.venue.models import Deposit, Movement, Registration
from yangguang.capabilities.venue.operations.payments import Payment, provider_named
from yangguang.capabilities.venue.operations.voices import note_coincidences
from yangguang.capabilities.venue.states import DEPOSIT_STEPS, DepositState
from yangguang.foundation.acts.api import Actor, emit, note, operation, require_operation, system_actor
from yangguang.foundation.deadlines.api import current_calendar
from yangguang.kernel import clock, money

REFUND_WORKDAYS = 5


def move(deposit: Deposit, after: DepositState, *, now: datetime, **facts: object) -> None:
    """Take one step of a deposit's way, with its row in the book. Refuses with NotInThisState."""
    require_operation()
    before = DepositState(deposit.state)
    if after not in DEPOSIT_STEPS[before]:
        raise rules.NotInThisState(what="保证金", state=before.label)
    deposit.state = after
    if after == DepositState.REFUND_DUE:
        deposit.refund_due_on = current_calendar().add_workdays(clock.today(now), REFUND_WORKDAYS)
    if after in (DepositState.REFUNDED, DepositState.FORFEITED, DepositState.OFFSET):
        deposit.settled_at = now
    deposit.save()
    Movement.objects.create(
        deposit=deposit, before=before, after=after, amount=deposit.amount, facts=facts, at=now
    )
    emit(DepositMoved(deposit.reference, after.value, now))


@operation(
    "venue.receive_deposit",
    summary="保证金到账",
    permission=permissions.may_receive_deposit,
    subject="deposit",
    binding=True,
)
def receive_deposit(*, actor: Actor, now: datetime, deposit: Deposit, payment: Payment) -> Deposit:
    """
    Take a payment for a deposit, only whole and only from the party's own account; the same receipt twice changes nothing.

    Refuses with WrongPayer, WrongAmount, NotInThisState.
    """
    from yangguang.capabilities.venue.operations.parties import freeze_if_ready  # noqa: PLC0415 - each needs the other

    row = _locked(deposit)
    if row.receipt and row.receipt == payment.receipt:
        return row
    party = row.registration.party
    if payment.payer_account != party.bank_account:
        raise rules.WrongPayer(account=f"尾号 {party.bank_account[-4:]}")
    if payment.amount != row.amount:
        raise rules.WrongAmount(due=money.yuan_text(row.amount), paid=money.yuan_text(payment.amount))
    row.payer_name, row.payer_account = payment.payer_name, payment.payer_account
    row.receipt, row.received_at, row.problem = payment.receipt, now, ""
    move(row, DepositState.RECEIVED, now=now, receipt=payment.receipt)
    freeze_if_ready(row.registration, now=now)
    note_coincidences(row.registration.lot, now=now)
    note(amount=row.amount, receipt=payment.receipt)
    return row


@operation(
    "venue.return_payment",
    summary="退回不符的付款",
    permission=permissions.may_return_payment,
    subject="deposit",
)
def return_payment(
    *, actor: Actor, now: datetime, deposit: Deposit, payment: Payment, reason: str
) -> Deposit:
    """Send a payment that cannot be a deposit back where it came from, and say why on the deposit."""
    row = _locked(deposit)
    receipt = provider_named(row.provider).send_back(
        reference=row.reference, amount=payment.amount, account=payment.payer_account, now=now
    )
    row.problem = reason[:200]
    row.save(update_fields=["problem"])
    Movement.objects.create(
        deposit=row,
        before=row.state,
        after=row.state,
        amount=payment.amount,
        facts={"returned": receipt, "reason": reason},
        at=now,
    )
    note(returned=payment.amount, receipt=receipt)
    return row


@operation(
    "venue.settle_deposit",
    summary="处理保证金",
    permission=permissions.may_settle_deposit,
    subject="deposit",
    binding=True,
)
def settle_deposit(
    *, actor: Actor, now: datetime, deposit: Deposit, after: DepositState, reason: str
) -> Deposit:
    """
    Say what becomes of a frozen deposit: back to a loser, offset against the winner's price, kept from a defaulter.

    Refuses with NotInThisState.
    """
    row = _locked(deposit)
    if after == DepositState.REFUND_DUE and row.received_at:
        row.interest = rules.interest_on(amount=row.amount, days=(now - row.received_at).days)
    move(row, after, now=now, reason=reason)
    note(reason=reason, interest=row.interest)
    return row


@operation(
    "venue.pay_refund",
    summary="退还保证金",
    permission=permissions.may_pay_refund,
    subject="deposit",
    binding=True,
)
def pay_refund(*, actor: Actor, now: datetime, deposit: Deposit) -> Deposit:
    """
    Pay a deposit back with its interest, to the account it came from. Refuses with PaymentUnavailable, NotInThisState.
    """
    row = _locked(deposit)
    if row.state != DepositState.REFUND_DUE:
        raise rules.NotInThisState(what="保证金", state=row.get_state_display())
    receipt = provider_named(row.provider).send_back(
        reference=row.reference, amount=row.amount + row.interest, account=row.payer_account, now=now
    )
    row.problem = ""
    move(row, DepositState.REFUNDED, now=now, receipt=receipt, interest=row.interest)
    note(receipt=receipt, interest=row.interest)
    return row


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a comparison of the bank's statement with the book found."""

    day: date
    matched: int
    differences: tuple[dict[str, object], ...]

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it: by the day."""
        return ("reconciliation", self.day.isoformat())


@operation("venue.reconcile", summary="保证金对账", permission=permissions.may_reconcile, subject="result")
def reconcile(*, actor: Actor, now: datetime, provider: str = "demo") -> Reconciled:
    """Compare the bank's statement of a week with the book, both ways. Refuses with PaymentUnavailable."""
    since = now - timedelta(days=7)
    statement = provider_named(provider).list_payments(since=since, until=now)
    lines = [one for one in statement if not one.is_refund]
    received = (
        Deposit.objects.filter(received_at__gte=since)
        .exclude(receipt="")
        .values_list("receipt", "reference", "amount")
    )
    book = {receipt: (reference, amount) for receipt, reference, amount in received}
    bank = {one.receipt: (one.reference, one.amount) for one in lines}
    differences: list[dict[str, object]] = [
        {"receipt": receipt, "bank": bank.get(receipt), "book": book.get(receipt)}
        for receipt in sorted(book.keys() | bank.keys())
        if bank.get(receipt) != book.get(receipt)
    ]
    note(matched=len(book.keys() & bank.keys()), differences=differences)
    return Reconciled(clock.today(now), len(book.keys() & bank.keys()), tuple(differences))


def take_payment(*, actor: Actor, now: datetime, payment: Payment) -> Deposit:
    """
    Take a line of the bank's statement: what fits becomes a deposit, what does not goes back with its reason.

    Refuses with NoDeposit, WrongPayer, WrongAmount (after the money was sent back), NotInThisState.
    """
    deposit = Deposit.objects.filter(reference=payment.reference).select_related("registration").first()
    if deposit is None:
        raise rules.NoDeposit(reference=payment.reference)
    try:
        with transaction.atomic():
            return receive_deposit(actor=actor, now=now, deposit=deposit, payment=payment)
    except (rules.WrongPayer, rules.WrongAmount) as refusal:
        return_payment(actor=actor, now=now, deposit=deposit, payment=payment, reason=refusal.message)
        raise


def pay_demo_deposit(*, registration: Registration, now: datetime) -> Deposit:
    """
    Let the demo bank pay a deposit from the party's own account; in demo mode only.

    Refuses with PaymentUnavailable in service.
    """
    if not settings.DEMO_MODE:
        raise rules.PaymentUnavailable(problem="演示支付只在演示模式下有")
    deposit, party = registration.deposit, registration.party
    payment = Payment(
        f"DEMO{deposit.reference}", deposit.reference, deposit.amount, party.name, party.bank_account, now
    )
    provider_named("demo").enter(payment)
    return take_payment(actor=system_actor("交易资金结算"), now=now, payment=payment)


def _locked(deposit: Deposit) -> Deposit:
    return (
        Deposit.objects.select_for_update(of=("self",))
        .select_related("registration__party", "registration__lot__operator_body")
        .get(pk=deposit.pk)
    )
