"""Jobs of the order of powers: spreadsheets are checked and drafted in the background, piece by piece."""

from collections.abc import Iterator

from yangguang.foundation.access.api import actor_of
from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.identity.api import Account
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.reference.declarations import operations
from yangguang.reference.declarations.models import SheetImport
from yangguang.reference.declarations.rules.sheets import OwnRow, read_rows
from yangguang.reference.declarations.states import SheetState

PIECE = 1000
CHECKER = system_actor("职权表格")


@jobs.task(name="declarations.check_sheet", attempts=3, first_wait_seconds=5)
def check_sheet(*, sheet_id: int, **_unknown: object) -> None:
    """Check a mapped spreadsheet to its end, behind the last row that was checked."""
    sheet = SheetImport.objects.select_related("campaign", "body").filter(pk=sheet_id).first()
    if sheet is None or sheet.state != SheetState.CHECKING:
        return
    rows = read_rows(bytes(sheet.source), sheet=sheet.sheet, first_row=sheet.first_row, after=sheet.row_done)
    try:
        for piece, is_last in _pieces(rows):
            operations.check_rows(actor=CHECKER, now=clock.now(), sheet=sheet, rows=piece, is_last=is_last)
    except Refusal as refusal:
        _give_up(sheet, refusal)


@jobs.task(name="declarations.draft_sheet", attempts=3, first_wait_seconds=5)
def draft_sheet(*, sheet_id: int, **_unknown: object) -> None:
    """Draft the good rows by the hand of the officer who confirmed, as long as the officer may."""
    sheet = SheetImport.objects.defer("source").select_related("campaign", "body").filter(pk=sheet_id).first()
    while sheet is not None and sheet.state == SheetState.DRAFTING:
        now = clock.now()
        actor = actor_of(account=Account.objects.get(pk=sheet.uploaded_by), on=clock.today(now))
        try:
            sheet = operations.draft_rows(actor=actor, now=now, sheet=sheet)
        except Refusal as refusal:
            _give_up(sheet, refusal)
            return


def _pieces(rows: Iterator[OwnRow]) -> Iterator[tuple[list[OwnRow], bool]]:
    piece: list[OwnRow] = []
    for row in rows:
        if len(piece) == PIECE:
            yield piece, False
            piece = []
        piece.append(row)
    yield piece, True


def _give_up(sheet: SheetImport, refusal: Refusal) -> None:
    sheet.refresh_from_db(fields=["state"])
    if sheet.is_working:  # else somebody else has moved it on
        operations.give_up_sheet(
            actor=CHECKER, now=clock.now(), sheet=sheet, problem=f"{refusal.message}{refusal.remedy_text}"
        )
