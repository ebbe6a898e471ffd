"""
A body's own spreadsheet: received, its columns mapped by the clerk, checked row by row, and drafted as declarations.

Checking and drafting go in pieces, each a transaction of its own, so that a hundred thousand rows show progress and a job that
dies goes on where it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.jobs import api as jobs
from yangguang.foundation.organisation.api import Body
from yangguang.kernel.refusals import Refusal
from yangguang.reference.declarations import permissions
from yangguang.reference.declarations.models import Action, Campaign, ColumnMapping, SheetImport, SheetRow
from yangguang.reference.declarations.operations.declaring import open_declaration, require_place
from yangguang.reference.declarations.operations.rows import RowDesk
from yangguang.reference.declarations.queries.contents import current_versions
from yangguang.reference.declarations.queries.sheets import remembered_columns, targets_of
from yangguang.reference.declarations.rules.cells import CellUnreadable, read_value
from yangguang.reference.declarations.rules.mapping import INDISPENSABLE, guess_targets, plain
from yangguang.reference.declarations.rules.refusals import (
    ColumnMappedTwice,
    ColumnsMissing,
    ConstantUnreadable,
    NothingToDraft,
    SheetNotOpen,
)
from yangguang.reference.declarations.rules.sheets import OwnRow, read_heads
from yangguang.reference.declarations.states import SheetState, may_move_sheet
from yangguang.reference.matters import api as matters
from yangguang.reference.matters.models import ImportBatch, ImportRow

SHOWN_COLUMNS = 80


@operation(
    "declarations.receive_sheet",
    summary="上传职权表格",
    permission=permissions.may_receive_sheet,
    subject="result",
)
def receive_sheet(
    *,
    actor: Actor,
    now: datetime,
    campaign: Campaign,
    body: Body,
    file_name: str,
    source: bytes,
    sheet: str = "",
) -> SheetImport:
    """
    Keep a spreadsheet of a body, find its header and guess what its columns mean; nothing is declared yet.

    Refuses with CampaignClosed, BodyNotInvited, WorkbookRefused.
    """
    require_place(campaign, body)
    targets = targets_of(campaign)
    found = read_heads(source, file_name=file_name, targets=targets)
    head = next((one for one in found if one.sheet == sheet), found[0])
    guessed = guess_targets([one.heading for one in head.heads], targets, remembered_columns(body))
    note(file=file_name, rows=head.row_count, columns=len(head.heads))
    return SheetImport.objects.create(
        campaign=campaign,
        body=body,
        file_name=file_name[:200],
        source=source,
        digest=matters.bytes_digest(source),
        uploaded_by=actor.account_id,
        uploaded_at=now,
        sheet=head.sheet,
        first_row=head.first_row,
        heads=[asdict(one) | {"letter": one.letter} for one in head.heads],
        mapping={str(one.column): target for one, target in zip(head.heads, guessed, strict=True) if target},
        row_total=head.row_count,
    )


@operation(
    "declarations.declare_from_import",
    summary="按表格批量申报",
    permission=permissions.may_declare_from_import,
    subject="result",
)
def declare_from_import(
    *, actor: Actor, now: datetime, campaign: Campaign, body: Body, batch: ImportBatch
) -> SheetImport:
    """
    Have a body's good rows of a spreadsheet in the columns of the list drafted: new codes as new powers, known ones as changes.

    Its columns need no mapping. Rows of other bodies stay out. Form and flow do not travel in a spreadsheet: those of the
    version in force are kept.

    Refuses with CampaignClosed, BodyNotInvited, NothingToDraft, BatchFinished.
    """
    require_place(campaign, body)
    own = list(batch.rows.filter(is_good=True, body_code=body.code).order_by("row"))
    if not own:
        raise NothingToDraft(file=batch.file_name)
    sheet = SheetImport.objects.create(
        campaign=campaign,
        body=body,
        file_name=batch.file_name,
        source=b"",  # the batch keeps it
        digest=batch.digest,
        uploaded_by=actor.account_id,
        uploaded_at=now,
        state=SheetState.DRAFTING,
        sheet="事项",
        first_row=own[0].row,
        row_total=len(own),
        row_done=own[-1].row,
        good=len(own),
    )
    codes = [one.catalog_code for one in own]
    known = {
        one.catalog_code: one for one in matters.Matter.objects.filter(body=body, catalog_code__in=codes)
    }
    current = current_versions(known.values())
    SheetRow.objects.bulk_create(
        (_row_of_list(sheet, one, known.get(one.catalog_code), current) for one in own), batch_size=500
    )
    matters.discard_import(actor=actor, now=now, batch=batch)
    note(file=batch.file_name, rows=len(own))
    _begin(sheet, "draft_sheet")
    return sheet


def _row_of_list(
    sheet: SheetImport,
    row: ImportRow,
    matter: matters.Matter | None,
    current: Mapping[int, matters.MatterVersion],
) -> SheetRow:
    entry, content = matters.MatterEntry.read(row.entry), matters.VersionContent.read(row.content)
    version = current.get(matter.pk) if matter else None
    if version is not None:
        old = matters.content_of(version)
        content = replace(
            content, form=old.form, flow_xml=old.flow_xml, columns=old.columns | content.columns
        )
    return SheetRow(
        sheet=sheet,
        row=row.row,
        name=entry.name,
        kind=entry.kind,
        catalog_code=row.catalog_code,
        action=Action.CHANGE if version else Action.NEW,
        matter=matter,
        entry=asdict(entry),
        content=asdict(content),
        is_good=True,
    )


@operation(
    "declarations.map_sheet",
    summary="对照表格栏目",
    permission=permissions.may_map_sheet,
    subject="sheet",
)
def map_sheet(
    *,
    actor: Actor,
    now: datetime,
    sheet: SheetImport,
    mapping: Mapping[str, str],
    constants: Mapping[str, str] | None = None,
) -> SheetImport:
    """
    Say what each column means and begin the check in the background; the body's next file is guessed by it.

    *mapping* leads from column numbers to fields, *constants* from fields to what every row says.

    Refuses with SheetNotOpen, ColumnMappedTwice, ColumnsMissing, ConstantUnreadable.
    """
    locked = lock_sheet(sheet, SheetState.CHECKING, "重新核对")
    targets = targets_of(locked.campaign)
    headings = {str(one["column"]): one["heading"] for one in locked.heads}
    chosen = {place: name for place, name in mapping.items() if place in headings and name in targets}
    said = {
        name: text.strip() for name, text in (constants or {}).items() if name in targets and text.strip()
    }
    _require_once(chosen, headings, targets)
    _require_all(chosen, said, targets)
    for name, text in said.items():
        try:
            read_value(targets[name], text)
        except CellUnreadable as wrong:
            raise ConstantUnreadable(field=targets[name].label, problem=str(wrong)) from wrong
    for place, heading in headings.items():
        ColumnMapping.objects.update_or_create(
            body=locked.body,
            heading=plain(heading)[:200],
            defaults={"target": chosen.get(place, ""), "decided_at": now},
        )
    locked.rows.all().delete()
    locked.mapping, locked.constants = chosen, said
    locked.state, locked.problem = SheetState.CHECKING, ""
    locked.row_done = locked.good = locked.refused = 0
    locked.save()
    note(columns=len(chosen), constants=sorted(said))
    _begin(locked, "check_sheet")
    return locked


def _require_once(chosen: Mapping[str, str], headings: Mapping[str, str], targets: Mapping[str, Any]) -> None:
    for name in set(chosen.values()):
        columns = [headings[place] for place, one in chosen.items() if one == name]
        if len(columns) > 1:
            raise ColumnMappedTwice(
                columns="、".join(f"“{one}”" for one in columns), target=targets[name].label
            )


def _require_all(chosen: Mapping[str, str], said: Mapping[str, str], targets: Mapping[str, Any]) -> None:
    missing = [targets[one].label for one in INDISPENSABLE if one not in chosen.values() and one not in said]
    if missing:
        raise ColumnsMissing(columns="、".join(f"“{one}”" for one in missing))


def _begin(sheet: SheetImport, task: str) -> None:
    from yangguang.reference.declarations import tasks  # noqa: PLC0415 - tasks call operations

    jobs.defer(getattr(tasks, task), lock=f"sheet-{sheet.pk}", sheet_id=sheet.pk)


@operation(
    "declarations.check_rows",
    summary="核对职权表格",
    permission=permissions.may_check_rows,
    subject="sheet",
)
def check_rows(
    *, actor: Actor, now: datetime, sheet: SheetImport, rows: Sequence[OwnRow], is_last: bool
) -> SheetImport:
    """
    Check the next rows of a spreadsheet and keep them, good or refused; a row already checked is left as it is.

    Refuses with SheetNotOpen.
    """
    locked = lock_sheet(sheet, SheetState.CHECKED, "核对")
    fresh = [one for one in rows if one.row > locked.row_done]
    taken = RowDesk(locked).take(fresh)
    SheetRow.objects.bulk_create(taken, batch_size=500)
    good = sum(1 for one in taken if one.is_good)
    locked.good += good
    locked.refused += len(taken) - good
    if fresh:
        locked.row_done = fresh[-1].row
    if is_last:
        locked.state, locked.row_total = SheetState.CHECKED, locked.seen
    locked.save(update_fields=["good", "refused", "row_done", "state", "row_total"])
    note(until=locked.row_done, good=good, refused=len(taken) - good)
    return locked


@operation(
    "declarations.confirm_sheet",
    summary="确认按表格起草",
    permission=permissions.may_confirm_sheet,
    subject="sheet",
)
def confirm_sheet(*, actor: Actor, now: datetime, sheet: SheetImport) -> SheetImport:
    """
    Have the good rows drafted as declarations, in the background and by this officer's hand.

    Refuses with SheetNotOpen, NothingToDraft, CampaignClosed, BodyNotInvited.
    """
    locked = lock_sheet(sheet, SheetState.DRAFTING, "起草")
    require_place(locked.campaign, locked.body)
    if not locked.good:
        raise NothingToDraft(file=locked.file_name)
    locked.state, locked.uploaded_by = SheetState.DRAFTING, actor.account_id
    locked.save(update_fields=["state", "uploaded_by"])
    note(rows=locked.good)
    _begin(locked, "draft_sheet")
    return locked


@operation(
    "declarations.draft_rows",
    summary="按表格起草申报",
    permission=permissions.may_draft_rows,
    subject="sheet",
)
def draft_rows(*, actor: Actor, now: datetime, sheet: SheetImport, most: int = 100) -> SheetImport:
    """
    Draft the next good rows; one that no longer fits is refused by name and the others go on.

    Refuses with SheetNotOpen.
    """
    locked = lock_sheet(sheet, SheetState.DRAFTED, "起草")
    rows = list(
        locked.rows.filter(is_good=True, declaration=None)
        .select_related("matter__body")
        .order_by("row")[:most]
    )
    for row in rows:
        try:
            with transaction.atomic():
                row.declaration = open_declaration(
                    actor=actor,
                    now=now,
                    campaign=locked.campaign,
                    body=locked.body,
                    action=row.action,
                    kind=row.kind,
                    matter=row.matter,
                    entry=matters.MatterEntry.read(row.entry),
                    content=matters.VersionContent.read(row.content),
                )
            locked.drafted += 1
        except Refusal as refusal:
            row.is_good = False
            row.problems = [*row.problems, {"heading": "", "reason": refusal.message}]
            locked.good -= 1
            locked.refused += 1
    SheetRow.objects.bulk_update(rows, ["declaration", "is_good", "problems"])
    if len(rows) < most:
        locked.state, locked.finished_at = SheetState.DRAFTED, now
    locked.save(update_fields=["drafted", "good", "refused", "state", "finished_at"])
    note(drafted=locked.drafted)
    return locked


@operation(
    "declarations.give_up_sheet",
    summary="停止读取职权表格",
    permission=permissions.may_give_up_sheet,
    subject="sheet",
)
def give_up_sheet(*, actor: Actor, now: datetime, sheet: SheetImport, problem: str) -> SheetImport:
    """
    Say why a spreadsheet was not read, or not drafted, to its end; what was done stays.

    Refuses with SheetNotOpen.
    """
    locked = lock_sheet(sheet, SheetState.BROKEN, "停止")
    locked.state, locked.problem, locked.finished_at = SheetState.BROKEN, problem, now
    locked.save(update_fields=["state", "problem", "finished_at"])
    note(problem=problem)
    return locked


@operation(
    "declarations.discard_sheet",
    summary="放弃职权表格",
    permission=permissions.may_discard_sheet,
    subject="sheet",
)
def discard_sheet(*, actor: Actor, now: datetime, sheet: SheetImport) -> SheetImport:
    """
    Put a spreadsheet aside with its checked rows; declarations already drafted stay.

    Refuses with SheetNotOpen.
    """
    locked = lock_sheet(sheet, SheetState.DISCARDED, "放弃")
    locked.rows.all().delete()
    locked.state, locked.finished_at = SheetState.DISCARDED, now
    locked.save(update_fields=["state", "finished_at"])
    return locked


def lock_sheet(sheet: SheetImport, target: SheetState, act: str) -> SheetImport:
    """
    Lock a spreadsheet and make sure that its life knows this step.

    Refuses with SheetNotOpen.
    """
    locked = (
        SheetImport.objects.select_for_update(of=("self",))
        .select_related("campaign", "body")
        .defer("source")
        .get(pk=sheet.pk)
    )
    if not may_move_sheet(locked.state, target):
        raise SheetNotOpen(file=locked.file_name, state=locked.get_state_display(), act=act)
    return locked
