"""Electronic seals: the desk where two persons make and stop them, and the public pages where anybody checks one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.foundation.access.api import actor_of_request, officer_only, public
from yangguang.foundation.certificates import operations, queries
from yangguang.foundation.certificates.models import BodySeal, SealState
from yangguang.foundation.certificates.rules.refusals import SealNotFound
from yangguang.foundation.certificates.verification import CheckedSealing, check_sealing, find_mark
from yangguang.foundation.certificates.views.desk import rail_groups
from yangguang.foundation.organisation.api import find_body, list_bodies
from yangguang.kernel import clock
from yangguang.kernel.der import MalformedDer
from yangguang.kernel.refusals import InvalidInput, Refusal

registrars = officer_only("security", "admin")
LARGEST_FILE = 20_000_000
PER_PAGE = 50


@registrars
@require_GET
def show_seals(request: HttpRequest) -> HttpResponse:
    """Show the seals, those that wait first, and the form for a new one."""
    words = request.GET.get("q", "").strip()
    having = BodySeal.objects.filter(state__in=("proposed", "valid", "suspended")).values_list(
        "body_code", flat=True
    )
    bodies = [one for one in list_bodies(on=clock.today(clock.now())) if one.code not in set(having)]
    context = {
        "seals": queries.list_seals(words=words)[:PER_PAGE],
        "words": words,
        "bodies": bodies,
        "rail_groups": rail_groups(request),
    }
    return render(request, "certificates/seals_desk.html", context)


@registrars
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Ask for a seal of a body."""
    body = find_body(code=request.POST.get("body", ""))
    if body is None:
        raise InvalidInput(fields={"body": "请选择单位。"})
    made = operations.propose_seal(
        actor=actor_of_request(request), now=clock.now(), body=body, reason=request.POST.get("reason", "")
    )
    messages.success(request, f"已提请，{made.number} 号。请另一位同事批准，批准以后马上制作。")
    return redirect("certificates:seal_at_desk", number=made.number)


@registrars
@require_GET
def show_seal(request: HttpRequest, number: str) -> HttpResponse:
    """Show one seal with what this officer may do to it."""
    found, actor = queries.get_seal(number=number), actor_of_request(request)
    context = {
        "one": found,
        "seal": found.seal,
        "has_proposed": actor.account_id == found.proposed_by_id,
        "has_changed": actor.account_id == found.changed_by_id,
        "rail_groups": rail_groups(request),
    }
    return render(request, "certificates/seal_desk.html", context)


_DEEDS = {
    "refuse": (operations.refuse_seal, "已记下，没有制作。"),
    "suspend": (operations.suspend_seal, "已暂停使用，马上生效。"),
    "resume": (operations.resume_seal, "已恢复使用。"),
    "cancel": (operations.cancel_seal, "已注销，不能恢复。以前盖的章仍然有效。"),
}


@registrars
@require_POST
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Approve, refuse, stop, bring back or cancel."""
    actor, now, found = actor_of_request(request), clock.now(), queries.get_seal(number=number)
    what, reason = request.POST.get("what", ""), request.POST.get("reason", "")
    if what == "approve":
        operations.approve_seal(actor=actor, now=now, seal=found)
        messages.success(request, f"已批准，{found.name}的电子印章已制作。")
    elif what in _DEEDS:
        deed, told = _DEEDS[what]
        deed(actor=actor, now=now, seal=found, reason=reason)
        messages.success(request, told)
    else:
        raise InvalidInput(fields={"what": "请选择怎么办。"})
    return redirect("certificates:seal_at_desk", number=number)


@public
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Let anybody check a sealing file against a document, or look a seal up; what is sent is not kept."""
    words = request.GET.get("q", "").strip()
    context: dict[str, object] = {
        "words": words,
        "seals": queries.list_seals(words=words).exclude(state__in=("proposed", "refused"))[:PER_PAGE]
        if words
        else [],
    }
    if request.method == "POST":
        context["checked"], context["problem"] = _checked(request)
    return render(request, "certificates/seal_check.html", context)


@public
@require_GET
def show_public(request: HttpRequest, number: str) -> HttpResponse:
    """Show how one seal stands, to anybody."""
    found = _made(number)
    context = {"one": found, "seal": found.seal, "checked_at": clock.now()}
    return render(request, "certificates/seal.html", context)


@public
@require_GET
def picture(request: HttpRequest, number: str) -> HttpResponse:
    """Give the picture of a seal."""
    seal = _made(number).seal
    response = HttpResponse(seal.info.picture if seal else b"", content_type="image/svg+xml")
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@public
@require_GET
def download(request: HttpRequest, number: str) -> HttpResponse:
    """Give the seal as the standard writes it; it holds nothing that is secret."""
    found = _made(number)
    return _file(bytes(found.encoded), f"{found.number}.esl")


@public
@require_GET
def download_sealing(request: HttpRequest, number: int) -> HttpResponse:
    """Give the sealing of one document, for checking it offline."""
    mark = find_mark(number=number)
    if mark is None or not mark.sealing:
        raise SealNotFound(what="这份签章")
    return _file(bytes(mark.sealing), f"{mark.object_number}.ses")


def _checked(request: HttpRequest) -> tuple[CheckedSealing | None, str]:
    sealing, document = request.FILES.get("sealing"), request.FILES.get("document")
    if sealing is None or document is None:
        return None, "请选两份文件：签章文件（.ses）和盖了章的文书。"
    if max(sealing.size or 0, document.size or 0) > LARGEST_FILE:
        return None, "文件太大。请用 yangguang verify-seal 在自己的电脑上核验。"
    try:
        return check_sealing(encoded=sealing.read(), document=document.read()), ""
    except Refusal as refusal:
        return None, f"{refusal.message}{refusal.remedy_text}"
    except MalformedDer as refusal:
        return None, refusal.message


def _made(number: str) -> BodySeal:
    found = queries.get_seal(number=number)
    if found.state in (SealState.PROPOSED, SealState.REFUSED):
        raise SealNotFound(what="这枚电子印章")
    return found


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
