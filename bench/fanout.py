"""
From an accepted bid to a thousand open pages, and five thousand connections held.

The clients are one process with a socket each; the time is from the moment the bid is sent until the last byte of its event is
read by each client. The memory is what the web process holds more with five thousand streams than before (PSS of the group).
"""

import json
import multiprocessing
import resource
import selectors
import socket
import time
import urllib.request
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.frame import Figures, load_note, percentile, progress
from bench.room import START, STEP, Room, build_rooms, settle_environment
from bench.served import Site, served


def run(*, quick: bool) -> Figures:
    """Listen with a thousand, then hold five thousand."""
    settle_environment()
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (min(16_384, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2
    )
    figures: dict[str, float] = dict(load_note())
    built: list[Room] = []
    bids = 12 if quick else 40
    with served(lambda: built.extend(build_rooms(1, 20)), workers=1) as site:
        room = built[0]
        bid(site, room, 0)
        before = _memory(site.pid)
        progress("1,000 streams")
        times, missed = _in_process(_listen, site, room, 1000, bids)
        figures |= {
            "p50_ms_1000": round(percentile(times, 0.5), 1),
            "p99_ms_1000": round(percentile(times, 0.99), 1),
            "missed_1000": float(missed),
        }
        progress("5,000 streams")
        parent, child = multiprocessing.get_context("fork").Pipe()
        holder = multiprocessing.get_context("fork").Process(target=_hold, args=(child, site, room, 5000))
        holder.start()
        opened = parent.recv()
        held = _memory(site.pid)
        parent.send("end")
        holder.join()
        figures |= {
            "connections_held": float(opened),
            "group_before_mb": round(before, 1),
            "group_with_5000_mb": round(held, 1),
            "memory_5000_mb": round(held - before, 1),
        }
    return figures


def bid(site: Site, room: Room, place: int) -> float:
    """Place one bid and give when it was sent."""
    body = {
        "pass": room.passes[place % len(room.passes)],
        "amount": START + STEP * place,
        "key": uuid4().hex,
        "seen": 0,
    }
    sent = time.perf_counter()
    asked = urllib.request.Request(
        f"{site.address}/bid/{room.uuid}/", data=json.dumps(body).encode(), method="POST"
    )
    urllib.request.urlopen(asked, timeout=20).read()
    return sent


def _in_process(work: Any, *given: Any) -> Any:
    parent, child = multiprocessing.get_context("fork").Pipe()
    process = multiprocessing.get_context("fork").Process(target=work, args=(child, *given))
    process.start()
    told = parent.recv()
    process.join()
    return told


def _open(site: Site, topic: str, many: int) -> tuple[selectors.DefaultSelector, list[socket.socket]]:
    chosen = selectors.DefaultSelector()
    lines = []
    for place in range(many):
        line = socket.create_connection((site.host, site.port), timeout=30)
        line.sendall(
            f"GET /live/{topic} HTTP/1.1\r\nHost: {site.host}:{site.port}\r\nAccept: text/event-stream\r\n\r\n".encode()
        )
        line.setblocking(False)
        chosen.register(line, selectors.EVENT_READ, place)
        lines.append(line)
        if place % 100 == 99:
            time.sleep(0.05)
    return chosen, lines


def _listen(out: Any, site: Site, room: Room, many: int, bids: int) -> None:
    """Time each bid until each stream has shown it."""
    chosen, lines = _open(site, f"auction_room:{room.room_topic}", many)
    _drain(chosen, 3.0)
    times: list[float] = []
    missed = 0
    for place in range(1, bids + 1):
        waiting = set(range(many))
        sender = multiprocessing.get_context("fork").Process(target=bid, args=(site, room, place))
        wanted = f'"price":{START + STEP * place}'.encode()
        sender.start()
        began = time.perf_counter()
        until = began + 5
        while waiting and time.perf_counter() < until:
            for key, _ in chosen.select(0.5):
                told = key.fileobj.recv(65536)  # type: ignore[union-attr]
                if wanted in told:
                    times.append((time.perf_counter() - began) * 1000)
                    waiting.discard(key.data)
        missed += len(waiting)
        sender.join()
        time.sleep(0.1)
    for line in lines:
        line.close()
    out.send((times, missed))


def _drain(chosen: selectors.DefaultSelector, seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        for key, _ in chosen.select(0.2):
            key.fileobj.recv(65536)  # type: ignore[union-attr]


def _hold(pipe: Any, site: Site, room: Room, many: int) -> None:
    """Keep so many streams open until told to end; count those that were really opened."""
    chosen, lines = _open(site, f"auction_public:{room.public_topic}", many)
    opened: set[int] = set()
    until = time.perf_counter() + 40
    while len(opened) < many and time.perf_counter() < until:
        for key, _ in chosen.select(0.5):
            told = key.fileobj.recv(4096)  # type: ignore[union-attr]
            if told.startswith(b"HTTP/1.1 200"):
                opened.add(key.data)
    pipe.send(len(opened))
    pipe.recv()
    for line in lines:
        line.close()


def _memory(leader: int) -> float:
    """Add up the proportional memory of the served group's processes, in MB."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == leader or int(process.name) == leader:
                text = (process / "smaps_rollup").read_text()
                total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
        except OSError:
            continue
    return total / 1024
