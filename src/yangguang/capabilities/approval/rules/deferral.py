"""How long a promised material may stay away (容缺后补)."""

LONGEST = 10
REMIND_AHEAD = 2
"""Working days before the last one on which the applicant is reminded."""


def deferral_days(*, promise_days: int) -> int:
    """
    Give the working days to hand a promised material in: half the promised time, so that the other half is left to look at it;
    at least one, at most ten (our own rule, published in the guide; no law sets it).
    """
    return max(1, min(LONGEST, promise_days // 2))
