"""
The one hand that adds to the log.

It takes the acts that wait, in their order, gives each the next place, and signs the new state; all that is one transaction.
Only what is committed is published, so whatever is cut off, the next pass finds either nothing done or something to finish:
there are never two signed states of one size, and a state that once was published is never taken back.
"""

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
from yangguang.kernel.merkle import Checkpoint, GrowingTiles, MalformedNote, MalformedTile

ADVISORY_LOCK = 0x59474C4F47  # "YGLOG"
MOST = 16384  # acts in one transaction under one signature
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


class _Ahead:
    """
    Reads the next acts over a connection of its own while the last ones are hashed, written and published.

    It only looks. What it saw is dropped from the queue in the transaction that enters it, and whatever it did not see (an
    act that committed late under a lower number, or in a transaction nobody else can see) is found by the last look,
    which `_take` makes itself.
    """

    def __init__(self, most: int) -> None:
        """Read so many at a time; nothing is opened until there are that many."""
        self._most = most
        self._eye: ThreadPoolExecutor | None = None
        self._seen: Future[Rows] | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection in the thread that opened it."""
        if self._eye is not None:
            self._eye.submit(_close)
            self._eye.shutdown()

    def look_behind(self, act: int) -> None:
        """Begin reading what waits behind an act."""
        self._eye = self._eye or ThreadPoolExecutor(1, thread_name_prefix="read ahead")
        self._seen = self._eye.submit(self._look, act)

    def seen(self) -> Rows:
        """Give what was read; nothing if nothing was asked or found."""
        seen, self._seen = self._seen, None
        return seen.result() if seen else ()

    def _look(self, act: int) -> Rows:
        with connection.cursor() as cursor:
            cursor.execute(_LOOK, [act, self._most])
            rows: Rows = cursor.fetchall()
            return rows


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
        rows = _drop_seen(seen) if seen else _take_waiting(most)
        if len(rows) == most:
            ahead.look_behind(rows[-1][-1])
        vanished = tuple(row[-1] for row in rows if row[0] is None)
        may_be_more = bool(seen) or len(rows) == most
        rows = [row for row in rows if row[0] is not None] if vanished else rows
        if not rows:
            return Passed(0, size, vanished, may_be_more), tree
        if last and now < last.signed_at:
            raise LogClockSetBack(now=_wall(now), before=_wall(last.signed_at))
        sealed = seal_all(rows)
        tree = tree or _edge(store, last)
        tiles = tree.extend([one.leaf for one in sealed])
        _write_entries(size, rows, sealed)
        checkpoint = _sign(signer, tree, now)
    publisher.publish(checkpoint=checkpoint, since=size, fresh=sealed, tiles=tiles)
    return Passed(len(rows), checkpoint.size, vanished, may_be_more), tree


def _take_waiting(most: int) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [most])
        rows: Rows = cursor.fetchall()
        return rows


def _drop_seen(rows: Rows) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(_DROP, [[row[-1] for row in rows]])
    return rows


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


def _write_entries(size: int, rows: Rows, sealed: Sequence[Sealed]) -> None:
    lines = [
        f"{size + place}\t{row[0]}\t\\\\x{one.leaf.hex()}\n"
        for place, (row, one) in enumerate(zip(rows, sealed, strict=True))
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
