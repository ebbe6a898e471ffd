"""Public verification, as a page or as JSON at the same address; the licence itself for its holder."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from yangguang.foundation.access.api import public, signed_in
from yangguang.foundation.documents.api import document_response
from yangguang.kernel import clock
from yangguang.kernel.identifiers import check_licence_identifier
from yangguang.kernel.refusals import NotFound, Refusal
from yangguang.reference.licences import queries, rules
from yangguang.reference.licences.queries.reading import Verification
from yangguang.reference.licences.queries.signed import check_file
from yangguang.reference.licences.rules.refusals import DataForged
from yangguang.reference.licences.rules.signed_data import CheckedData

LARGEST_DATA_FILE = 256 * 1024


@public
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a number or a code; answer a number in place."""
    asked = request.GET.get("q", "").strip()
    if not asked:
        return render(request, "licences/verify.html", {"nav": "disclosure"})
    if rules.looks_like_code(asked):
        return redirect("licences:verify_code", code=rules.normalise_code(asked))
    try:
        found = queries.verify_number(number=asked, now=clock.now())
    except NotFound as refusal:
        return _not_found(request, asked, refusal)
    return _answer(request, found)


@public
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Say what the licence with this code is worth."""
    try:
        found = queries.verify_code(code=code, now=clock.now())
    except NotFound as refusal:
        return _not_found(request, code, refusal)
    return _answer(request, found)


@public
@csrf_protect
@require_http_methods(["GET", "POST"])
def verify_offline(request: HttpRequest) -> HttpResponse:
    """Check a licence's data file by its seal and the newest status list, and tell how to do it without a network."""
    checked: CheckedData | None = None
    refusal: Refusal | None = None
    file = request.FILES.get("file")
    if request.method == "POST":
        try:
            checked = check_file(text=_read_file(file), now=clock.now())
        except Refusal as refused:
            refusal = refused
    context = {"checked": checked, "refusal": refusal, "nav": "disclosure"}
    return render(request, "licences/offline.html", context, status=refusal.status if refusal else 200)


def _read_file(file: object) -> str:
    if not isinstance(file, UploadedFile) or (file.size or 0) > LARGEST_DATA_FILE:
        raise DataForged(problem="还没有选文件，或者文件太大")
    try:
        return bytes(file.read()).decode()
    except UnicodeDecodeError as problem:
        raise DataForged(problem="不是证照数据文件") from problem


@signed_in
def paper(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send the licence to its holder or to the office that issued it."""
    licence = queries.find_licence_seen_by(actor=request.actor, code=code)  # type: ignore[attr-defined]
    if licence.document is None:
        raise NotFound(what="这份证照的电子件")
    return document_response(licence.document)


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _answer(request: HttpRequest, found: Verification) -> HttpResponse:
    if _wants_json(request):
        response: HttpResponse = JsonResponse(found.as_dict(), json_dumps_params={"ensure_ascii": False})
    else:
        response = render(request, "licences/verified.html", {"found": found, "nav": "disclosure"})
    patch_vary_headers(response, ["Accept"])
    return response


def _not_found(request: HttpRequest, asked: str, refusal: NotFound) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse(refusal.as_dict(), status=404)
    warned = "".join(check_licence_identifier(asked).warnings) if asked.startswith("1.2.156.") else ""
    context = {"asked": asked, "is_unknown": True, "warned": warned, "nav": "disclosure"}
    return render(request, "licences/verify.html", context, status=404)
