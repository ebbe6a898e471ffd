"""An enterprise's agents: what each may do, for which matters, until when."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yangguang.capabilities.hall import api as hall
from yangguang.foundation.access.api import actor_of_request, citizen_only, step_up
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, Refusal


@citizen_only
@step_up
@require_http_methods(["GET", "POST"])
def agents(request: HttpRequest) -> HttpResponse:
    """List the agents of the enterprise one stands for, and limit one of them."""
    actor = actor_of_request(request)
    now = clock.now()
    rows = hall.list_scopes_of(actor=actor, on=clock.today(now))
    refusal: Refusal | None = None
    if request.method == "POST":
        chosen = next((one for one, _ in rows if str(one.pk) == request.POST.get("mandate")), None)
        if chosen is None:
            raise NotFound(what="这位经办人")
        try:
            hall.set_scope(
                actor=actor,
                mandate=chosen,
                matter_codes=request.POST.get("matters", "").replace("，", ",").replace("、", ",").split(","),
                rights=request.POST.getlist("rights"),
                until_on=_day(request.POST.get("until", "")),
                now=now,
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, f"{chosen.person.name}的权限已改，马上生效。")
            return redirect("hall:agents")
    context = {
        "rows": rows,
        "rights": hall.Right.choices,
        "refusal": refusal,
        "enterprise": actor.enterprise_name,
        "nav": "progress",
    }
    return render(request, "hall/agents.html", context, status=refusal.status if refusal else 200)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
