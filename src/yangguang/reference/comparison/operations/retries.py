"""Asking again where a source did not answer."""

from datetime import datetime

from yangguang.reference.comparison.models import Check
from yangguang.reference.comparison.operations.checking import MACHINE, Subject, compare_claims
from yangguang.reference.comparison.rules import Claim, Outcome
from yangguang.reference.comparison.states import Occasion

MOST = 200


def retry_unavailable(*, now: datetime) -> int:
    """Compare again what came to 数据源不可用 and nobody has decided; gives how many now have a result."""
    waiting = Check.objects.filter(outcome=Outcome.UNAVAILABLE, is_newest=True, decided__isnull=True)
    answered = 0
    for one in waiting.order_by("pk")[:MOST]:
        (again,) = compare_claims(
            actor=MACHINE,
            now=now,
            subject=Subject(one.subject_type, one.subject_number, one.body_code),
            body_code=one.body_code,
            claims=[(one.source, Claim(one.kind, one.claim, item=one.item, key=one.subject_number))],
            occasion=Occasion.NIGHTLY.value,
        )
        answered += again.result is not Outcome.UNAVAILABLE
    return answered
