"""
The arithmetic of second factors: one-time passwords by time (TOTP, RFC 6238 over HOTP, RFC 4226) and recovery codes;
plain values, no database.
"""

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
DRIFT = 1  # steps before and after that still count; telephones run a little fast or slow
SECRET_BYTES = 20  # RFC 4226, section 4, R6

RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
_HALF = 5


def new_totp_secret() -> bytes:
    """Draw the shared secret of an authenticator app."""
    return secrets.token_bytes(SECRET_BYTES)


def totp_step(now: datetime) -> int:
    """Give the number of the half minute an instant lies in."""
    return int(now.timestamp()) // STEP_SECONDS


def totp_code(*, secret: bytes, step: int) -> str:
    """Compute the code of one half minute (RFC 4226, 5.3)."""
    digest = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def matching_step(*, secret: bytes, code: str, now: datetime, after: int) -> int | None:
    """
    Find the half minute a code belongs to, or none.

    A step not later than *after*, the last one used, never counts: a code seen by somebody else is worth nothing
    (RFC 6238, 5.2), and a clock set back opens nothing.
    """
    typed = code.strip().replace(" ", "")
    if len(typed) != DIGITS or not typed.isascii() or not typed.isdigit():
        return None
    here = totp_step(now)
    found = None
    for step in range(here - DRIFT, here + DRIFT + 1):  # all are computed, so that time tells nothing
        if hmac.compare_digest(totp_code(secret=secret, step=step), typed) and step > after:
            found = step
    return found


def totp_text(secret: bytes) -> str:
    """Write a secret as people type it into an app: groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def totp_address(*, secret: bytes, username: str, issuer: str) -> str:
    """Give the address an authenticator app reads from the QR code."""
    query = urlencode(
        {"secret": base64.b32encode(secret).decode().rstrip("="), "issuer": issuer, "digits": DIGITS},
        quote_via=quote,
    )
    return f"otpauth://totp/{quote(issuer)}:{quote(username)}?{query}"


def new_recovery_codes() -> list[str]:
    """Draw the ten codes a person keeps on paper; each opens once."""
    return [_recovery_code() for _ in range(RECOVERY_CODES)]


def normalised_recovery_code(text: str) -> str:
    """Bring a typed code to its one form."""
    letters = "".join(text.lower().split()).replace("-", "")
    return f"{letters[:_HALF]}-{letters[_HALF:]}" if len(letters) == 2 * _HALF else ""


def _recovery_code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(2 * _HALF))
    return f"{letters[:_HALF]}-{letters[_HALF:]}"
