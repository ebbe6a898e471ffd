"""Pages about matters: the list, the guide, the flow's file, the versions, and the import for the list office."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.foundation.access.api import officer_only, public
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Kept, Page, build_tabs, exists, is_asked_by_stranger
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.reference.matters import operations, queries
from yangguang.reference.matters.forms import read_filters
from yangguang.reference.matters.models import MatterVersion
from yangguang.reference.matters.rules.refusals import MatterNotFound

PAGE_SIZE = 30
ROWS_SHOWN = 100
DESK = (
    ("清理和申报", "/admin-desk/powers/"),
    ("裁量基准", "/admin-desk/discretion/"),
    ("流程", "/admin-desk/flows/"),
    ("导入事项", "/admin-desk/matters/import/"),
)
SECONDS_KEPT = 30
_guides: Kept[dict[str, str]] = Kept(most=300)
_pages: Kept[bytes] = Kept(most=300)


@public
@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    """List what can be done, narrowed by what stands in the address."""
    today = clock.today(clock.now())
    filters = queries.resolved(read_filters(request.GET))
    facets = queries.count_by(filters=filters, on=today)
    found = queries.find_matters(filters=filters, on=today)
    page = Page.reading(
        lambda offset, limit: queries.cut_page(found, offset, limit),
        queries.count_matters(filters=filters, on=today),
        request.GET,
        size=PAGE_SIZE,
    )
    total = sum(facet.count for facet in facets["kinds"])
    context: dict[str, Any] = {
        "filters": filters,
        "page": page,
        "kinds": build_tabs(
            request.GET,
            "kind",
            [("", "全部", total), *((one.value, one.name, one.count) for one in facets["kinds"])],
        ),
        "facets": facets,
        "districts": queries.list_districts(),
        "audiences": (("person", "个人"), ("enterprise", "企业和单位")),
        "near": () if page.total else queries.find_near_words(words=filters.words, on=today),
        "is_narrowed": any(
            (filters.theme, filters.life_event, filters.body, filters.district, filters.audience)
        ),
    }
    return render(request, "matters/list.html", context)


@public
@require_GET
def show_guide(request: HttpRequest, code: str) -> HttpResponse:
    """
    Show the guide of the version in force.

    Which version that is, is asked each time. Text and chart are kept for as long as version and figures are the same,
    half a minute at most; for those without any cookie the whole page.
    """
    now = clock.now()
    edition = queries.get_edition(code=code, on=clock.today(now))
    figures = queries.figures_of(edition, now=now)
    stop = queries.current_stop(edition.matter)  # asked only while the matter stands still
    key = (
        edition.pk,
        edition.content_hash,
        edition.effective_until,
        stop and stop.pk,
        figures and figures.at,
        int(now.timestamp() // SECONDS_KEPT),
    )

    def page() -> bytes:
        parts = _guides.get(edition.matter_id, key, lambda: _guide_parts(edition, now))
        return render_to_string("matters/guide.html", parts, request).encode()

    content = _pages.get(request.path, key, page) if is_asked_by_stranger(request) else page()
    response = HttpResponse(content)
    patch_vary_headers(response, ["Cookie"])
    return response


def _guide_parts(edition: MatterVersion, now: datetime) -> dict[str, str]:
    version = queries.get_version(version_id=edition.pk)
    guide = queries.build_guide(version=version, now=now)
    context = {"guide": guide, "version": version, "apply_url": _apply_url(version)}
    body = version.matter.body
    return {
        "name": version.plain_name,
        "body_code": body.code,
        "body_name": body.short_name,
        "content": render_to_string("matters/guide_body.html", context),
    }


@public
@require_GET
def show_json(request: HttpRequest, code: str) -> HttpResponse:
    """Give the version in force to machines, under the national column names where there are any."""
    version = queries.get_published(code=code, on=clock.today(clock.now()))
    return JsonResponse(queries.record_of(version), json_dumps_params={"ensure_ascii": False, "indent": 1})


@public
@require_GET
def download_flow(request: HttpRequest, code: str) -> HttpResponse:
    """Give the BPMN file that runs, byte for byte."""
    number = request.GET.get("version", "")
    version = _numbered(code, number) if number else queries.get_published(code=code, on=_today())
    response = HttpResponse(version.flow_xml.encode(), content_type="application/xml; charset=utf-8")
    name = f"{version.matter.catalog_code}-V{version.number:03d}.bpmn"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-SM3"] = version.flow_hash
    return response


@public
@require_GET
def show_versions(request: HttpRequest, code: str) -> HttpResponse:
    """Show every version ever published and what differs between two of them."""
    versions = list(queries.list_versions(code=code))
    if not versions:
        raise MatterNotFound(code=code)
    new = _chosen(versions, request.GET.get("new", ""), versions[0])
    before = next((one for one in versions if one.number < new.number), None)
    old = _chosen(versions, request.GET.get("old", ""), before)
    context = {
        "versions": versions,
        "matter": versions[0].matter,
        "new": new,
        "old": old,
        "differences": queries.compare_versions(old=old, new=new) if old else [],
    }
    return render(request, "matters/versions.html", context)


@public
@require_GET
def show_material(request: HttpRequest, code: str, place: int) -> HttpResponse:
    """Show one material: what makes it acceptable, how to fill it in, a sample text to copy."""
    version = queries.get_published(code=code, on=_today())
    materials = version.materials_to_bring()
    if not 1 <= place <= len(materials):
        raise MatterNotFound(code=f"{code} 第 {place} 份材料")
    return render(request, "matters/material.html", {"version": version, "material": materials[place - 1]})


@officer_only(PostKind.ADMIN)
@require_http_methods(["GET", "POST"])
def show_import(request: HttpRequest) -> HttpResponse:
    """Take a spreadsheet, to be checked in the background; nothing is written into the list yet."""
    refusal: Refusal | None = None
    upload = request.FILES.get("workbook")
    if request.method == "POST":
        try:
            batch = operations.receive_import(
                actor=request.actor,  # type: ignore[attr-defined]
                now=clock.now(),
                file_name=(upload.name or "") if upload else "",
                source=upload.read() if upload else b"",
            )
        except Refusal as raised:
            refusal = raised
        else:
            return redirect(batch)
    context = {"refusal": refusal, "batches": queries.list_batches(), "rail_groups": _rail(request)}
    return render(request, "matters/import.html", context, status=refusal.status if refusal else 200)


@officer_only(PostKind.ADMIN)
@require_http_methods(["GET", "POST"])
def show_batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show how far a spreadsheet is, what it would change and what was refused; confirm or discard the whole."""
    batch = queries.get_batch(batch_id=batch_id)
    if request.method == "POST":
        act = operations.confirm_import if request.POST.get("do") == "confirm" else operations.discard_import
        act(actor=request.actor, now=clock.now(), batch=batch)  # type: ignore[attr-defined]
        return HttpResponseRedirect(request.path)
    good = Page.of(batch.rows.filter(is_good=True), request.GET, size=ROWS_SHOWN)
    context = {"batch": batch, "page": good, "rail_groups": _rail(request)}
    return render(request, "matters/batch.html", context)


@officer_only(PostKind.ADMIN)
@require_GET
def download_marked(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Give the uploaded file back with every refused cell marked and commented."""
    batch = queries.get_batch(batch_id=batch_id)
    return _workbook(queries.marked_workbook(batch), f"批注-{batch.pk}.xlsx")


@officer_only(PostKind.ADMIN)
@require_GET
def download_export(request: HttpRequest) -> HttpResponse:
    """Give the whole list as a spreadsheet in the columns of the national implementation list."""
    return _workbook(queries.export_workbook(), "事项清单.xlsx")


def _rail(request: HttpRequest) -> list[Any]:
    """Give the rail of the list office: pages that are there."""
    links = [
        (word, address, None, request.path.startswith(address)) for word, address in DESK if exists(address)
    ]
    return [("权力规范", links), ("我的工作", [("待办", "/desk/", None, False)])]


def _today() -> Any:
    return clock.today(clock.now())


def _numbered(code: str, number: str) -> MatterVersion:
    found = queries.find_version(code=code, number=int(number)) if number.isdigit() else None
    if found is None:
        raise MatterNotFound(code=f"{code} 第 {number} 版")
    return found


def _chosen(
    versions: list[MatterVersion], number: str, otherwise: MatterVersion | None
) -> MatterVersion | Any:
    return next((one for one in versions if str(one.number) == number), otherwise)


def _apply_url(version: MatterVersion) -> str:
    """Where the application begins; empty while no capability above takes applications."""
    for name in ("approval:apply", "approval:start"):
        try:
            return reverse(name, args=[version.matter.catalog_code])
        except NoReverseMatch:
            continue
    return ""


def _workbook(content: bytes, name: str) -> HttpResponse:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or ""
    )
    return response
