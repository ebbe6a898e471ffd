"""The security administrator's desk: what waits for a second person, what counts, labels, the yearly re-certification."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yangguang.foundation.access import operations
from yangguang.foundation.access.derivation import powers
from yangguang.foundation.access.forms import ConflictForm, GrantForm, LabelForm
from yangguang.foundation.access.models import (
    AdministratorProposal,
    ConflictRule,
    Delegation,
    Grant,
    ObjectLabel,
    State,
)
from yangguang.foundation.access.policies import officer_only
from yangguang.foundation.access.requests import ActorRequest
from yangguang.foundation.access.step_up import step_up
from yangguang.foundation.access.views.consoles.frame import ADMINISTRATORS, find_right, page, tell
from yangguang.foundation.access.views.signing_in import show_refusal
from yangguang.foundation.acts.api import REGISTRY
from yangguang.foundation.organisation.models import Post
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, Refusal

_SHOWN = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@officer_only(*ADMINISTRATORS)
def home(request: ActorRequest) -> HttpResponse:
    """Lead each administrator to their own desk."""
    first = {"system": "access:people", "security": "access:rights", "audit": "access:audit"}
    kind = next(kind for kind in first if request.actor.holds(kind))
    return redirect(first[kind])


@officer_only("security", "system")
@never_cache
def rights(request: ActorRequest) -> HttpResponse:
    """Show what waits for approval and what counts now."""
    grants = Grant.objects.select_related("post__office__body", "proposed_by", "decided_by")
    delegations = Delegation.objects.select_related(
        "post__office__body", "delegate", "proposed_by", "decided_by"
    )
    rules = ConflictRule.objects.select_related("proposed_by", "decided_by")
    administrators = AdministratorProposal.objects.select_related(
        "post__office__body", "officer", "proposed_by", "decided_by"
    )
    context = {
        "waiting": [
            *_lines(request, grants.filter(state=State.PROPOSED).order_by("pk")),
            *_lines(request, delegations.filter(state=State.PROPOSED).order_by("pk")),
            *_lines(request, rules.filter(state=State.PROPOSED).order_by("pk")),
            *_lines(request, administrators.filter(state=State.PROPOSED).order_by("pk")),
        ],
        "grants": _lines(request, grants.filter(state=State.EFFECTIVE).order_by("-pk")[:_SHOWN]),
        "delegations": _lines(request, delegations.filter(state=State.EFFECTIVE).order_by("-pk")[:_SHOWN]),
        "rules": _lines(request, rules.filter(state=State.EFFECTIVE).order_by("-pk")[:_SHOWN]),
        "administrators": _lines(
            request, administrators.filter(state=State.EFFECTIVE).order_by("-pk")[:_SHOWN]
        ),
        "can_approve": request.actor.holds("security"),
    }
    return page(request, "access/consoles/rights.html", context)


@officer_only("security", "system")
@never_cache
def propose_grant(request: ActorRequest) -> HttpResponse:
    """Propose to give or withhold a power."""
    posts = Post.objects.select_related("office__body").order_by("office__body__code", "code")
    form = GrantForm(
        request.POST if request.method == "POST" else None,
        powers=[(name, f"{summary}　{name}") for name, summary in powers()],
        posts=[(one.code, f"{one.body.short_name}　{one.name}　{one.code}") for one in posts],
        initial={"valid_from": clock.today(clock.now()), "effect": "give"},
    )
    if form.is_valid():
        told = dict(form.cleaned_data)
        post = posts.get(code=told.pop("post"))
        try:
            operations.propose_grant(actor=request.actor, now=clock.now(), post=post, **told)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已提请。另一位安全管理员批准以后才有效。")
            return redirect("access:rights")
    context = {
        "form": form,
        "title": "提请授权",
        "lead": "权力给岗位，不给人。提请以后由另一位安全管理员批准，批准以前什么都不变。",
    }
    return page(request, "access/consoles/propose.html", context, status=422 if form.is_bound else 200)


@officer_only("security", "system")
@never_cache
def propose_conflict_rule(request: ActorRequest) -> HttpResponse:
    """Propose that two steps of one object be done by two persons."""
    choices = [(name, f"{one.summary}　{name}") for name, one in sorted(REGISTRY.items())]
    form = ConflictForm(request.POST if request.method == "POST" else None, operations=choices)
    if form.is_valid():
        try:
            operations.propose_conflict_rule(actor=request.actor, now=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已提请。另一位安全管理员批准以后才有效。")
            return redirect("access:rights")
    context = {"form": form, "title": "提请回避规则", "lead": "办过前一步的人，同一件不能再办后一步。"}
    return page(request, "access/consoles/propose.html", context, status=422 if form.is_bound else 200)


@officer_only()
@require_POST
@step_up
def decide(request: ActorRequest, kind: str, number: int) -> HttpResponse:
    """Approve, turn down or end a right; who may is the operation's question."""
    right = find_right(kind, number)
    now, verb, said = clock.now(), request.POST.get("verb", ""), request.POST.get("reason", "")
    if verb not in ("approve", "refuse", "end"):
        raise NotFound(what="这个办法")
    try:
        if verb == "approve":
            operations.approve_proposal(actor=request.actor, now=now, proposal=right)
            messages.success(request, f"{right}已批准，从现在起有效。")
        elif verb == "refuse":
            operations.refuse_proposal(actor=request.actor, now=now, proposal=right, finding=said)
            messages.success(request, f"{right}没有批准。")
        else:
            operations.end_right(actor=request.actor, now=now, right=right, reason=said)
            messages.success(request, f"{right}已结束。")
    except Refusal as refusal:
        tell(request, refusal, what="没有办成")
    return redirect(_back(request))


@officer_only("security")
@never_cache
def labels(request: ActorRequest) -> HttpResponse:
    """Show the labels that are not the ordinary one, and set one."""
    form = LabelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            label = operations.label_object(actor=request.actor, now=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"{label.object_number} 已标为“{label.get_level_display()}”。")
            return redirect("access:labels")
    rows = ObjectLabel.objects.select_related("set_by").order_by("-set_at")[:_SHOWN]
    status = 422 if form.is_bound else 200
    return page(request, "access/consoles/labels.html", {"form": form, "labels": rows}, status=status)


def _lines(request: ActorRequest, rows: object) -> list[dict[str, object]]:
    today: datetime = clock.now()
    return [_line(request, one, today) for one in rows]  # type: ignore[attr-defined]


def _line(request: ActorRequest, one: object, now: datetime) -> dict[str, object]:
    own = one.proposed_by.account_id == request.actor.account_id  # type: ignore[attr-defined]
    line: dict[str, object] = {"right": one, "is_own": own, "is_genuine": one.is_genuine}  # type: ignore[attr-defined]
    if isinstance(one, Grant):
        where = f"{one.post.body.short_name}{one.post.name}"
        verb = "授予" if one.effect == "give" else "收回"
        line |= {
            "kind": "grant",
            "what": f"{verb}“{power_name(one.operation)}”",
            "whom": where,
            "code": one.post.code,
        }
        line |= {"begins": one.valid_from, "ends": one.valid_until, "name": one.operation}
    elif isinstance(one, Delegation):
        lent = "全部权力" if not one.operations else "、".join(map(power_name, one.operations))
        whom = f"{one.delegate.name}（{one.delegate.number} 号）"
        line |= {
            "kind": "delegation",
            "what": f"代行{one.post.body.short_name}{one.post.name}：{lent}",
            "whom": whom,
        }
        line |= {"begins": one.valid_from, "ends": one.valid_until, "code": one.post.code}
    elif isinstance(one, AdministratorProposal):
        where = f"{one.post.body.short_name}{one.post.name}"
        whom = f"{one.officer.name}（{one.officer.number} 号）"
        line |= {"kind": "administrator", "what": f"任命为{where}", "whom": whom, "code": one.post.code}
        line |= {"begins": one.valid_from}
    elif isinstance(one, ConflictRule):
        first, second = power_name(one.first_operation), power_name(one.second_operation)
        line |= {"kind": "conflict_rule", "what": f"办过“{first}”的，不再办“{second}”", "whom": "所有岗位"}
    return line


def power_name(name: str) -> str:
    """Give the word people know a power by."""
    return REGISTRY[name].summary if name in REGISTRY else dict(powers()).get(name, name)


def _back(request: ActorRequest) -> str:
    asked = request.POST.get("next", "")
    stays = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
    return asked if stays and asked.startswith("/") else reverse("access:rights")
