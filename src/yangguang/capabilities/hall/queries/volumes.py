"""Reading volumes: lists, one with its index, a check of every piece, and the export."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.hall.models import Volume, VolumeEntry
from yangguang.capabilities.hall.queries.records import READER
from yangguang.capabilities.hall.rules.refusals import VolumeDamaged
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.documents import api as documents
from yangguang.foundation.files import api as files
from yangguang.kernel.refusals import NotFound, Refusal

FILE_AFTER = timedelta(days=30)
"""A closed case is filed a month later: by then its result is published and its last papers have come."""


def list_volumes(*, actor: Actor, words: str = "") -> QuerySet[Volume]:
    """List the volumes of cases the actor may see, the newest first."""
    seen = approval.visible_to(actor=actor).filter(number=OuterRef("case_number"))
    found = Volume.objects.filter(Exists(seen))
    if words.strip():
        found = found.filter(title__icontains=words.strip()) | found.filter(number=words.strip())
    return found.order_by("-closed_at", "-pk")


def list_volumes_of(*, case_number: str) -> list[Volume]:
    """List the parts of a case's volume; the caller has fetched the case for its actor."""
    return list(Volume.objects.filter(case_number=case_number))


def get_volume(*, actor: Actor, number: str) -> Volume:
    """Get a volume of a case the actor may see. Refuses with NotFound."""
    found = list_volumes(actor=actor).filter(number=number).first()
    if found is None:
        raise NotFound(what="这个卷宗")
    return found


def list_unfiled(*, now: datetime, limit: int = 200) -> list[approval.Application]:
    """List the cases closed a month ago that are not on file."""
    filed = Volume.objects.filter(case_number=OuterRef("number"))
    closed = approval.visible_to(actor=READER).filter(~Exists(filed), closed_at__lt=now - FILE_AFTER)
    return list(closed.order_by("closed_at")[:limit])


def verify_volume(*, volume: Volume) -> list[VolumeEntry]:
    """Read every piece anew and give those that are not what the index says; the manifest answers for the index."""
    return [entry for entry, content in _contents(volume) if not _is_whole(entry, content)]


def export_volume(*, volume: Volume) -> bytes:
    """
    Pack a volume: manifest, list of digests as `sm3sum` reads it, an index to read, and every piece.

    Refuses with VolumeDamaged: a volume leaves whole or not at all.
    """
    kept = list(_contents(volume))
    wrong = [str(entry.place) for entry, content in kept if not _is_whole(entry, content)]
    if wrong or files.digest_of(volume.manifest.encode()) != volume.digest:
        raise VolumeDamaged(number=volume.number, places="、".join(wrong) or "0")
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as parcel:
        _put(parcel, volume, "manifest.json", volume.manifest.encode())
        sums = "".join(f"{entry.digest}  pieces/{entry.file_name}\n" for entry, _ in kept)
        _put(parcel, volume, "SM3SUMS", sums.encode())
        _put(parcel, volume, "目录.txt", _index(volume, [entry for entry, _ in kept]).encode())
        for entry, content in kept:
            _put(parcel, volume, f"pieces/{entry.file_name}", content or b"")
    return box.getvalue()


def _put(parcel: zipfile.ZipFile, volume: Volume, name: str, content: bytes) -> None:
    # One time for all: exporting twice gives the same bytes.
    at = volume.closed_at.timetuple()[:6]
    entry = zipfile.ZipInfo(name, date_time=(at[0], at[1], at[2], at[3], at[4], at[5]))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    parcel.writestr(entry, content)


def _index(volume: Volume, entries: list[VolumeEntry]) -> str:
    head = [
        f"卷宗号 {volume.number}　第 {volume.part} 卷",
        volume.title,
        f"{volume.body_name}　办件 {volume.case_number}",
        f"保管期限 {volume.get_retention_display()}"
        + (f"，到 {volume.keep_until}" if volume.keep_until else ""),
        f"清单指纹 SM3 {volume.digest}",
        "",
    ]
    rows = [f"{one.place:>3}　{one.title}　{one.file_name}　SM3 {one.digest}" for one in entries]
    return "\n".join([*head, *rows, ""])


def _contents(volume: Volume) -> Iterator[tuple[VolumeEntry, bytes | None]]:
    for entry in volume.entries.all():
        yield entry, _content(entry)


def _content(entry: VolumeEntry) -> bytes | None:
    if entry.kind == "text":
        return entry.content.encode()
    try:
        if entry.kind == "file":
            found = files.StoredFile.objects.filter(uuid=UUID(entry.source)).first()
            return files.read_file(found) if found else None
        document = documents.Document.objects.select_related("pdf").filter(uuid=UUID(entry.source)).first()
        if document is None:
            return None
        if entry.kind == "document":
            return document.html.encode()
        return files.read_file(document.pdf) if document.pdf else None
    except Refusal:  # missing or damaged: the check names it
        return None


def _is_whole(entry: VolumeEntry, content: bytes | None) -> bool:
    return content is not None and files.digest_of(content) == entry.digest
