"""Pages of payments: the payer's order, the demo's bank, the bank's messages, orders and refunds, the days compared."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.foundation.access.api import (
    actor_of_request,
    citizen_only,
    demo_only,
    officer_only,
    public,
    signed_in,
    step_up,
)
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.payments import operations, permissions, queries
from yangguang.foundation.payments.models import PaymentCall, PaymentOrder
from yangguang.foundation.payments.providers.registry import provider_in_use, provider_named
from yangguang.foundation.payments.states import OrderState, RefundState
from yangguang.foundation.ui.api import Field, Page, build_tabs
from yangguang.kernel import clock, money
from yangguang.kernel.refusals import NotFound, Refusal

KEEPERS = (PostKind.ACCEPT, PostKind.EXAMINE, PostKind.DELIVER, PostKind.DECIDE, PostKind.MONITOR)
LARGEST_CALL = 64 * 1024


@signed_in
@require_GET
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Show what is owed, on what basis, and where it is paid."""
    return _own_page(request, number)


@citizen_only
@require_POST
def go(request: HttpRequest, number: str) -> HttpResponse:
    """Lead to the bank's page."""
    actor = actor_of_request(request)
    found = queries.get_order(actor=actor, number=number)
    if found.state != OrderState.DUE:
        return redirect("payments:order", number=number)
    try:
        address = provider_named(found.provider).address_to_pay(
            reference=found.number, amount=found.amount, title=found.title
        )
    except Refusal as refusal:
        return _own_page(request, number, refusal=refusal)
    return HttpResponseRedirect(address)


def _own_page(request: HttpRequest, number: str, *, refusal: Refusal | None = None) -> HttpResponse:
    actor = actor_of_request(request)
    found = queries.get_order(actor=actor, number=number)
    context = {
        "order": found,
        "lines": [{**line, "yuan": money.yuan_text(line["amount"])} for line in found.lines],
        "yuan": money.yuan_text(found.amount),
        "capitals": money.capital_text(found.amount),
        "may_pay": permissions.is_payer(actor, found) and found.state == OrderState.DUE,
        "refunds": _refund_rows(found),
        "refusal": refusal,
        "nav": "progress",
    }
    return render(request, "payments/order.html", context, status=refusal.status if refusal else 200)


@demo_only
@require_http_methods(["GET", "POST"])
def demo_bank(request: HttpRequest) -> HttpResponse:
    """Play the bank's counter: pay, or pay while the message to the platform gets lost."""
    actor, number = actor_of_request(request), request.GET.get("order", "")
    found = queries.get_order(actor=actor, number=number)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            operations.pay_at_demo_bank(
                order=found,
                amount=found.amount,
                is_told=request.POST.get("told") != "no",
                now=clock.now(),
            )
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("payments:order", number=number)
    context = {"order": found, "yuan": money.yuan_text(found.amount), "refusal": refusal, "nav": "progress"}
    return render(request, "payments/demo_bank.html", context, status=refusal.status if refusal else 200)


@csrf_exempt
@public
@require_POST
def hear(request: HttpRequest, provider: str) -> HttpResponse:
    """Take a bank's signed message; the same one again gets the same answer."""
    try:
        if len(request.body) > LARGEST_CALL:
            raise NotFound(what="这个大小的通知")
        call = operations.hear_bank(
            provider=provider,
            body=request.body,
            signature=request.headers.get("X-Signature", ""),
            now=clock.now(),
        )
    except Refusal as refusal:
        body = {"code": refusal.code, "message": refusal.message, "remedy": refusal.remedy_text}
        return JsonResponse(body, status=refusal.status, json_dumps_params={"ensure_ascii": False})
    return JsonResponse({"serial": call.serial, "outcome": call.outcome})


# ---------------------------------------------------------------- those who keep the money


@officer_only(*KEEPERS)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """List the orders of one's bodies, and what goes back."""
    actor = actor_of_request(request)
    state = request.GET.get("state", "")
    orders = queries.list_body_orders(actor=actor, state=state if state in OrderState.values else "")
    context = {
        "page": Page.of(orders, request.GET),
        "tabs": build_tabs(
            request.GET, "state", [("", "全部", None), *((one.value, one.label, None) for one in OrderState)]
        ),
        "waiting": [
            one for one in queries.list_refunds(actor=actor)[:50] if one.state in ("proposed", "approved")
        ],
        "days": queries.list_days(limit=3),
    }
    return render(request, "payments/desk.html", context)


@officer_only(*KEEPERS)
@require_http_methods(["GET", "POST"])
def desk_order(request: HttpRequest, number: str) -> HttpResponse:
    """Show an order with what the bank said and what went back; propose a refund."""
    actor = actor_of_request(request)
    found = queries.get_order(actor=actor, number=number)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            operations.propose_refund(
                actor=actor,
                order=found,
                amount=_fen(request.POST.get("amount", "")),
                reason=request.POST.get("reason", ""),
                call=_call(found, request.POST.get("call", "")),
                now=clock.now(),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, "退款已提出，等另一位有权的人核准。")
            return redirect("payments:desk_order", number=number)
    fields = refusal.fields if refusal else {}
    context = {
        "order": found,
        "lines": [{**line, "yuan": money.yuan_text(line["amount"])} for line in found.lines],
        "yuan": money.yuan_text(found.amount),
        "strays": [(one, money.yuan_text(one.amount)) for one in queries.list_stray_calls(order=found)],
        "refunds": _refund_rows(found),
        "may_judge": actor.holds(PostKind.DECIDE, found.body_code),
        "may_propose": permissions.may_propose_refund(actor, found) and found.state in ("paid", "cancelled"),
        "amount": Field("amount", "退多少", value=request.POST.get("amount", money.yuan_text(found.amount)),
                        unit="元", problem=fields.get("amount", "")),
        "reason": Field("reason", "为什么退", kind="area", value=request.POST.get("reason", ""), rows=2,
                        hint="缴款人看得到。", problem=fields.get("reason", "")),
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "payments/desk_order.html", context, status=refusal.status if refusal else 200)


@officer_only(PostKind.DECIDE)
@step_up
@require_POST
def judge(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Approve or refuse a refund as the second person."""
    actor = actor_of_request(request)
    found = queries.get_refund(actor=actor, uuid=uuid)
    is_approved = request.POST.get("answer") == "yes"
    operations.judge_refund(actor=actor, refund=found, is_approved=is_approved, now=clock.now())
    messages.success(request, "已核准，正在请银行退回。" if is_approved else "已写明不予退回。")
    return redirect("payments:desk_order", number=found.order.number)


@officer_only(*KEEPERS)
@require_http_methods(["GET", "POST"])
def days(request: HttpRequest) -> HttpResponse:
    """List the days compared, and compare one now."""
    actor = actor_of_request(request)
    now = clock.now()
    yesterday = clock.today(now) - timedelta(days=1)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            done = operations.reconcile_day(
                actor=actor, provider=provider_in_use(), day=_day(request.POST.get("day", "")), now=now
            )
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("payments:day", provider=done.provider, day=done.day.isoformat())
    rows = [
        (one, money.yuan_text(one.bank_amount), money.yuan_text(one.book_amount))
        for one in queries.list_days()
    ]
    context = {"rows": rows, "yesterday": yesterday, "refusal": refusal}
    return render(request, "payments/days.html", context, status=refusal.status if refusal else 200)


@officer_only(*KEEPERS)
@require_http_methods(["GET", "POST"])
def one_day(request: HttpRequest, provider: str, day: str) -> HttpResponse:
    """Show a day's comparison with each difference, and take what somebody says about one."""
    actor = actor_of_request(request)
    found = queries.get_day(provider=provider, day=_day(day))
    if request.method == "POST":
        pk = request.POST.get("difference", "")
        difference = queries.get_difference(pk=int(pk) if pk.isdecimal() else 0)
        operations.explain_difference(
            actor=actor, difference=difference, text=request.POST.get("text", ""), now=clock.now()
        )
        messages.success(request, "说明已记下。")
        return redirect("payments:day", provider=provider, day=day)
    rows = [
        (one, _yuan(one.bank_amount), _yuan(one.book_amount))
        for one in found.differences.select_related("explained_by")
    ]
    context = {
        "day": found,
        "rows": rows,
        "open_count": sum(one.is_open for one, _, _ in rows),
        "bank_yuan": money.yuan_text(found.bank_amount),
        "book_yuan": money.yuan_text(found.book_amount),
        "may_explain": actor.holds(PostKind.DECIDE) or actor.holds(PostKind.MONITOR),
    }
    return render(request, "payments/day.html", context)


def _refund_rows(found: PaymentOrder) -> list[tuple[object, str, bool]]:
    return [
        (one, money.yuan_text(one.amount), one.state == RefundState.PROPOSED)
        for one in found.refunds.select_related("proposed_by", "judged_by")
    ]


def _yuan(fen: int | None) -> str:
    return money.yuan_text(fen) if fen is not None else ""


def _fen(text: str) -> int:
    try:
        return money.parse_yuan(text)
    except ValueError:
        return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound(what="这一天") from None


def _call(found: PaymentOrder, serial: str) -> PaymentCall | None:
    return next((one for one in queries.list_stray_calls(order=found) if one.serial == serial), None)
