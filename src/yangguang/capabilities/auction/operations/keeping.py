"""
Keeping a room: lock the row, let the rules change the room, write log, columns and announcements in the same transaction.

Every role hears on a topic of its own, and a topic carries only what all of its listeners may know.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, models

from yangguang.capabilities.auction.models import Entry, Session
from yangguang.capabilities.auction.rules import chain
from yangguang.capabilities.auction.rules.refusals import RoomNotFound
from yangguang.capabilities.auction.rules.room import Room, effective_end
from yangguang.foundation.acts.api import require_operation
from yangguang.foundation.events.api import announce

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TOLD = 12
"""How many bids one announcement carries; a page that sees a gap asks for the rest."""


def micros(at: datetime) -> int:
    """Give an instant as whole microseconds since 1970."""
    return (at - EPOCH) // timedelta(microseconds=1)


def instant(us: int) -> datetime:
    """Give the instant of so many microseconds since 1970."""
    return EPOCH + timedelta(microseconds=us)


def insert_rows(model: type[models.Model], rows: list[dict[str, Any]]) -> None:
    """Insert many rows in one statement; on the way of a bid the ORM's bulk insert takes longer than all rules together."""
    if not rows:
        return
    listed = ", ".join(rows[0])
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({listed}) SELECT {listed}"  # noqa: S608 - our own column names
            f" FROM jsonb_populate_recordset(null::{table}, %s::jsonb)",
            [json.dumps(rows, ensure_ascii=False)],
        )


def lock_session(*, reference: UUID) -> Session:
    """Lock a room's row: the one lock of bids, closings, pauses. Refuses with RoomNotFound."""
    found = Session.objects.select_for_update().filter(uuid=reference).first()
    if found is None:
        raise RoomNotFound(what="这场竞价")
    return found


def lock_sessions(*, references: Iterable[UUID]) -> dict[UUID, Session]:
    """Lock the rows of several rooms, always in the same order, so that two processes never wait for each other."""
    found = Session.objects.select_for_update().filter(uuid__in=list(references)).order_by("pk")
    return {one.uuid: one for one in found}


def keep(
    session: Session,
    room: Room,
    entries: Sequence[chain.Entry],
    *,
    now: datetime,
    acts: dict[int, int] | None = None,
    refused: int = 0,
) -> None:
    """Write the room back with its new entries, and tell the open pages."""
    require_operation()
    acts = acts or {}
    insert_rows(
        Entry,
        [
            {
                "session_id": session.pk,
                "seq": one.seq,
                "kind": one.kind,
                "body": chain.canonical(one.body),
                "digest": one.digest,
                "act_number": acts.get(one.seq, 0),
            }
            for one in entries
        ],
    )
    session.state = room.written()
    session.phase, session.is_paused = room.phase, bool(room.paused)
    session.price, session.seq = room.price, room.seq
    session.ends_us = room.opens if room.phase == "waiting" else room.ends
    if room.is_over and session.decided_at is None:
        session.decided_at = now
    session.save(update_fields=["state", "phase", "is_paused", "price", "seq", "ends_us", "decided_at"])
    if entries or refused:
        tell(session, room, entries, now=now, refused=refused)


def tell(
    session: Session, room: Room, entries: Sequence[chain.Entry], *, now: datetime, refused: int
) -> None:
    """Announce what happened, to each topic what its listeners may know."""
    end = effective_end(room)
    shown = {
        "seq": room.seq,
        "phase": room.phase,
        "ends": end // 1000 if end else 0,
        "paused": bool(room.paused),
        "count": room.count,
        "now": micros(now) // 1000,
        "outcome": room.outcome,
    }
    if room.phase == "falling":
        shown["falls"] = 1
    bids = [_line(one) for one in entries if one.kind in ("bid", "exercised", "sealed")]
    kinds = [one.kind for one in entries if one.kind not in ("bid", "sealed")]
    priced = {**shown, "price": room.price, "term": room.term}
    first = entries[0].seq if entries else room.seq + 1
    inside = {
        **priced,
        "leader": room.leader,
        "bids": bids[-TOLD:],
        "first": first,
        "more": len(bids) > TOLD,
        "kinds": kinds[-TOLD:],
    }
    if entries:
        outside = priced if room.parameters.publicity == "live" or room.is_over else shown
        announce(f"auction_public:{session.public_topic}", outside, now=now)
        announce(f"auction_room:{session.room_topic}", inside, now=now)
    announce(
        f"auction_watch:{session.watch_topic}", {**inside, "head": room.head, "refused": refused}, now=now
    )


def _line(entry: chain.Entry) -> list[Any]:
    """Give a bid as pages show it: place, number, amount, arrival, term; a sealed amount stays sealed."""
    body = entry.body
    return [entry.seq, body["number"], body.get("amount", 0), body["arrived"] // 1000, body.get("term", 0)]


def log_text(session: Session) -> str:
    """Write the public log: a head line with lot and parameters, then one line an entry with its digest."""
    room = session.room
    head = {
        "lot": session.number,
        "title": session.title,
        "parameters": session.parameters,
        "opens": micros(session.opens_at),
    }
    lines = [chain.canonical(head)]
    for body, digest in session.entries.order_by("seq").values_list("body", "digest"):
        lines.append(chain.canonical({"body": json.loads(body), "digest": digest}))
    assert room.lot == session.number  # noqa: S101 - the chain begins with this number
    return "\n".join(lines) + "\n"
