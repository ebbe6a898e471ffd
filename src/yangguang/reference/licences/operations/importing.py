"""
Licences issued before this platform (存量证照): a spreadsheet is uploaded, its columns are mapped, rows are checked, a second
person confirms, and a job issues them one by one, each with its own act; a row that fails says why and stops nobody.
"""

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from yangguang.foundation.acts.api import Actor, note, operation, system_actor
from yangguang.foundation.jobs import api as jobs
from yangguang.foundation.organisation.models import Body
from yangguang.kernel.refusals import Refusal
from yangguang.kernel.sm import sm3
from yangguang.reference.licences import permissions
from yangguang.reference.licences.grants import LicenceGrant
from yangguang.reference.licences.models import ImportBatch, ImportRow, Licence, LicenceType
from yangguang.reference.licences.operations.issuing import issue_licence
from yangguang.reference.licences.queries.types import find_type_in_force
from yangguang.reference.licences.rules.refusals import (
    BatchNotOpen,
    ConfirmSamePerson,
    MappingIncomplete,
    NothingToIssue,
    SheetUnreadable,
    TypeNotOpen,
)
from yangguang.reference.licences.rules.sheets import SheetRow, guess_mapping, missing_targets, read_row
from yangguang.reference.licences.rules.type_content import TypeContent
from yangguang.reference.licences.states import ImportState

MOST_ROWS = 20_000
KEEP_SHEETS = timedelta(days=365)
MAKER = system_actor("存量证照转入")


@operation(
    "licences.upload_records",
    summary="上传存量证照",
    permission=permissions.may_upload_records,
    subject="result",
)
def upload_records(
    *, actor: Actor, now: datetime, licence_type: LicenceType, issuer: Body, file_name: str, source: bytes
) -> ImportBatch:
    """
    Take a spreadsheet in and guess what its columns mean; nothing is issued.

    Refuses with SheetUnreadable, TypeNotOpen.
    """
    content = _content_of(licence_type)
    headings, count = _read_headings(source)
    batch = ImportBatch.objects.create(
        type=licence_type,
        issuer=issuer,
        file_name=file_name[:200],
        source=source,
        digest=sm3(source).hex(),
        headings=headings,
        mapping=guess_mapping(headings, content),
        row_count=count,
        uploaded_by=actor.account_id,
        uploaded_label=actor.label,
        uploaded_at=now,
    )
    note(rows=count, sm3=batch.digest, type=licence_type.code)
    return batch


@operation(
    "licences.map_records",
    summary="对应列名并核对存量证照",
    permission=permissions.may_map_records,
    subject="batch",
)
def map_records(
    *, actor: Actor, now: datetime, batch: ImportBatch, mapping: Mapping[str, int]
) -> ImportBatch:
    """
    Say which column means what, and check every row by it; may be done again until confirmed.

    Refuses with BatchNotOpen, MappingIncomplete.
    """
    held = _hold(batch, (ImportState.UPLOADED, ImportState.CHECKED), "核对")
    content = _content_of(held.type)
    missing = missing_targets(mapping, content)
    if missing:
        raise MappingIncomplete(missing="、".join(missing))
    rows = _checked(held, content, mapping)
    held.rows.all().delete()
    ImportRow.objects.bulk_create(
        [
            ImportRow(
                batch=held, line=one.line, values=one.values, problems=one.problems, warnings=one.warnings
            )
            for one in rows
        ],
        batch_size=1000,
    )
    held.mapping, held.state = dict(mapping), ImportState.CHECKED
    held.row_count, held.good_count = len(rows), sum(1 for one in rows if not one.problems)
    held.save(update_fields=["mapping", "state", "row_count", "good_count"])
    note(rows=held.row_count, good=held.good_count)
    return held


@operation(
    "licences.confirm_records",
    summary="确认转入存量证照",
    permission=permissions.may_confirm_records,
    subject="batch",
    binding=True,
)
def confirm_records(*, actor: Actor, now: datetime, batch: ImportBatch) -> ImportBatch:
    """
    Let the good rows become licences, as another person than the one who uploaded; the job begins at once.

    Refuses with BatchNotOpen, ConfirmSamePerson, NothingToIssue.
    """
    from yangguang.reference.licences.tasks import issue_records  # noqa: PLC0415 - the task calls back here

    held = _hold(batch, (ImportState.CHECKED,), "确认")
    if held.uploaded_by is not None and held.uploaded_by == actor.account_id:
        raise ConfirmSamePerson
    if not held.good_count:
        raise NothingToIssue
    held.state = ImportState.RUNNING
    held.confirmed_by, held.confirmed_label = actor.account_id, actor.label
    held.save(update_fields=["state", "confirmed_by", "confirmed_label"])
    jobs.defer(issue_records, batch=str(held.uuid), lock=f"licences.import.{held.pk}")
    note(good=held.good_count, sm3=held.digest)
    return held


@operation(
    "licences.discard_records",
    summary="放弃存量证照表格",
    permission=permissions.may_discard_records,
    subject="batch",
)
def discard_records(*, actor: Actor, now: datetime, batch: ImportBatch) -> ImportBatch:
    """
    Put a spreadsheet aside before it was confirmed.

    Refuses with BatchNotOpen.
    """
    held = _hold(batch, (ImportState.UPLOADED, ImportState.CHECKED), "放弃")
    held.state, held.finished_at = ImportState.DISCARDED, now
    held.save(update_fields=["state", "finished_at"])
    return held


@operation(
    "licences.issue_record",
    summary="转入一份存量证照",
    permission=permissions.may_issue_record,
    subject="row",
)
def issue_record(*, actor: Actor, now: datetime, row: ImportRow) -> Licence:
    """
    Issue the licence of one row, under its old number.

    Refuses with what issuing refuses with.
    """
    held = (
        ImportRow.objects.select_for_update(of=("self",)).select_related("batch__issuer__area").get(pk=row.pk)
    )
    if held.licence is not None:
        return held.licence
    held.licence = issue_licence(actor=MAKER, now=now, grant=_grant(held))
    held.save(update_fields=["licence"])
    return held.licence


@operation(
    "licences.note_progress",
    summary="记录存量证照转入结果",
    permission=permissions.may_note_progress,
    subject="batch",
)
def note_progress(*, actor: Actor, now: datetime, batch: ImportBatch) -> ImportBatch:
    """Close a batch whose rows have all become licences or said why not."""
    held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    held.done_count = held.rows.filter(licence__isnull=False).count()
    held.failed_count = held.good_count - held.done_count
    held.state, held.finished_at = ImportState.FINISHED, now
    held.save(update_fields=["done_count", "failed_count", "state", "finished_at"])
    note(done=held.done_count, failed=held.failed_count)
    return held


def issue_batch(*, batch: ImportBatch, now: datetime) -> ImportBatch:
    """Issue what is left of a confirmed batch, row by row, so that a crash loses nothing and no row comes twice."""
    done = batch.rows.filter(licence__isnull=False).count()
    failed = 0
    for row in batch.rows.filter(licence__isnull=True, problems=[]).iterator(chunk_size=500):
        try:
            issue_record(actor=MAKER, now=now, row=row)
            done += 1
        except Refusal as refusal:
            row.problems = [refusal.message]
            row.save(update_fields=["problems"])
            failed += 1
        if (done + failed) % 20 == 0:
            ImportBatch.objects.filter(pk=batch.pk).update(done_count=done, failed_count=failed)
    return note_progress(actor=MAKER, now=now, batch=batch)


def forget_sheets(*, now: datetime) -> int:
    """Delete the files and values of batches that ended a year ago; what became licences stays. Technical, so no act."""
    old = ImportBatch.objects.filter(finished_at__lt=now - KEEP_SHEETS).exclude(source=b"")
    ImportRow.objects.filter(batch__in=old).update(values={})
    return old.update(source=b"")


def _content_of(licence_type: LicenceType) -> TypeContent:
    version = find_type_in_force(name=licence_type.name)
    if version is None:
        raise TypeNotOpen(name=licence_type.name, number=1, state="还没有公布", act="导入证照")
    return version.said


def _hold(batch: ImportBatch, states: tuple[ImportState, ...], act: str) -> ImportBatch:
    held = (
        ImportBatch.objects.select_for_update(of=("self",)).select_related("type", "issuer").get(pk=batch.pk)
    )
    if held.state not in states:
        raise BatchNotOpen(state=held.get_state_display(), act=act)
    return held


def _sheet(source: bytes) -> Any:
    try:
        book = load_workbook(io.BytesIO(source), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as problem:
        raise SheetUnreadable(problem="这个文件打不开，不是 xlsx 表格") from problem
    return book.worksheets[0]


def _read_headings(source: bytes) -> tuple[list[str], int]:
    sheet = _sheet(source)
    headings: list[str] = []
    count = 0
    for line, cells in enumerate(sheet.iter_rows(values_only=True)):
        if line == 0:
            headings = [str(cell or "").strip() for cell in cells]
        elif any(cell not in (None, "") for cell in cells):
            count += 1
        if count > MOST_ROWS:
            raise SheetUnreadable(problem=f"一次最多 {MOST_ROWS:,} 行")
    if not any(headings) or not count:
        raise SheetUnreadable(problem="表格是空的，或者只有列名")
    return headings, count


def _checked(batch: ImportBatch, content: TypeContent, mapping: Mapping[str, int]) -> list[SheetRow]:
    rows = []
    seen: dict[str, int] = {}
    for line, cells in enumerate(_sheet(bytes(batch.source)).iter_rows(values_only=True), start=1):
        if line == 1 or not any(cell not in (None, "") for cell in cells):
            continue
        row = read_row(line=line, cells=cells, mapping=mapping, content=content)
        number = row.values.get("number", "")
        if number and number in seen:
            row.problems.append(f"证照编号和第 {seen[number]} 行重复")
        seen.setdefault(number, line)
        rows.append(row)
    _mark_known(rows)
    return rows


def _mark_known(rows: list[SheetRow]) -> None:
    numbers = [one.values.get("number", "") for one in rows]
    known = set(Licence.objects.filter(number__in=numbers).values_list("number", flat=True))
    for row in rows:
        if row.values.get("number", "") in known:
            row.problems.append("这个证照编号已经在库里")


def _grant(row: ImportRow) -> LicenceGrant:
    values = row.values
    until = values.get("valid_until", "")
    return LicenceGrant(
        title=row.batch.type.name,
        issuer=row.batch.issuer,
        holder_name=values["holder_name"],
        holder_code=values["holder_code"],
        holder_kind=values["holder_kind"],
        number=values["number"],
        valid_from=date.fromisoformat(values["valid_from"]),
        valid_until=date.fromisoformat(until) if until else None,
        legal_representative=values.get("representative", "")[:60],
        address=values.get("address", "")[:200],
        content=tuple(
            (name.removeprefix("line:"), value)
            for name, value in values.items()
            if name.startswith("line:") and value
        ),
    )
