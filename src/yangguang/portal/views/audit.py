"""The audit officers' desk: ask the record, take evidence, see how the log is doing."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.foundation.access.api import officer_only
from yangguang.foundation.acts import api as acts
from yangguang.foundation.acts.api import Actor
from yangguang.kernel import clock
from yangguang.portal import queries
from yangguang.portal.forms import EvidenceForm, LogQueryForm
from yangguang.portal.operations import export_evidence, query_log


@officer_only("audit", "monitor")
@require_http_methods(["GET", "POST"])
def show_log_query(request: HttpRequest) -> HttpResponse:
    """Ask the record by object, person, post and time; each question is itself on record."""
    asked = {"object_number": request.GET.get("object", ""), "person": request.GET.get("person", "")}
    form = LogQueryForm(request.POST or None, initial=asked)
    rows, status = None, 200
    if request.method == "POST":
        if form.is_valid():
            actor = request.actor  # type: ignore[attr-defined]
            question = form.question()
            query_log(actor=actor, now=clock.now(), question=question)
            rows = queries.find_acts(actor=actor, question=question)
        else:
            status = 422
    context = {"form": form, "rows": rows, "most": queries.MOST_ROWS, "rail_groups": _rail(request)}
    return render(request, "portal/log_query.html", context, status=status)


@officer_only("audit", "monitor", "admin", "system", "security")
@require_GET
def show_log_state(request: HttpRequest) -> HttpResponse:
    """Show how the log is doing, and every alarm there was."""
    context = {"state": acts.log_state(), "now": clock.now(), "rail_groups": _rail(request)}
    return render(request, "portal/log_state.html", context)


@officer_only("audit", "monitor")
@require_http_methods(["GET", "POST"])
def give_evidence(request: HttpRequest, object_type: str, number: str) -> HttpResponse:
    """Give the evidence bundle of one object, for a purpose that is kept."""
    form = EvidenceForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        if request.method == "POST":
            messages.error(request, "请写明用途，例如复议或诉讼的案号。")
        context = {
            "form": form,
            "object_type": object_type,
            "number": number,
            "word": queries.object_word(object_type),
            "rail_groups": _rail(request),
        }
        return render(
            request, "portal/evidence.html", context, status=422 if request.method == "POST" else 200
        )
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    packed = queries.gather_evidence(actor=actor, object_type=object_type, number=number, now=now)
    question = queries.LogQuestion(purpose=form.cleaned_data["purpose"], object_number=number)
    export_evidence(actor=actor, now=now, question=question)
    answer = HttpResponse(packed, content_type="application/zip")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"evidence.zip\"; filename*=UTF-8''{quote(f'证据包-{number}.zip')}"
    )
    return answer


def _rail(request: HttpRequest) -> list[tuple[str, list[tuple[str, str, int | None, bool]]]]:
    """Give the rail of responsibility determination (责任认定)."""
    pages = [("日志运行情况", reverse("portal:log_state"))]
    actor = request.actor  # type: ignore[attr-defined]
    if actor.holds("audit") or actor.holds("monitor"):
        pages.insert(0, ("查询行为记录", reverse("portal:log_query")))
    return [
        ("责任认定", [(word, address, None, request.path == address) for word, address in pages]),
        (
            "我的",
            [("管理台", "/admin-desk/", None, False) if _keeps(actor) else ("待办", "/desk/", None, False)],
        ),
    ]


def _keeps(actor: Actor) -> bool:
    return any(actor.holds(kind) for kind in ("system", "security", "audit"))
