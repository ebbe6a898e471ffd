"""What the administrators' pages share: the rail, the way an answer is told, finding a right by kind and number."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yangguang.foundation.access.models import (
    AdministratorProposal,
    ConflictRule,
    Delegation,
    Grant,
    Proposal,
)
from yangguang.foundation.access.queries.integrity import also_check
from yangguang.foundation.access.requests import ActorRequest
from yangguang.kernel.refusals import NotFound, Refusal

KINDS: dict[str, type[Proposal]] = {
    "grant": Grant,
    "delegation": Delegation,
    "conflict_rule": ConflictRule,
    "administrator": AdministratorProposal,
}
ADMINISTRATORS = ("system", "security", "audit")

_PAGES = (
    ("security", "授权与审批", "access:rights", ("security", "system")),
    ("security", "密级标注", "access:labels", ("security",)),
    ("security", "年度复核", "access:certification", ("security", "audit")),
    ("security", "外部发证机构", "certificates:trust_list", ("security",)),
    ("system", "人员账户", "access:people", ("system", "security")),
    ("system", "接入系统", "sign_on:clients", ("system", "security")),
    ("audit", "应急复核与核对", "access:audit", ("audit",)),
    ("audit", "查询行为记录", "portal:log_query", ("audit",)),
    ("audit", "日志运行情况", "portal:log_state", ADMINISTRATORS),
    ("shared", "为什么能、为什么不能", "access:why", ADMINISTRATORS),
    ("shared", "权限矩阵", "access:matrix", ADMINISTRATORS),
)


def register_kind_of_right(kind: str, model: type[Proposal]) -> None:
    """Let rights of another app be approved and ended here; for what lies above access."""
    KINDS[kind] = model
    also_check(model)


def page(request: ActorRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Draw a page of an administrator's desk, with the rail of what their post opens."""
    links = [
        (word, reverse(name), None, request.path == reverse(name))
        for _, word, name, kinds in _PAGES
        if any(request.actor.holds(kind) for kind in kinds)
    ]
    heading = next((post.name for post in request.actor.posts if post.kind in ADMINISTRATORS), "管理台")
    own = [
        ("登录安全", reverse("identity:security"), None, False),
        ("我的账户", reverse("identity:account"), None, False),
    ]
    return render(
        request, template, {"rail_groups": [(heading, links), ("我自己", own)], **context}, status=status
    )


def tell(request: ActorRequest, refusal: Refusal, *, what: str) -> None:
    """Tell on the next page why something was not done."""
    reasons = "".join(refusal.fields.values()) or refusal.message
    messages.error(request, f"{what}：{reasons}{refusal.remedy_text}")


def find_right(kind: str, number: int) -> Proposal:
    """
    Find a right by kind and number.

    Refuses with NotFound.
    """
    model = KINDS.get(kind)
    found = model._default_manager.filter(pk=number).first() if model else None
    if found is None:
        raise NotFound(what="这项授权")
    return found
