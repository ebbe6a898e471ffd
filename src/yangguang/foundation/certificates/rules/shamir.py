"""
A secret cut into n shares of which any m give it back and fewer say nothing (Shamir 1979),.

Used for the keys under which encryption keys lie in escrow; never for signing keys, which are not kept at all.
"""

import secrets
from collections.abc import Mapping

PRIME = 2**521 - 1  # far above any 16-octet secret, a Mersenne prime


def split_secret(secret: int, *, shares: int, threshold: int) -> dict[int, int]:
    """Cut; the shares are numbered from 1."""
    if not 2 <= threshold <= shares or not 0 <= secret < PRIME:
        raise ValueError("a threshold between 2 and the number of shares, and a secret below the prime")
    polynomial = [secret, *(secrets.randbelow(PRIME) for _ in range(threshold - 1))]
    return {place: _value(polynomial, place) for place in range(1, shares + 1)}


def join_secret(shares: Mapping[int, int]) -> int:
    """Interpolate at zero; with too few or wrong shares the outcome is some other number."""
    total = 0
    for place, share in shares.items():
        above, below = 1, 1
        for other in shares:
            if other != place:
                above = above * -other % PRIME
                below = below * (place - other) % PRIME
        total = (total + share * above * pow(below, -1, PRIME)) % PRIME
    return total


def _value(polynomial: list[int], place: int) -> int:
    total = 0
    for factor in reversed(polynomial):
        total = (total * place + factor) % PRIME
    return total
