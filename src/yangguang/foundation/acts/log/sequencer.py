"""
The one hand that adds to the log.

It takes the acts that wait, in their order, gives each the next place, and signs the new state; all that is one transaction.
Only what is committed is published, so whatever is cut off, the next pass finds either nothing done or something to finish:
there are never two signed states of one size, and a state that once was published is never taken back.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from yangguang.foundation.acts.log.envelope import SELECTED, Sealed, instant_text, seal
from yangguang.foundation.acts.log.keys import LogSigner, key_path, log_signer
from yangguang.foundation.acts.log.publishing import Publisher, publish
from yangguang.foundation.acts.log.refusals import LogClockSetBack, LogRolledBack
from yangguang.foundation.acts.log.store import LogStore, log_store
from yangguang.foundation.acts.models import LogCheckpoint
from yangguang.kernel import clock
from yangguang.kernel.merkle import Checkpoint, CompactRange, MalformedNote, MalformedTile, TileTree

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


@dataclass(frozen=True, slots=True)
class Passed:
    """What one pass did; `vanished` are acts that were gone from the record before the log could take them."""

    taken: int
    size: int
    vanished: tuple[int, ...] = ()


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
        tree: CompactRange | None = None
        with Publisher(store) as publisher:
            while True:
                batch, tree = _take(store, signer, publisher, tree, now=now, most=most)
                taken, vanished = taken + batch.taken, vanished + batch.vanished
                if batch.taken < most:
                    return Passed(taken, batch.size, vanished)
    finally:
        _unlock()


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
    tree: CompactRange | None,
    *,
    now: datetime,
    most: int,
) -> tuple[Passed, CompactRange | None]:
    with transaction.atomic():
        last = last_checkpoint()
        size = last.size if last else 0
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [most])
            rows = cursor.fetchall()
        vanished = tuple(row[-1] for row in rows if row[0] is None)
        rows = [row for row in rows if row[0] is not None]
        if not rows:
            return Passed(0, size, vanished), tree
        if last and now < last.signed_at:
            raise LogClockSetBack(now=_wall(now), before=_wall(last.signed_at))
        sealed = [seal(row[:-2], row[-2]) for row in rows]
        tree = tree or _edge(store, last)
        tree.extend(one.leaf for one in sealed)
        _write_entries(size, rows, sealed)
        checkpoint = _sign(signer, tree, now)
    publisher.publish(checkpoint=checkpoint, since=size, fresh=sealed)
    return Passed(len(rows), checkpoint.size, vanished), tree


def _edge(store: LogStore, last: LogCheckpoint | None) -> CompactRange:
    """Give the tree as it was last signed, from the tiles; broken tiles are made again from the database."""
    if last is None:
        return CompactRange()
    try:
        tree = TileTree(size=last.size, fetch=store.fetch).compact_range()
        if tree.root() == bytes(last.root):
            return tree
    except MalformedTile:
        pass
    publish(store=store, checkpoint=last, since=0)
    return TileTree(size=last.size, fetch=store.fetch).compact_range()


def _write_entries(size: int, rows: list[Any], sealed: list[Sealed]) -> None:
    lines = [
        f"{size + place}\t{row[0]}\t\\\\x{one.leaf.hex()}\n"
        for place, (row, one) in enumerate(zip(rows, sealed, strict=True))
    ]
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY acts_logentry (index, act_id, leaf) FROM STDIN") as copy,
    ):
        copy.write("".join(lines))


def _sign(signer: LogSigner, tree: CompactRange, now: datetime) -> LogCheckpoint:
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
