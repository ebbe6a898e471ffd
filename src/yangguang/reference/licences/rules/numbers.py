"""Numbers, codes and periods of licences. Pure functions."""

import re
import secrets
from calendar import monthrange
from datetime import date, timedelta

from yangguang.kernel.identifiers import compose_licence_identifier

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: read aloud and typed without mistakes
CODE_LENGTH = 20  # 100 random bits


def make_verification_code() -> str:
    """Draw the code printed in the QR of a licence; it cannot be guessed from number or neighbours."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def normalise_code(written: str) -> str:
    """Take a typed code apart from spaces, dashes and the letters people mistake."""
    code = re.sub(r"[\s\-－—]", "", written).upper()
    return code.translate(str.maketrans("ILOU", "110V"))


def looks_like_code(written: str) -> bool:
    """Tell whether this may be a verification code rather than a number."""
    code = normalise_code(written)
    return len(code) == CODE_LENGTH and set(code) <= set(ALPHABET)


def grouped_code(code: str) -> str:
    """Write a code in groups of five, as printed."""
    return " ".join(code[start : start + 5] for start in range(0, len(code), 5))


def compose_number(*, prefix: str, area_code: str, year: int, serial: int) -> str:
    """
    Compose the number of a licence whose law prescribes none: prefix, area, two digits of the year, six digits.

    Behind JY that makes the fourteen digits of food business licences.
    """
    return f"{prefix}{area_code[:6]}{year % 100:02d}{serial:06d}"


def compose_identifier(*, kind: str, issuer_code: str, number: str, version: int, type_code: str = "") -> str:
    """
    Compose the electronic identifier (GB/T 36904) with its check character.

    *type_code* is that of the registered type; without one the issuer's code and the kind stand for it. Empty for an
    issuer without an 18-character code.
    """
    serial = re.sub(r"[^0-9A-Z]", "", number.upper())[-32:]
    if len(issuer_code) != 18 or not serial:
        return ""
    return compose_licence_identifier(
        type_code=type_code or f"{issuer_code}{kind:0>3}",
        issuer_code=issuer_code,
        serial=serial,
        version=version,
    )


def renewed_until(*, valid_from: date, valid_until: date, new_from: date) -> date:
    """
    Give the last day of a renewal as long as the period before: whole months stay whole months.

    Both last days are included, as licences print them (2026年9月21日至2031年9月20日).
    """
    after = valid_until + timedelta(days=1)
    months = (after.year - valid_from.year) * 12 + after.month - valid_from.month
    if after.day != valid_from.day or months <= 0:
        return new_from + (valid_until - valid_from)
    total = new_from.month - 1 + months
    year, month = new_from.year + total // 12, total % 12 + 1
    return date(year, month, min(new_from.day, monthrange(year, month)[1])) - timedelta(days=1)
