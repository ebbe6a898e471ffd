"""A unit's own pages: the workbench in a clean-up, and a declaration as a form."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Field, build_tabs
from yangguang.kernel import clock
from yangguang.kernel.identifiers import MATTER_TYPES
from yangguang.kernel.refusals import Refusal
from yangguang.reference.declarations import operations
from yangguang.reference.declarations.forms import (
    MATERIAL_KINDS,
    NECESSITIES,
    material_rows,
    read_content,
    ui_field,
)
from yangguang.reference.declarations.models import Action, Declaration
from yangguang.reference.declarations.queries.contents import (
    content_of_declaration,
    entry_of_declaration,
    find_faults,
    list_laws,
)
from yangguang.reference.declarations.queries.formats import format_of
from yangguang.reference.declarations.queries.last_round import compare_with_last_round
from yangguang.reference.declarations.queries.overlaps import overlaps_of
from yangguang.reference.declarations.queries.rounds import (
    count_states,
    get_campaign,
    get_declaration,
    get_part,
)
from yangguang.reference.declarations.states import DeclarationState
from yangguang.reference.declarations.views.rail import CONCERNED, back, done, page
from yangguang.reference.flows import api as flows_api
from yangguang.reference.matters import api as matters

_MOST_FLOW = 500_000
DRAWN = "drawn"  # the flow handed in from the editor


@officer_only(*CONCERNED)
@require_http_methods(["GET", "POST"])
def show_workbench(request: HttpRequest, campaign_id: int, body_code: str) -> HttpResponse:
    """Show what a body has declared, what it has not yet looked at, what is there twice; begin a declaration."""
    actor = actor_of_request(request)
    campaign = get_campaign(actor=actor, campaign_id=campaign_id)
    part = get_part(actor=actor, campaign=campaign, body_code=body_code)
    now = clock.now()
    if request.method == "POST" and request.POST.get("do") == "finish":
        done(
            request,
            lambda: operations.finish_part(
                actor=actor, now=now, part=part, statement=request.POST.get("statement", "")
            ),
            "已经报告：本单位申报完毕。",
        )
        return back(request)
    if request.method == "POST":
        opened: list[Declaration] = []
        if done(
            request,
            lambda: opened.append(_open(request, actor, now, campaign, part.body)),
            "已经起草，请填写。",
            "没有起草",
        ):
            return redirect("declarations:edit", number=opened[0].number)
        return back(request)
    declared = campaign.declarations.filter(body=part.body).select_related("matter")
    sees_drafts = any(post.body_code == body_code for post in actor.posts)
    if not sees_drafts:
        declared = declared.filter(round__gt=0)
    state = request.GET.get("state", "")
    counts = count_states(declared)
    known = [(name, label) for name, label in DeclarationState.choices if counts.get(name)]
    tabs = build_tabs(
        request.GET,
        "state",
        [("", "全部", sum(counts.values())), *((name, label, counts[name]) for name, label in known)],
    )
    context: dict[str, Any] = {
        "campaign": campaign,
        "part": part,
        "declarations": declared.filter(state=state) if state else declared,
        "tabs": tabs,
        "overlaps": overlaps_of(campaign=campaign, body=part.body) if sees_drafts else [],
        "kinds": [
            (code, name)
            for code, name in MATTER_TYPES.items()
            if not campaign.kinds or code in campaign.kinds
        ],
        "unseen": _undeclared(campaign, part.body),
        "last_round": compare_with_last_round(campaign=campaign, body=part.body) if sees_drafts else None,
        "laws": sorted({one.name for one in list_laws() if one.is_in_force(clock.today(now))}),
        "is_clerk": actor.holds(PostKind.ADMIN, body_code),
        "is_head": actor.holds(PostKind.DECIDE, body_code),
    }
    return page(request, "workbench", context)


def _open(request: HttpRequest, actor: Any, now: Any, campaign: Any, body: Any) -> Declaration:
    if request.POST.get("do") == "law":
        return operations.register_from_law(
            actor=actor,
            now=now,
            campaign=campaign,
            body=body,
            kind=request.POST.get("kind", ""),
            name=request.POST.get("name", "").replace("\x00", ""),
            law=request.POST.get("law", ""),
            article=request.POST.get("article", "").replace("\x00", ""),
        )
    matter = matters.Matter.objects.filter(body=body, code=request.POST.get("matter", "")).first()
    action = request.POST.get("action", "")
    return operations.open_declaration(
        actor=actor,
        now=now,
        campaign=campaign,
        body=body,
        action=action if matter and action in Action.values else (Action.CHANGE if matter else Action.NEW),
        kind=request.POST.get("kind", ""),
        matter=matter,
    )


def _undeclared(campaign: Any, body: Any) -> list[matters.Matter]:
    """List the body's matters in force that this clean-up has not touched."""
    touched = campaign.declarations.filter(body=body, matter__isnull=False).exclude(
        state=DeclarationState.WITHDRAWN
    )
    found = matters.Matter.objects.filter(
        body=body, versions__status="published", versions__effective_until=None
    )
    if campaign.kinds:
        found = found.filter(kind__in=campaign.kinds)
    return list(found.exclude(pk__in=touched.values("matter")).distinct().order_by("catalog_code"))


@officer_only(PostKind.ADMIN)
@require_http_methods(["GET", "POST"])
def edit_declaration(request: HttpRequest, number: str) -> HttpResponse:
    """Fill in a declaration; what could not be read stays on the page and is said field by field."""
    actor = actor_of_request(request)
    declaration = get_declaration(actor=actor, number=number)
    wanted = format_of(declaration).fields
    entry, content = entry_of_declaration(declaration), content_of_declaration(declaration)
    problems: dict[str, str] = {}
    message = check = ""
    reason = declaration.reason
    if request.method == "POST":
        entry, content, problems = read_content(request.POST, wanted, entry, content)
        content = _with_flow(request, declaration, content, problems)
        reason = request.POST.get("reason", "")
        if not problems:
            try:
                operations.write_declaration(
                    actor=actor,
                    now=clock.now(),
                    declaration=declaration,
                    revision=int(request.POST.get("revision") or 0),
                    entry=entry,
                    content=content,
                    reason=reason,
                )
            except Refusal as refusal:
                message = f"没有保存：{refusal.message}{refusal.remedy_text}"
            else:
                return redirect(declaration)
        message = message or f"没有保存：有 {len(problems)} 处要改。您填的都还在下面。"
    elif request.GET.get("check"):
        for fault in find_faults(declaration=declaration, on=clock.today(clock.now())):
            problems.setdefault(fault.field, fault.problem)
        check = f"还有 {len(problems)} 处没有填好，填好才能签核。" if problems else ""
    typed = request.POST if request.method == "POST" else None
    frozen = {"name", "audience", "words"} if declaration.matter else set()
    comments = list(declaration.comments.filter(settled_at__isnull=True))
    said = {one.pin: one.text for one in comments if one.pin_kind == "field"}
    sections = [
        (
            title,
            [
                _with_comment(
                    ui_field(one, entry, content, typed=typed, problem=problems.get(one.name, "")), said
                )
                for one in fields
                if one.name not in frozen
            ],
        )
        for title, fields in format_of(declaration).sections
    ]
    flows = matters.list_matters(filters=matters.MatterFilters(), on=clock.today(clock.now()))
    context = {
        "declaration": declaration,
        "revision": request.POST.get("revision") or declaration.revision,
        "sections": sections,
        "materials": material_rows(content.materials),
        "material_kinds": MATERIAL_KINDS,
        "necessities": NECESSITIES,
        "flows": flows.values_list("pk", "plain_name"),
        "drawn": _drawn_flow(declaration),
        "has_drawing": flows_api.has_flow_draft(key=declaration.number),
        "content": content,
        "problems": problems,
        "message": message or check,
        "reason": Field(
            "reason",
            "为什么要调整或者取消" if declaration.matter else "说明",
            "area",
            reason,
            required=declaration.action == Action.CANCEL,
        ),
        "other_comments": [one for one in comments if one.pin_kind != "field"],
    }
    return page(request, "edit", context, 422 if message else 200)


def _with_comment(field: Field, said: dict[str, str]) -> Field:
    comment = said.get(field.label) or said.get(field.name)
    return replace(field, source=f"审核意见：{comment}") if comment else field


def _drawn_flow(declaration: Declaration) -> matters.MatterVersion | None:
    """Find what the flow editor handed in for this matter: its open draft."""
    if declaration.matter is None:
        return None
    return declaration.matter.versions.filter(status="draft").exclude(flow_xml="").first()


def _with_flow(
    request: HttpRequest,
    declaration: Declaration,
    content: matters.VersionContent,
    problems: dict[str, str],
) -> matters.VersionContent:
    """Take flow and form from a matter in force, the flow from the editor or an uploaded file; else keep what is there."""
    upload = request.FILES.get("flow_file")
    if upload is not None:
        source = upload.read(_MOST_FLOW + 1)
        if len(source) > _MOST_FLOW:
            problems["flow_xml"] = "流程文件超过 500 KB，请检查是不是传错了"
            return content
        try:
            return replace(content, flow_xml=source.decode("utf-8-sig"))
        except UnicodeDecodeError:
            problems["flow_xml"] = "流程文件不是 UTF-8 编码的 BPMN，请另存以后再传"
            return content
    chosen = request.POST.get("flow_from", "")
    drawn = _drawn_flow(declaration)
    if chosen == DRAWN and drawn is not None:
        return replace(content, flow_xml=drawn.flow_xml)
    if not chosen.isdigit():
        return content
    version = matters.get_version(version_id=int(chosen))
    if version.status != "published":
        problems["flow_xml"] = "只能照着已经公布的事项"
        return content
    return replace(content, flow_xml=version.flow_xml, form=version.form)
