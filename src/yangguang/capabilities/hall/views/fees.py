"""The fee of a case for the officers who keep it, and the rules that let a licence wait."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.hall import api as hall
from yangguang.foundation.access.api import actor_of_request, officer_only, step_up
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Field
from yangguang.kernel import clock, money
from yangguang.kernel.refusals import NotFound, Refusal

WHO = (PostKind.ACCEPT, PostKind.DELIVER, PostKind.EXAMINE, PostKind.DECIDE, PostKind.MONITOR)


@officer_only(*WHO)
@step_up
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show the fee of a case; charge it by hand where the machine has not, or let it fall."""
    actor = actor_of_request(request)
    application = approval.get_application(actor=actor, number=number)
    charge = hall.find_charge(case_number=number)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            if request.POST.get("deed") == "waive" and charge is not None:
                basis = request.POST.get("basis", "")
                hall.waive_charge(actor=actor, charge=charge, basis=basis, now=clock.now())
                said = "已免缴，缴款单取消。"
            else:
                made = hall.charge_case(actor=actor, application=application, now=clock.now())
                said = f"缴款单 {made.order.number} 已开，申请人会收到消息。"
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, said)
            return redirect("hall:fee", number=number)
    context = {
        "application": application,
        "charge": charge,
        "yuan": money.yuan_text(charge.order.amount if charge else application.version.fee_fen),
        "may_charge": charge is None and application.version.fee_fen and hall.may_charge_case(actor, application),
        "may_waive": charge is not None and charge.order.state == "due" and hall.may_waive_charge(actor, charge),
        "basis": Field("basis", "减免依据", value=request.POST.get("basis", ""),
                       hint="写文件名和条款，例如《……管理办法》第十条。",
                       problem=(refusal.fields if refusal else {}).get("basis", "")),
        "hold": hall.reason_to_hold(application),
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "hall/desk/fee.html", context, status=refusal.status if refusal else 200)


@officer_only(PostKind.LEGAL, PostKind.DECIDE)
@step_up
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """List the matters whose licence waits for its fee by law; propose, confirm, end."""
    actor = actor_of_request(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _change(request)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "已记下。")
            return redirect("hall:hold_rules")
    fields = refusal.fields if refusal else {}
    said = request.POST
    context = {
        "rules": [(one, one.proposed_by.account_id == actor.account_id) for one in hall.list_hold_rules()],
        "fields": [
            Field("matter", "事项编码", value=said.get("matter", "")),
            Field("basis", "法律、行政法规的条款", value=said.get("basis", ""), problem=fields.get("basis", "")),
            Field("rank", "位阶", kind="select", value=said.get("rank", ""),
                  choices=[("法律", "法律"), ("行政法规", "行政法规")]),
        ],
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "hall/desk/hold_rules.html", context, status=refusal.status if refusal else 200)


def _change(request: HttpRequest) -> None:
    actor, now, said = actor_of_request(request), clock.now(), request.POST
    pk = said.get("rule", "")
    if said.get("deed") == "propose":
        code = said.get("matter", "").strip()
        if not code:
            raise NotFound(what="这个事项")
        hall.propose_hold(
            actor=actor,
            matter_code=code,
            basis=said.get("basis", ""),
            basis_rank=said.get("rank", ""),
            now=now,
        )
        return
    rule = hall.get_hold_rule(pk=int(pk) if pk.isdecimal() else 0)
    if said.get("deed") == "confirm":
        hall.confirm_hold(actor=actor, rule=rule, now=now)
    else:
        hall.end_hold(actor=actor, rule=rule, now=now)
