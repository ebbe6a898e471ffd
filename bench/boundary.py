"""
Ten thousand bids racing the closing: 0–20 ms around the end, clients with clocks that are wrong, killed workers, a restarted
database, doubled requests. An accepted bid is in the result, a late one never counts, none counts twice.

Every accepted receipt is held against the log of its room at the end: by key, by digest, by the effective end of that moment.
"""

import asyncio
import contextlib
import json
import os
import random
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.frame import Figures, load_note, progress
from bench.room import START, STEP, Room, build_rooms, settle_environment
from bench.served import Site, served

BIDDERS = 10
SPREAD = 0.020
STAGGER = (
    0.05  # rooms close one after another, so that the stamps are the closing's neighbours and not the queue's
)
PATIENCE = 60.0
TOLD = ("lost", "late_counted", "doubled", "trials", "accepted", "refused", "unanswered")


def run(*, quick: bool) -> Figures:
    """Race in waves of rooms that close together; kill and restart in between."""
    settle_environment()
    trials = 10_000
    per_room = 20
    rooms = trials // per_room
    waves = 4 if quick else 8
    each = rooms // waves
    figures: dict[str, float] = dict(load_note())
    tally: Counter[str] = Counter()
    drills = 0
    with served(lambda: build_rooms(1, 2), workers=2) as site:
        log = asyncio.new_event_loop()
        for wave in range(waves):
            lead = 1.5 + each / 60  # writing the rooms takes its time, too
            rules = {"willingness_seconds": 1, "countdown_seconds": 5}
            built = build_rooms(each, BIDDERS, ends_in=lead, stagger=STAGGER, **rules)
            ends = _ends(built)
            drill = wave % 4
            progress(
                f"wave {wave + 1} of {waves}: {each} rooms, drill {('none', 'web', 'database', 'worker')[drill]}"
            )
            answers = log.run_until_complete(_race(site, built, ends, per_room, drill))
            drills += drill > 0
            _settle(built)
            tally += _check(built, answers)
        log.close()
    figures |= {
        name: float(tally[name])
        for name in ("lost", "late_counted", "doubled", "trials", "accepted", "refused", "unanswered")
    }
    figures["server_faults"] = float(tally["server_faults"])
    figures["drills"] = float(drills)
    return figures


def _ends(rooms: list[Room]) -> dict[str, float]:
    from yangguang.capabilities.auction.models import Session

    rows = Session.objects.filter(uuid__in=[one.uuid for one in rooms]).values_list("uuid", "ends_us")
    return {str(reference): ends / 1e6 for reference, ends in rows}


async def _race(
    site: Site, rooms: list[Room], ends: dict[str, float], per_room: int, drill: int
) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = []
    chance = random.Random(len(rooms) * 7 + drill)
    jobs = []
    for room in rooms:
        # Sent before and after the end, amounts rising in time; the client's own clock plays no part, whatever it shows.
        for place, offset in enumerate(_offsets(chance, per_room)):
            amount = START + STEP * (place + 1)
            body = {
                "pass": room.passes[place % len(room.passes)],
                "amount": amount,
                "key": uuid4().hex,
                "seen": 0,
                "client_clock": time.time() + chance.choice((-31_536_000, -3600, 0, 3600, 31_536_000)),
            }
            at = ends[room.uuid] + offset
            jobs.append(_bid(site, room, body, at, answers, doubled=chance.random() < 0.3))
    saboteur = asyncio.create_task(_sabotage(site, sorted(ends.values())[len(ends) // 2], drill))
    await asyncio.gather(*jobs)
    await saboteur
    return answers


def _offsets(chance: random.Random, many: int) -> list[float]:
    """Half of the bids within 20 ms of the end on either side, half in the quarter of a second before."""
    near = [chance.uniform(-SPREAD, SPREAD) for _ in range(many // 2)]
    return sorted([*near, *(chance.uniform(-0.25, -SPREAD) for _ in range(many - many // 2))])


async def _bid(
    site: Site, room: Room, body: dict[str, Any], at: float, answers: list[dict[str, Any]], *, doubled: bool
) -> None:
    await asyncio.sleep(max(0.0, at - time.time()))
    asked = [_ask(site, room, body)] + ([_ask(site, room, body)] if doubled else [])
    for told in await asyncio.gather(*asked):
        answers.append({"room": room.uuid, "key": body["key"], "amount": body["amount"], **told})


async def _ask(site: Site, room: Room, body: dict[str, Any]) -> dict[str, Any]:
    """Ask until there is an answer, with the same key, as the page does."""
    content = json.dumps(body).encode()
    head = f"POST /bid/{room.uuid}/ HTTP/1.1\r\nHost: {site.host}:{site.port}\r\nConnection: close\r\n"
    head += f"Content-Length: {len(content)}\r\n\r\n"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        writer = None
        try:
            reader, writer = await asyncio.open_connection(site.host, site.port)
            writer.write(head.encode() + content)
            answer = await asyncio.wait_for(reader.read(), 30)
            top, _, rest = answer.partition(b"\r\n\r\n")
            if top:
                told = json.loads(rest)
                if told.get("code") != "auction.no_answer_yet":
                    return {"status": int(top[9:12]), "told": told}
        except (TimeoutError, OSError, ValueError):
            pass
        finally:
            if writer is not None:
                writer.close()
        await asyncio.sleep(0.2)
    return {"status": 0, "told": {}}


async def _sabotage(site: Site, end: float, drill: int) -> None:
    """Kill a web process, the database or the worker at the very end."""
    if not drill:
        return
    await asyncio.sleep(max(0.0, end - time.time() + 0.002))
    if drill == 2:
        with contextlib.suppress(OSError):
            os.kill(
                (await asyncio.to_thread(_backends))[0], signal.SIGKILL
            )  # PostgreSQL ends all and recovers
        return
    word = b"web" if drill == 1 else b"work"
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == site.pid and word in (process / "cmdline").read_bytes().split(b"\0"):
                os.kill(int(process.name), signal.SIGKILL)
                return


def _backends() -> list[int]:
    """The database's processes that serve the group."""
    from django.db import connection

    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend' ORDER BY pid DESC"
        )
        return [int(number) for (number,) in cursor.fetchall()]


def _settle(rooms: list[Room]) -> None:
    """Wait until every room is decided."""
    from django.db import OperationalError, connection

    from yangguang.capabilities.auction.models import Session

    until = time.monotonic() + 180  # a killed worker takes its time to load again
    connection.close()  # perhaps the database was restarted
    while time.monotonic() < until:
        with contextlib.suppress(OperationalError):
            connection.ensure_connection()
            break
        time.sleep(0.2)
    while time.monotonic() < until:
        waiting = Session.objects.filter(uuid__in=[one.uuid for one in rooms]).exclude(
            phase__in=["decided", "willing", "timed"]
        )
        if not waiting.exists():
            return
        time.sleep(0.2)
    raise RuntimeError(f"{waiting.count()} rooms were not closed")


def _check(rooms: list[Room], answers: list[dict[str, Any]]) -> Counter[str]:
    """Hold every answer against the log."""
    from yangguang.capabilities.auction.models import Entry
    from yangguang.capabilities.auction.operations.amounts import key_digest

    tally: Counter[str] = Counter()
    logged: dict[tuple[str, str], list[dict[str, Any]]] = {}
    ends: dict[str, int] = {}
    phases: dict[str, int] = {}
    found = Entry.objects.filter(session__uuid__in=[one.uuid for one in rooms]).order_by("session_id", "seq")
    for reference, kind, written, digest in found.values_list("session__uuid", "kind", "body", "digest"):
        body = json.loads(written)
        room = str(reference)
        if kind == "opened":
            ends[room] = body["ends"]
        elif kind == "bid":
            logged.setdefault((room, body["key"]), []).append({**body, "digest": digest})
            tally["late_counted"] += body["arrived"] > ends[room]
            ends[room] = max(ends[room], body["ends"])
        elif kind in ("resumed",):
            ends[room] = body["ends"]
        elif kind == "phase" and body["phase"] != "quoting":
            phases[room] = body["seq"]
            ends[room] = body["ends"]
    tally["doubled"] += sum(len(many) - 1 for many in logged.values())
    for one in answers:
        tally["trials"] += 1
        if one["status"] == 0:
            tally["unanswered"] += 1
        elif one["status"] == 200:
            tally["accepted"] += 1
            receipt = json.loads(one["told"]["receipt"])
            mine = logged.get((one["room"], key_digest(one["key"])), [])
            is_kept = any(
                kept["digest"] == receipt["digest"] and kept["amount"] == one["amount"] for kept in mine
            )
            tally["lost"] += not is_kept
        else:
            tally["refused"] += 1
            tally["server_faults"] += one["told"].get("code") == "auction.server_fault"
            tally["late_counted"] += bool(logged.get((one["room"], key_digest(one["key"]))))
    return tally
