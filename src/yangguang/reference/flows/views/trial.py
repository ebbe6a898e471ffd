"""The trial run: made-up facts, answers step by step, a fast clock; the page carries where the trial stands."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from yangguang.foundation.access.api import officer_only
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.process.drawing import Mark, draw_flow
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.reference.flows import operations, queries
from yangguang.reference.flows.forms import read_answer, read_state, write_state
from yangguang.reference.flows.models import FlowDraft
from yangguang.reference.flows.operations import Deed, Rehearsal
from yangguang.reference.flows.operations.rehearsal import MOST_DEEDS, Waiting
from yangguang.reference.flows.rules.facts import facts_in
from yangguang.reference.flows.views.editor import rail

ACCEPTANCE = (
    ("accepted", "受理"),
    ("correction", "要补正"),
    ("not_accepted", "不予受理"),
    ("not_required", "不需要许可"),
)
OPINION = (("agree", "同意"), ("disagree", "不同意"))
ANSWERS = {
    "S": ("acceptance", ACCEPTANCE),
    "A": ("opinion", OPINION),
    "R": ("opinion", OPINION),
    "E": ("visit", (("passed", "通过"), ("failed", "没有通过"))),
    "D": ("decision", (("granted", "准予"), ("refused", "不予"))),
}


@officer_only(PostKind.ADMIN, PostKind.LEGAL)
@require_http_methods(["GET", "POST"])
def show_trial(request: HttpRequest, code: str) -> HttpResponse:
    """Play the flow one deed further, one back, or to its end; nothing is kept but what the page carries."""
    draft = queries.get_flow_draft_for(actor=request.actor, code=code)  # type: ignore[attr-defined]
    view = queries.view_flow(draft)
    schema = _schema(view.whole)
    refusal: Refusal | None = None
    shown: Rehearsal | None = None
    facts: dict[str, Any] = {}
    deeds: list[Deed] = []
    if request.method == "POST":
        try:
            facts, deeds = read_state(request.POST.get("state", ""))
            facts, deeds, shown = _played(request, draft, facts, deeds, schema)
        except Refusal as refused:
            refusal = refused
    context = {
        "draft": draft,
        "view": view,
        "questions": _questions(draft, schema, facts),
        "shown": shown,
        "waiting": [(one, _answers(one)) for one in shown.waiting] if shown else [],
        "chart": _chart(draft, view, shown),
        "state": write_state(facts, deeds),
        "facts": [(schema.get(name, {}).get("title", name), value) for name, value in facts.items()],
        "deed_count": len(deeds),
        "refusal": refusal,
        "rail_groups": rail(request),
    }
    return render(request, "flows/trial.html", context, status=refusal.status if refusal else 200)


def _played(
    request: HttpRequest, draft: FlowDraft, facts: dict[str, Any], deeds: list[Deed], schema: dict[str, Any]
) -> tuple[dict[str, Any], list[Deed], Rehearsal]:
    verb, _, target = request.POST.get("do", "").partition(":")
    if verb == "begin":
        names = facts_in(queries.view_flow(draft).process)
        typed = {
            name: read_answer(request.POST.get(f"fact-{name}", ""), schema.get(name, {})) for name in names
        }
        facts, deeds = {name: value for name, value in typed.items() if value is not None}, []
    elif verb == "back":
        deeds = deeds[:-1]
    elif verb in ("step", "timer", "message"):
        deeds = [*deeds, _deed(request, verb, target)]

    def play() -> Rehearsal:
        return operations.rehearse(
            actor=request.actor,  # type: ignore[attr-defined]
            now=clock.now(),
            draft=draft,
            facts=facts,
            deeds=deeds,
        )

    shown = play()
    if verb == "all":
        while not shown.is_over and not shown.dead_end and len(deeds) < MOST_DEEDS:
            deeds = [*deeds, _usual(shown.waiting[0])]
            shown = play()
    return facts, deeds, shown


def _deed(request: HttpRequest, verb: str, target: str) -> Deed:
    days = request.POST.get(f"days-{target}", "0")
    answers = {}
    for key, value in request.POST.items():
        if key.startswith(f"answer-{target}-") and value:
            answers[key.removeprefix(f"answer-{target}-")] = read_answer(str(value), {"type": "string"})
    return Deed(target, verb, int(days) if days.isdecimal() and len(days) < 4 else 0, answers)


def _usual(waiting: Waiting) -> Deed:
    name, options = _answers(waiting)
    return Deed(waiting.node_id, waiting.kind, waiting.days, {name: options[0][0]} if name else {})


def _answers(waiting: Waiting) -> tuple[str, tuple[tuple[str, str], ...]]:
    if waiting.kind != "step" or waiting.post_kind == "applicant":
        return "", ()
    return ANSWERS.get(waiting.letter, ("", ()))


def _schema(whole: Any) -> dict[str, Any]:
    form = whole.form if whole else {}
    found = form.get("schema", {}).get("properties", {})
    return dict(found) if isinstance(found, dict) else {}


def _questions(draft: FlowDraft, schema: dict[str, Any], facts: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for name in facts_in(queries.view_flow(draft).process):
        one = schema.get(name, {})
        options = [(str(value), str(value)) for value in one.get("enum", ())]
        if one.get("type") == "boolean":
            options = [("true", "是"), ("false", "否")]
        value = facts.get(name, "")
        value = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
        found.append({"name": name, "label": one.get("title", name), "options": options, "value": str(value)})
    return found


def _chart(draft: FlowDraft, view: queries.FlowView, shown: Rehearsal | None) -> Any:
    if shown is None:
        return view.chart
    marks = {node: Mark("passed", "走过") for node in shown.passed}
    marks |= {one.node_id: Mark("now", "走到这里") for one in shown.waiting}
    if shown.dead_end and shown.passed:
        marks[shown.passed[-1]] = Mark("wrong", shown.dead_end)
    return draw_flow(view.process, title=draft.name, marks=marks)
