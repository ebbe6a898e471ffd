"""What the legal office keeps: the formats of each kind with their checklists, and the table of laws."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel import clock
from yangguang.kernel.identifiers import MATTER_TYPES
from yangguang.kernel.refusals import NotFound
from yangguang.reference.declarations import operations
from yangguang.reference.declarations.forms import read_day, read_whole
from yangguang.reference.declarations.queries.contents import list_laws
from yangguang.reference.declarations.queries.formats import (
    current_format,
    list_format_versions,
    list_formats,
    standard_format,
)
from yangguang.reference.declarations.rules.formats import SPECIAL, FormatField
from yangguang.reference.declarations.rules.laws import RANKS
from yangguang.reference.declarations.views.rail import back, done, page


@officer_only(PostKind.LEGAL, PostKind.ADMIN)
@require_GET
def show_formats(request: HttpRequest) -> HttpResponse:
    """List the format of each kind that holds today."""
    return page(request, "formats", {"formats": list_formats()})


@officer_only(PostKind.LEGAL, PostKind.ADMIN)
@require_http_methods(["GET", "POST"])
def edit_format(request: HttpRequest, kind: str) -> HttpResponse:
    """Show a kind's format; the legal office requires more, adds a field, writes the checklist, and publishes."""
    if kind not in MATTER_TYPES:
        raise NotFound(what="这个类型的格式")
    actor = actor_of_request(request)
    now_holds = current_format(kind)
    if request.method == "POST":
        required = set(request.POST.getlist("required"))
        fields = [replace(one, required=one.name in required) for one in now_holds.fields]
        label = request.POST.get("new_label", "").strip()
        if label:
            number = sum(1 for one in fields if one.name.startswith("own_")) + 1
            fields.append(
                FormatField(
                    f"own_{kind}_{number}",
                    label[:40],
                    SPECIAL,
                    "columns",
                    "area",
                    request.POST.get("new_required") == "yes",
                    request.POST.get("new_hint", "").strip()[:200],
                )
            )
        if done(
            request,
            lambda: operations.publish_format(
                actor=actor,
                now=clock.now(),
                kind=kind,
                fields=fields,
                checklist=request.POST.get("checklist", "").splitlines(),
                note_text=request.POST.get("note", ""),
            ),
            "新格式已公布。今后起草的申报按它填；已经起草的按原来的。",
            "没有公布",
        ):
            return redirect("declarations:format", kind=kind)
        return back(request)
    fixed = {one.name for one in standard_format(kind).fields if one.required}
    context = {
        "format": now_holds,
        "fixed": fixed,
        "versions": list_format_versions(kind=kind),
        "is_legal": actor.holds(PostKind.LEGAL),
    }
    return page(request, "format", context)


@officer_only(PostKind.LEGAL, PostKind.ADMIN)
@require_http_methods(["GET", "POST"])
def show_laws(request: HttpRequest) -> HttpResponse:
    """List the laws a basis may point to; the legal office records a text or the day it ended."""
    actor = actor_of_request(request)
    now = clock.now()
    if request.method == "POST":
        data = request.POST
        day = read_day(data.get("valid_from", "")) or clock.today(now)
        done(
            request,
            lambda: operations.record_law(
                actor=actor,
                now=now,
                name=data.get("name", ""),
                rank=data.get("rank", ""),
                valid_from=day,
                valid_until=read_day(data.get("valid_until", "")),
                article_count=read_whole(data.get("article_count", "")),
            ),
            "已登记。",
            "没有登记",
        )
        return back(request)
    words = request.GET.get("q", "").strip()
    laws = [one for one in list_laws() if words in one.name]
    context = {
        "laws": [(one, one.is_in_force(clock.today(now))) for one in laws],
        "ranks": RANKS,
        "words": words,
        "is_legal": actor.holds(PostKind.LEGAL),
    }
    return page(request, "laws", context)
