"""Rooms to measure: a small market written in one go, bidders with passes, clients that speak as little HTTP as possible."""

import json
import os
import selectors
import socket
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bench.served import Site, _Answer

SECRET = "bench " * 12
STEP = 100
START = 1_000_000
NOT_A_BENCH = True


def settle_environment() -> None:
    """Give this process and the served one the same secret, so that passes written here open there."""
    os.environ["YANGGUANG_SECRET_KEY"] = SECRET


@dataclass(frozen=True)
class Room:
    """One room on the server, with a pass for each bidder."""

    uuid: str
    public_topic: str
    room_topic: str
    passes: tuple[str, ...]
    numbers: tuple[int, ...]


def build_rooms(
    rooms: int, bidders: int, *, ends_in: float = 86_400, stagger: float = 0, **own: Any
) -> list[Room]:
    """Write bodies, accounts, a lot and an open room for each, with bidders whose deposits are frozen."""
    from yangguang.capabilities.auction.models import Seat, Session
    from yangguang.capabilities.auction.operations.keeping import micros
    from yangguang.capabilities.auction.rules import engine
    from yangguang.capabilities.auction.rules.parameters import Parameters
    from yangguang.capabilities.auction.rules.room import Room as State
    from yangguang.capabilities.auction.views.door import write_pass
    from yangguang.capabilities.venue import models as venue
    from yangguang.foundation.deadlines.api import load_rules
    from yangguang.foundation.identity.models import Account
    from yangguang.foundation.organisation.models import Area, Body
    from yangguang.kernel import clock

    load_rules()
    now = clock.now()
    area, _ = Area.objects.get_or_create(code="440300", defaults={"name": "深圳市", "level": "city"})
    body, _ = Body.objects.get_or_create(
        code="11440300MXDEM0023K", defaults={"name": "交易中心", "short_name": "交易中心", "area": area}
    )
    rules, _ = venue.ParameterSet.objects.get_or_create(
        code="bench", version=1,
        defaults={"market": "land", "title": "bench", "basis": "-", "content": {}, "periods": {}, "state": "published"},
    )  # fmt: skip
    people = _people(bidders, now)
    built = []
    for place in range(rooms):
        parameters = Parameters.read(
            {"strategy": "listing", "start_price": START, "step": STEP, "large_jump_steps": 0, **own}
        )
        number = f"B{uuid4().hex[:12]}"
        lot = venue.Lot.objects.create(
            number=number, market="land", title=f"测试地块 {place}", kind_name="-", operator_body=body, supervisor_body=body,
            transferor_name="-", parameter_set=rules, parameters=parameters.written(), start_price=START, deposit_amount=1,
            state="bidding", created_at=now, listing_from=now, listing_until=now + timedelta(seconds=ends_in),
        )  # fmt: skip
        registrations = venue.Registration.objects.bulk_create(
            venue.Registration(
                lot=lot,
                party=party,
                account=party.account,
                state="qualified",
                bidder_number=i + 1,
                applied_at=now,
            )
            for i, party in enumerate(people)
        )
        venue.Deposit.objects.bulk_create(
            venue.Deposit(
                registration=one, reference=f"{number}-{one.bidder_number}", amount=1, state="frozen"
            )
            for one in registrations
        )
        state = State.prepare(
            lot=number,
            parameters=parameters,
            opens=micros(now) - 10_000_000,
            ends=micros(now) + int((ends_in + place * stagger) * 1e6),
        )
        entries = [
            state.append("opened", micros(now), lot=number, opens=state.opens, ends=state.ends, round=1)
        ]
        for one in registrations:
            entries += engine.admit(state, number=one.bidder_number, rank=0, at=micros(now))
        entries += engine.tick(state, at=micros(now))
        session = _session(Session, state, entries, lot, now)
        seats = Seat.objects.bulk_create(
            Seat(
                session=session,
                number=one.bidder_number,
                account_id=one.account_id,
                registration=one.uuid,
                admitted_at=now,
            )
            for one in registrations
        )
        passes = tuple(
            write_pass(session=session.uuid, seat=one.uuid, account_id=one.account_id) for one in seats
        )
        built.append(
            Room(
                str(session.uuid),
                str(session.public_topic),
                str(session.room_topic),
                passes,
                tuple(one.number for one in seats),
            )
        )
    assert Account.objects.count() >= bidders
    return built


def _session(session_class: Any, state: Any, entries: list[Any], lot: Any, now: datetime) -> Any:
    from yangguang.capabilities.auction.models import Entry
    from yangguang.capabilities.auction.rules.chain import canonical

    made = session_class.objects.create(
        number=lot.number, lot_number=lot.number, title=lot.title, market="land", parameters=state.parameters.written(),
        state=state.written(), phase=state.phase, opens_at=now, ends_us=state.ends,
        seq=state.seq, supervisor_body="-", created_at=now,
    )  # fmt: skip
    Entry.objects.bulk_create(
        Entry(session=made, seq=one.seq, kind=one.kind, body=canonical(one.body), digest=one.digest)
        for one in entries
    )
    return made


def _people(bidders: int, now: datetime) -> list[Any]:
    from yangguang.capabilities.venue.models import Party
    from yangguang.foundation.identity.models import Account

    accounts = Account.objects.bulk_create(
        Account(username=f"bidder{uuid4().hex[:10]}", created_at=now) for _ in range(bidders)
    )
    return Party.objects.bulk_create(
        Party(
            number=f"P{one.pk}",
            kind="person",
            name=one.username,
            code=one.username,
            account=one,
            bank_account="-",
            registered_at=now,
        )
        for one in accounts
    )


@dataclass
class Run:
    """What a round of bidding gave."""

    accepted: int = 0
    refused: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)


def bid_for(site: Site, rooms: list[Room], *, bidders: int, seconds: float) -> Run:
    """Let so many bidders bid at once, each again as soon as it is answered; amounts rise in the order of sending."""
    chosen = selectors.DefaultSelector()
    heights = [START] * len(rooms)
    sent: dict[int, float] = {}
    run = Run()
    lines = []
    for place in range(bidders):
        line = socket.create_connection((site.host, site.port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chosen.register(line, selectors.EVENT_READ, (_Answer(), place))
        lines.append(line)

    def send(line: socket.socket, place: int) -> None:
        room = place % len(rooms)
        heights[room] += STEP
        seat = heights[room] // STEP % len(rooms[room].passes)  # nobody outbids themselves
        body = json.dumps(
            {"pass": rooms[room].passes[seat], "amount": heights[room], "key": uuid4().hex, "seen": 0}
        ).encode()
        head = f"POST /bid/{rooms[room].uuid}/ HTTP/1.1\r\nHost: {site.host}:{site.port}\r\nContent-Length: {len(body)}\r\n\r\n"
        sent[line.fileno()] = time.perf_counter()
        line.sendall(head.encode() + body)

    began = time.perf_counter()
    for place, line in enumerate(lines):
        send(line, place)
    while (now := time.perf_counter()) - began < seconds:
        for key, _ in chosen.select(1):
            answer, place = key.data
            line: Any = key.fileobj
            if not answer.take(line.recv(1 << 16)):
                continue
            now = time.perf_counter()
            if answer.status == b"200":
                run.accepted += 1
                run.times.append((now - sent[line.fileno()]) * 1000)
            else:
                run.refused += 1
                code = bytes(answer.buffer).partition(b'"code": "')[2].partition(b'"')[0].decode()
                run.codes[code] = run.codes.get(code, 0) + 1
            answer.begin()
            send(line, place)
    run.seconds = time.perf_counter() - began
    for line in lines:
        line.close()
    return run
