"""Jobs of the list of matters: a spreadsheet is checked and written in the background, piece by piece."""

from yangguang.foundation.access.api import actor_of
from yangguang.foundation.acts.api import Actor, system_actor
from yangguang.foundation.identity.api import Account
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.reference.matters import operations
from yangguang.reference.matters.models import ImportBatch
from yangguang.reference.matters.rules.workbook import read_pieces
from yangguang.reference.matters.states import BatchState

PIECE = 250
CHECKER = system_actor("事项库")


@jobs.task(name="matters.check_import", attempts=3, first_wait_seconds=5)
def check_import(*, batch_id: int, **_unknown: object) -> None:
    """Check a spreadsheet to its end, behind the last row that was checked."""
    batch = ImportBatch.objects.filter(pk=batch_id, state=BatchState.CHECKING).first()
    if batch is None:
        return
    try:
        for piece in read_pieces(bytes(batch.source), size=PIECE, after=batch.row_done):
            operations.check_import_rows(actor=CHECKER, now=clock.now(), batch=batch, piece=piece)
    except Refusal as refusal:
        _give_up(batch, refusal)


@jobs.task(name="matters.write_import", attempts=3, first_wait_seconds=5)
def write_import(*, batch_id: int, **_unknown: object) -> None:
    """Write the good rows by the hand of the officer who confirmed, as long as the officer may."""
    batch = ImportBatch.objects.defer("source").filter(pk=batch_id).first()
    while batch is not None and batch.state == BatchState.WRITING:
        try:
            batch = operations.write_import_rows(actor=_writer(batch), now=clock.now(), batch=batch)
        except Refusal as refusal:
            _give_up(batch, refusal)
            return


def _writer(batch: ImportBatch) -> Actor:
    if batch.uploaded_by is None:  # the platform itself: the founding of a city, a benchmark
        return CHECKER
    return actor_of(account=Account.objects.get(pk=batch.uploaded_by), on=clock.today(clock.now()))


def _give_up(batch: ImportBatch, refusal: Refusal) -> None:
    batch.refresh_from_db(fields=["state"])
    if batch.is_working:  # else somebody else has moved it on
        problem = f"{refusal.message}{refusal.remedy_text}"
        operations.give_up_import(actor=CHECKER, now=clock.now(), batch=batch, problem=problem)
