"""Acts with legal force are told to whoever watches the public stream."""

from datetime import UTC, datetime, timedelta

import pytest

from yangguang.foundation.acts import tasks
from yangguang.foundation.acts.api import ANONYMOUS, Actor, operation
from yangguang.foundation.acts.models import Act
from yangguang.foundation.events.models import LiveEvent
from yangguang.kernel import clock

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)


class Case:
    """Something acts can be about."""

    act_object = ("test", "1")


@operation("acts.tests_bind", summary="试验", permission=lambda: True, subject="case", binding=True)
def bind(*, actor: Actor, now: datetime, case: Case) -> Case:
    return case


@operation("acts.tests_note", summary="试验", permission=lambda: True, subject="case")
def jot(*, actor: Actor, now: datetime, case: Case) -> Case:
    return case


@pytest.mark.django_db
def test_operation__binding__is_told_and_an_ordinary_one_is_not():
    bind(actor=ANONYMOUS, now=NOW, case=Case())
    jot(actor=ANONYMOUS, now=NOW, case=Case())

    told = LiveEvent.objects.get(topic="acts")
    assert told.payload == {"act": Act.objects.get(operation="acts.tests_bind").number}


@pytest.mark.django_db
def test_prune_live_events__a_day_later__they_are_gone():
    bind(actor=ANONYMOUS, now=NOW, case=Case())

    with clock.fixed_at(NOW + timedelta(hours=25)):
        assert tasks.prune_live_events(timestamp=0) == 1
