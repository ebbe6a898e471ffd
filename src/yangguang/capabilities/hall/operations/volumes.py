"""Putting a closed case on file: every paper, file and act listed with its digest, closed, and never changed again."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.hall import permissions
from yangguang.capabilities.hall.events import VolumeClosed
from yangguang.capabilities.hall.models import Volume, VolumeEntry
from yangguang.capabilities.hall.queries.records import acts_as_text, parcels_as_text
from yangguang.capabilities.hall.rules import retention
from yangguang.capabilities.hall.rules.refusals import CaseStillOpen, NothingNewToFile
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.documents import api as documents
from yangguang.foundation.files import api as files
from yangguang.foundation.numbering import api as numbering
from yangguang.kernel.clock import local, today


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece before it has its place."""

    kind: str
    title: str
    extension: str
    size: int
    digest: str
    source: str = ""
    content: str = ""
    dated_at: datetime | None = None


@operation(
    "hall.close_volume",
    summary="立卷归档",
    permission=permissions.may_close_volume,
    subject="application",
    asks_factor=True,
)
def close_volume(*, actor: Actor, application: approval.Application, now: datetime) -> Volume:
    """
    Put a closed case on file, or what came since in a further part; the act notes the digest of the manifest.

    A body files what it decides on, and keeps it (行政许可法 art. 61(2) 的归档要求; 档案法 art. 13).

    Refuses with CaseStillOpen, NothingNewToFile.
    """
    if not application.is_closed:
        raise CaseStillOpen(number=application.number)
    earlier = list(Volume.objects.select_for_update().filter(case_number=application.number))
    pieces = list(_pieces(application))
    if earlier:
        known = set(VolumeEntry.objects.filter(volume__in=earlier).values_list("digest", flat=True))
        pieces = [one for one in pieces if one.digest not in known]
        if not any(one.kind != "text" for one in pieces):
            raise NothingNewToFile(number=application.number)
    kept = _retention(application)
    part = len(earlier) + 1
    body = application.body
    closed_on = today(application.closed_at or now)
    number = numbering.issue_number(
        body_code=body.code,
        kind="volume",
        year=local(now).year,
        pattern=f"{body.code[8:16]}-XK-{{year}}-{{number:05d}}",
    )
    until = retention.keep_until(retention=kept, closed_on=closed_on)
    entries = [_entry(place, one) for place, one in enumerate(pieces, start=1)]
    manifest = _manifest(application, number, part, kept, until, entries, now)
    volume = Volume.objects.create(
        case_number=application.number,
        part=part,
        number=number,
        title=f"{application.applicant_name}　{application.version.plain_name}",
        body_code=body.code,
        body_name=body.name,
        retention=kept,
        keep_until=until,
        manifest=manifest,
        digest=files.digest_of(manifest.encode()),
        made_by=actor.label,
        closed_at=now,
    )
    for entry in entries:
        entry.volume = volume
    VolumeEntry.objects.bulk_create(entries)
    note(volume=number, part=part, pieces=len(entries), manifest_sm3=volume.digest, retention=kept)
    emit(VolumeClosed(application.number, number, now))
    return volume


def _pieces(application: approval.Application) -> Iterator[Piece]:
    for document in documents.list_documents_of(object_type="application", object_number=application.number):
        yield from _of_document(document)
    for handed in application.files.select_related("file"):
        stored = handed.file
        ending = stored.name.rsplit(".", 1)[-1].lower() if "." in stored.name else "bin"
        yield Piece(
            kind="file",
            title=f"申请材料 {handed.material_code} {stored.name}",
            extension=ending[:8],
            size=stored.size,
            digest=stored.digest,
            source=str(stored.uuid),
            dated_at=handed.added_at,
        )
    texts = (
        ("办理记录", acts_as_text(application)),
        ("邮寄轨迹", parcels_as_text(application.number)),
    )
    for title, text in texts:
        if text:
            yield Piece(
                "text", title, "json", len(text.encode()), files.digest_of(text.encode()), content=text
            )


def _of_document(document: documents.Document) -> Iterator[Piece]:
    page, title = document.html.encode(), f"{document.title} {document.number}".strip()
    source, at = str(document.uuid), document.made_at
    yield Piece("document", title, "html", len(page), files.digest_of(page), source, dated_at=at)
    printed = document.pdf
    if printed is not None:
        yield Piece("pdf", f"{title}（PDF）", "pdf", printed.size, printed.digest, source, dated_at=at)


def _entry(place: int, piece: Piece) -> VolumeEntry:
    return VolumeEntry(
        place=place,
        kind=piece.kind,
        title=piece.title[:200],
        file_name=f"{place:03d}.{piece.extension}",
        source=piece.source,
        content=piece.content,
        dated_at=piece.dated_at,
        size=piece.size,
        digest=piece.digest,
    )


def _retention(application: approval.Application) -> str:
    decision = getattr(application, "decision", None)
    is_granted = decision is not None and decision.result == approval.Result.GRANTED
    licence = application.licence
    return retention.retention_of(
        is_granted=is_granted,
        is_without_end=licence is not None and licence.valid_until is None,
        is_heard=getattr(application, "hearing", None) is not None,
    )


def _manifest(
    application: approval.Application,
    number: str,
    part: int,
    kept: str,
    until: object,
    entries: list[VolumeEntry],
    now: datetime,
) -> str:
    return json.dumps(
        {
            "format": "yangguang-volume/1",
            "volume": number,
            "part": part,
            "case": application.number,
            "matter": application.version.matter.code,
            "matter_version": application.version.number,
            "body": application.body.code,
            "retention": kept,
            "keep_until": str(until) if until else None,
            "retention_basis": retention.BASIS,
            "closed_at": now.isoformat(),
            "digest": "SM3",
            "pieces": [
                {
                    "place": one.place,
                    "title": one.title,
                    "file": one.file_name,
                    "size": one.size,
                    "sm3": one.digest,
                    "dated_at": one.dated_at.isoformat() if one.dated_at else None,
                }
                for one in entries
            ],
        },
        ensure_ascii=False,
        indent=1,
    )
