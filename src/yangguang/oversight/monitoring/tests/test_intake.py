"""Outside systems: each event is answered by name, taken once, and held against the field's own standard."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import MONDAY, later
from yangguang.foundation.acts.api import system_actor
from yangguang.kernel.clock import fixed_at
from yangguang.oversight.monitoring.models import Card, OutsideEvent, Passed
from yangguang.oversight.monitoring.operations.intake import (
    approve_standard,
    receive_events,
    register_source,
    write_standard,
)
from yangguang.oversight.monitoring.rules.intake import SCHEMA
from yangguang.oversight.monitoring.rules.refusals import AnotherApproverNeeded, StandardNotFit, TooManyEvents
from yangguang.oversight.monitoring.tests.given import watch

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("城管系统")
TOKEN = "a-token-only-this-test-knows"
STANDARD = {
    "code": "street-order",
    "name": "街面秩序处置",
    "field": "urban",
    "steps": [
        {"code": "assign", "name": "派单", "post": "accept", "limit": 1},
        {"code": "handle", "name": "处置", "post": "inspect", "limit": 3, "people": 2},
        {"code": "check", "name": "核查", "post": "review", "limit": 1},
    ],
    "spans": [
        {"kind": "statutory", "length": 7, "starts": ["open"], "stops": ["close"], "basis": "城市管理规定"}
    ],
}


@pytest.fixture
def source():
    office = given.office()
    standard = write_standard(actor=system_actor("平台"), content=STANDARD, now=MONDAY)
    approve_standard(actor=office.monitor, standard=standard, now=MONDAY)
    return register_source(
        actor=office.monitor,
        code="city",
        name="城管系统",
        body_code=office.body.code,
        token=TOKEN,
        now=MONDAY,
    )


def event(number, kind, *, hours=0.0, case="C1", **more):
    at = (MONDAY + timedelta(hours=hours)).isoformat()
    return {"event_id": f"E{number}", "case": case, "kind": kind, "at": at, **more}


OPEN = event(1, "open", standard="street-order")


NOON = later(0.5)


def send(source, *events, now=NOON):
    return receive_events(actor=SYSTEM, source=source, events=events, now=now)


def verdicts(batch):
    return [one["verdict"] for one in batch.report]


def test_events__in_order__are_taken_and_watched(source):
    batch = send(
        source, OPEN, event(2, "step", hours=1, step="assign"), event(3, "step", hours=2, step="check")
    )
    cards = watch(later(0.5))
    assert batch.counts == {"accepted": 3}
    assert [card.rule_id for card in cards] == ["card.flow.skipped"]
    assert cards[0].facts["skipped"] == ["处置"] and cards[0].field == "urban"
    assert cards[0].evidence == ["event:city:E3"]


def test_event__sent_twice__is_counted_once_and_answered_by_name(source):
    send(source, OPEN)
    again = send(source, OPEN)
    watch(later(0.5))
    assert verdicts(again) == ["duplicate"] and OutsideEvent.objects.count() == 1
    assert Passed.objects.count() == 1


def test_event__with_a_changed_history__is_refused_and_the_first_stays(source):
    send(source, OPEN)
    changed = send(source, {**OPEN, "at": later(0.1).isoformat()})
    assert verdicts(changed) == ["history_changed"]
    assert OutsideEvent.objects.get().at == MONDAY


def test_event__from_the_future__for_no_standard__or_badly_written__is_refused_by_name(source):
    future = event(1, "open", hours=99, standard="street-order")
    unknown = event(2, "open", standard="nothing")
    badly = [{"event_id": "E3"}, "text", {**OPEN, "at": "2026-09-14 10:00"}, {**OPEN, "kind": "dance"}]
    batch = send(source, future, unknown, *badly)
    assert verdicts(batch) == ["from_the_future", "unknown_standard", *["invalid"] * 4]
    assert not OutsideEvent.objects.exists()


def test_event__for_an_unknown_case__waits_until_the_case_is_opened(source):
    held = send(source, event(2, "step", hours=1, step="check"))
    assert verdicts(held) == ["unknown_case_held"] and watch(later(0.5)) == []
    send(source, OPEN)
    assert [card.rule_id for card in watch(later(0.5))] == ["card.flow.skipped"]


def test_event__told_late_and_out_of_order__changes_no_card_by_itself(source):
    send(source, OPEN, event(2, "step", hours=1, step="assign"), event(4, "step", hours=5, step="check"))
    card = watch(later(0.5))[0]
    late = send(source, event(3, "step", hours=3, step="handle", people=2), now=later(2))
    watch(later(2))
    card.refresh_from_db()
    assert verdicts(late) == ["accepted_late"]
    assert card.contradicted_at is not None and not card.is_revoked
    assert Passed.objects.get(mark="event:city:E3").is_late


def test_delivery__over_http__needs_the_token_and_is_acknowledged(source):
    client = Client()
    body = json.dumps({"events": [OPEN]})
    kind = "application/json"
    assert client.post("/api/monitoring/events/", body, content_type=kind).status_code == 401
    with fixed_at(later(0.5)):
        told = client.post(
            "/api/monitoring/events/", body, content_type=kind, headers={"Authorization": f"Bearer {TOKEN}"}
        )
        lines = client.post(
            "/api/monitoring/events/",
            json.dumps(OPEN) + "\n{broken\n",
            content_type="application/x-ndjson",
            headers={"Authorization": f"Bearer {TOKEN}"},
        )
    assert told.status_code == 200 and told.json()["counts"] == {"accepted": 1}
    assert lines.json()["counts"] == {"duplicate": 1, "invalid": 1}
    assert client.get("/api/monitoring/schema/").json()["schema"]["required"] == SCHEMA["required"]


def test_delivery__too_large__is_refused_whole(source):
    with pytest.raises(TooManyEvents):
        send(source, *[OPEN] * 5001)


def test_standard__is_approved_by_another_person_and_read_before_it_is_kept(source):
    office = given.Office(body=None)
    with pytest.raises(StandardNotFit):
        write_standard(actor=office.monitor, content={"code": "x"}, now=MONDAY)
    standard = write_standard(actor=office.monitor, content=STANDARD, now=MONDAY)
    assert standard.number == 2
    with pytest.raises(AnotherApproverNeeded):
        approve_standard(actor=office.monitor, standard=standard, now=MONDAY)


def test_limits__of_an_outside_case__are_watched_as_those_of_our_own(source):
    send(source, OPEN)
    watch(later(0.5))
    rules = {card.rule_id for card in watch(later(30))}
    assert {"card.step.overdue", "card.statutory.overdue"} <= rules
    assert Card.objects.filter(object_number="city:C1").exists()
