"""When to try again, and what goes into a short message. Pure functions."""

from datetime import datetime, timedelta

WAITS = (  # after the first, second … failure; together a little over a day
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=16),
)
SHORT_MESSAGE_LENGTH = 300


def next_try(*, attempts: int, now: datetime) -> datetime | None:
    """Give the time of the next try after this many failed ones; none when it is over."""
    return now + WAITS[attempts - 1] if attempts <= len(WAITS) else None


def short_text(*, signature: str, text: str) -> str:
    """Write a short message with the signature carriers demand in front: 【阳光政务】…"""
    whole = f"【{signature}】{text}"
    return whole if len(whole) <= SHORT_MESSAGE_LENGTH else f"{whole[: SHORT_MESSAGE_LENGTH - 1]}…"
