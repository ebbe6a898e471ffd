"""The page of one declaration, on which each office does its part; and the legal office's queue with its figures."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.acts.api import Actor, list_acts_of
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.process.drawing import draw_flow
from yangguang.foundation.ui.api import Page, build_tabs
from yangguang.kernel import clock
from yangguang.reference.declarations import operations, permissions
from yangguang.reference.declarations.forms import read_day
from yangguang.reference.declarations.models import Comment, Declaration, Office, PinKind
from yangguang.reference.declarations.queries.authority import find_authority
from yangguang.reference.declarations.queries.contents import (
    compare_with_current,
    content_of_declaration,
    entry_of_declaration,
    find_doubts,
    find_faults,
    version_before,
)
from yangguang.reference.declarations.queries.formats import format_of
from yangguang.reference.declarations.queries.rounds import (
    STAGES,
    count_states,
    get_declaration,
    list_declarations,
    review_figures,
)
from yangguang.reference.declarations.rules.formats import shown, value_of
from yangguang.reference.declarations.states import DeclarationState
from yangguang.reference.declarations.views.rail import CONCERNED, back, done, page
from yangguang.reference.discretion import api as discretion
from yangguang.reference.matters import api as matters

PAGE_SIZE = 30


@officer_only(PostKind.LEGAL)
@require_GET
def show_queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for review, everything that was ever submitted, and the figures."""
    actor = actor_of_request(request)
    found = list_declarations(actor=actor).filter(round__gt=0)
    counts = count_states(found)
    state = request.GET.get("state", DeclarationState.SUBMITTED)
    words = request.GET.get("q", "").strip()
    rows = found if state == "all" else found.filter(state=state)
    if words:
        rows = rows.filter(name__contains=words)
    asked = request.GET.copy()
    asked["state"] = state
    context = {
        "page": Page.of(rows.order_by("submitted_at"), request.GET, size=PAGE_SIZE),
        "tabs": build_tabs(
            asked,
            "state",
            [
                *((name, label, counts.get(name, 0)) for name, label in DeclarationState.choices[2:7]),
                ("all", "全部", sum(counts.values())),
            ],
        ),
        "waiting": counts.get(DeclarationState.SUBMITTED, 0),
        "figures": review_figures(now=clock.now()),
        "stages": [name for name, _ in STAGES],
        "words": words,
        "state": state,
    }
    return page(request, "review", context)


@officer_only(*CONCERNED)
@require_http_methods(["GET", "POST"])
def show_declaration(request: HttpRequest, number: str) -> HttpResponse:
    """Show a declaration beside the version before it, with comments where they belong, and what may be done now."""
    actor = actor_of_request(request)
    declaration = get_declaration(actor=actor, number=number)
    if request.method == "POST":
        _act(request, actor, declaration)
        return back(request)
    return page(request, "declaration", _context(actor, declaration))


def _context(actor: Actor, declaration: Declaration) -> dict[str, Any]:
    entry, content = entry_of_declaration(declaration), content_of_declaration(declaration)
    before = version_before(declaration)
    old = matters.content_of(before) if before else None
    comments = list(declaration.comments.all())
    pins: dict[tuple[str, str], list[Comment]] = {}
    for one in comments:
        pins.setdefault((one.pin_kind, one.pin), []).append(one)
    sections = [
        (
            title,
            [
                {
                    "label": one.label,
                    "value": shown(one, value_of(one, entry, content)),
                    "before": shown(one, value_of(one, entry, old)) if old else "",
                    "comments": pins.get(("field", one.label), []),
                }
                for one in fields
            ],
        )
        for title, fields in format_of(declaration).sections
    ]
    process, _ = matters.examine_content(entry=entry, content=content)
    steps = matters.list_flow_rows(process=process) if process else []
    old_process = matters.process_of(before) if before and before.flow_xml else None
    old_steps = {one.name: one for one in matters.list_flow_rows(process=old_process)} if old_process else {}
    is_same_flow = old is not None and old.flow_xml == content.flow_xml
    asked = [one for one in declaration.opinions.all() if one.round == declaration.round]
    faults = (
        find_faults(declaration=declaration, on=clock.today(clock.now()))
        if declaration.is_open_to_writing and declaration.action != "cancel"
        else []
    )
    return {
        "declaration": declaration,
        "sections": sections,
        "before": before,
        "differences": compare_with_current(declaration),
        "materials": [(one, pins.get(("material", one.name), [])) for one in content.materials],
        "steps": [
            (
                one,
                pins.get(("step", one.name), []),
                _before_step(one, old_steps.get(one.name)) if old_steps else "",
            )
            for one in steps
        ],
        "gone_steps": [name for name in old_steps if name not in {one.name for one in steps}],
        "is_same_flow": is_same_flow,
        "old_chart": draw_flow(
            old_process,
            {},
            title=f"{declaration.name}，现行",
            promise_days=old.promise_days,
            statutory_days=old.statutory_days,
        )
        if old_process and old and not is_same_flow
        else None,
        "standards": discretion.list_of_matter(matter=declaration.matter) if declaration.matter else [],
        "chart": draw_flow(
            process,
            {},
            title=declaration.name,
            promise_days=content.promise_days,
            statutory_days=content.statutory_days,
        )
        if process
        else None,
        "whole": pins.get(("whole", ""), []),
        "open_comments": [one for one in comments if one.settled_at is None],
        "checklist": format_of(declaration).checklist,
        "opinions": asked,
        "earlier_opinions": [one for one in declaration.opinions.all() if one.round < declaration.round],
        "offices": [one for one in Office if one not in {each.office for each in asked}],
        "my_opinions": [
            one
            for one in asked
            if one.given_at is None and permissions.speaks_for(actor, one.office, one.area_code)
        ],
        "faults": faults,
        "doubts": find_doubts(declaration=declaration, on=clock.today(clock.now()))
        if declaration.action != "cancel" and declaration.state not in ("published", "withdrawn")
        else [],
        "authority": find_authority(declaration.matter) if declaration.matter else None,
        "acts": list_acts_of(object_type="declaration", object_number=declaration.number)[:30],
        "is_clerk": permissions.may_write_declaration(actor, declaration),
        "is_head": permissions.may_sign_declaration(actor, declaration),
        "is_legal": permissions.reviews(actor),
        "is_information": actor.holds(PostKind.INFORMATION),
        "can_review": permissions.reviews(actor) and declaration.state == DeclarationState.SUBMITTED,
        "pin_kinds": PinKind.choices,
    }


def _before_step(new: matters.FlowStep, old: matters.FlowStep | None) -> str:
    """Say how a step stood in the version before; nothing where it stands as it did."""
    if old is None:
        return "现行没有这一环节"
    was, now = ((one.post_name, one.limit, one.unit, one.note) for one in (old, new))
    if was == now:
        return ""
    limit = matters.with_unit(old.limit, old.unit) if old.limit is not None else "没有时限"
    return f"现行：{old.post_name}，{limit}{f'，{old.note}' if old.note else ''}"


Deed = Callable[[HttpRequest, Actor, Declaration], Any]


def _act(request: HttpRequest, actor: Actor, declaration: Declaration) -> None:
    deed, said = DEEDS.get(request.POST.get("do", ""), (None, ""))
    if deed is not None:
        done(request, lambda: deed(request, actor, declaration), said)


def _comment(request: HttpRequest, actor: Actor, declaration: Declaration) -> Any:
    kind, _, pin = request.POST.get("pin", "").partition(":")
    return operations.comment(
        actor=actor,
        now=clock.now(),
        declaration=declaration,
        text=request.POST.get("text", ""),
        pin_kind=kind if kind in PinKind.values else PinKind.WHOLE,
        pin=pin,
    )


def _settle(request: HttpRequest, actor: Actor, declaration: Declaration) -> Any:
    return operations.settle_comment(
        actor=actor,
        now=clock.now(),
        declaration=declaration,
        comment_id=int(request.POST.get("comment") or 0),
    )


def _opine(request: HttpRequest, actor: Actor, declaration: Declaration) -> Any:
    return operations.give_opinion(
        actor=actor,
        now=clock.now(),
        declaration=declaration,
        office=request.POST.get("office", ""),
        agrees=request.POST.get("agrees") == "yes",
        text=request.POST.get("text", ""),
    )


def _ask(request: HttpRequest, actor: Actor, declaration: Declaration) -> Any:
    offices = [one for one in request.POST.getlist("offices") if one in Office.values]
    return operations.ask_opinion(actor=actor, now=clock.now(), declaration=declaration, offices=offices)


def _tick(request: HttpRequest, actor: Actor, declaration: Declaration) -> Any:
    lines = request.POST.getlist("lines")
    return operations.tick_checklist(actor=actor, now=clock.now(), declaration=declaration, lines=lines)


def _file(request: HttpRequest, actor: Actor, declaration: Declaration) -> Any:
    _tick(request, actor, declaration)
    return operations.file_declaration(actor=actor, now=clock.now(), declaration=declaration)


def _withdraw(request: HttpRequest, actor: Actor, declaration: Declaration) -> Any:
    reason = request.POST.get("reason", "")
    return operations.withdraw_declaration(
        actor=actor, now=clock.now(), declaration=declaration, reason=reason
    )


def _code(request: HttpRequest, actor: Actor, declaration: Declaration) -> Any:
    return operations.assign_codes(
        actor=actor,
        now=clock.now(),
        declaration=declaration,
        catalog_code=request.POST.get("catalog_code", ""),
    )


def _propose(request: HttpRequest, actor: Actor, declaration: Declaration) -> Any:
    if declaration.matter is None:
        raise matters.MatterNotFound(code=declaration.number)
    return operations.propose_authority(actor=actor, now=clock.now(), matter=declaration.matter)


def _publish(request: HttpRequest, actor: Actor, declaration: Declaration) -> Any:
    return operations.publish_declaration(
        actor=actor,
        now=clock.now(),
        declaration=declaration,
        effective_from=read_day(request.POST.get("effective_from", "")),
    )


def _plain(operation: Callable[..., Any]) -> Deed:
    return lambda request, actor, declaration: operation(
        actor=actor, now=clock.now(), declaration=declaration
    )


DEEDS: dict[str, tuple[Deed, str]] = {
    "sign": (_plain(operations.sign_declaration), "已签核。请管理岗提交法制部门。"),
    "submit": (_plain(operations.submit_declaration), "已提交法制部门审核。"),
    "withdraw": (_withdraw, "已撤回。"),
    "comment": (_comment, "意见已保存，写在您指的地方。"),
    "settle": (_settle, "这条意见标为已解决。"),
    "ask": (_ask, "已请有关单位会审。"),
    "opine": (_opine, "会审意见已提交。"),
    "tick": (_tick, "审核要点已保存。"),
    "return": (_plain(operations.return_declaration), "已退回，对方看得到每一条意见。"),
    "file": (_file, "已备案，编了备案号。接下来赋码。"),
    "code": (_code, "已赋码，草稿已经生成。"),
    "propose": (_propose, "网上行使身份已报法制部门审查。"),
    "publish": (_publish, "已公布。"),
}
