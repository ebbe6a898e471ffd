"""Nobody is sent what they may not know: pages, JSON and events, role by role."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from yangguang.capabilities.auction import api as auction
from yangguang.capabilities.auction.tests import given
from yangguang.capabilities.auction.tests.given import OPENS, WAN
from yangguang.foundation.access.backends import BACKEND
from yangguang.foundation.events.models import LiveEvent
from yangguang.foundation.identity.api import Account
from yangguang.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("market")]
BID_AT = OPENS + timedelta(hours=1)
RESERVE, MAXIMUM = 1777 * WAN, 1888 * WAN
PEOPLE = {
    "bidder": "liuyang",
    "supervisor": "monitor",
    "notary": "notary",
    "transferor": "land-owner",
    "public": "",
}


@pytest.fixture
def session() -> Iterator[auction.Session]:
    """A room with two bidders, a secret reserve, a secret maximum, one refused bid, and its clock held still."""
    lot = given.lot("listing", takes_proxies=1)
    made = given.room(lot, "zhangwei", "liuyang")
    with clock.fixed_at(BID_AT):
        auction.set_reserve(
            actor=given.person("land-owner"),
            now=BID_AT,
            session=made,
            amount=RESERVE,
            witness=given.person("monitor"),
        )
        auction.set_maximum(
            actor=given.person("zhangwei"), now=BID_AT, session=made, seat=given.seat(made, "zhangwei"),
            amount=MAXIMUM, arrived=auction.micros(BID_AT),
        )  # fmt: skip
        given.bid(made, "zhangwei", 1000 * WAN, BID_AT, address="203.0.113.7")
        given.bid(made, "liuyang", 1100 * WAN, BID_AT, address="203.0.113.8")
        given.bid(made, "liuyang", 1, BID_AT, address="203.0.113.8")
        yield given.fresh(made)


def browser(role: str) -> Client:
    client = Client(headers={"Host": "localhost"})
    if PEOPLE[role]:
        client.force_login(Account.objects.get(username=PEOPLE[role]), backend=BACKEND)
    return client


def everything_sent_to(role: str, session: auction.Session) -> str:
    client = browser(role)
    base = f"/auctions/{session.uuid}/"
    pages = [
        base,
        f"{base}screen/",
        f"{base}state.json",
        f"{base}bids.json",
        f"{base}room/",
        f"{base}watch/",
        f"{base}log.jsonl",
        "/auctions/",
    ]
    text = ""
    for page in pages:
        answer = client.get(page, follow=True)
        if answer.status_code == 200:
            text += answer.content.decode()
    told = client.get(f"{base}state.json").json()
    kind, reference = told["topic"].removeprefix("/live/").split(":")
    events = LiveEvent.objects.filter(topic=f"{kind}:{reference}").values_list("payload", flat=True)
    return text + json.dumps(list(events))


@pytest.mark.parametrize("role", list(PEOPLE))
def test_nobody__is_sent_secret_amounts_or_names(role: str, session: auction.Session) -> None:
    sent = everything_sent_to(role, session)

    for secret in (str(RESERVE), str(MAXIMUM), "1,777", "1,888", "竞买人zhangwei", "6222-zhangwei"):
        assert secret not in sent, f"{role} was sent {secret}"
    assert str(given.seat(session, "zhangwei").uuid) not in sent
    assert str(given.seat(session, "zhangwei").registration) not in sent


@pytest.mark.parametrize("role", ["public", "transferor"])
def test_outsiders__see_price_and_count_but_no_numbers_heads_or_addresses(
    role: str, session: auction.Session
) -> None:
    sent = everything_sent_to(role, session)

    assert '"price": 1150000000' in sent or '"price":1150000000' in sent
    assert '"leader"' not in sent
    assert '"bids": [[' not in sent
    assert f"{given.seat(session, 'zhangwei').number} 号" not in sent
    assert session.room.head not in sent
    assert "203.0.113" not in sent
    assert "auction_room" not in sent
    assert "auction_watch" not in sent


def test_bidder__hears_numbers_but_no_refusals_or_addresses(session: auction.Session) -> None:
    sent = everything_sent_to("bidder", session)

    assert f"{given.seat(session, 'zhangwei').number} 号" in sent
    assert "auction.too_low" not in sent
    assert "203.0.113" not in sent
    assert "auction_watch" not in sent


def test_notary__sees_chain_heads_but_no_addresses(session: auction.Session) -> None:
    sent = everything_sent_to("notary", session)

    assert session.room.head in sent
    assert "203.0.113" not in sent


def test_supervisor__sees_refusals_and_addresses(session: auction.Session) -> None:
    sent = everything_sent_to("supervisor", session)

    assert "auction.too_low" in sent
    assert "203.0.113.8" in sent


def test_log__while_running__is_closed_to_the_public_and_open_afterwards(session: auction.Session) -> None:
    address = f"/auctions/{session.uuid}/log.jsonl"
    assert browser("public").get(address).status_code == 404
    auction.abort(actor=given.person("monitor"), now=BID_AT, session=session, reason="演练")

    assert browser("public").get(address).status_code == 200


def test_price_after_the_end_only__is_not_sent_to_the_public_before() -> None:
    made = given.room(given.lot("plain", publicity="after"), "zhangwei", "liuyang")
    with clock.fixed_at(BID_AT):
        given.bid(made, "zhangwei", 1000 * WAN, BID_AT)

        sent = everything_sent_to("public", made)

    assert '"price":' not in sent
    assert "1,000 万元" not in sent.replace("起始价</dt><dd>1,000 万元", "").replace("起始价 1,000 万元", "")


def test_page__each_role__opens_and_bids_without_script(session: auction.Session) -> None:
    client = browser("bidder")
    base = f"/auctions/{session.uuid}/"
    assert client.get(f"{base}room/").status_code == 200

    answer = client.post(f"{base}bid/", {"amount": str(1200 * WAN), "key": "plain-form"}, follow=True)

    assert "已受理：1,200 万元" in answer.content.decode()
    for role in ("supervisor", "notary", "transferor"):
        assert browser(role).get(f"{base}watch/").status_code == 200


def test_supervisors_page__pauses_with_a_reason_everybody_reads(session: auction.Session) -> None:
    base = f"/auctions/{session.uuid}/"
    browser("supervisor").post(f"{base}watch/pause/", {"reason": "核实一条举报"})

    assert "核实一条举报" in browser("public").get(base).content.decode()
    refused = browser("bidder").post(f"{base}watch/resume/", {"reason": "我说的"})
    assert refused.status_code == 403
