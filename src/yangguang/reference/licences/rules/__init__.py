"""Numbers and identifiers, contents of types, signed data, status lists, spreadsheets: pure functions."""

from yangguang.reference.licences.rules.numbers import (
    ALPHABET,
    CODE_LENGTH,
    compose_identifier,
    compose_number,
    grouped_code,
    looks_like_code,
    make_verification_code,
    normalise_code,
    renewed_until,
)

__all__ = [
    "ALPHABET",
    "CODE_LENGTH",
    "compose_identifier",
    "compose_number",
    "grouped_code",
    "looks_like_code",
    "make_verification_code",
    "normalise_code",
    "renewed_until",
]
