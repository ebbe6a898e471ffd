"""The native door: what is not a bid is turned away by name, what is one gets one receipt, also when it comes twice."""

import asyncio
import hashlib
import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from yangguang.capabilities.auction import api as auction
from yangguang.capabilities.auction.models import Attempt
from yangguang.capabilities.auction.tests import given
from yangguang.capabilities.auction.tests.given import WAN
from yangguang.capabilities.auction.views import door
from yangguang.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)


def ask(
    path: str, body: bytes, *, method: str = "POST", headers: tuple[tuple[bytes, bytes], ...] = ()
) -> tuple[int, Any]:
    """Send one request through the application."""
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": list(headers),
        "client": ("203.0.113.5", 1),
    }
    asyncio.run(door.application(scope, receive, send))
    return sent[0]["status"], json.loads(sent[1]["body"])


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[auction.Session]:
    """A room that runs now, with two bidders, committed so that the door's own thread sees it."""
    given.city()
    now = clock.now()
    for name, days in (("ANNOUNCED", -40), ("OPENS", -2), ("ENDS", 9)):
        monkeypatch.setattr(given, name, now + timedelta(days=days))
    try:
        yield given.room(given.lot("plain"), "zhangwei", "liuyang")
    finally:
        door.COUNTER.stop()
        connection.close()


def test_door__all_sorts_of_bad_input__is_turned_away_by_name(session: auction.Session) -> None:
    own = given.seat(session, "zhangwei")
    good = door.write_pass(session=session.uuid, seat=own.uuid, account_id=own.account_id)
    other_room = door.write_pass(session=uuid.uuid4(), seat=own.uuid, account_id=own.account_id)
    path = f"/bid/{session.uuid}/"
    bid = {"pass": good, "amount": 1000 * WAN, "key": "k", "seen": 0}

    def code(body: Any, **more: Any) -> str:
        return str(
            ask(
                more.pop("path", path), body if isinstance(body, bytes) else json.dumps(body).encode(), **more
            )[1]["code"]
        )

    assert code(b"{") == "auction.malformed"
    assert code(b"[]") == "auction.malformed"
    assert code(b"x" * 5000) == "auction.malformed"
    assert code(b"[" * 4000) == "auction.malformed"
    assert code({**bid, "amount": 1000.5}) == "auction.malformed"
    assert code({**bid, "amount": -1}) == "auction.malformed"
    assert code({**bid, "amount": True}) == "auction.malformed"
    assert code({**bid, "amount": "1000"}) == "auction.malformed"
    assert code({**bid, "key": ""}) == "auction.malformed"
    assert code({**bid, "key": "长" * 3}) == "auction.malformed"
    assert code(bid, method="GET") == "auction.malformed"
    assert code({**bid, "pass": ""}) == "auction.pass_not_good"
    assert code({**bid, "pass": good[:-2] + "xx"}) == "auction.pass_not_good"
    assert code({**bid, "pass": other_room}) == "auction.pass_not_good"
    assert code(bid, path="/bid/nothing/") == "auction.room_not_found"
    assert code({**bid, "currency": "USD"}) == "auction.currency_not_taken"
    assert Attempt.objects.filter(session=session).count() == 1


def test_door__the_same_bid_twice_at_once__counts_once_and_gives_one_receipt(
    session: auction.Session,
) -> None:
    own = given.seat(session, "zhangwei")
    good = door.write_pass(session=session.uuid, seat=own.uuid, account_id=own.account_id)
    body = json.dumps({"pass": good, "amount": 1000 * WAN, "seen": 0}).encode()
    key = ((b"idempotency-key", b"one-key"),)

    first = ask(f"/bid/{session.uuid}/", body, headers=key)
    second = ask(f"/bid/{session.uuid}/", body, headers=key)

    assert (first[0], second[0]) == (200, 200)
    assert first[1]["receipt"] == second[1]["receipt"]
    assert given.fresh(session).room.count == 1
    receipt = json.loads(first[1]["receipt"])
    assert receipt["bidder"] == own.number
    digest = hashlib.new("sm3", first[1]["receipt"].encode()).hexdigest()
    assert first[1]["signature"] == "" or digest in first[1]["signature"]
