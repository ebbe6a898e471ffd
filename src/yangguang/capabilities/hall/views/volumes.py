"""Volumes: the list, one with its index and the check of every piece, the export, and closing one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.hall import api as hall
from yangguang.foundation.access.api import actor_of_request, officer_only, step_up
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Page
from yangguang.kernel import clock

WHO = (PostKind.ACCEPT, PostKind.DELIVER, PostKind.EXAMINE, PostKind.DECIDE, PostKind.MONITOR)


@officer_only(*WHO)
@require_GET
def volumes(request: HttpRequest) -> HttpResponse:
    """List the volumes of one's body."""
    words = request.GET.get("q", "")[:40]
    rows = hall.list_volumes(actor=actor_of_request(request), words=words)
    return render(request, "hall/desk/volumes.html", {"page": Page.of(rows, request.GET), "words": words})


@officer_only(*WHO)
@require_GET
def volume(request: HttpRequest, number: str) -> HttpResponse:
    """Show the index of a volume; each piece is read anew and compared with its digest."""
    found = hall.get_volume(actor=actor_of_request(request), number=number)
    wrong = {one.pk for one in hall.verify_volume(volume=found)}
    rows = [(one, one.pk in wrong) for one in found.entries.all()]
    return render(request, "hall/desk/volume.html", {"volume": found, "rows": rows, "wrong": len(wrong)})


@officer_only(*WHO)
@require_GET
def export(request: HttpRequest, number: str) -> HttpResponse:
    """Give a volume as one file, whole or not at all."""
    found = hall.get_volume(actor=actor_of_request(request), number=number)
    response = HttpResponse(hall.export_volume(volume=found), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.zip"'
    return response


@officer_only(PostKind.ACCEPT, PostKind.DELIVER, PostKind.DECIDE)
@step_up
@require_POST
def close_now(request: HttpRequest, number: str) -> HttpResponse:
    """Put a closed case on file."""
    actor = actor_of_request(request)
    application = approval.get_application(actor=actor, number=number)
    made = hall.close_volume(actor=actor, application=application, now=clock.now())
    messages.success(request, f"已归档：{made.number}。")
    return redirect("hall:volume", number=made.number)


@officer_only(PostKind.ACCEPT, PostKind.DELIVER, PostKind.DECIDE)
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Ask before a case is put on file; then it cannot be changed."""
    if request.method == "POST":
        return close_now(request, number)
    actor = actor_of_request(request)
    application = approval.get_application(actor=actor, number=number)
    context = {"application": application, "volumes": hall.list_volumes_of(case_number=number)}
    return render(request, "hall/desk/close_volume.html", context)
