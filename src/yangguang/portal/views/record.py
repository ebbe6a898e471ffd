"""The log of acts in public: pages for people, plain files for verifiers and witnesses, proofs to take home."""

from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_safe

from yangguang.foundation.access.api import public, signed_in
from yangguang.foundation.acts import api as acts
from yangguang.foundation.certificates import api as certificates
from yangguang.foundation.ui.api import Page, build_tabs
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound
from yangguang.portal import queries
from yangguang.portal.forms import words_of

FOREVER = "public, max-age=31536000, immutable"
A_MOMENT = "public, max-age=2"
PLAIN = "text/plain; charset=utf-8"
LONGEST_COSIGNATURE = 100_000


@public
def list_acts(request: HttpRequest) -> HttpResponse:
    """Show the public acts, newest first, of one object or one area if asked."""
    number = words_of(request, "object")
    area = request.GET.get("area", "")
    page = Page.by_key(
        queries.list_public_acts(object_number=number, area=area), request.GET, key="number", size=30
    )
    areas = [("", "全部", None), ("approval", "审批", None), ("matters", "事项", None)]
    areas += [("licences", "证照", None), ("monitoring", "监察", None)]
    context = {
        "page": page,
        "acts": queries.to_act_view(page.rows),
        "object": number,
        "tabs": build_tabs(request.GET, "area", areas),
    }
    return render(request, "portal/log.html", context)


@public
def show_act(request: HttpRequest, number: int) -> HttpResponse:
    """Show one public act with its digest, its seal and the way to its proof."""
    act = queries.find_act(number=number)
    if act is None:
        raise NotFound(what=f"公开记录里的第 {number} 条")
    is_own = queries.may_hold_act(actor=request.actor, number=number)  # type: ignore[attr-defined]
    mark = certificates.mark_of_act(act_number=number)
    return render(request, "portal/act.html", {"act": act, "is_own": is_own, "mark": mark})


@public
@require_safe
def give_checkpoint(request: HttpRequest) -> HttpResponse:
    """Give the newest signed state of the log (C2SP tlog-tiles)."""
    path = acts.log_store().checkpoint_path
    if not path.is_file():
        raise Http404
    return HttpResponse(path.read_bytes(), content_type=PLAIN, headers={"Cache-Control": A_MOMENT})


@public
@require_safe
def give_key(request: HttpRequest) -> HttpResponse:
    """Give the log's public key as verifiers want it."""
    text = acts.log_verifier().to_text() + "\n"
    return HttpResponse(text, content_type=PLAIN, headers={"Cache-Control": A_MOMENT})


@public
@require_safe
def give_tile(request: HttpRequest, place: str) -> HttpResponse | FileResponse:
    """Give a tile or an entry bundle; what was given once never changes."""
    path = acts.log_store().find(place)
    if path is None:
        raise Http404
    return HttpResponse(
        path.read_bytes(), content_type="application/octet-stream", headers={"Cache-Control": FOREVER}
    )


@public
@csrf_exempt
def take_cosignature(request: HttpRequest) -> HttpResponse:
    """Take a witness's line under one of our checkpoints; whoever sends it, the signature says who made it."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    text = request.body[:LONGEST_COSIGNATURE].decode("utf-8", errors="replace")
    seen = acts.accept_cosignatures(note=text, now=clock.now())
    return JsonResponse({"witnesses": seen})


@public
@require_GET
def show_verifier(request: HttpRequest) -> HttpResponse:
    """Give the page that checks proof files in the browser, without asking the server anything."""
    try:
        key = acts.log_verifier()
    except acts.LogKeyMissing:
        key = None
    context = {
        "log_key": key.to_text() if key else "",
        "fingerprint": acts.fingerprint(key) if key else "",
        "key_address": f"{settings.BASE_URL}{reverse('portal:log_key')}",
    }
    return render(request, "portal/verify.html", context)


@public
@require_GET
def give_proof(request: HttpRequest, number: int) -> HttpResponse:
    """Give the proof of one act: with its content to those it concerns, without to everybody else."""
    is_full = queries.may_hold_act(actor=request.actor, number=number)  # type: ignore[attr-defined]
    if not is_full and not queries.is_public_act(number=number):
        raise acts.NoSuchAct(number=number)
    return _download(acts.prove_act(number=number, is_full=is_full), f"存证-{number}")


@signed_in
@require_GET
def give_case_proof(request: HttpRequest, number: str) -> HttpResponse:
    """Give the proof of every act on one case to its applicant and its officers."""
    queries.require_case(actor=request.actor, number=number)  # type: ignore[attr-defined]
    return _download(acts.prove_object(object_type="application", object_number=number), f"存证-{number}")


def _download(file: acts.ProofFile, name: str) -> HttpResponse:
    answer = HttpResponse(file.to_text(), content_type=acts.MEDIA_TYPE)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"proof.json\"; filename*=UTF-8''{quote(name)}.json"
    )
    return answer
