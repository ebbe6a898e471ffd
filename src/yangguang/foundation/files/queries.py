"""
Reading files. Who may read is asked by the caller: a capability finds its file through its own scoped
query.
"""

import hashlib
from io import BufferedReader

from yangguang.foundation.files import vault
from yangguang.foundation.files.models import FileState, StoredFile
from yangguang.foundation.files.refusals import FileMissing, FileNotReady, FileUnsafe


def open_file(stored: StoredFile) -> BufferedReader:
    """
    Open a stored file for reading.

    Refuses with FileNotReady, FileUnsafe, FileMissing.
    """
    if stored.state == FileState.WAITING_SCAN:
        raise FileNotReady(name=stored.name)
    if stored.state == FileState.UNSAFE:
        raise FileUnsafe(name=stored.name, finding=stored.finding)
    try:
        return vault.open_content(stored.digest)
    except FileNotFoundError as problem:
        raise FileMissing(name=stored.name) from problem


def read_file(stored: StoredFile) -> bytes:
    """
    Give the whole content of a small file.

    Refuses as `open_file` does.
    """
    with open_file(stored) as handle:
        return handle.read()


def is_intact(stored: StoredFile) -> bool:
    """Compute the digest again and tell whether the bytes on disk are still those that were stored."""
    try:
        with vault.open_content(stored.digest) as handle:
            return hashlib.file_digest(handle, lambda: hashlib.new("sm3")).hexdigest() == stored.digest
    except FileNotFoundError:
        return False


def list_waiting_scans(*, limit: int = 200) -> list[StoredFile]:
    """List the files stored while the scanner was down, oldest first."""
    return list(StoredFile.objects.filter(state=FileState.WAITING_SCAN).order_by("at")[:limit])


def is_referred_to(digest: str) -> bool:
    """Tell whether any row still holds this content."""
    return StoredFile.objects.filter(digest=digest).exists()
