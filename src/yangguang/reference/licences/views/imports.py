"""Old records: upload a spreadsheet, say what its columns mean, read what is wrong, let another person confirm, watch it go."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Page, build_tabs
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, Refusal
from yangguang.reference.licences import api, forms
from yangguang.reference.licences.models import ImportBatch
from yangguang.reference.licences.queries import desk
from yangguang.reference.licences.queries.types import find_type_in_force, get_type, list_issuable_types
from yangguang.reference.licences.rules.refusals import SheetUnreadable
from yangguang.reference.licences.rules.type_content import TypeContent
from yangguang.reference.licences.states import ImportState

MAKERS = (PostKind.DELIVER, PostKind.DECIDE)


@officer_only(*MAKERS)
@require_http_methods(["GET", "POST"])
def show_imports(request: HttpRequest) -> HttpResponse:
    """List the batches; upload another."""
    actor = actor_of_request(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            batch = _uploaded(request)
            return redirect(batch.get_absolute_url())
        except Refusal as refused:
            refusal = refused
    context = {
        "page": Page.of(desk.list_batches(actor=actor), request.GET),
        "types": list_issuable_types(actor=actor),
        "bodies": desk.bodies_of(actor=actor),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "licences/imports.html", context, status=refusal.status if refusal else 200)


def _uploaded(request: HttpRequest) -> ImportBatch:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise SheetUnreadable(problem="还没有选文件")
    actor = actor_of_request(request)
    issuer = next((one for one in desk.bodies_of(actor=actor) if one.code == request.POST.get("body")), None)
    if issuer is None:
        raise NotFound(what="这个颁发机关")
    return api.upload_records(
        actor=actor,
        now=clock.now(),
        licence_type=get_type(code=request.POST.get("type", "")),
        issuer=issuer,
        file_name=file.name or "证照.xlsx",
        source=file.read(),
    )


@officer_only(*MAKERS)
@require_http_methods(["GET", "POST"])
def show_import(request: HttpRequest, uuid: str) -> HttpResponse:
    """Show one batch at the step it is at."""
    actor = actor_of_request(request)
    batch = desk.get_batch(actor=actor, uuid=uuid)
    refusal: Refusal | None = None
    version = find_type_in_force(name=batch.type.name)
    content = version.said if version else TypeContent()
    if request.method == "POST":
        try:
            _act(request, batch, content)
            return redirect(batch.get_absolute_url())
        except Refusal as refused:
            refusal = refused
    shown = request.GET.get("rows", "")
    rows = batch.rows.exclude(problems=[]) if shown == "bad" else batch.rows.all()
    bad = batch.rows.exclude(problems=[]).count()
    mapping = forms.read_mapping(request.POST, content) if refusal and "do" in request.POST else batch.mapping
    context = {
        "batch": batch,
        "columns": forms.mapping_rows(batch.headings, mapping, content),
        "page": Page.of(rows.select_related("licence"), request.GET, size=50),
        "tabs": build_tabs(request.GET, "rows", [("", "全部", batch.rows.count()), ("bad", "有问题", bad)]),
        "bad": bad,
        "is_uploader": batch.uploaded_by == actor.account_id,
        "refusal": refusal,
        "states": ImportState,
    }
    return render(request, "licences/import.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, batch: ImportBatch, content: TypeContent) -> None:
    actor, now, do = actor_of_request(request), clock.now(), request.POST.get("do", "")
    if do == "map":
        checked = api.map_records(
            actor=actor, now=now, batch=batch, mapping=forms.read_mapping(request.POST, content)
        )
        messages.success(request, f"核对完了：{checked.row_count} 行里 {checked.good_count} 行可以生成证照。")
    elif do == "confirm":
        api.confirm_records(actor=actor, now=now, batch=batch)
        messages.success(request, "已确认，正在生成。可以离开这一页，做完会停在这里。")
    elif do == "discard":
        api.discard_records(actor=actor, now=now, batch=batch)
        messages.success(request, "已放弃这批表格，库里没有变动。")
    else:
        raise NotFound(what="这一步")


@officer_only(*MAKERS)
@require_safe
def show_progress(request: HttpRequest, uuid: str) -> HttpResponse:
    """Give the bar alone, for the open page."""
    batch = desk.get_batch(actor=actor_of_request(request), uuid=uuid)
    response = render(request, "licences/import_progress.html", {"batch": batch, "states": ImportState})
    if batch.state != ImportState.RUNNING:
        response.headers["HX-Refresh"] = "true"
    return response
