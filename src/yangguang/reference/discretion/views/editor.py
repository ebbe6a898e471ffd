"""The editor of standards: the whole page is one form; every button saves it and does one thing more."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.foundation.access.api import officer_only
from yangguang.foundation.decisions.api import draw_graph
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import exists
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput, Refusal
from yangguang.reference.discretion import operations, permissions, queries
from yangguang.reference.discretion.forms import read_content, write_rows
from yangguang.reference.discretion.models import Standard, StandardVersion
from yangguang.reference.discretion.rules import (
    LEVELS,
    StandardContent,
    dmn_of,
    find_faults,
    graph_of,
    run_example,
)
from yangguang.reference.discretion.rules.content import POLICIES, UNITS
from yangguang.reference.discretion.rules.editing import applied, started
from yangguang.reference.discretion.rules.exchange import content_from_dmn
from yangguang.reference.discretion.rules.refusals import DraftChanged
from yangguang.reference.discretion.rules.workbook import read_workbook, write_workbook
from yangguang.reference.discretion.views.tables import edited_grids
from yangguang.reference.matters.models import Matter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DESK = (
    ("清理和申报", "/admin-desk/powers/"),
    ("裁量基准", "/admin-desk/discretion/"),
    ("流程", "/admin-desk/flows/"),
    ("导入事项", "/admin-desk/matters/import/"),
)


@officer_only(PostKind.ADMIN, PostKind.LEGAL)
@require_http_methods(["GET", "POST"])
def show_desk(request: HttpRequest) -> HttpResponse:
    """List all standards for their keepers and reviewers, what waits for review first; register a new one."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            standard = _register(request)
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("discretion:editor", code=standard.code)
    context = {
        "standards": queries.list_all(),
        "waiting": queries.list_waiting(),
        "matters": _own_matters(request),
        "refusal": refusal,
        "typed": request.POST,
        "rail_groups": rail(request),
    }
    return render(request, "discretion/desk.html", context, status=refusal.status if refusal else 200)


def _own_matters(request: HttpRequest) -> list[Matter]:
    """List the penalty matters of the bodies the officer keeps the list of."""
    actor = request.actor  # type: ignore[attr-defined]
    bodies = [one.body_code for one in actor.posts if one.kind == PostKind.ADMIN]
    return list(Matter.objects.filter(kind="02", body__code__in=bodies).order_by("catalog_code"))


def _register(request: HttpRequest) -> Standard:
    matter = Matter.objects.filter(catalog_code=request.POST.get("matter", "")).first()
    act = request.POST.get("act", "").replace("\x00", "").strip()[:200]
    problems = {}
    if matter is None:
        problems["matter"] = "请选处罚事项"
    if not act:
        problems["act"] = "请写违法行为"
    if problems or matter is None:
        raise InvalidInput(fields=problems)
    taken = matter.discretion_standards.count()
    code = f"{matter.catalog_code}-{taken + 1:03d}"
    now, actor = clock.now(), request.actor  # type: ignore[attr-defined]
    standard = operations.register_standard(actor=actor, now=now, matter=matter, code=code, act=act)
    operations.draft_standard(actor=actor, now=now, standard=standard, content=started(act))
    return standard


@officer_only(PostKind.ADMIN)
@require_http_methods(["GET", "POST"])
def show_editor(request: HttpRequest, code: str) -> HttpResponse:
    """Edit the draft of a standard; without a draft, the version in force is where a new one begins."""
    standard = queries.get_standard(code=code)
    draft = queries.find_draft(standard=standard)
    content = _content(standard, draft)
    refusal: Refusal | None = None
    if request.method == "POST":
        content = read_content(request.POST, before=content)
        try:
            _save(request, standard, content)
        except DraftChanged as refused:
            refusal = refused
        except Refusal as refused:
            refusal = refused
            draft = queries.find_draft(standard=standard)
        else:
            anchor = request.POST.get("do", "").split(":")
            return redirect(f"{request.path}#{anchor[1]}" if len(anchor) > 1 else request.path)
    return _page(request, standard, draft, content, refusal)


def _content(standard: Standard, draft: StandardVersion | None) -> StandardContent:
    version = draft or standard.versions.order_by("-number").first()
    return version.said if version else started(standard.act)


def _save(request: HttpRequest, standard: Standard, content: StandardContent) -> None:
    now, actor = clock.now(), request.actor  # type: ignore[attr-defined]
    deed = request.POST.get("do", "save")
    revision = _number(request.POST.get("revision", ""))
    if deed == "undo":
        draft = queries.find_draft(standard=standard)
        if draft is not None:
            operations.undo_draft(actor=actor, now=now, version=draft, revision=revision)
        return
    column = request.POST.get(f"{deed.split(':')[1]}-newcol", "") if deed.startswith("column:") else ""
    content = applied(content, deed, choice=column)
    if deed == "publish":  # what was filed is published as it was filed, not as it is typed
        filed = queries.find_draft(standard=standard)
        if filed is not None:
            begins = _day(request.POST.get("effective_from", ""))
            operations.publish_standard(actor=actor, now=now, version=filed, effective_from=begins)
        return
    version = operations.draft_standard(
        actor=actor, now=now, standard=standard, content=content, revision=revision
    )
    if deed == "submit":
        operations.submit_standard(actor=actor, now=now, version=version)


def _page(
    request: HttpRequest,
    standard: Standard,
    draft: StandardVersion | None,
    content: StandardContent,
    refusal: Refusal | None,
) -> HttpResponse:
    faults = find_faults(content)
    last = draft.revisions.first() if draft else None
    context = {
        "standard": standard,
        "draft": draft,
        "is_mine": permissions.may_draft_standard(request.actor, standard),  # type: ignore[attr-defined]
        "remarks": draft.remarks.all() if draft else [],
        "content": content,
        "grids": edited_grids(content, faults),
        "derived": [(one, " | ".join(one.grid.factors), write_rows(one.grid)) for one in content.derived],
        "graph": draw_graph(graph_of(content), title="先算什么、后算什么"),
        "graph_words": graph_of(content).sentences(),
        "examples": _examples(content),
        "revision": last.number if last else 0,
        "may_undo": bool(last and last.follows),
        "levels": LEVELS,
        "units": UNITS.items(),
        "policies": POLICIES.items(),
        "refusal": refusal,
        "today": clock.today(clock.now()).isoformat(),
        "rail_groups": rail(request),
        **_findings(content),
    }
    if isinstance(refusal, DraftChanged):
        context["revision"] = _number(request.POST.get("revision", ""))
    return render(request, "discretion/editor.html", context, status=refusal.status if refusal else 200)


@officer_only(PostKind.ADMIN)
@require_POST
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Say what is wrong with the page as it is typed; nothing is saved."""
    standard = queries.get_standard(code=code)
    before = _content(standard, queries.find_draft(standard=standard))
    content = read_content(request.POST, before=before)
    return render(request, "discretion/findings.html", _findings(content))


def _findings(content: StandardContent) -> dict[str, Any]:
    faults = find_faults(content)
    return {"faults": faults, "shown": faults[:40], "results": _examples(content)}


def _examples(content: StandardContent) -> list[dict[str, Any]]:
    found = []
    for place, example in enumerate(content.examples):
        facts = [(one, example.facts.get(one.name, "")) for one in content.factors]
        facts = [(one, {True: "true", False: "false"}.get(value, value)) for one, value in facts]
        try:
            problem = run_example(content, example)
        except Refusal as refused:
            problem = refused.message
        found.append({"place": place, "example": example, "facts": facts, "problem": problem})
    return found


@officer_only(PostKind.ADMIN)
@require_POST
def take_file(request: HttpRequest, code: str) -> HttpResponse:
    """Import tables from a DMN file or a spreadsheet into the draft; refused, the draft stays."""
    standard = queries.get_standard(code=code)
    draft = queries.find_draft(standard=standard)
    base = _content(standard, draft)
    upload = request.FILES.get("file")
    name = (upload.name or "") if upload else ""
    source = upload.read() if upload else b""
    try:
        if name.lower().endswith((".dmn", ".xml")):
            content = content_from_dmn(source, base=base)
        else:
            content = read_workbook(source, base=base, file_name=name)
        operations.draft_standard(
            actor=request.actor,  # type: ignore[attr-defined]
            now=clock.now(),
            standard=standard,
            content=content,
            revision=_number(request.POST.get("revision", "")),
        )
    except Refusal as refused:
        return _page(request, standard, draft, base, refused)
    return redirect("discretion:editor", code=code)


@officer_only(PostKind.ADMIN)
@require_GET
def give_file(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Export the draft as DMN 1.3 or as a spreadsheet."""
    standard = queries.get_standard(code=code)
    content = _content(standard, queries.find_draft(standard=standard))
    if kind == "xlsx":
        response = HttpResponse(write_workbook(content), content_type=XLSX)
    else:
        response = HttpResponse(dmn_of(content).encode(), content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{code}.{kind}") or ""
    return response


@officer_only(PostKind.ADMIN)
@require_POST
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """Take the version in force out of force, with a reason."""
    version = queries.get_standard_in_force(code=code, on=clock.today(clock.now()))
    operations.retire_standard(
        actor=request.actor,  # type: ignore[attr-defined]
        now=clock.now(),
        version=version,
        reason=request.POST.get("reason", ""),
    )
    return redirect("discretion:desk")


def rail(request: HttpRequest) -> list[Any]:
    """Give the rail of the list office: pages that are there."""
    reviews = permissions.reviews(request.actor)  # type: ignore[attr-defined]
    shown = (("审核备案", "/admin-desk/powers/review/"), *DESK[:3]) if reviews else DESK
    links = [
        (word, address, None, request.path.startswith(address)) for word, address in shown if exists(address)
    ]
    return [("权力规范", links), ("我的工作", [("待办", "/desk/", None, False)])]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else -1


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as wrong:
        raise InvalidInput(fields={"effective_from": "施行日期请按 2026-07-01 的样子填"}) from wrong
