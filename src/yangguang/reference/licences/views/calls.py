"""Looking at a licence of another body's, or of anybody's: with purpose and case, by consent or law; every look is kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.ui.api import Page
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.reference.licences import api, permissions
from yangguang.reference.licences.operations.calling import DESK
from yangguang.reference.licences.queries import desk


@officer_only(*permissions.CALLERS)
@require_http_methods(["GET", "POST"])
def show_call(request: HttpRequest) -> HttpResponse:
    """Ask for a licence; below, what is shared with the body and what it has looked at."""
    actor, now = actor_of_request(request), clock.now()
    bodies = desk.bodies_of(actor=actor)
    licence: api.Licence | None = None
    refusal: Refusal | None = None
    if request.method == "POST":
        chosen = next((one for one in bodies if one.code == request.POST.get("body")), bodies[0])
        call = api.Call(
            request.POST.get("asked_for", ""),
            request.POST.get("purpose", ""),
            request.POST.get("case_number", ""),
            request.POST.get("share", ""),
        )
        try:
            licence = api.call_licence(actor=actor, now=now, caller=api.Caller(chosen, DESK), call=call)
        except Refusal as refused:
            refusal = refused
    context = {
        "bodies": bodies,
        "licence": licence,
        "standing": licence.standing(clock.today(now)) if licence else None,
        "reading": desk.list_own_readings(actor=actor).first() if licence else None,
        "refusal": refusal,
        "typed": request.POST or request.GET,
        "shared": desk.list_shared_with(actor=actor, now=now)[:20],
        "page": Page.by_key(desk.list_own_readings(actor=actor), request.GET, key="pk"),
    }
    return render(request, "licences/call.html", context, status=refusal.status if refusal else 200)
