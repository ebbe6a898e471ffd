"""The public list and the calculator: which rule applied and why, as a page and for machines at the same facts."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yangguang.foundation.access.api import public
from yangguang.foundation.decisions.api import draw_graph
from yangguang.foundation.ui.api import Page
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.reference.discretion import queries
from yangguang.reference.discretion.forms import Facts, read_facts
from yangguang.reference.discretion.models import StandardVersion
from yangguang.reference.discretion.rules import StandardContent, compare_contents, compare_grids, graph_of
from yangguang.reference.discretion.rules.refusals import StandardNotFound
from yangguang.reference.discretion.views.tables import draw_bar, printed_grids

PAGE_SIZE = 30
JSON_STYLE = {"ensure_ascii": False, "indent": 1}


@public
@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    """List the standards in force."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    found = queries.list_standards(on=clock.today(clock.now()), words=words)
    page = Page.of(found, request.GET, size=PAGE_SIZE)
    return render(request, "discretion/list.html", {"page": page, "words": words, "nav": "disclosure"})


@public
@require_GET
def show_calculator(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the facts, and answer with the rule, the amounts and the reasons; the address carries the facts."""
    today = clock.today(clock.now())
    version = queries.get_standard_in_force(code=code, on=today)
    content = version.said
    asked = bool(request.GET)
    facts = read_facts(content, request.GET, today=today) if asked else Facts()
    judged, refusal = None, None
    if asked and facts.is_complete and facts.act_on:
        try:
            judged = queries.judge(code=code, facts=facts.values, act_on=facts.act_on, on=today)
        except Refusal as refused:
            refusal = refused
    context = {
        "version": version,
        "content": content,
        "questions": _questions(content, request.GET, facts),
        "act_on": request.GET.get("act_on", today.isoformat()),
        "facts": facts,
        "judged": judged,
        "graph": draw_graph(graph_of(content), title="先算什么、后算什么") if content.derived else "",
        "graph_words": graph_of(content).sentences() if content.derived else [],
        "bar": draw_bar(judged.assessment) if judged else "",
        "refusal": refusal,
        "grids": printed_grids(content),
        "versions": queries.list_standard_versions(code=code),
        "nav": "disclosure",
    }
    return render(request, "discretion/calculator.html", context)


@public
@require_GET
def show_versions(request: HttpRequest, code: str) -> HttpResponse:
    """Show every version ever published, and row by row what differs between two of them."""
    versions = list(queries.list_standard_versions(code=code))
    if not versions:
        raise StandardNotFound(code=code)
    known = {str(one.number): one for one in versions}
    new = known.get(request.GET.get("new", ""), versions[0])
    before = next((one for one in versions if one.number < new.number), None)
    old = known.get(request.GET.get("old", ""), before)
    differences = compare_contents(old.said, new.said) if old else []
    grids = compare_grids(old.said, new.said) if old else []
    context = {
        "standard": new.standard,
        "versions": versions,
        "new": new,
        "old": old,
        "differences": differences,
        "grids": grids,
        "changed": bool(differences) or any(one.changes for one in grids),
        "nav": "disclosure",
    }
    return render(request, "discretion/versions.html", context)


@public
@require_GET
def show_json(request: HttpRequest, code: str) -> HttpResponse:
    """Give the standard in force to machines; with facts in the address, also what it says of them."""
    today = clock.today(clock.now())
    version = queries.get_standard_in_force(code=code, on=today)
    content = version.said
    record: dict[str, Any] = {
        "code": version.standard.code,
        "matter": version.standard.matter.code,
        "version": version.number,
        "effective_from": version.effective_from,
        "content_sm3": version.content_hash,
        "standard": content.as_record(),
    }
    if request.GET:
        facts = read_facts(content, request.GET, today=today)
        if not facts.is_complete or facts.act_on is None:
            answer = {"code": "input.invalid", "fields": facts.problems}
            return JsonResponse(answer, status=422, json_dumps_params=JSON_STYLE)
        judged = queries.judge(code=code, facts=facts.values, act_on=facts.act_on, on=today)
        record = {
            "code": version.standard.code,
            "version": judged.version.number,
            "choice_of_law": judged.reason,
            "result": judged.assessment.as_dict(),
        }
    return JsonResponse(record, json_dumps_params=JSON_STYLE)


@public
@require_GET
def download_dmn(request: HttpRequest, code: str) -> HttpResponse:
    """Give the DMN file that decides, byte for byte."""
    number = request.GET.get("version", "")
    version: StandardVersion | None
    if number:
        known = queries.list_standard_versions(code=code)
        version = known.filter(number=int(number)).first() if number.isdecimal() and len(number) < 6 else None
        if version is None:
            raise StandardNotFound(code=f"{code} 第 {number[:10]} 版")
    else:
        version = queries.get_standard_in_force(code=code, on=clock.today(clock.now()))
    response = HttpResponse(version.dmn.encode(), content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}-V{version.number:03d}.dmn"'
    return response


def _questions(content: StandardContent, typed: Any, facts: Facts) -> list[dict[str, Any]]:
    return [
        {
            "factor": one,
            "value": typed.get(one.name, ""),
            "problem": facts.problems.get(one.name, ""),
            "id": f"f-{place}",
        }
        for place, one in enumerate(content.factors)
    ]
