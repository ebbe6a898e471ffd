"""Lock-outs and the life of a sign-in, as plain values."""

from datetime import timedelta

import pytest

from yangguang.foundation.identity import rules
from yangguang.foundation.identity.tests.given import NOW


def test_lock_for__each_next_lock__doubles_up_to_a_day() -> None:
    minutes = [rules.lock_for(lockouts=n) // timedelta(minutes=1) for n in (0, 1, 2, 3, 6, 7, 50)]

    assert minutes == [15, 30, 60, 120, 960, 1440, 1440]


@pytest.mark.parametrize(
    ("started", "seen", "fresh"),
    [(0, 0, True), (29, 29, True), (30, 30, False), (719, 1, True), (720, 0, False)],
)
def test_is_fresh__after_minutes__ends_idle_at_30_and_always_at_720(
    started: int, seen: int, fresh: bool
) -> None:
    answer = rules.is_fresh(
        started_at=NOW - timedelta(minutes=started), seen_at=NOW - timedelta(minutes=seen), now=NOW
    )

    assert answer is fresh


@pytest.mark.parametrize("name", ["ab", "1ab", "has space", "大写", "a" * 33, "UPPER", ""])
def test_username_problem__malformed__says_the_rule(name: str) -> None:
    assert rules.username_problem(name)


def test_username_problem__well_formed__is_none() -> None:
    assert rules.username_problem("li.na_2-x") == ""
