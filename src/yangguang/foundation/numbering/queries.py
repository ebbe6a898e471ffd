"""Reading numbers: how far a series is, and whether a receipt number is ours."""

from django.conf import settings

from yangguang.foundation.numbering import rules
from yangguang.foundation.numbering.models import NumberSeries
from yangguang.kernel.identifiers import normalise


def is_genuine(receipt_number: str) -> bool:
    """Tell whether this platform gave the number, before anything is looked up by it."""
    text = normalised(receipt_number)
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(rules.has_proof(text, key=signing_key(key)) for key in keys)


def normalised(receipt_number: str) -> str:
    """Bring a typed receipt number to the form it is stored in."""
    return normalise(receipt_number, keep_dashes=True)


def last_number(*, body_code: str, kind: str, year: int) -> int:
    """Give the last number of a series, 0 before the first."""
    found = NumberSeries.objects.filter(body_code=body_code, kind=kind, year=year)
    return found.values_list("last", flat=True).first() or 0


def signing_key(secret: str | bytes) -> bytes:
    """Derive the key of the proofs from the platform's secret, so that it proves nothing else."""
    return b"yangguang.numbering:" + (secret if isinstance(secret, bytes) else secret.encode())
