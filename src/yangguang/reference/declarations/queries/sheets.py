"""Bodies' own spreadsheets: what their columns may mean, how far they are, and the refused rows as a spreadsheet."""

import io

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from yangguang.foundation.organisation.api import Body
from yangguang.reference.declarations.models import Campaign, CampaignBody, ColumnMapping, SheetImport
from yangguang.reference.declarations.queries.formats import current_format
from yangguang.reference.declarations.rules.formats import FormatField
from yangguang.reference.declarations.rules.mapping import targets_for
from yangguang.reference.declarations.rules.refusals import SheetNotFound


def targets_of(campaign: Campaign) -> dict[str, FormatField]:
    """Give every field a spreadsheet of this clean-up may fill: those of the formats that hold, and what finds a power."""
    found = targets_for(campaign.kinds)
    for kind in campaign.kinds:
        for one in current_format(kind).fields:
            found.setdefault(one.name, one)
    return found


def remembered_columns(body: Body) -> dict[str, str]:
    """Give what a body's clerk decided about headings before."""
    return dict(ColumnMapping.objects.filter(body=body).values_list("heading", "target"))


def list_sheets(*, part: CampaignBody) -> QuerySet[SheetImport]:
    """List a body's spreadsheets in a clean-up, newest first, without their files."""
    return SheetImport.objects.filter(campaign=part.campaign, body=part.body).defer("source", "heads")


def get_sheet(*, part: CampaignBody, sheet_id: int) -> SheetImport:
    """
    Get one spreadsheet of a body's part.

    Refuses with SheetNotFound.
    """
    found = (
        SheetImport.objects.filter(campaign=part.campaign, body=part.body, pk=sheet_id)
        .select_related("campaign", "body")
        .defer("source")
        .first()
    )
    if found is None:
        raise SheetNotFound
    return found


def refused_workbook(sheet: SheetImport) -> bytes:
    """Write the refused rows with their reasons, one line each problem, to be put right in the body's own file."""
    book = Workbook(write_only=True)
    page = book.create_sheet("要改的行")
    heads = []
    for word in ("行", "职权名称", "栏目", "问题"):
        cell = WriteOnlyCell(page, value=word)
        cell.font = Font(bold=True)
        heads.append(cell)
    page.append(heads)
    rows = sheet.rows.filter(is_good=False).values_list("row", "name", "problems")
    for number, name, problems in rows.iterator(chunk_size=2000):
        for one in problems:
            cells = [
                WriteOnlyCell(page, value=value) for value in (number, name, one["heading"], one["reason"])
            ]
            for cell in cells[1:]:
                cell.data_type = "s"
            page.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
