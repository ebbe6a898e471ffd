"""What connected systems may call, proposed by one person and approved by another; and what they have called."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.organisation.api import Body, PostKind
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput, NotFound, Refusal
from yangguang.reference.licences import api, forms
from yangguang.reference.licences.queries import desk
from yangguang.reference.licences.queries.types import list_types


@officer_only(PostKind.INFORMATION)
@require_http_methods(["GET", "POST"])
def show_systems(request: HttpRequest) -> HttpResponse:
    """List the rights of systems; propose one, approve or end one."""
    actor = actor_of_request(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _act(request)
            return redirect("licences:systems")
        except Refusal as refused:
            refusal = refused
    types = list(list_types())
    names = {one.code: one.name for one in types}
    context = {
        "systems": [
            {
                "row": one,
                "types": "、".join(names.get(code, code) for code in one.type_codes),
                "is_proposer": one.proposed_by == actor.account_id,
            }
            for one in desk.list_systems()
        ],
        "types": types,
        "bodies": Body.objects.filter(valid_until__isnull=True).order_by("code"),
        "refusal": refusal,
        "typed": request.POST,
        "chosen_types": request.POST.getlist("type_codes"),
    }
    return render(request, "licences/systems.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest) -> None:
    actor, now, do = actor_of_request(request), clock.now(), request.POST.get("do", "")
    if do == "propose":
        api.propose_system(actor=actor, now=now, rights=_rights(request))
        messages.success(request, "已提请，要另一个人批准以后才能调用。")
        return
    system = desk.get_system(client_id=request.POST.get("system", ""))
    if do == "approve":
        api.approve_system(actor=actor, now=now, system=system)
        messages.success(request, f"已批准，{system.name}现在可以调用。")
    elif do == "end":
        api.end_system(actor=actor, now=now, system=system, reason=request.POST.get("reason", ""))
        messages.success(request, f"已停用，{system.name}从现在起不能调用。")
    else:
        raise NotFound(what="这一步")


def _rights(request: HttpRequest) -> api.SystemRights:
    data = request.POST
    body = Body.objects.filter(code=data.get("body", "")).first()
    until = forms.read_date(data.get("valid_until", ""))
    rate = data.get("per_minute", "")
    if body is None or until is None or not (rate.isascii() and rate.isdigit()):
        raise InvalidInput(
            fields={
                **({} if body else {"body": "请选所属机关。"}),
                **({} if until else {"valid_until": "请选截止日。"}),
                **({} if rate.isascii() and rate.isdigit() else {"per_minute": "请写每分钟最多几次。"}),
            }
        )
    return api.SystemRights(
        client_id=data.get("client_id", ""),
        name=data.get("name", ""),
        body=body,
        type_codes=data.getlist("type_codes"),
        purposes=[line for line in data.get("purposes", "").splitlines() if line.strip()],
        per_minute=int(rate),
        valid_until=until,
    )
