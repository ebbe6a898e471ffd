"""Powers from a spreadsheet: in the columns of the list, or in the body's own with a mapping step, progress and preview."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Page, build_tabs
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.reference.declarations import operations
from yangguang.reference.declarations.models import Campaign, CampaignBody, SheetImport
from yangguang.reference.declarations.queries.rounds import get_campaign, get_part
from yangguang.reference.declarations.queries.sheets import (
    get_sheet,
    list_sheets,
    refused_workbook,
    targets_of,
)
from yangguang.reference.declarations.rules.mapping import INDISPENSABLE
from yangguang.reference.declarations.states import SheetState
from yangguang.reference.declarations.views.rail import page
from yangguang.reference.matters import api as matters

PAGE_SIZE = 50
ROWS_SHOWN = 100
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AREAS = ("area", "lines", "laws", "titled")


@officer_only(PostKind.ADMIN)
@require_http_methods(["GET", "POST"])
def show_imports(request: HttpRequest, campaign_id: int, body_code: str) -> HttpResponse:
    """Take a spreadsheet: one in the body's own columns goes to its mapping, one in the list's is checked at once."""
    campaign, part = _place(request, campaign_id, body_code)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return redirect(_receive(request, campaign, part))
        except Refusal as raised:
            refusal = raised
    context = {
        "campaign": campaign,
        "part": part,
        "refusal": refusal,
        "sheets": list_sheets(part=part)[:10],
        **_batch(request, body_code),
    }
    return page(request, "import", context, refusal.status if refusal else 200)


def _receive(request: HttpRequest, campaign: Campaign, part: CampaignBody) -> Any:
    """Take a file, or have the checked rows of one in the columns of the list drafted; gives the page to go on with."""
    actor, now = actor_of_request(request), clock.now()
    chosen = request.POST.get("batch", "")
    if chosen.isdigit():
        batch = matters.get_import(batch_id=int(chosen))
        return operations.declare_from_import(
            actor=actor, now=now, campaign=campaign, body=part.body, batch=batch
        )
    upload = request.FILES.get("workbook")
    name, source = (upload.name or "", upload.read()) if upload else ("", b"")
    if request.POST.get("columns") == "list":
        batch = matters.receive_import(actor=actor, now=now, file_name=name, source=source)
        return f"{request.path}?batch={batch.pk}"
    return operations.receive_sheet(
        actor=actor, now=now, campaign=campaign, body=part.body, file_name=name, source=source
    )


def _batch(request: HttpRequest, body_code: str) -> dict[str, Any]:
    """Show where a file in the columns of the list stands, and the body's own rows of it."""
    asked = request.GET.get("batch", "")
    if not asked.isdigit():
        return {"batch": None}
    batch = matters.get_import(batch_id=int(asked))
    good = batch.rows.filter(is_good=True)
    own = good.filter(body_code=body_code)
    count = own.count()
    return {"batch": batch, "own": own[:ROWS_SHOWN], "own_count": count, "foreign": batch.good - count}


@officer_only(PostKind.ADMIN)
@require_http_methods(["GET", "POST"])
def show_sheet(request: HttpRequest, campaign_id: int, body_code: str, sheet_id: int) -> HttpResponse:
    """Show a spreadsheet where it stands: the mapping, the progress, the rows that may be drafted and those refused."""
    campaign, part = _place(request, campaign_id, body_code)
    sheet = get_sheet(part=part, sheet_id=sheet_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _act(request, sheet)
        except Refusal as raised:
            refusal = raised
        else:
            return redirect(sheet)
    context: dict[str, Any] = {"campaign": campaign, "part": part, "sheet": sheet, "refusal": refusal}
    is_mapping = sheet.state == SheetState.MAPPING or refusal is not None or "map" in request.GET
    if (
        is_mapping
        and sheet.heads
        and not sheet.is_working
        and sheet.state not in (SheetState.DRAFTED, SheetState.DISCARDED)
    ):
        context |= {"is_mapping": True, **_mapping(request, sheet)}
    elif not sheet.is_working and sheet.state != SheetState.DISCARDED:
        context |= _rows(request, sheet)
    return page(request, "sheet", context, refusal.status if refusal else 200)


@officer_only(PostKind.ADMIN)
@require_GET
def download_refused(request: HttpRequest, campaign_id: int, body_code: str, sheet_id: int) -> HttpResponse:
    """Give the refused rows with their reasons as a spreadsheet."""
    _, part = _place(request, campaign_id, body_code)
    sheet = get_sheet(part=part, sheet_id=sheet_id)
    response = HttpResponse(refused_workbook(sheet), content_type=SHEET)
    name = content_disposition_header(as_attachment=True, filename=f"要改的行-{sheet.pk}.xlsx")
    response.headers["Content-Disposition"] = name or ""
    return response


def _place(request: HttpRequest, campaign_id: int, body_code: str) -> tuple[Campaign, CampaignBody]:
    actor = actor_of_request(request)
    campaign = get_campaign(actor=actor, campaign_id=campaign_id)
    return campaign, get_part(actor=actor, campaign=campaign, body_code=body_code)


def _act(request: HttpRequest, sheet: SheetImport) -> None:
    actor, now = actor_of_request(request), clock.now()
    do = request.POST.get("do", "")
    if do == "map":
        operations.map_sheet(
            actor=actor,
            now=now,
            sheet=sheet,
            mapping=_typed(request, "column-"),
            constants=_typed(request, "constant-"),
        )
    elif do == "draft":
        operations.confirm_sheet(actor=actor, now=now, sheet=sheet)
    elif do == "discard":
        operations.discard_sheet(actor=actor, now=now, sheet=sheet)


def _typed(request: HttpRequest, prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): str(value)
        for name, value in request.POST.items()
        if name.startswith(prefix) and value
    }


def _mapping(request: HttpRequest, sheet: SheetImport) -> dict[str, Any]:
    targets = targets_of(sheet.campaign)
    is_sent = request.method == "POST"
    chosen = _typed(request, "column-") if is_sent else sheet.mapping
    said = _typed(request, "constant-") if is_sent else sheet.constants
    mapped = set(chosen.values())
    wanting = [one for one in targets.values() if one.required and one.name not in mapped]
    sections: dict[str, list[Any]] = {}
    for one in targets.values():
        sections.setdefault(one.section, []).append(one)
    return {
        "columns": [(one, chosen.get(str(one["column"]), "")) for one in sheet.heads],
        "sections": list(sections.items()),
        "constants": [
            (one, said.get(one.name, ""), one.name in INDISPENSABLE, one.kind in _AREAS) for one in wanting
        ],
        "mapped": len(mapped),
    }


def _rows(request: HttpRequest, sheet: SheetImport) -> dict[str, Any]:
    view = request.GET.get("rows", "") or ("refused" if sheet.refused else "good")
    asked = request.GET.copy()
    asked["rows"] = view
    rows = (
        sheet.rows.filter(is_good=view == "good")
        .select_related("matter", "declaration")
        .defer("entry", "content")
    )
    return {
        "tabs": build_tabs(
            asked, "rows", [("refused", "要改的行", sheet.refused), ("good", "可以起草的行", sheet.good)]
        ),
        "page": Page.of(rows, request.GET, size=PAGE_SIZE),
        "view": view,
    }
