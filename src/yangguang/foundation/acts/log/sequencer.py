"""
The one hand that adds to the log.

It takes the acts that wait, in their order, gives each the next place, and signs the new state; all that is one transaction.
Only what is committed is published, so whatever is cut off, the next pass finds either nothing done or something to finish:
there are never two signed states of one size, and a state that once was published is never taken back.
"""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import connection, transaction

from yangguang.foundation.acts.log.envelope import SELECTED, Sealed, instant_text, seal_all
from yangguang.foundation.acts.log.keys import LogSigner, key_path, log_signer
from yangguang.foundation.acts.log.publishing import Publisher, publish
from yangguang.foundation.acts.log.refusals import LogClockSetBack, LogRolledBack
from yangguang.foundation.acts.log.store import LogStore, log_store
from yangguang.foundation.acts.models import LogCheckpoint
from yangguang.kernel import clock
from yangguang.kernel.merkle import TILE_WIDTH, Checkpoint, GrowingTiles, MalformedNote, MalformedTile

ADVISORY_LOCK = 0x59474C4F47  # "YGLOG"
MOST = 8192  # acts in one transaction under one signature; in whole tiles
FIRST = 8 * TILE_WIDTH  # of these without having looked ahead
AHEAD = 2  # batches prepared before they are asked for
_TAKE = f"""
WITH taken AS (
    DELETE FROM acts_pendingact WHERE act_id IN (SELECT act_id FROM acts_pendingact ORDER BY act_id LIMIT %s)
    RETURNING act_id
)
SELECT {SELECTED}, act.salt, taken.act_id
FROM taken LEFT JOIN acts_act act ON act.number = taken.act_id ORDER BY taken.act_id
"""  # noqa: S608 - our own column names
_LOOK = f"""
SELECT {SELECTED}, act.salt, pending.act_id
FROM acts_pendingact pending LEFT JOIN acts_act act ON act.number = pending.act_id
WHERE pending.act_id > %s ORDER BY pending.act_id LIMIT %s
"""  # noqa: S608 - our own column names
_DROP = "DELETE FROM acts_pendingact WHERE act_id = ANY(%s)"
Rows = Sequence[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Passed:
    """What one pass did; `vanished` are acts that were gone from the record before the log could take them."""

    taken: int
    size: int
    vanished: tuple[int, ...] = ()
    may_be_more: bool = False


@dataclass(frozen=True, slots=True)
class _Batch:
    """Acts that waited, in order: all their numbers, and the rows and seals of those that are still on record."""

    acts: tuple[int, ...]
    rows: Rows
    sealed: Sequence[Sealed]
    vanished: tuple[int, ...]

    @classmethod
    def of(cls, rows: Rows) -> Self:
        """Seal what the database gave."""
        acts = tuple(row[-1] for row in rows)
        present = [row for row in rows if row[0] is not None]
        vanished = tuple(row[-1] for row in rows if row[0] is None)
        return cls(acts, present, seal_all(present), vanished)


class _Ahead:
    """
    Prepares the next acts while the last ones are written and published: one hand reads, over a connection of its own, another
    seals what was read before, and neither waits for the other or for the writer while fewer than `AHEAD` batches lie ready.

    It only looks. What it saw is dropped from the queue in the transaction that enters it, and whatever it did not see (an
    act that committed late under a lower number, or in a transaction nobody else can see) is found by the last look,
    which `_take` makes itself.
    """

    def __init__(self, most: int) -> None:
        """Read so many at a time; nothing is opened until there are that many."""
        self._most = most
        self._hands: tuple[ThreadPoolExecutor, ThreadPoolExecutor] | None = None
        self._read: Future[Rows] | None = None
        self._seen: deque[Future[_Batch | None]] = deque()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection in the thread that opened it."""
        if self._hands is not None:
            reading, sealing = self._hands
            sealing.shutdown(cancel_futures=True)
            reading.submit(_close)
            reading.shutdown()

    def look_behind(self, act: int) -> None:
        """Prepare what waits behind an act; if something lies ready already, behind that."""
        self._hands = self._hands or (
            ThreadPoolExecutor(1, thread_name_prefix="read ahead"),
            ThreadPoolExecutor(1, thread_name_prefix="seal ahead"),
        )
        reading, sealing = self._hands
        if not self._seen:
            self._read = reading.submit(self._look, act)
        while len(self._seen) < AHEAD:
            self._seen.append(sealing.submit(self._seal, reading))

    def seen(self) -> _Batch | None:
        """Give what was prepared next; None if nothing was asked or nothing more was found."""
        batch = self._seen.popleft().result() if self._seen else None
        if batch and batch.acts:
            return batch
        while self._seen:  # all behind an end are empty, too; the next look begins anew
            self._seen.popleft().result()
        return None

    def _look(self, act: int) -> Rows:
        with connection.cursor() as cursor:
            cursor.execute(_LOOK, [act, self._most])
            rows: Rows = cursor.fetchall()
            return rows

    def _seal(self, reading: ThreadPoolExecutor) -> _Batch | None:
        read, self._read = self._read, None
        if read is None:
            return None
        rows = read.result()
        if len(rows) == self._most:
            self._read = reading.submit(self._look, rows[-1][-1])
        return _Batch.of(rows)


def sequence_waiting(*, now: datetime, most: int = MOST) -> Passed | None:
    """
    Take everything that waits into the log and publish it; gives None while another sequencer is at work.

    Refuses with LogClockSetBack, LogRolledBack, LogStoreFailed, LogKeyMissing.
    """
    if not _lock():
        return None
    try:
        store = log_store()
        signer = _agree(store)
        taken = 0
        vanished: tuple[int, ...] = ()
        tree: GrowingTiles | None = None
        with Publisher(store) as publisher, _Ahead(most) as ahead:
            while True:
                batch, tree = _take(store, signer, publisher, ahead, tree, now=now, most=most)
                taken, vanished = taken + batch.taken, vanished + batch.vanished
                if not batch.may_be_more:
                    return Passed(taken, batch.size, vanished)
    finally:
        _unlock()


def _close() -> None:
    connection.close()  # of the thread that runs this


def last_checkpoint() -> LogCheckpoint | None:
    """Give the last signed state."""
    return LogCheckpoint.objects.order_by("-size").first()


def _agree(store: LogStore) -> LogSigner:
    """Hold database and published files against each other; finish what an earlier pass could not publish."""
    last = last_checkpoint()
    if last is None and settings.DEMO_MODE:
        _set_aside(store)
    signer = log_signer(may_make=last is None and not store.checkpoint_path.exists())
    try:
        note = store.read_note()
        published = Checkpoint.from_text(note.text) if note else None
    except MalformedNote as problem:
        raise LogRolledBack(problem="公布的签署文件已被改动") from problem
    if note and published:
        if not signer.verifier.verify(note):
            raise LogRolledBack(problem="公布的签署不是用本系统的密钥签的")
        known = LogCheckpoint.objects.filter(size=published.size).first()
        if known is None or not known.note.startswith(note.text + "\n"):
            raise LogRolledBack(problem=f"公布的第 {published.size} 条的签署不在数据库里")
    if last is not None and (published is None or published.size < last.size):
        publish(store=store, checkpoint=last, since=published.size if published else 0)
    return signer


def _set_aside(store: LogStore) -> None:
    """
    Move away what a demo city that is no more has left behind, with its key: the new log is another log.

    In service an empty database beside a published log is what a rolled-back record looks like, and is refused.
    """
    if not store.checkpoint_path.exists():
        return
    number = 1
    while (aside := store.folder.with_name(f"{store.folder.name}.{number}")).exists():
        number += 1
    store.folder.rename(aside)
    for path in (key_path(), key_path().with_suffix(".pub")):
        if path.exists():
            path.rename(aside / path.name)


def _take(
    store: LogStore,
    signer: LogSigner,
    publisher: Publisher,
    ahead: _Ahead,
    tree: GrowingTiles | None,
    *,
    now: datetime,
    most: int,
) -> tuple[Passed, GrowingTiles | None]:
    seen = ahead.seen()
    with transaction.atomic():
        last = last_checkpoint()
        size = last.size if last else 0
        # A first batch that ends with a tile lets all the next ones begin with one: no bundle is read back to be filled.
        # It is a short one: the next are prepared while it is written.
        first = min(most, FIRST)
        wanted = most if seen else first if first <= TILE_WIDTH else first - size % TILE_WIDTH
        batch = _drop(seen) if seen else _take_waiting(wanted)
        is_full = len(batch.acts) == wanted
        may_be_more = bool(seen) or is_full
        if is_full:
            ahead.look_behind(batch.acts[-1])
        if not batch.rows:
            return Passed(0, size, batch.vanished, may_be_more), tree
        if last and now < last.signed_at:
            raise LogClockSetBack(now=_wall(now), before=_wall(last.signed_at))
        tree = tree or _edge(store, last)
        tiles = tree.extend([one.leaf for one in batch.sealed])
        _write_entries(size, batch)
        checkpoint = _sign(signer, tree, now)
    publisher.publish(checkpoint=checkpoint, since=size, fresh=batch.sealed, tiles=tiles)
    return Passed(len(batch.rows), checkpoint.size, batch.vanished, may_be_more), tree


def _take_waiting(most: int) -> _Batch:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [most])
        return _Batch.of(cursor.fetchall())


def _drop(seen: _Batch) -> _Batch:
    with connection.cursor() as cursor:
        cursor.execute(_DROP, [list(seen.acts)])
    return seen


def _edge(store: LogStore, last: LogCheckpoint | None) -> GrowingTiles:
    """Give the tree as it was last signed, from the tiles; broken tiles are made again from the database."""
    size = last.size if last else 0
    if last is not None:
        try:
            tree = GrowingTiles(size=size, fetch=store.fetch)
            if tree.root() == bytes(last.root):
                return tree
        except MalformedTile:
            pass
        publish(store=store, checkpoint=last, since=0)
    return GrowingTiles(size=size, fetch=store.fetch)


def _write_entries(size: int, batch: _Batch) -> None:
    lines = [
        f"{size + place}\t{row[0]}\t\\\\x{one.leaf.hex()}\n"
        for place, (row, one) in enumerate(zip(batch.rows, batch.sealed, strict=True))
    ]
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY acts_logentry (index, act_id, leaf) FROM STDIN") as copy,
    ):
        copy.write("".join(lines))


def _sign(signer: LogSigner, tree: GrowingTiles, now: datetime) -> LogCheckpoint:
    stated = Checkpoint(signer.verifier.name, tree.size, tree.root(), (f"signed-at {instant_text(now)}",))
    note = signer.sign(stated.to_text())
    return LogCheckpoint.objects.create(size=tree.size, root=stated.root, note=note.to_text(), signed_at=now)


def _wall(instant: datetime) -> str:
    return f"{clock.local(instant):%Y-%m-%d %H:%M:%S}"


def _lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
        return bool(cursor.fetchone()[0])


def _unlock() -> None:
    # A connection that broke has lost the lock with it; one inside a failed transaction gives it back when it closes.
    if connection.connection is not None and not connection.connection.closed and connection.is_usable():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
