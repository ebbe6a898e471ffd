"""Types of licences: the list, one type with its versions; drafting, handing over, publishing, giving back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.organisation.api import Body, PostKind
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, Refusal
from yangguang.reference.licences import api, forms, permissions
from yangguang.reference.licences.models import LicenceType, LicenceTypeVersion
from yangguang.reference.licences.queries.desk import bodies_of
from yangguang.reference.licences.queries.types import get_type, list_types
from yangguang.reference.licences.rules.type_content import HOLDER_KINDS, TEMPLATES, TypeContent
from yangguang.reference.licences.states import TypeStatus

KEEPERS = (*permissions.TYPE_KEEPERS, PostKind.INFORMATION)


@officer_only(*KEEPERS)
@require_http_methods(["GET", "POST"])
def show_types(request: HttpRequest) -> HttpResponse:
    """List the types; register one."""
    actor = actor_of_request(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            made = api.register_type(
                actor=actor,
                now=clock.now(),
                owner=_owner(request),
                name=request.POST.get("name", ""),
                kind=request.POST.get("kind", "1"),
            )
            messages.success(request, f"已登记“{made.name}”，代码 {made.code}。请起草第一版。")
            return redirect(made.get_absolute_url())
        except Refusal as refused:
            refusal = refused
    rows = []
    for one in list_types():
        versions = list(one.versions.all())
        in_force = next((each for each in versions if each.status == TypeStatus.PUBLISHED), None)
        waiting = next((each for each in versions if each.status == TypeStatus.PROPOSED), None)
        rows.append({"type": one, "in_force": in_force, "waiting": waiting})
    context = {
        "rows": rows,
        "waiting": sum(1 for one in rows if one["waiting"]),
        "kinds": api.LicenceKind.choices,
        "owners": _owners(request),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "licences/types.html", context, status=refusal.status if refusal else 200)


@officer_only(*KEEPERS)
@require_http_methods(["GET", "POST"])
def show_type(request: HttpRequest, code: str) -> HttpResponse:
    """Show a type as it is in force and its open version; edit, hand over, publish or give back."""
    actor = actor_of_request(request)
    licence_type = get_type(code=code)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _act(request, licence_type)
            return redirect(licence_type.get_absolute_url())
        except Refusal as refused:
            refusal = refused
    versions = list(licence_type.versions.all())
    open_one = next((one for one in versions if one.status in (TypeStatus.DRAFT, TypeStatus.PROPOSED)), None)
    in_force = next((one for one in versions if one.status == TypeStatus.PUBLISHED), None)
    base = open_one or in_force
    content = base.said if base else TypeContent()
    context: dict[str, Any] = {
        "type": licence_type,
        "versions": versions,
        "open": open_one,
        "in_force": in_force,
        "content": content,
        "fields_text": request.POST.get("fields") or forms.write_fields(content),
        "uses_text": request.POST.get("uses") or forms.write_uses(content),
        "covers_text": request.POST.get("covers") or "\n".join(content.covers),
        "templates": TEMPLATES.items(),
        "holder_kinds": HOLDER_KINDS.items(),
        "bodies": Body.objects.filter(valid_until__isnull=True).order_by("code"),
        "issuer_names": _names(content.issuers) or ["依事项的权限"],
        "is_author": open_one is not None and open_one.drafted_by == actor.account_id,
        "may_edit": permissions.may_draft_type(actor, licence_type),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "licences/type.html", context, status=refusal.status if refusal else 200)


def _act(request: HttpRequest, licence_type: LicenceType) -> None:
    actor, now, do = actor_of_request(request), clock.now(), request.POST.get("do", "")
    if do == "draft":
        version = api.draft_type(
            actor=actor,
            now=now,
            licence_type=licence_type,
            content=forms.read_type(request.POST),
            why=request.POST.get("why", ""),
        )
        messages.success(request, f"第 {version.number} 版草稿已经存好。")
        return
    open_one = _open_version(licence_type)
    if do == "propose":
        api.propose_type(actor=actor, now=now, version=open_one)
        messages.success(request, "已提交另一个人审核。")
    elif do == "publish":
        api.publish_type(actor=actor, now=now, version=open_one)
        messages.success(request, f"第 {open_one.number} 版从现在起生效，以后颁发的证照按这一版。")
    elif do == "return":
        api.return_type(actor=actor, now=now, version=open_one, reason=request.POST.get("reason", ""))
        messages.success(request, "已退回起草人。")
    else:
        raise NotFound(what="这一步")


def _open_version(licence_type: LicenceType) -> LicenceTypeVersion:
    found = licence_type.versions.filter(status__in=[TypeStatus.DRAFT, TypeStatus.PROPOSED]).first()
    if found is None:
        raise NotFound(what="没有公布的这一版")
    return found


def _owners(request: HttpRequest) -> list[Body]:
    actor = actor_of_request(request)
    if actor.holds(PostKind.INFORMATION):
        return list(Body.objects.filter(valid_until__isnull=True).order_by("code"))
    return bodies_of(actor=actor)


def _owner(request: HttpRequest) -> Body:
    code = request.POST.get("owner", "")
    found = next((one for one in _owners(request) if one.code == code), None)
    if found is None:
        raise NotFound(what="这个主管部门")
    return found


def _names(codes: tuple[str, ...]) -> list[str]:
    return list(Body.objects.filter(code__in=codes).order_by("code").values_list("name", flat=True))
