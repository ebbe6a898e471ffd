"""The inbox."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yangguang.foundation.access.api import signed_in
from yangguang.foundation.messaging import operations, queries
from yangguang.kernel import clock

PAGE_SIZE = 20


@signed_in
def show_inbox(request: HttpRequest) -> HttpResponse:
    """Show the person's own messages, newest first."""
    actor = request.actor  # type: ignore[attr-defined]
    page = Paginator(queries.list_messages(actor=actor), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "unread": queries.count_unread(actor=actor), "nav": "progress"}
    return render(request, "messaging/inbox.html", context)


@signed_in
@require_POST
def read(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Mark one message as read and go where it leads."""
    actor = request.actor  # type: ignore[attr-defined]
    message = queries.get_message(actor=actor, reference=reference)
    operations.read_message(actor=actor, now=clock.now(), message=message)
    follows = "follow" in request.POST and message.link.startswith("/") and not message.link.startswith("//")
    return redirect(message.link if follows else "messaging:inbox")


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    operations.read_all_messages(actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    return redirect("messaging:inbox")
