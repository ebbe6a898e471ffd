"""
The public half of the log: tiles, entries and the checkpoint as plain files that any web server could hand out.

A file is written beside its place, flushed to the disk and moved there, so that a reader sees a whole one or none. A full or
partial tile never changes; the checkpoint is replaced last, when everything it speaks of is there.
"""

import contextlib
import os
import re
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings

from yangguang.foundation.acts.log.refusals import LogStoreFailed
from yangguang.kernel.merkle import Checkpoint, MalformedNote, MalformedTile, SignedNote, Tile, TileTree

CHECKPOINT = "checkpoint"
FEW, HANDS = 8, 8
MOST_OPEN = 200  # files held open at once
_PLACE = re.compile(
    r"(?:entries|0|[1-9][0-9]?)/(?:x[0-9]{3}/)*[0-9]{3}(?:\.p/(?:[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?",
    re.ASCII,
)


class LogStore:
    """One folder of files, VAR/log/<zone>."""

    def __init__(self, folder: Path) -> None:
        """Look at the folder; it is made with the first file."""
        self.folder = folder

    @property
    def checkpoint_path(self) -> Path:
        """Where the newest checkpoint lies."""
        return self.folder / CHECKPOINT

    def read_note(self) -> SignedNote | None:
        """Give the published checkpoint, None before the first. Refuses with LogStoreFailed, MalformedNote."""
        try:
            return SignedNote.from_text(self.checkpoint_path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as problem:
            raise MalformedNote(problem="不是 UTF-8 文本") from problem
        except OSError as problem:
            raise LogStoreFailed(problem=problem.strerror) from problem

    def read_checkpoint(self) -> Checkpoint | None:
        """Give what the published checkpoint says. Refuses with LogStoreFailed, MalformedNote."""
        note = self.read_note()
        return Checkpoint.from_text(note.text) if note else None

    def fetch(self, tile: Tile) -> bytes:
        """
        Read a tile; a partial one may also be cut from the wider one that replaced it.

        Refuses with MalformedTile, LogStoreFailed.
        """
        wider = Tile(tile.level, tile.index)
        for path in (tile.path, wider.path):
            try:
                return (self.folder / path).read_bytes()[: tile.width * 32]
            except FileNotFoundError:
                continue
            except OSError as problem:
                raise LogStoreFailed(problem=problem.strerror) from problem
        raise MalformedTile(path=tile.path)

    def tree(self, size: int) -> TileTree:
        """Give the tree of a size, read from the tiles."""
        return TileTree(size=size, fetch=self.fetch)

    def write(self, files: Mapping[str, bytes]) -> None:
        """Put files in their places; each is whole and on the disk when this returns. Refuses with LogStoreFailed."""
        self.begin(files).place()

    def begin(self, files: Mapping[str, bytes]) -> "Drafts":
        """
        Write files beside their places; `place` brings them to the disk and moves them. Refuses with LogStoreFailed.

        Of very many only the last ones wait; the others are in their places already, where nothing speaks of them yet.
        """
        placed = [(str(self.folder / path), content) for path, content in files.items()]
        parts = [dict(placed[first : first + MOST_OPEN]) for first in range(0, len(placed), MOST_OPEN)] or [
            {}
        ]
        for part in parts[:-1]:
            Drafts(part).place()
        return Drafts(parts[-1])

    def find(self, place: str) -> Path | None:
        """Give the file of a tile path as asked for over HTTP (without `tile/`), None where there is none."""
        if not _PLACE.fullmatch(place):
            return None
        path = self.folder / "tile" / place
        return path if path.is_file() else None

    def probe(self) -> None:
        """Write and remove a small file. Refuses with LogStoreFailed."""
        path = self.folder / f".probe.{os.getpid()}.{threading.get_ident()}"
        try:
            Drafts({str(path): b"probe"}).place()
            path.unlink()
        except OSError as problem:
            raise LogStoreFailed(problem=problem.strerror or str(problem)) from problem


class Drafts:
    """Files written and not yet in their places: flushed together they cost the disk a fraction of one after another."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Write them all. Refuses with LogStoreFailed, leaving nothing."""
        self._drafts: list[tuple[str, str, int]] = []
        try:
            for path, content in files.items():
                draft, handle = _draft(path)
                self._drafts.append((path, draft, handle))
                _write_whole(handle, content)
        except OSError as problem:
            self.drop()
            raise LogStoreFailed(problem=problem.strerror or str(problem)) from problem

    def place(self) -> None:
        """Flush all and move all. Refuses with LogStoreFailed, leaving nothing beside its place."""
        try:
            _flush([handle for _, _, handle in self._drafts])
            for path, draft, _ in self._drafts:
                os.replace(draft, path)
        except OSError as problem:
            self.drop()
            raise LogStoreFailed(problem=problem.strerror or str(problem)) from problem
        self._close()

    def drop(self) -> None:
        """Take back what has not been placed."""
        for _, draft, _ in self._drafts:
            with contextlib.suppress(OSError):
                Path(draft).unlink(missing_ok=True)
        self._close()

    def _close(self) -> None:
        for _, _, handle in self._drafts:
            os.close(handle)
        self._drafts = []


def _draft(path: str) -> tuple[str, int]:
    """Open a file beside its place, making the folder where it is missing."""
    folder, _, name = path.rpartition("/")
    draft, how = (
        f"{folder}/.{name}.{os.getpid()}.{threading.get_ident()}",
        os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
    )
    try:
        return draft, os.open(draft, how, 0o644)
    except FileNotFoundError:
        Path(folder).mkdir(parents=True, exist_ok=True)
        return draft, os.open(draft, how, 0o644)


def _flush(handles: Sequence[int]) -> None:
    """Bring files to the disk; many at once, since it gathers what comes together."""
    if len(handles) <= FEW:
        for handle in handles:
            os.fsync(handle)
        return
    with ThreadPoolExecutor(HANDS, thread_name_prefix="log file") as pool:
        list(pool.map(os.fsync, handles))


def _write_whole(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]


def log_store() -> LogStore:
    """Give the store of this deployment's zone."""
    return LogStore(Path(settings.VAR) / "log" / settings.LOG_ZONE)
