"""The editor: rows in order, every change goes to the server, which draws, lints and measures again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.foundation.access.api import officer_only
from yangguang.foundation.decisions.api import ExpressionRefused, compile_expression
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.process.api import parse
from yangguang.foundation.process.bpmn import LIMIT_UNITS, POST_KINDS
from yangguang.foundation.process.engine.services import service_names
from yangguang.foundation.ui.api import Page, exists
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.reference.flows import operations, queries
from yangguang.reference.flows.forms import read_row
from yangguang.reference.flows.models import FlowDraft
from yangguang.reference.flows.rules import (
    SHAPES,
    Outline,
    Row,
    applied,
    outline_from,
    outline_of,
    shape_named,
    take,
)
from yangguang.reference.flows.rules.refusals import FlowChanged, NoVersionToCarry
from yangguang.reference.flows.rules.subject import FlowSubject, find_subject
from yangguang.reference.matters.api import MatterNotFound
from yangguang.reference.matters.models import Matter

DESK = (
    ("清理和申报", "/admin-desk/powers/"),
    ("流程", "/admin-desk/flows/"),
    ("裁量基准", "/admin-desk/discretion/"),
    ("导入事项", "/admin-desk/matters/import/"),
)
LETTERS = {
    "S": "收件受理、补正",
    "A": "审查",
    "E": "现场核查、专家",
    "R": "复核",
    "D": "作出决定",
    "N": "制证送达",
    "X": "特别程序",
}
KINDS_TO_ADD = (
    *((f"user:{post}", f"由{word}办") for post, word in POST_KINDS.items() if post != "monitor"),
    ("service:accept", "系统自动核验"),
    ("rule:examine", "查决策表"),
    ("wait:examine", "等一段时间"),
    ("message:examine", "等一条消息"),
)
WORDS = {
    "save": "改",
    "add": "后面加环节",
    "branch": "后面分情况",
    "parallel": "后面同时进行",
    "correction": "加补正",
    "deadline": "加到期",
    "together": "会签",
    "way": "加一条路",
    "connect": "连一条路",
    "unway": "去一条路",
    "remove": "删去",
    "up": "上移",
    "down": "下移",
}


@officer_only(PostKind.ADMIN, PostKind.LEGAL)
@require_http_methods(["GET", "POST"])
def show_desk(request: HttpRequest) -> HttpResponse:
    """List matters with their flows; begin one from what is in force, from a usual shape, or from a file."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            draft = _begin(request)
        except Refusal as refused:
            refusal = refused
        else:
            return redirect(draft.get_absolute_url())
    words = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    chosen = request.GET.get("matter", request.POST.get("matter", ""))[:40]
    page = Page.of(queries.list_flow_matters(words=words), request.GET, size=40)
    context = {
        "page": page,
        "words": words,
        "shapes": SHAPES,
        "refusal": refusal,
        "chosen": chosen,
        "subject": find_subject(chosen) if chosen and not chosen.isdigit() else None,
        "matters": Matter.objects.order_by("catalog_code")[:500],
        "rail_groups": rail(request),
    }
    return render(request, "flows/desk.html", context, status=refusal.status if refusal else 200)


def _begin(request: HttpRequest) -> FlowDraft:
    code, origin = request.POST.get("matter", ""), request.POST.get("origin", "")
    matter = Matter.objects.select_related("body").filter(catalog_code=code).first()
    subject = None if matter else find_subject(code)
    if matter is None and subject is None:
        raise MatterNotFound(code=code[:20] or "（没有选）")
    name = matter.name if matter else subject.name if subject else ""
    notes: tuple[str, ...] = ()
    if origin == "file":
        upload = request.FILES.get("file")
        taken = take(upload.read() if upload else b"")
        outline, words, notes = taken.outline, "从文件导入", taken.notes
    elif origin == "current":
        xml, words = _current(matter, subject)
        if not xml:
            raise NoVersionToCarry(name=name)
        outline = outline_of(parse(xml))
    else:
        shape = shape_named(origin.removeprefix("shape:"))
        outline = outline_from(shape, flow_id=f"m{code}", name=name)
        words = f"从常用样式“{shape.name}”开始"
    draft = operations.begin_flow(
        actor=request.actor,  # type: ignore[attr-defined]
        now=clock.now(),
        matter=matter,
        outline=outline,
        origin=words,
        subject=subject,
    )
    request.session[f"flow-notes-{draft.key}"] = list(notes)
    return draft


def _current(matter: Matter | None, subject: FlowSubject | None) -> tuple[str, str]:
    """Give the file there is now, and say which."""
    if matter is None:
        return (subject.flow_xml, "从申报里的流程开始") if subject else ("", "")
    version = queries.newest_version(matter)
    return (version.flow_xml, f"从第 {version.number} 版开始") if version else ("", "")


@officer_only(PostKind.ADMIN, PostKind.LEGAL)
@require_http_methods(["GET", "POST"])
def show_editor(request: HttpRequest, code: str) -> HttpResponse:
    """Show a flow as rows and chart, one row open; take one change."""
    draft = queries.get_flow_draft_for(actor=request.actor, code=code)  # type: ignore[attr-defined]
    open_row = request.GET.get("row", "")
    refusal: Refusal | None = None
    done = ""
    if request.method == "POST":
        open_row = request.POST.get("row", "")
        try:
            open_row, done = _change(request, draft, open_row)
        except Refusal as refused:
            refusal = refused
        draft = queries.get_flow_draft(code=code)
        if refusal is None and not _is_htmx(request):
            return redirect(f"{request.path}?row={open_row}#row-{open_row}")
    context = _context(request, draft, open_row, refusal) | {"done": done}
    name = "flows/flow.html" if _is_htmx(request) else "flows/editor.html"
    if (
        request.headers.get("HX-Target") == "told"
    ):  # a field was left: chart and findings are new, the form stays
        name, context["oob"] = "flows/told.html", True
    status = refusal.status if refusal and not _is_htmx(request) else 200
    return render(request, name, context, status=status)


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _change(request: HttpRequest, draft: FlowDraft, row_id: str) -> tuple[str, str]:
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    deed, _, choice = request.POST.get("do", "save").partition(":")
    text = request.POST.get("revision", "")
    revision = int(text) if text.isdecimal() and len(text) < 9 else 0
    if deed == "undo":
        operations.undo_flow(actor=actor, now=now, draft=draft, revision=revision)
        return row_id, "上一次改动撤销了。"
    if deed == "hand_in":
        return row_id, operations.hand_in_flow(actor=actor, now=now, draft=draft, revision=revision)
    if revision == draft.revision:
        outline = read_row(request.POST, draft.rows, row_id)
        name = _name(outline, row_id)
        if deed != "save":
            chosen = choice or request.POST.get(f"choice-{deed}", "")
            outline, row_id = applied(outline, deed, row_id, chosen)
        if outline == draft.rows:
            return row_id, ""
    else:
        outline, name = draft.rows, ""  # the operation refuses by name
    summary = f"“{name}”{WORDS.get(deed, deed)}"
    operations.change_flow(
        actor=actor, now=now, draft=draft, outline=outline, revision=revision, summary=summary
    )
    return row_id, "改好了，图已重画。"


def _name(outline: Outline, row_id: str) -> str:
    row = outline.find(row_id)
    return (row.name or queries.kind_words().get(row.kind, row.kind)) if row else row_id


def _context(
    request: HttpRequest, draft: FlowDraft, open_row: str, refusal: Refusal | None
) -> dict[str, Any]:
    outline = draft.rows
    row = outline.find(open_row)
    view = queries.view_flow(draft)
    last = draft.revisions.first()
    typed = []
    if isinstance(refusal, FlowChanged):
        hidden = ("csrfmiddlewaretoken", "revision", "row", "do")
        typed = [(key, value) for key, value in request.POST.items() if value and key not in hidden]
    return {
        "draft": draft,
        "view": view,
        "row": row,
        "editing": _editing(draft, outline, row, view) if row else None,
        "refusal": refusal,
        "typed": typed,
        "last": last,
        "may_undo": bool(last and last.follows),
        "notes": request.session.get(f"flow-notes-{draft.key}", []),
        "subject": find_subject(draft.key) if draft.matter is None else None,
        "rail_groups": rail(request),
    }


def _editing(draft: FlowDraft, outline: Outline, row: Row, view: queries.FlowView) -> dict[str, Any]:
    words = queries.kind_words()
    used = row.materials.split()
    materials = [
        (f"M{place:03d}", name, f"M{place:03d}" in used)
        for place, name in enumerate(view.whole.materials if view.whole else (), start=1)
    ]
    staffed = queries.count_staffed(draft)
    lanes = [(one.id, f"{one.name}{_staffing(one.post, staffed)}") for one in outline.lanes]
    posts = {one.post for one in outline.lanes}
    lanes += [
        (f"post:{post}", f"新泳道：{word}{_staffing(post, staffed)}")
        for post, word in POST_KINDS.items()
        if post not in posts
    ]
    shown = next((one for one in view.rows if one.row.id == row.id), None)
    return {
        "kind": words.get(row.kind, row.kind),
        "lanes": lanes,
        "letters": LETTERS.items(),
        "units": LIMIT_UNITS.items(),
        "materials": materials,
        "targets": [
            (one.id, one.name or words.get(one.kind, one.kind))
            for one in outline.rows
            if one.parent == row.parent and one.id != row.id and one.kind not in ("start", "boundary")
        ],
        "services": sorted(service_names()),
        "kinds_to_add": KINDS_TO_ADD,
        "problems": shown.problems if shown else (),
        "timer_days": row.timer[1:-1] if row.timer[1:-1].isdigit() and row.timer.endswith("D") else row.timer,
        "has_conditions": row.kind in ("exclusive", "inclusive"),
    }


def _staffing(post: str, staffed: dict[str, int]) -> str:
    """Say how many people of the body hold posts of a kind today; where nobody does, no authority can be given."""
    if post in ("", "applicant", "expert"):
        return ""
    return f"（{staffed[post]} 人任职）" if post in staffed else "（现在没有人任职）"


@officer_only(PostKind.ADMIN, PostKind.LEGAL)
@require_GET
def check_condition(request: HttpRequest, code: str) -> HttpResponse:
    """Say what is wrong with a condition as it is typed, and which variables it reads."""
    text = next((str(value) for key, value in request.GET.items() if key.endswith("-when")), "")
    known = _known_names(queries.get_flow_draft(code=code))
    said = {"problem": "", "names": [], "unknown": []}
    try:
        names = compile_expression(text[:1000]).names if text.strip() else frozenset()
        said["names"] = sorted(names)
        said["unknown"] = sorted(names - known) if known else []
    except ExpressionRefused as refused:
        said["problem"] = f"第 {refused.position} 个字符处{refused.reason}"
    return render(request, "flows/condition.html", said)


def _known_names(draft: FlowDraft) -> frozenset[str]:
    whole = queries.whole_of(draft)
    fields = (whole.form.get("schema", {}).get("properties", {}) if whole else {}) or {}
    results = {one.result for one in draft.rows.rows if one.result} | {one.id for one in draft.rows.rows}
    return (
        frozenset({*fields, *results, "acceptance", "opinion", "visit", "decision"})
        if fields
        else frozenset()
    )


@officer_only(PostKind.ADMIN, PostKind.LEGAL)
@require_GET
def download(request: HttpRequest, code: str) -> HttpResponse:
    """Give the file, diagram and all."""
    draft = queries.get_flow_draft_for(actor=request.actor, code=code)  # type: ignore[attr-defined]
    response = HttpResponse(draft.xml.encode(), content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{draft.key}-draft.bpmn"'
    return response


def rail(request: HttpRequest) -> list[Any]:
    """Give the rail of the list office: pages that are there."""
    links = [
        (word, address, None, request.path.startswith(address)) for word, address in DESK if exists(address)
    ]
    return [("权力规范", links), ("我的工作", [("待办", "/desk/", None, False)])]
