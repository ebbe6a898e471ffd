"""
Taking a file in. Machinery inside an operation of the capability that wants the file: the act belongs to
that capability.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from yangguang.foundation.acts.api import Actor, operation, require_operation
from yangguang.foundation.files import rules, vault
from yangguang.foundation.files.models import FileState, StoredFile
from yangguang.foundation.files.permissions import may_scan_file
from yangguang.foundation.files.providers.base import ScannerUnavailable
from yangguang.foundation.files.providers.registry import scanner
from yangguang.foundation.files.refusals import (
    FileDamaged,
    FileEmpty,
    FileTooLarge,
    FileTypeMismatch,
    FileTypeNotTaken,
    FileUnsafe,
    TooManyFiles,
)
from yangguang.foundation.files.rules import FileKind


def store(
    upload: UploadedFile,
    *,
    actor: Actor,
    now: datetime,
    kinds: Iterable[str] = rules.SCANS,
    limit: int | None = None,
) -> StoredFile:
    """
    Take one uploaded file in, after checking size, type and safety; the content is on disk before the row
    exists.

    *kinds* names the formats this place takes (`rules.KINDS`); *limit* is in bytes and never above the
    site's own.

    Refuses with FileEmpty, FileTooLarge, FileTypeNotTaken, FileTypeMismatch, FileDamaged, FileUnsafe,
    StorageFull.
    """
    require_operation()
    name = rules.clean_name(upload.name or "")
    most = min(limit or settings.MAX_UPLOAD_BYTES, settings.MAX_UPLOAD_BYTES)
    if upload.size is not None and upload.size > most:
        raise FileTooLarge(name=name, limit=rules.size_label(most))
    with vault.drafted(upload.chunks(), name=name, limit=most) as draft:
        if draft.size == 0:
            raise FileEmpty(name=name)
        kind = _agreed_kind(draft.path, name, upload.content_type or "", tuple(kinds))
        state = _scanned(draft.path, name)
        vault.keep(draft, name=name)
        return StoredFile.objects.create(
            name=name,
            media_type=kind.media_type,
            size=draft.size,
            digest=draft.digest,
            uploaded_by_id=actor.account_id,
            at=now,
            state=state,
        )


def store_all(
    uploads: Sequence[UploadedFile],
    *,
    actor: Actor,
    now: datetime,
    most: int,
    already: int = 0,
    kinds: Iterable[str] = rules.SCANS,
    limit: int | None = None,
) -> list[StoredFile]:
    """
    Take several files in, all or none; *most* counts those *already* there.

    Refuses with TooManyFiles and as `store` does.
    """
    if already + len(uploads) > most:
        raise TooManyFiles(name="", limit=most, count=f"{already + len(uploads)} 份")
    wanted = tuple(kinds)
    return [store(upload, actor=actor, now=now, kinds=wanted, limit=limit) for upload in uploads]


def store_made(content: bytes, *, name: str, media_type: str, now: datetime) -> StoredFile:
    """
    Keep a file the platform itself made (a document, an export); it needs no scan and no type check.

    Refuses with StorageFull.
    """
    require_operation()
    cleaned = rules.clean_name(name)
    with vault.drafted([content], name=cleaned, limit=len(content)) as draft:
        vault.keep(draft, name=cleaned)
        return StoredFile.objects.create(
            name=cleaned, media_type=media_type, size=draft.size, digest=draft.digest, at=now
        )


def _agreed_kind(path: Path, name: str, declared: str, allowed: tuple[str, ...]) -> FileKind:
    """Give the one kind that name, sender and content agree on."""
    claimed = rules.kind_named(name)
    if claimed is None or claimed.code not in allowed:
        labels = "、".join(rules.KINDS[code].label for code in allowed)
        raise FileTypeNotTaken(name=name, kinds=labels)
    found = rules.kind_found(path)
    if found is None and rules.looks_like(path, claimed):
        raise FileDamaged(name=name)
    label = found.label if found else "别的格式"
    if found is not claimed:
        raise FileTypeMismatch(name=name, claimed=claimed.label, found=label)
    if declared.split(";", maxsplit=1)[0].strip().lower() not in claimed.declared:
        raise FileTypeMismatch(name=name, claimed=declared, found=label)
    return claimed


def _scanned(path: Path, name: str) -> FileState:
    """
    Ask the scanner; a scanner that is down does not stop the person, but the file stays closed until it
    answers.
    """
    try:
        verdict = scanner().scan(path)
    except ScannerUnavailable:
        return FileState.WAITING_SCAN
    if not verdict.is_clean:
        raise FileUnsafe(name=name, finding=verdict.finding)
    return FileState.STORED


@operation("files.scan_file", summary="补做安全检查", permission=may_scan_file, subject="stored")
def scan_file(*, actor: Actor, now: datetime, stored: StoredFile) -> StoredFile:
    """
    Ask the scanner about a file that was stored while the scanner was down; raises ScannerUnavailable if it
    still is.
    """
    verdict = scanner().scan(vault.place_of(stored.digest))
    stored.state = FileState.STORED if verdict.is_clean else FileState.UNSAFE
    stored.finding = verdict.finding
    stored.save(update_fields=["state", "finding"])
    return stored


def digest_of(content: bytes) -> str:
    """Give the SM3 digest (GB/T 32905) of some bytes, as rows carry it."""
    return hashlib.new("sm3", content).hexdigest()
