"""Powers lent: delegated or entrusted, to whom, how long, within which limits, by which document; lent and ended here."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from yangguang.capabilities.linkage import api as linkage
from yangguang.foundation.access.api import actor_of_request, officer_only, step_up
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Field
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput, NotFound, Refusal

NAMES = (
    "matter",
    "mode",
    "lender",
    "borrower",
    "area",
    "valid_from",
    "valid_until",
    "document",
    "limit_text",
    "limit",
)


@officer_only()
@step_up
@require_http_methods(["GET", "POST"])
def lendings(request: HttpRequest) -> HttpResponse:
    """List what is lent, and lend: by the head of the lending body or the government above it."""
    actor = actor_of_request(request)
    now = clock.now()
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            made = linkage.lend_power(actor=actor, now=now, **_read(request))
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, f"{made.document_number} 已登记，{made.valid_from} 起施行。")
            return redirect("linkage:lendings")
    rows = [(one, linkage.may_lend_power(actor, one.lender)) for one in linkage.list_lendings()]
    context = {
        "rows": rows,
        "running": sum(one.is_running(clock.today(now)) for one, _ in rows),
        "today": clock.today(now),
        "fields": _fields(request, refusal),
        "may_lend": actor.holds(PostKind.DECIDE) or actor.holds(PostKind.GOVERNMENT),
        "refusal": refusal,
    }
    return render(request, "linkage/desk/lendings.html", context, status=refusal.status if refusal else 200)


@officer_only()
@step_up
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a power back before its time."""
    actor = actor_of_request(request)
    lending = next((one for one in linkage.list_lendings() if one.pk == pk), None)
    if lending is None:
        raise NotFound(what="这份文件")
    linkage.end_lending(actor=actor, lending=lending, reason=request.POST.get("reason", ""), now=clock.now())
    messages.success(request, f"{lending.document_number} 已收回；已经送出去的件照常办完。")
    return redirect("linkage:lendings")


def _read(request: HttpRequest) -> dict[str, Any]:
    said = {name: request.POST.get(name, "").strip() for name in NAMES}
    places = linkage.lending_choices()
    found: dict[str, Any] = {
        "matter": next((one for one in places.matters if one.catalog_code == said["matter"]), None),
        "lender": next((one for one in places.bodies if one.code == said["lender"]), None),
        "borrower": next((one for one in places.bodies if one.code == said["borrower"]), None),
        "area": next((one for one in places.areas if one.code == said["area"]), None),
        "mode": said["mode"] if said["mode"] in ("delegated", "entrusted") else None,
        "valid_from": _day(said["valid_from"]),
        "valid_until": _day(said["valid_until"]),
        "document": said["document"] or None,
    }
    missing = {name: "请填写。" for name, value in found.items() if value is None}
    if missing:
        raise InvalidInput(fields=missing)
    return {
        "matter": found["matter"],
        "mode": found["mode"],
        "lender": found["lender"],
        "borrower": found["borrower"],
        "area": found["area"],
        "period": (found["valid_from"], found["valid_until"]),
        "document_number": said["document"],
        "limit": said["limit"],
        "limit_text": said["limit_text"],
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _fields(request: HttpRequest, refusal: Refusal | None) -> list[Field]:
    places = linkage.lending_choices()
    bodies = [(one.code, one.short_name or one.name) for one in places.bodies]
    choices: dict[str, list[tuple[str, str]]] = {
        "matter": [(one.catalog_code, one.name) for one in places.matters],
        "mode": [
            ("delegated", "下放：以受托机关自己的名义"),
            ("entrusted", "委托：以委托机关的名义，不能再委托"),
        ],
        "lender": bodies,
        "borrower": bodies,
        "area": [(one.code, one.name) for one in places.areas],
    }
    labels = {
        "matter": "事项",
        "mode": "方式",
        "lender": "谁的权",
        "borrower": "给谁行使",
        "area": "在哪个区域",
        "valid_from": "从哪天起",
        "valid_until": "到哪天止（不含）",
        "document": "文件编号",
        "limit_text": "限制（给人看）",
        "limit": "限制（S-FEEL 条件）",
    }
    problems = refusal.fields if refusal else {}
    return [
        Field(
            name,
            label,
            kind="select" if name in choices else "date" if name.startswith("valid") else "text",
            value=request.POST.get(name, ""),
            choices=choices.get(name, ()),
            required=not name.startswith("limit"),
            problem=problems.get(name, ""),
        )
        for name, label in labels.items()
    ]
