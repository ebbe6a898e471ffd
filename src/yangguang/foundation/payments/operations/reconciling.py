"""The day's comparison: the bank's statement against the book, both ways, with every difference kept."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.payments import permissions
from yangguang.foundation.payments.models import (
    PaymentCall,
    Reconciliation,
    ReconciliationDifference,
    Refund,
)
from yangguang.foundation.payments.operations.calls import BANK, take_call
from yangguang.foundation.payments.providers.base import BankLine
from yangguang.foundation.payments.providers.registry import provider_named
from yangguang.foundation.payments.queries import day_bounds
from yangguang.foundation.payments.refusals import CallContradicts, DayNotOver, ExplanationMissing
from yangguang.foundation.payments.states import CallOutcome, Difference
from yangguang.kernel.clock import today

Key = tuple[bool, str, str]


def reconcile_day(*, actor: Actor, provider: str, day: date, now: datetime) -> Reconciliation:
    """
    Fetch the bank's statement of a day, take what its messages missed, then compare.

    The bank is asked outside the transaction. Refuses with DayNotOver, PaymentUnavailable.
    """
    if day >= today(now):
        raise DayNotOver(day=day.isoformat())
    lines = list(provider_named(provider).statement_of(day=day))
    known = set(
        PaymentCall.objects.filter(provider=provider, serial__in=[one.serial for one in lines]).values_list(
            "serial", flat=True
        )
    )
    missed = [one for one in lines if not one.is_refund and one.serial not in known]
    for line in missed:
        try:
            take_call(actor=BANK, provider=provider, line=line, now=now, is_from_statement=True)
        except CallContradicts:  # somebody was faster, with another content: the comparison shows it
            continue
    return compare_day(actor=actor, provider=provider, day=day, lines=lines, missed=len(missed), now=now)


@operation(
    "payments.reconcile_day", summary="对账", permission=permissions.may_reconcile_day, subject="result"
)
def compare_day(
    *, actor: Actor, provider: str, day: date, lines: Sequence[BankLine], missed: int, now: datetime
) -> Reconciliation:
    """Compare a statement with the book of its day; differences that have gone since the last run are marked so."""
    bank = {(one.is_refund, one.serial): one for one in lines}
    book = _book_of(provider, day)
    found = _differences(bank, book)
    row, _ = Reconciliation.objects.select_for_update().get_or_create(
        provider=provider, day=day, defaults={"ran_at": now}
    )
    row.ran_at = now
    row.bank_amount = sum(one.amount for one in lines if not one.is_refund)
    row.book_amount = sum(amount for (is_refund, _), (_, amount, _) in book.items() if not is_refund)
    agreed = [
        key for key in bank.keys() & book.keys() if not any(one[:2] == (key[0], key[1]) for one in found)
    ]
    row.matched = sum(not is_refund for is_refund, _ in agreed)
    row.refunds_matched = len(agreed) - row.matched
    row.save()
    for (is_refund, serial, kind), facts in found.items():
        ReconciliationDifference.objects.update_or_create(
            reconciliation=row,
            serial=serial,
            kind=kind,
            is_refund=is_refund,
            defaults={**facts, "gone_at": None},
        )
    for old in row.differences.filter(gone_at__isnull=True):
        if (old.is_refund, old.serial, old.kind) not in found:
            old.gone_at = now
            old.save(update_fields=["gone_at"])
    note(matched=row.matched, differences=len(found), missed=missed)
    return row


@operation(
    "payments.explain_difference",
    summary="说明对账差异",
    permission=permissions.may_explain_difference,
    subject="difference",
)
def explain_difference(
    *, actor: Actor, difference: ReconciliationDifference, text: str, now: datetime
) -> ReconciliationDifference:
    """Say what a difference is and what was done about it; it stays on the day's page. Refuses with ExplanationMissing."""
    if not text.strip():
        raise ExplanationMissing(fields={"text": "请写明差在哪里、怎么处理的。"})
    row = ReconciliationDifference.objects.select_for_update().get(pk=difference.pk)
    row.explanation, row.explained_by_id, row.explained_at = text.strip()[:300], actor.account_id, now
    row.save(update_fields=["explanation", "explained_by", "explained_at"])
    note(serial=row.serial, kind=row.kind, explanation=row.explanation)
    return row


def _book_of(provider: str, day: date) -> dict[tuple[bool, str], tuple[str, int, str]]:
    start, end = day_bounds(day)
    book = {
        (False, call.serial): (call.reference, call.amount, call.outcome)
        for call in PaymentCall.objects.filter(provider=provider, paid_at__gte=start, paid_at__lt=end)
    }
    gone = Refund.objects.select_related("order").filter(
        order__provider=provider, paid_at__gte=start, paid_at__lt=end
    )
    book.update({(True, one.receipt): (one.order.number, one.amount, CallOutcome.PAID) for one in gone})
    return book


def _differences(
    bank: dict[tuple[bool, str], BankLine], book: dict[tuple[bool, str], tuple[str, int, str]]
) -> dict[Key, dict[str, Any]]:
    found: dict[Key, dict[str, Any]] = {}
    for is_refund, serial in bank.keys() | book.keys():
        line, entry = bank.get((is_refund, serial)), book.get((is_refund, serial))
        kind = _kind(line, entry)
        if kind:
            found[(is_refund, serial, kind)] = {
                "reference": line.reference if line else entry[0] if entry else "",
                "bank_amount": line.amount if line else None,
                "book_amount": entry[1] if entry else None,
            }
    return found


def _kind(line: BankLine | None, entry: tuple[str, int, str] | None) -> str:
    if entry is None:
        return Difference.ONLY_BANK
    if line is None:
        return Difference.ONLY_BOOK
    if line.amount != entry[1]:
        return Difference.AMOUNT
    return "" if entry[2] == CallOutcome.PAID else Difference.UNMATCHED
