"""
Accepted bids a second on one hot lot and on a hundred, through HTTP, durable, beside a bare locked insert on the same PostgreSQL.

The amounts rise in the order of sending, so that nearly every bid could be accepted; one web process, like the peer's
one, which gave 637/s and 261 ms at a hundred bidders on such a machine (Prozorro, 2 ms a database call).
"""

import multiprocessing
import threading
import time
from typing import Any

import psycopg

from bench.frame import Figures, load_note, percentile, progress
from bench.room import Run, bid_for, build_rooms, settle_environment
from bench.served import Site, served


def run(*, quick: bool) -> Figures:
    """Measure ours and the bare insert in turns."""
    settle_environment()
    figures: dict[str, float] = dict(load_note())
    seconds = 5 if quick else 12
    built: dict[str, Any] = {}

    def prepare() -> None:
        built["hot"] = build_rooms(4, 100)
        built["many"] = build_rooms(100, 20)

    with served(prepare, workers=1) as site:
        for place, bidders in enumerate((1, 20, 100)):
            progress(f"{bidders} bidders on one lot")
            _measure(site, [built["hot"][place]], bidders, seconds, figures, f"one_lot_{bidders}")
        progress("100 bidders on 100 lots")
        _measure(site, built["many"], 100, seconds, figures, "hundred_lots_100")
        progress("the bare locked insert")
        bare = _bare(100, seconds)
    figures["one_lot_per_s"] = figures["one_lot_100_per_s"]
    figures["one_lot_p99_ms"] = figures["one_lot_100_p99_ms"]
    figures["bare_insert_per_s"] = round(bare, 1)
    figures["vs_bare_insert"] = round(figures["one_lot_per_s"] / bare, 3)
    return figures


def _measure(
    site: Site, rooms: list[Any], bidders: int, seconds: float, figures: dict[str, float], name: str
) -> None:
    bid_for_here(site, rooms, bidders, 1.0)  # the first bid starts the thread and warms the caches
    made = bid_for_here(site, rooms, bidders, seconds)
    figures[f"{name}_per_s"] = round(made.accepted / made.seconds, 1)
    figures[f"{name}_p50_ms"] = round(percentile(made.times, 0.5), 1)
    figures[f"{name}_p99_ms"] = round(percentile(made.times, 0.99), 1)
    figures[f"{name}_refused"] = float(made.refused)
    if made.codes:
        progress(f"refused: {made.codes}")


_heights: dict[str, int] = {}


def bid_for_here(site: Site, rooms: list[Any], bidders: int, seconds: float) -> Run:
    """Bid from a process of its own, on from the price reached before."""
    from bench import room as module

    parent, child = multiprocessing.get_context("fork").Pipe()

    def work() -> None:
        child.send(bid_for(site, rooms, bidders=bidders, seconds=seconds))

    _raise_start(module, rooms)
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    made: Run = parent.recv()
    process.join()
    for one in rooms:
        _heights[one.uuid] = (
            _heights.get(one.uuid, 0) + (made.accepted + made.refused + bidders) // len(rooms) + bidders
        )
    return made


def _raise_start(module: Any, rooms: list[Any]) -> None:
    base = 1_000_000
    module.START = base + max(_heights.get(one.uuid, 0) for one in rooms) * module.STEP


def _bare(clients: int, seconds: float) -> float:
    """Lock the lot's row, insert, raise the price, commit: one transaction a bid, from so many connections."""
    import os

    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as setup:
        setup.execute("create table bare_lot (id int primary key, price bigint)")
        setup.execute(
            "create table bare_bid (id bigserial primary key, lot int, amount bigint, at timestamptz default now())"
        )
        setup.execute("insert into bare_lot values (1, 0)")
    counts = [0] * clients
    ends = time.perf_counter() + seconds

    def client(place: int) -> None:
        with psycopg.connect(url) as line:
            while time.perf_counter() < ends:
                (price,) = line.execute("select price from bare_lot where id = 1 for update").fetchone()
                line.execute("insert into bare_bid (lot, amount) values (1, %s)", (price + 1,))
                line.execute("update bare_lot set price = %s where id = 1", (price + 1,))
                line.commit()
                counts[place] += 1

    threads = [threading.Thread(target=client, args=(place,)) for place in range(min(clients, 60))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds
