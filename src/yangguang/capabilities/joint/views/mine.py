"""Following one's joint case: every department on one page, what is asked of the applicant, the results together."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.capabilities.joint import api as joint
from yangguang.capabilities.joint.views.apply import demands
from yangguang.foundation.access.api import actor_of_request, citizen_only, signed_in
from yangguang.foundation.documents import api as documents
from yangguang.foundation.forms import api as forms
from yangguang.foundation.ui.api import Step
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, Refusal

LAMPS = {
    "waiting": "void",
    "ready": "warn",
    "started": "ok",
    "accepted": "ok",
    "granted": "done",
    "refused": "void",
    "ended": "void",
    "dropped": "void",
}


@dataclass(frozen=True)
class TotalLimit:
    """The account of the total limit, under its own name: nobody promised it, the law sets it."""

    account: Any
    promise_word: str = "总时限"

    def __getattr__(self, name: str) -> Any:
        """Everything else is the account's."""
        return getattr(self.account, name)


def total_of(view: Any) -> TotalLimit | None:
    """Give the total limit for the sheet of the clock, while it runs."""
    if view.total is None or not view.total.clock.is_running:
        return None
    return TotalLimit(view.total.account)


@citizen_only
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """List one's joint cases and drafts."""
    actor = actor_of_request(request)
    context = {
        "rows": [(one, len(one.parts.all()), _done(one)) for one in joint.list_my_cases(actor=actor)],
        "drafts": joint.list_my_drafts(actor=actor),
        "nav": "progress",
    }
    return render(request, "joint/cases.html", context)


def _done(case: Any) -> int:
    return sum(part.decided_at is not None for part in case.parts.all())


@citizen_only
@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show one joint case: one sentence, the total limit, each department, what to do."""
    actor = actor_of_request(request)
    found = joint.get_case(actor=actor, number=number)
    now = clock.now()
    view = joint.case_view(actor=actor, case=found, now=now)
    parts = [one.part for one in view.parts]
    context = {
        "case": found,
        "view": view,
        "total": total_of(view),
        "headline": headline(view),
        "line": line_of(view),
        "rows": rows_of(view),
        "groundless": joint.groundless(found, parts),
        "files": found.files.select_related("file").order_by("item", "edition"),
        "names": {item.key: item.name for item in joint.pool_of_case(found)},
        "advice": joint.list_advice_of(draft_uuid=found.uuid),
        "may_withdraw": found.state in ("submitted", "in_hand"),
        "live_address": f"/live/{found.topic}",
        "nav": "progress",
    }
    return render(request, "joint/case.html", context)


def headline(view: Any) -> tuple[str, str]:
    """Say where the case is in one sentence."""
    case = view.case
    total = len(view.parts)
    done = sum(one.part.decided_at is not None or one.part.finished_at is not None for one in view.parts)
    if case.state == "delivered":
        return "办完了", "结果已经一起送达"
    if case.state == "concluded":
        return "各部门都办完了", "正在统一送达"
    if case.state == "withdrawn":
        return "已经撤回", ""
    if view.ready:
        return f"轮到您了：{len(view.ready)} 件等您补齐", "补齐就自动送到部门"
    if view.refused_blocking:
        return "有一件没有准予", "请您选择怎么办"
    working = sum(one.part.state in ("started", "accepted") for one in view.parts)
    return f"{working} 个部门正在办", f"{total} 件已有 {done} 件出结果"


def line_of(view: Any) -> list[Step]:
    """Give the line of stages."""
    order = ["submitted", "in_hand", "concluded", "delivered"]
    names = ["提交", "各部门办理", "结果汇总", "统一送达"]
    current = order.index(view.case.state) if view.case.state in order else 1
    place = {"submitted": 0, "in_hand": 1, "concluded": 3, "delivered": 4}.get(view.case.state, current)
    return [
        Step(name=name, state="done" if number < place else "now" if number == place else "next")
        for number, name in enumerate(names)
    ]


def rows_of(view: Any) -> list[dict[str, Any]]:
    """Give one row per department."""
    phases = {one["key"]: one["name"] for one in view.case.version.content["phases"]}
    return [
        {
            "view": one,
            "part": one.part,
            "phase": phases.get(one.part.phase, ""),
            "lamp": "yellow" if one.is_late and one.part.state == "accepted" else LAMPS[one.part.state],
            "word": "超过部门时限"
            if one.is_late and one.part.state == "accepted"
            else one.part.situation.label,
            "address": reverse("approval:case", args=[one.case_number]) if one.case_number else "",
        }
        for one in view.parts
    ]


@citizen_only
@require_http_methods(["GET", "POST"])
def phase(request: HttpRequest, number: str) -> HttpResponse:
    """Fill in what the phase whose turn it is asks: only questions not answered yet, only materials not there yet."""
    actor = actor_of_request(request)
    found = joint.get_case(actor=actor, number=number)
    keys = [part.key for part in found.parts.all() if part.state == "ready"]
    if not keys:
        return redirect("joint:case", number=number)
    combined = joint.combine(
        version=found.version, matters={part.key: part.version_id for part in found.parts.all()}, keys=keys
    )
    answers = dict(found.fields)
    problems: dict[str, str] = {}
    refusal: Refusal | None = None
    if request.method == "POST":
        for page in combined.definition:
            answers |= {
                name: value
                for name, value in forms.read_step(step=page, posted=request.POST).items()
                if name not in found.fields or value not in (None, "", [])
            }
        try:
            started = joint.supply_phase(actor=actor, case=found, fields=answers, now=clock.now())
        except joint.FormUnfinished as refused:
            problems, refusal = refused.fields, refused
        else:
            if started:
                messages.success(
                    request, f"已送到部门：{'、'.join(one.version.plain_name for one in started)}。"
                )
                return redirect("joint:case", number=number)
            messages.success(request, "填的内容已存好。还差下面的材料，传齐再提交一次。")
            return redirect("joint:phase", number=number)
    pool = combined.pool(answers, found.given)
    context = {
        "case": found,
        "version": found.version,
        "parts": [part for part in found.parts.all() if part.key in keys],
        "pages": [
            (
                page.title,
                [
                    view
                    for view in forms.draw_step(step=page, answers=answers, problems=problems)
                    if view.field.id not in found.fields or view.field.id in problems
                ],
            )
            for page in combined.definition
        ],
        "demands": demands(
            pool, found.files.filter(replaced_at__isnull=True).select_related("file"), combined
        ),
        "problems": problems,
        "refusal": refusal,
        "nav": "progress",
    }
    return render(request, "joint/phase.html", context, status=422 if problems else 200)


@citizen_only
@require_POST
def phase_upload(request: HttpRequest, number: str, item: str) -> HttpResponse:
    """Take a file for a material of the phase whose turn it is."""
    actor = actor_of_request(request)
    found = joint.get_case(actor=actor, number=number)
    sent = request.FILES.getlist("file")
    joint.require_file(sent)
    for file in sent:
        joint.attach_phase_file(actor=actor, case=found, item=item, upload=file, now=clock.now())
    return redirect("joint:phase", number=number)


@citizen_only
@require_POST
def replace(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Replace a shared material; departments that relied on the old one are asked."""
    actor = actor_of_request(request)
    found = joint.get_case(actor=actor, number=number)
    old = joint.get_case_pool_file(case=found, pk=pk)
    sent = request.FILES.getlist("file")
    joint.require_file(sent)
    joint.replace_pool_file(
        actor=actor,
        case=found,
        file=old,
        upload=sent[0],
        reason=request.POST.get("reason", ""),
        now=clock.now(),
    )
    messages.success(request, "已换成新的。旧的留在案卷里，用过它的部门会确认结论还成不成立。")
    return redirect("joint:case", number=number)


@citizen_only
@require_http_methods(["GET", "POST"])
def reapply(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Correct the answers of a refused part, with its reasons beside them, and apply for it again."""
    actor = actor_of_request(request)
    found = joint.get_case(actor=actor, number=number)
    part = _blocking(found, key)
    if part is None:
        return redirect("joint:case", number=number)
    combined = joint.combine(
        version=found.version, matters={one.key: one.version_id for one in found.parts.all()}, keys=[key]
    )
    answers = dict(found.fields)
    problems: dict[str, str] = {}
    refusal: Refusal | None = None
    if request.method == "POST":
        for page in combined.definition:
            answers |= forms.read_step(step=page, posted=request.POST)
        try:
            joint.reapply_part(actor=actor, part=part, fields=answers, now=clock.now())
        except joint.FormUnfinished as refused:
            problems, refusal = refused.fields, refused
        else:
            messages.success(request, "已重新申请。原来那件的决定照样有效，留在案卷里。")
            return redirect("joint:case", number=number)
    context = {
        "case": found,
        "part": part,
        "pages": [
            (page.title, forms.draw_step(step=page, answers=answers, problems=problems))
            for page in combined.definition
        ],
        "problems": problems,
        "refusal": refusal,
        "nav": "progress",
    }
    return render(request, "joint/reapply.html", context, status=422 if problems else 200)


def _blocking(found: Any, key: str) -> Any:
    part = next((one for one in found.parts.all() if one.key == key), None)
    if part is None or part.state not in ("refused", "ended") or part.finished_at is None:
        return None
    part.case = found
    return part


DEEDS = ("accept_refusal", "withdraw_dependents", "withdraw")


@citizen_only
@require_POST
def choose(request: HttpRequest, number: str) -> HttpResponse:
    """Do what the applicant decides on the way."""
    actor = actor_of_request(request)
    found = joint.get_case(actor=actor, number=number)
    now = clock.now()
    deed = request.POST.get("deed", "")
    if deed == "withdraw":
        joint.withdraw_joint_case(actor=actor, case=found, now=now)
        messages.success(request, "已撤回。已经准予的不受影响。")
    elif deed == "withdraw_dependents":
        taken = joint.withdraw_dependents(actor=actor, case=found, now=now)
        messages.success(request, f"已撤回 {len(taken)} 件。")
    elif deed == "accept_refusal":
        part = found.parts.filter(key=request.POST.get("part", "")).first()
        if part is None:
            raise NotFound(what="这件事")
        part.case = found
        joint.accept_refusal(actor=actor, part=part, now=now)
        messages.success(request, "好的，后面等它的事项不再办理，其他的照常。")
    return redirect("joint:case", number=number)


@signed_in
@require_GET
def package(request: HttpRequest, number: str) -> HttpResponseBase:
    """Give the list of results."""
    found = joint.get_case(actor=actor_of_request(request), number=number)
    if found.package is None:
        raise NotFound(what="结果清单")
    return documents.document_response(found.package)
