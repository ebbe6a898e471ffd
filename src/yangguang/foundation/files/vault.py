"""
Where the bytes lie: VAR/files/ab/cd/<digest>, written once, atomically, and never changed.

A file is drafted beside its place, synced, and renamed, so that at every instant it is there whole or not
at all.
"""

import errno
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from tempfile import mkstemp

from django.conf import settings

from yangguang.foundation.files.refusals import FileTooLarge, StorageFull
from yangguang.foundation.files.rules import size_label

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_GRACE_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Draft:
    """Bytes on the disk that have no place yet."""

    path: Path
    digest: str
    size: int


def _root() -> Path:
    return Path(settings.VAR) / "files"


def place_of(digest: str) -> Path:
    """Give the place of a content."""
    return _root() / digest[:2] / digest[2:4] / digest


@contextmanager
def drafted(pieces: Iterable[bytes], *, name: str, limit: int) -> Iterator[Draft]:
    """
    Write the pieces to a draft that is gone at the end of the block unless `keep` has given it its place.

    Refuses with FileTooLarge, StorageFull.
    """
    try:
        drafts = _root() / "drafts"
        drafts.mkdir(parents=True, exist_ok=True)
        handle, written = mkstemp(dir=drafts)
    except OSError as problem:
        raise _told(problem, name) from problem
    path = Path(written)
    try:
        yield _write(handle, path, pieces, name, limit)
    finally:
        path.unlink(missing_ok=True)


def _write(handle: int, path: Path, pieces: Iterable[bytes], name: str, limit: int) -> Draft:
    digest, size = hashlib.new("sm3"), 0
    try:
        with os.fdopen(handle, "wb") as out:
            for piece in pieces:
                size += len(piece)
                if size > limit:
                    raise FileTooLarge(name=name, limit=size_label(limit))
                digest.update(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
    except OSError as problem:
        raise _told(problem, name) from problem
    return Draft(path, digest.hexdigest(), size)


def _told(problem: OSError, name: str) -> Exception:
    """Name the one disk problem people can be told about; any other stays what it is."""
    return StorageFull(name=name) if problem.errno in _FULL else problem


def keep(draft: Draft, *, name: str) -> None:
    """
    Give a draft its place under its digest; the same content is kept once.

    Refuses with StorageFull.
    """
    place = place_of(draft.digest)
    try:
        if place.exists():
            os.utime(place)  # the sweeper spares what was touched lately
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.path.chmod(0o640)
        draft.path.replace(place)
        _sync_folder(place.parent)
    except OSError as problem:
        raise _told(problem, name) from problem


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_content(digest: str) -> BufferedReader:
    """Open a content for reading; FileNotFoundError if it is not there."""
    return place_of(digest).open("rb")


def list_old_contents() -> Iterator[str]:
    """List the digests on disk that were not touched for a day, and clear drafts that a crash left behind."""
    before = time.time() - _GRACE_SECONDS
    for path in _root().glob("drafts/*"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
    for path in _root().glob("??/??/*"):
        if path.stat().st_mtime < before:
            yield path.name


def drop(digest: str) -> None:
    """Remove a content that no row refers to."""
    place_of(digest).unlink(missing_ok=True)
