"""Taking a spreadsheet of matters in: checked first, written only when somebody confirms the whole."""

from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.organisation.models import Body
from yangguang.kernel.identifiers import check_catalog_code, compose_task_code
from yangguang.reference.matters import permissions
from yangguang.reference.matters.models import ImportBatch, MaterialSpec, Matter, MatterVersion
from yangguang.reference.matters.queries.versions import content_of
from yangguang.reference.matters.rules import (
    MaterialContent,
    MatterEntry,
    VersionContent,
    give_material_codes,
)
from yangguang.reference.matters.rules.checks import find_column_faults
from yangguang.reference.matters.rules.columns import (
    MATERIAL_COLUMNS,
    MATERIAL_SHEET,
    MATTER_COLUMNS,
    MATTER_SHEET,
    SheetColumn,
)
from yangguang.reference.matters.rules.contents import bytes_digest, text_digest
from yangguang.reference.matters.rules.refusals import BatchFinished, NothingToImport
from yangguang.reference.matters.rules.workbook import ReadRow, RowProblem, problems_in, read_workbook
from yangguang.reference.matters.states import BatchState, VersionStatus, may_move_batch

HEADINGS = {column.target: column for column in MATTER_COLUMNS}


@operation(
    "matters.check_import",
    summary="核对事项导入表",
    permission=permissions.may_check_import,
    subject="result",
)
def check_import(*, actor: Actor, now: datetime, file_name: str, source: bytes) -> ImportBatch:
    """
    Check a spreadsheet of matters row by row; nothing is written into the list yet.

    Refuses with WorkbookRefused.
    """
    content = read_workbook(source, file_name=file_name)
    desk = _Desk()
    good = [taken for row in content.rows if (taken := desk.take(row)) is not None]
    problems = sorted([*problems_in(content)], key=lambda one: (one.sheet != MATTER_SHEET, one.row))
    note(rows=len(content.rows), good=len(good), problems=len(problems))
    return ImportBatch.objects.create(
        file_name=file_name[:200],
        uploaded_by=actor.account_id,
        uploaded_at=now,
        row_count=len(content.rows),
        rows=good,
        problems=[asdict(problem) for problem in problems],
        source=source,
        digest=bytes_digest(source),
    )


@operation(
    "matters.confirm_import",
    summary="确认导入事项",
    permission=permissions.may_confirm_import,
    subject="batch",
    asks_factor=True,
)
def confirm_import(*, actor: Actor, now: datetime, batch: ImportBatch) -> ImportBatch:
    """
    Write the good rows of a checked spreadsheet: new matters get their codes, changed ones a draft.

    Drafts take form and flow from the version before; publishing stays an act of its own. Written in bulk, since a city
    has five thousand matters.

    Refuses with BatchFinished, NothingToImport.
    """
    batch = _open(batch, BatchState.CONFIRMED)
    if not batch.rows:
        raise NothingToImport
    written = _write_rows(batch.rows, now)
    _finish(batch, BatchState.CONFIRMED, now)
    note(**written, digest=batch.digest)
    return batch


@operation(
    "matters.discard_import",
    summary="放弃导入事项",
    permission=permissions.may_discard_import,
    subject="batch",
)
def discard_import(*, actor: Actor, now: datetime, batch: ImportBatch) -> ImportBatch:
    """
    Put a checked spreadsheet aside; the list stays as it was.

    Refuses with BatchFinished.
    """
    batch = _open(batch, BatchState.DISCARDED)
    _finish(batch, BatchState.DISCARDED, now)
    return batch


class _Desk:
    """Checks rows against the organisation, the list and each other."""

    def __init__(self) -> None:
        self.bodies = {body.code: body for body in Body.objects.all()}
        self.known = dict(Matter.objects.values_list("catalog_code", "code"))
        self.seen: dict[str, int] = {}

    def take(self, row: ReadRow) -> dict[str, Any] | None:
        """Give the row as it will be written, or None with the problems noted on the row."""
        self._check_codes(row)
        for material in row.materials:
            if material.problems:
                row.problems.append(
                    _problem(row, "catalog_code", f"“{MATERIAL_SHEET}”表第 {material.row} 行有问题，先改好")
                )
        if row.problems:
            return None
        entry, content = entry_of_row(row), content_of_row(row)
        for fault in find_column_faults(entry=entry, content=content):
            row.problems.append(_problem(row, _column_of(fault.field), fault.problem))
        if row.problems:
            return None
        body_code = row.values["dept_code"]
        return {"row": row.row, "body": body_code, "entry": asdict(entry), "content": asdict(content)}

    def _check_codes(self, row: ReadRow) -> None:
        code, body, level = (row.values.get(name, "") for name in ("catalog_code", "dept_code", "use_level"))
        if code:
            for error in check_catalog_code(code).errors:
                row.problems.append(_problem(row, "catalog_code", error))
            if code in self.seen:
                row.problems.append(_problem(row, "catalog_code", f"与第 {self.seen[code]} 行重复"))
            self.seen.setdefault(code, row.row)
        if body and body not in self.bodies:
            row.problems.append(_problem(row, "dept_code", f"机构名录里没有“{body}”"))
        if level and level not in "123456":
            row.problems.append(_problem(row, "use_level", f"“{level}”应为 1 至 6"))
        if not row.problems:
            self._check_against_list(row, code, body, level)

    def _check_against_list(self, row: ReadRow, code: str, body: str, level: str) -> None:
        whole = f"{body}{level}{code}"
        written = row.values.get("task_code", whole)
        if written != whole:
            reason = f"应为“{whole}”：实施主体编码、层级、基本编码依次相接"
            row.problems.append(_problem(row, "task_code", reason))
        if self.known.get(code, whole) != whole:
            reason = f"已经用在 {self.known[code]} 上，编码不能换单位再用"
            row.problems.append(_problem(row, "catalog_code", reason))


def entry_of_row(row: ReadRow) -> MatterEntry:
    """Read what finds a matter out of a row."""
    return MatterEntry.read(_values(row, MATTER_COLUMNS, "entry"))


def content_of_row(row: ReadRow) -> VersionContent:
    """Read what a version says out of a row and its materials."""
    values = _values(row, MATTER_COLUMNS, "content")
    values["columns"] = _values(row, MATTER_COLUMNS, "columns")
    materials = [
        {
            **_values(one, MATERIAL_COLUMNS, "material"),
            "columns": _values(one, MATERIAL_COLUMNS, "columns"),
        }
        for one in row.materials
    ]
    return VersionContent.read({"by_law": [], "conditions": [], **values, "materials": materials})


def _values(row: ReadRow, columns: tuple[SheetColumn, ...], place: str) -> dict[str, Any]:
    return {
        one.target: row.values[one.name] for one in columns if one.place == place and one.name in row.values
    }


def _problem(row: ReadRow, name: str, reason: str) -> RowProblem:
    heading = next((one.heading for one in MATTER_COLUMNS if one.name == name), "")
    return RowProblem(MATTER_SHEET, row.row, name, heading, reason)


def _column_of(field: str) -> str:
    column = HEADINGS.get(field)
    return column.name if column else "catalog_code"


def _open(batch: ImportBatch, target: BatchState) -> ImportBatch:
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not may_move_batch(locked.state, target):
        raise BatchFinished(state=locked.get_state_display())
    return locked


def _finish(batch: ImportBatch, state: BatchState, now: datetime) -> None:
    batch.state = state
    batch.finished_at = now
    batch.save(update_fields=["state", "finished_at"])


def _write_rows(rows: list[dict[str, Any]], now: datetime) -> dict[str, int]:
    bodies = {body.code: body for body in Body.objects.all()}
    entries = {row["entry"]["catalog_code"]: MatterEntry.read(row["entry"]) for row in rows}
    known = {one.catalog_code: one for one in Matter.objects.filter(catalog_code__in=entries)}
    fresh = [
        _new_matter(entries[row["entry"]["catalog_code"]], bodies[row["body"]], now)
        for row in rows
        if row["entry"]["catalog_code"] not in known
    ]
    Matter.objects.bulk_create(fresh, batch_size=500)
    _update_entries(known, entries)
    known |= {one.catalog_code: one for one in fresh}
    drafts = list(_drafts(rows, known, entries, now))
    MatterVersion.objects.filter(
        status=VersionStatus.DRAFT, matter__in=[draft.matter for draft, _ in drafts]
    ).delete()
    MatterVersion.objects.bulk_create([draft for draft, _ in drafts], batch_size=500)
    coded = _known_codes([draft.matter for draft, _ in drafts])
    MaterialSpec.objects.bulk_create(
        [
            spec
            for draft, content in drafts
            for spec in _specs(draft, content, coded.get(draft.matter_id, []))
        ],
        batch_size=1000,
    )
    return {"registered": len(fresh), "drafted": len(drafts), "unchanged": len(rows) - len(drafts)}


def _new_matter(entry: MatterEntry, body: Body, now: datetime) -> Matter:
    level = int(entry.use_level)
    code = compose_task_code(body_code=body.code, use_level=level, catalog_code=entry.catalog_code)
    return Matter(code=code, body=body, registered_at=now, **entry.as_columns())


def _update_entries(known: dict[str, Matter], entries: dict[str, MatterEntry]) -> None:
    names = [one.name for one in fields(MatterEntry) if one.name not in ("catalog_code", "use_level", "kind")]
    for code, matter in known.items():
        for name in names:
            setattr(matter, name, entries[code].as_columns()[name])
    Matter.objects.bulk_update(known.values(), names, batch_size=500)


def _drafts(
    rows: list[dict[str, Any]], known: dict[str, Matter], entries: dict[str, MatterEntry], now: datetime
) -> Iterator[tuple[MatterVersion, VersionContent]]:
    newest: dict[int, MatterVersion] = {}
    published = MatterVersion.objects.filter(matter__in=known.values()).exclude(status=VersionStatus.DRAFT)
    for version in published.prefetch_related("materials").order_by("number"):
        newest[version.matter_id] = version
    for row in rows:
        code = row["entry"]["catalog_code"]
        matter = known[code]
        before = newest.get(matter.pk)
        content = _merged(VersionContent.read(row["content"]), before)
        digest = content.digest(entry=entries[code], body_code=row["body"])
        if before is not None and before.content_hash == digest:
            continue
        draft = MatterVersion(
            matter=matter,
            number=before.number + 1 if before else 1,
            drafted_at=now,
            flow_hash=text_digest(content.flow_xml) if content.flow_xml else "",
            content_hash=digest,
            **content.columns_of_row(),
        )
        yield draft, content


def _merged(content: VersionContent, before: MatterVersion | None) -> VersionContent:
    """Keep what no spreadsheet carries: form, flow, family and columns of our own."""
    if before is None:
        return content
    old = content_of(before)
    known = {one.name for one in MATTER_COLUMNS if one.place == "columns"}
    columns = {name: value for name, value in old.columns.items() if name not in known} | content.columns
    return replace(
        content,
        form=old.form,
        flow_xml=old.flow_xml,
        columns=columns,
        renewal_of=old.renewal_of,
        change_of=old.change_of,
        cancel_of=old.cancel_of,
    )


def _known_codes(matters: list[Matter]) -> dict[int, list[tuple[str, str]]]:
    known: dict[int, list[tuple[str, str]]] = {}
    rows = MaterialSpec.objects.filter(version__matter__in=matters).order_by("id")
    for matter, name, code in rows.values_list("version__matter", "name", "code"):
        known.setdefault(matter, []).append((name, code))
    return known


def _specs(
    draft: MatterVersion, content: VersionContent, known: list[tuple[str, str]]
) -> Iterator[MaterialSpec]:
    names = [one.name for one in content.materials]
    codes = give_material_codes(matter_code=draft.matter.code, names=names, known=known)
    for material, code in zip(content.materials, codes, strict=True):
        values = {one.name: getattr(material, one.name) for one in fields(MaterialContent)}
        yield MaterialSpec(version=draft, code=code, **values)
