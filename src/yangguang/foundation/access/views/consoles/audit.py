"""The audit administrator's desk: emergencies to review, rights held against their codes; and, for all three, why."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yangguang.foundation.access import operations, queries
from yangguang.foundation.access.actors import actor_of
from yangguang.foundation.access.derivation import powers
from yangguang.foundation.access.forms import WhyForm
from yangguang.foundation.access.models import EmergencyAccess
from yangguang.foundation.access.policies import officer_only
from yangguang.foundation.access.queries.explaining import explain_power, read_target
from yangguang.foundation.access.requests import ActorRequest
from yangguang.foundation.access.rules import REVIEW_WITHIN
from yangguang.foundation.access.step_up import step_up
from yangguang.foundation.access.views.consoles.frame import ADMINISTRATORS, page, tell
from yangguang.foundation.acts.api import REGISTRY
from yangguang.foundation.identity import api as identity
from yangguang.foundation.organisation import api as organisation
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, Refusal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@officer_only("audit")
@never_cache
def audit(request: ActorRequest) -> HttpResponse:
    """Show emergencies, open and reviewed, and on request what is wrong with the rights."""
    now = clock.now()
    reviewed = EmergencyAccess.objects.filter(reviewed_by__isnull=False).select_related(
        "officer", "post__office__body", "reviewed_by"
    )
    context = {
        "open": [
            (one, now - one.expires_at > REVIEW_WITHIN) for one in queries.list_open_emergencies(now=now)
        ],
        "reviewed": reviewed.order_by("-reviewed_at")[:20],
        "checked": "check" in request.GET,
        "faults": queries.find_faults() if "check" in request.GET else [],
        "checked_at": now,
    }
    return page(request, "access/consoles/audit.html", context)


@officer_only("audit")
@require_POST
@step_up
def review(request: ActorRequest, number: int) -> HttpResponse:
    """Say whether an emergency was one."""
    emergency = EmergencyAccess.objects.select_related("officer").filter(pk=number).first()
    if emergency is None:
        raise NotFound(what="这次应急授权")
    try:
        operations.review_emergency_access(
            actor=request.actor,
            now=clock.now(),
            emergency=emergency,
            is_justified=request.POST.get("verdict") == "justified",
            finding=request.POST.get("finding", ""),
        )
        messages.success(request, f"{emergency}已复核。")
    except Refusal as refusal:
        tell(request, refusal, what="没有复核")
    return redirect("access:audit")


@officer_only(*ADMINISTRATORS)
@never_cache
def why(request: ActorRequest) -> HttpResponse:
    """Explain why an officer may or may not do something."""
    listed = powers()
    form = WhyForm(request.GET or None, powers=[(name, f"{summary}　{name}") for name, summary in listed])
    explanation, officer = None, None
    if form.is_valid():
        told = form.cleaned_data
        officer = organisation.find_officer(number=told["officer"])
        if officer is None:
            form.add_error("officer", "没有这个工号。")
        else:
            explanation = _explain(officer, told["operation"], told["target"], clock.now())
    context = {"form": form, "explanation": explanation, "officer": officer}
    return page(request, "access/consoles/why.html", context)


def _explain(officer: organisation.Officer, power: str, target: str, now: datetime) -> queries.Explanation:
    account = identity.Account.objects.select_related("officer").get(pk=officer.account_id)
    actor = actor_of(account=account, on=clock.today(now), now=now)
    if power not in REGISTRY:
        return explain_power(actor=actor, power=power, now=now)
    return queries.explain(actor=actor, operation=power, now=now, target=read_target(target))


@officer_only(*ADMINISTRATORS)
@never_cache
def matrix(request: ActorRequest) -> HttpResponse:
    """Show the matrix of one body, and the way to the whole of it."""
    now = clock.now()
    bodies = organisation.list_bodies(on=clock.today(now))
    chosen = request.GET.get("body", "")
    lines = []
    if chosen:
        built = queries.build_matrix(now=now, body_code=chosen)
        for line in built.lines:
            paired = zip(built.powers, line.answers, strict=True)
            said = [(word, name, answer, number) for (name, word), (answer, number) in paired if answer]
            lines.append({"post": line.post, "holders": line.holders, "said": said})
    return page(request, "access/consoles/matrix.html", {"bodies": bodies, "chosen": chosen, "lines": lines})


@officer_only(*ADMINISTRATORS)
def matrix_file(request: ActorRequest, suffix: str) -> HttpResponse:
    """Give the whole matrix as a spreadsheet or as JSON."""
    built = queries.build_matrix(now=clock.now())
    if suffix == "xlsx":
        response = HttpResponse(queries.matrix_as_xlsx(built), content_type=XLSX)
    elif suffix == "json":
        response = HttpResponse(queries.matrix_as_json(built), content_type="application/json; charset=utf-8")
    else:
        raise NotFound(what="这种格式")
    response.headers["Content-Disposition"] = f'attachment; filename="matrix.{suffix}"'
    return response
