"""
Taking a spreadsheet of matters in: received, checked row by row in the background, written only when somebody confirms.

Checking and writing go in pieces, each a transaction of its own, so that five thousand matters show progress and a job that
dies goes on where it was.
"""

from dataclasses import asdict
from datetime import datetime

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.jobs import api as jobs
from yangguang.reference.matters import permissions
from yangguang.reference.matters.models import ImportBatch, ImportRow
from yangguang.reference.matters.operations.rows import RowDesk
from yangguang.reference.matters.operations.writing import write_rows
from yangguang.reference.matters.rules.columns import MATTER_SHEET
from yangguang.reference.matters.rules.contents import bytes_digest
from yangguang.reference.matters.rules.refusals import BatchFinished, NothingToImport
from yangguang.reference.matters.rules.workbook import Piece, problems_in, read_heads
from yangguang.reference.matters.states import BatchState, may_move_batch


@operation(
    "matters.receive_import",
    summary="上传事项导入表",
    permission=permissions.may_receive_import,
    subject="result",
)
def receive_import(*, actor: Actor, now: datetime, file_name: str, source: bytes) -> ImportBatch:
    """
    Keep a spreadsheet of matters and begin to check it in the background; nothing is written into the list yet.

    Refuses with WorkbookRefused.
    """
    row_count = read_heads(source, file_name=file_name)
    batch = ImportBatch.objects.create(
        file_name=file_name[:200],
        uploaded_by=actor.account_id,
        uploaded_at=now,
        row_count=row_count,
        source=source,
        digest=bytes_digest(source),
    )
    note(file=file_name, rows=row_count, digest=batch.digest)
    _begin(batch, "check_import")
    return batch


@operation(
    "matters.check_import_rows",
    summary="核对事项导入表",
    permission=permissions.may_check_import_rows,
    subject="batch",
)
def check_import_rows(*, actor: Actor, now: datetime, batch: ImportBatch, piece: Piece) -> ImportBatch:
    """
    Check the next rows and keep them, good or refused; a row already checked is left as it is.

    Refuses with BatchFinished.
    """
    locked = _lock(batch, BatchState.CHECKED)
    fresh = [one for one in piece.rows if one.row > locked.row_done]
    desk = RowDesk(locked, fresh)
    taken = [desk.take(row) for row in fresh]
    ImportRow.objects.bulk_create(taken, batch_size=500)
    found = [asdict(one) for one in (*piece.problems, *problems_in(fresh))]
    if found:
        known = [*locked.problems, *found]
        locked.problems = sorted(known, key=lambda one: (one["sheet"] != MATTER_SHEET, one["row"]))
    good = sum(1 for one in taken if one.is_good)
    locked.seen += len(taken)
    locked.good += good
    if fresh:
        locked.row_done = fresh[-1].row
    if piece.is_last:
        locked.state, locked.row_count = BatchState.CHECKED, locked.seen
    locked.save(update_fields=["problems", "seen", "good", "row_done", "state", "row_count"])
    note(until=locked.row_done, good=good, problems=len(found))
    return locked


@operation(
    "matters.confirm_import",
    summary="确认导入事项",
    permission=permissions.may_confirm_import,
    subject="batch",
    asks_factor=True,
)
def confirm_import(*, actor: Actor, now: datetime, batch: ImportBatch) -> ImportBatch:
    """
    Have the good rows of a checked spreadsheet written in the background, by this officer's hand.

    One that broke off goes on behind the last row that was written.

    Refuses with BatchFinished, NothingToImport.
    """
    locked = _lock(batch, BatchState.WRITING)
    if not locked.left:
        raise NothingToImport
    locked.state, locked.uploaded_by, locked.problem = BatchState.WRITING, actor.account_id, ""
    locked.save(update_fields=["state", "uploaded_by", "problem"])
    note(rows=locked.left, digest=locked.digest)
    _begin(locked, "write_import")
    return locked


@operation(
    "matters.write_import_rows",
    summary="导入事项",
    permission=permissions.may_write_import_rows,
    subject="batch",
)
def write_import_rows(*, actor: Actor, now: datetime, batch: ImportBatch, most: int = 250) -> ImportBatch:
    """
    Write the next good rows: new matters get their codes, changed ones a draft.

    Drafts take form and flow from the version before; publishing stays an act of its own.

    Refuses with BatchFinished.
    """
    locked = _lock(batch, BatchState.CONFIRMED)
    rows = list(locked.rows.filter(is_good=True, is_written=False).order_by("row")[:most])
    done = write_rows(rows, now)
    ImportRow.objects.filter(pk__in=[one.pk for one in rows]).update(is_written=True)
    locked.written += len(rows)
    if not locked.left:
        locked.state, locked.finished_at = BatchState.CONFIRMED, now
    locked.save(update_fields=["written", "state", "finished_at"])
    note(**done, digest=locked.digest)
    return locked


@operation(
    "matters.give_up_import",
    summary="停止导入事项",
    permission=permissions.may_give_up_import,
    subject="batch",
)
def give_up_import(*, actor: Actor, now: datetime, batch: ImportBatch, problem: str) -> ImportBatch:
    """
    Say why a spreadsheet was not read, or not written, to its end; what was written stays.

    Of a file that was not read to its end no row counts: nobody has seen what the rest of it says.

    Refuses with BatchFinished.
    """
    locked = _lock(batch, BatchState.BROKEN)
    if locked.state == BatchState.CHECKING:
        locked.rows.all().delete()
        locked.good = 0
    locked.state, locked.problem, locked.finished_at = BatchState.BROKEN, problem, now
    locked.save(update_fields=["state", "good", "problem", "finished_at"])
    note(problem=problem, written=locked.written)
    return locked


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
    locked = _lock(batch, BatchState.DISCARDED)
    locked.rows.all().delete()
    locked.state, locked.finished_at = BatchState.DISCARDED, now
    locked.save(update_fields=["state", "finished_at"])
    return locked


def _lock(batch: ImportBatch, target: BatchState) -> ImportBatch:
    locked = ImportBatch.objects.select_for_update().defer("source").get(pk=batch.pk)
    if not may_move_batch(locked.state, target):
        raise BatchFinished(state=locked.get_state_display())
    return locked


def _begin(batch: ImportBatch, task: str) -> None:
    from yangguang.reference.matters import tasks  # noqa: PLC0415 - tasks call operations

    jobs.defer(getattr(tasks, task), lock=f"import-{batch.pk}", batch_id=batch.pk)
