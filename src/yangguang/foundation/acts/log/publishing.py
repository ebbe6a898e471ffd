"""
From committed entries to public files.

Everything here can be made again from the database, at any time and with the same bytes; so it may be cut off anywhere.
"""

import os
import shutil
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Self

from django.db import connection

from yangguang.foundation.acts.log.envelope import SELECTED, Sealed, seal_all
from yangguang.foundation.acts.log.refusals import LogRolledBack, LogStoreFailed
from yangguang.foundation.acts.log.store import CHECKPOINT, Drafts, LogStore
from yangguang.foundation.acts.models import LogCheckpoint
from yangguang.kernel.merkle import (
    TILE_WIDTH,
    MalformedTile,
    Tile,
    encode_entries,
    entry_bundle_path,
    extend_tiles,
)

CHUNK = 64 * TILE_WIDTH
UNDER_WAY = 2  # states being written while another is taken
_READ = f"""
SELECT {SELECTED}, act.salt, entry.leaf
FROM acts_logentry entry JOIN acts_act act ON act.number = entry.act_id
WHERE entry.index >= %s AND entry.index < %s ORDER BY entry.index
"""  # noqa: S608 - our own column names


class Publisher:
    """
    Writes behind the taking: while earlier states go to the disk, the next acts are taken.

    One hand writes a state's files, another brings the state before it to the disk and into place. In order, each checkpoint
    after all its tiles, and no state after one that failed. What could not be written is told at the latest when the block ends.
    """

    def __init__(self, store: LogStore) -> None:
        """Write into a store."""
        self._store = store
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="log writer")
        self._placing = ThreadPoolExecutor(1, thread_name_prefix="publisher")
        self._under_way: deque[tuple[Future[None], LogCheckpoint]] = deque()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Wait for what is being written; a refusal that is on its way already is not covered by another."""
        try:
            self.finish()
        except (LogStoreFailed, LogRolledBack, MalformedTile):
            if kind is None:
                raise
        finally:
            self._writing.shutdown()
            self._placing.shutdown()

    def publish(
        self,
        *,
        checkpoint: LogCheckpoint,
        since: int,
        fresh: Sequence[Sealed],
        tiles: Mapping[Tile, bytes],
    ) -> None:
        """Publish a committed state whose entries since the last one, and the tiles they make, are at hand."""
        self.finish(but=UNDER_WAY - 1)
        start = since - since % TILE_WIDTH
        sealed = _sealed(start, checkpoint.size, since, fresh)
        files = _files(tiles, start, checkpoint.size, sealed)
        before = self._under_way[-1][0] if self._under_way else None
        drafts = self._writing.submit(self._store.begin, files)
        future = self._placing.submit(
            _place_state, self._store, checkpoint, list(tiles), files, start, drafts, before
        )
        self._under_way.append((future, checkpoint))

    def finish(self, *, but: int = 0) -> None:
        """Wait until no more than so many states are being written, and remember how far it came."""
        while len(self._under_way) > but:
            future, checkpoint = self._under_way.popleft()
            future.result()
            _remember(checkpoint.size, checkpoint.signed_at)


def publish(*, store: LogStore, checkpoint: LogCheckpoint, since: int, fresh: Sequence[Sealed] = ()) -> None:
    """
    Write the files of a committed state; *since* is the size published before, *fresh* what is at hand already.

    Refuses with LogStoreFailed, and with LogRolledBack if the entries do not lead to the signed root.
    """
    at = since
    while at < checkpoint.size:
        upto = min(checkpoint.size, (at // CHUNK + 1) * CHUNK)
        # Bundles are written whole, so the chunk begins where its first bundle does.
        start = at - at % TILE_WIDTH
        sealed = _sealed(start, upto, since, fresh)
        tiles = extend_tiles(size=at, leaves=[one.leaf for one in sealed[at - start :]], fetch=store.fetch)
        _write_tiles(store, list(tiles), _files(tiles, start, upto, sealed), start, upto)
        at = upto
    _write_checkpoint(store, checkpoint)
    _remember(checkpoint.size, checkpoint.signed_at)


Files = dict[str, bytes]


def _files(tiles: Mapping[Tile, bytes], start: int, upto: int, sealed: Sequence[Sealed]) -> Files:
    """Name the files of new tiles, and of the bundles from *start* on, where *sealed* begins."""
    files = {tile.path: content for tile, content in tiles.items()}
    for first in range(start, upto, TILE_WIDTH):
        entries = [one.entry for one in sealed[first - start : first - start + TILE_WIDTH]]
        files[entry_bundle_path(first // TILE_WIDTH, len(entries))] = encode_entries(entries)
    return files


def _place_state(
    store: LogStore,
    checkpoint: LogCheckpoint,
    tiles: list[Tile],
    files: Files,
    start: int,
    writing: Future[Drafts],
    before: Future[None] | None,
) -> None:
    drafts = writing.result()
    if before is not None and before.exception() is not None:
        drafts.drop()
        before.result()
    drafts.place()
    _flush_folders(store, files)
    _drop_partial(store, tiles, start, checkpoint.size)
    _write_checkpoint(store, checkpoint)


def _write_tiles(store: LogStore, tiles: list[Tile], files: Files, start: int, upto: int) -> None:
    store.write(files)
    _flush_folders(store, files)
    _drop_partial(store, tiles, start, upto)


def _write_checkpoint(store: LogStore, checkpoint: LogCheckpoint) -> None:
    if store.tree(checkpoint.size).root() != bytes(checkpoint.root):
        raise LogRolledBack(problem=f"前 {checkpoint.size} 条与签署的根不符")
    store.write({CHECKPOINT: checkpoint.note.encode()})


def read_sealed(start: int, upto: int) -> list[Sealed]:
    """Make the entries of a range again from the acts."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [start, upto])
        rows = cursor.fetchall()
    if len(rows) != upto - start:
        raise LogRolledBack(problem=f"第 {start} 到 {upto - 1} 条里有记录不见了")
    return seal_all(rows)


def _sealed(start: int, upto: int, since: int, fresh: Sequence[Sealed]) -> list[Sealed]:
    if not fresh:
        return read_sealed(start, upto)
    known = list(fresh[max(start, since) - since : upto - since])
    return [*(read_sealed(start, since) if start < since else ()), *known]


def _remember(size: int, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO acts_logpublication (id, size, published_at, moved_at) VALUES (1, %s, %s, clock_timestamp())"
            " ON CONFLICT (id) DO UPDATE SET size = excluded.size, published_at = excluded.published_at,"
            " moved_at = excluded.moved_at",
            [size, at],
        )


def _flush_folders(store: LogStore, files: Files) -> None:
    try:
        for folder in {(store.folder / path).parent for path in files}:
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
    except OSError as problem:
        raise LogStoreFailed(problem=problem.strerror) from problem


def _drop_partial(store: LogStore, tiles: list[Tile], start: int, upto: int) -> None:
    """Remove the narrow forerunners of tiles that are full now."""
    full = [tile.path for tile in tiles if tile.width == TILE_WIDTH]
    full += [entry_bundle_path(index) for index in range(start // TILE_WIDTH, upto // TILE_WIDTH)]
    for path in full:
        narrow: Path = store.folder / f"{path}.p"
        if narrow.is_dir():
            shutil.rmtree(narrow, ignore_errors=True)
