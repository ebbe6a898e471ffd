"""A clock that is being started while the calendar changes must not miss the change."""

import threading
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection

from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.deadlines.tests.given import ADMINISTRATOR, APPLICATION, Desk, at, some_operation


@pytest.fixture
def desk() -> Iterator[Desk]:
    deadlines.load_rules()
    with some_operation() as run:
        yield Desk(run)


@pytest.mark.django_db(transaction=True)
def test_override_calendar__while_a_clock_is_started__waits_for_it_and_moves_it(desk: Desk) -> None:
    is_started, is_asked = threading.Event(), threading.Event()

    def start_slowly() -> None:
        def deed() -> None:
            deadlines.start_clock(
                subject=APPLICATION,
                kind="statutory",
                started_at=at("2025-09-22"),
                rule_id="lic.correct_notice",
            )
            is_started.set()
            is_asked.wait(timeout=10)

        try:
            desk.run(deed, at("2025-09-22"))
        finally:
            connection.close()

    def override() -> None:
        is_started.wait(timeout=10)
        threading.Timer(0.2, is_asked.set).start()  # the override is by then waiting for the calendar
        try:
            deadlines.override_calendar(
                actor=ADMINISTRATOR,
                now=at("2025-09-23"),
                day=date(2025, 9, 24),
                is_workday=False,
                name="台风停工",
                basis="通知",
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=start_slowly), threading.Thread(target=override)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    clock = deadlines.find_clock(APPLICATION, "statutory")
    assert clock is not None
    assert clock.due_on == date(2025, 9, 29)
    assert clock.calendar_version == deadlines.current_calendar().version
