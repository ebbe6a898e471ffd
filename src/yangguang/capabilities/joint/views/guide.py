"""What one application can do: the scenarios, the few questions, and the answer: which matters, in which order, why, how long."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.capabilities.joint import api as joint
from yangguang.foundation.access.api import actor_of_request, public
from yangguang.foundation.forms import api as forms
from yangguang.foundation.process.drawing.flowchart import draw_flow
from yangguang.kernel import clock


@public
@require_GET
def scenarios(request: HttpRequest) -> HttpResponse:
    """List what can be done with one application."""
    rows = [(one, {part["matter"] for part in one.content["parts"]}) for one in joint.list_published()]
    return render(request, "joint/scenarios.html", {"rows": rows, "nav": "services"})


@public
@require_http_methods(["GET", "POST"])
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the few questions and say what they come to; signed in, the combined form begins from here."""
    version = joint.get_scenario(code=code)
    questions = joint.questions_of(version=version)
    actor = actor_of_request(request)
    page = questions.steps[0]
    posted = request.POST if request.method == "POST" else request.GET
    answers: dict[str, Any] = forms.read_step(step=page, posted=posted) if posted else {}
    problems = forms.problems_of(definition=questions, answers=answers) if posted else {}
    needed = []
    if posted and not problems:
        now = clock.now()
        if request.method == "POST" and actor.is_signed_in and not actor.is_officer:
            draft = joint.open_joint_draft(
                actor=actor,
                version=version,
                answers=answers,
                fields=joint.prefilled(actor=actor, version=version, answers=answers, now=now),
                now=now,
            )
            return redirect("joint:step", uuid=draft.uuid, number=1)
        needed = joint.needed_matters(version=version, answers=answers, on=clock.today(now))
    context = {
        "version": version,
        "content": version.content,
        "views": forms.draw_step(step=page, answers=answers, problems=problems),
        "problems": problems,
        "needed": needed,
        "stages": _stages(version, needed),
        "body_count": len({one.version.matter.body_id for one in needed}),
        "uploads": _uploads(needed),
        "answers": {name: _typed(value) for name, value in answers.items()},
        "drafts": joint.list_my_drafts(actor=actor, scenario=code) if actor.is_signed_in else [],
        "wrong_kind": _wrong_kind(version, actor),
        "chart": draw_flow(joint.flow_of(version=version)),
        "nav": "services",
    }
    return render(request, "joint/guide.html", context, status=422 if problems else 200)


def _wrong_kind(version: Any, actor: Any) -> str:
    audience = version.content["audience"]
    if actor.enterprise_code and "enterprise" not in audience:
        return "这件事以个人名义申请。请先在页面上方换成本人名义。"
    if actor.is_signed_in and not actor.is_officer and not actor.enterprise_code and "person" not in audience:
        return "这件事以单位名义申请。请先在“我的账户”里选您代表的单位。"
    return ""


def _stages(version: Any, needed: list[Any]) -> list[tuple[str, list[Any]]]:
    """Put the needed matters into their stages: the phases, or who waits for whom."""
    phases = version.content["phases"]
    if phases:
        found = [(one["name"], [row for row in needed if row.phase == one["key"]]) for one in phases]
    else:
        found = [
            ("同时办", [row for row in needed if not row.after]),
            ("前面准予以后自动接着办", [row for row in needed if row.after]),
        ]
    return [(name, rows) for name, rows in found if rows]


def _uploads(needed: list[Any]) -> int:
    return len(
        {one.name for row in needed for one in row.version.materials.all() if one.form_kind == "upload"}
    )


def _typed(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else value
