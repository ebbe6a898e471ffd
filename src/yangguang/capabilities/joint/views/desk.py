"""The officers' side: what one's department has in joint cases, the shared page of a case, advice, and the lead's deeds."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.capabilities.joint import api as joint
from yangguang.capabilities.joint.views.mine import rows_of, total_of
from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.acts.api import list_acts_of
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.process.drawing.flowchart import draw_flow
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound


@officer_only()
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show the parts in hand of one's departments, the cases they lead, advice asked, and consultations."""
    actor = actor_of_request(request)
    now = clock.now()
    parts = [(part, _clock(part, now)) for part in joint.list_desk_parts(actor=actor)]
    context = {
        "parts": parts,
        "late": sum(part.late_at is not None for part, _ in parts),
        "cases": joint.list_lead_cases(actor=actor),
        "advice": joint.list_advice_for(actor=actor),
        "waiting_advice": sum(one.answered_at is None for one in joint.list_advice_for(actor=actor)),
        "rooms": joint.list_rooms_for(actor=actor),
    }
    return render(request, "joint/desk/desk.html", context)


def _clock(part: Any, now: Any) -> Any:
    clocks = joint.clocks_of(part.act_object, now=now)
    return clocks[-1] if clocks else None


@officer_only()
@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show the shared page of a joint case: every department's state, one's own share of the form, what is to be settled."""
    actor = actor_of_request(request)
    found = joint.get_case(actor=actor, number=number)
    view = joint.case_view(actor=actor, case=found, now=clock.now())
    own = [one.part for one in view.parts if one.is_own]
    rows = rows_of(view)
    cards = joint.cards_of_parts([one.case_number for one in view.parts if one.case_number])
    for row in rows:
        row["card"] = cards.get(row["view"].case_number)
        row["address"] = (
            reverse("approval:workbench", args=[row["view"].case_number])
            if row["view"].is_own and row["view"].case_number
            else ""
        )
        row["may_urge"] = row["part"].state in ("started", "accepted") and joint.may_urge_department(
            actor, row["part"]
        )
    context = {
        "case": found,
        "view": view,
        "total": total_of(view),
        "rows": rows,
        "own": own,
        "is_lead": joint.may_call_consultation(actor, found),
        "may_deliver": joint.may_deliver_package(actor, found) and found.state == "concluded",
        "may_extend": joint.may_extend_total(actor, found)
        and view.total is not None
        and view.total.clock.is_running,
        "may_settle": joint.may_settle_contradiction(actor, found),
        "fields": joint.shared_fields(actor=actor, case=found),
        "files": _files(
            actor, found, {part.key for part in own}, is_lead=joint.may_call_consultation(actor, found)
        ),
        "reliances": [
            (one, joint.may_confirm_reliance(actor, one.part) and one.answered_at is None)
            for one in view.reliances
        ],
        "advice": joint.list_advice_of(draft_uuid=found.uuid),
        "rooms": found.consultations.select_related("called_body"),
        "bodies": list({one.part.body.code: one.part.body for one in view.parts}.values()),
        "others": [one.part for one in view.parts if not one.is_own],
        "may_raise": [part for part in own if joint.may_raise_contradiction(actor, part)],
        "acts": list_acts_of(object_type="joint_case", object_number=found.number),
        "chart": draw_flow(joint.flow_of(version=found.version)),
        "ways": joint.WAYS.items(),
        "live_address": f"/live/{found.topic}",
        "now_local": clock.local(clock.now()),
    }
    return render(request, "joint/desk/case.html", context)


def _files(actor: Any, case: Any, own: set[str], *, is_lead: bool) -> list[dict[str, Any]]:
    pool = joint.pool_of_case(case)
    names = {item.key: (item.name, item.parts) for item in pool}
    return [
        {
            "row": one,
            "name": names.get(one.item, (one.item, []))[0],
            "is_open": is_lead or bool(own & set(names.get(one.item, ("", []))[1])),
        }
        for one in case.files.select_related("file").order_by("item", "edition")
    ]


@officer_only()
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """Do one of the deeds of the shared page."""
    actor = actor_of_request(request)
    found = joint.get_case(actor=actor, number=number)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise NotFound(what="这个操作")
    messages.success(request, deed(request, actor, found))
    return redirect("joint:desk_case", number=number)


def _part(case: Any, key: str) -> Any:
    part = case.parts.select_related("body", "version").filter(key=key).first()
    if part is None:
        raise NotFound(what="这件事")
    part.case = case
    return part


def _urge(request: HttpRequest, actor: Any, case: Any) -> str:
    part = _part(case, request.POST.get("part", ""))
    joint.urge_department(actor=actor, part=part, text=request.POST.get("text", ""), now=clock.now())
    return f"已催办{part.body.short_name}，记录在案。"


def _confirm(request: HttpRequest, actor: Any, case: Any) -> str:
    typed = request.POST.get("reliance", "")
    reliance = joint.Reliance.objects.filter(part__case=case, pk=int(typed) if typed.isdigit() else 0).first()
    if reliance is None:
        raise NotFound(what="这次更换")
    joint.confirm_reliance(
        actor=actor,
        part=_part(case, reliance.part.key),
        reliance=reliance,
        stands=request.POST.get("stands") == "yes",
        text=request.POST.get("text", ""),
        now=clock.now(),
    )
    return "已确认，申请人和牵头部门都看得到。"


def _contradict(request: HttpRequest, actor: Any, case: Any) -> str:
    joint.raise_contradiction(
        actor=actor,
        part=_part(case, request.POST.get("part", "")),
        other=_part(case, request.POST.get("other", "")),
        text=request.POST.get("text", ""),
        now=clock.now(),
    )
    return "已提给牵头部门。解决以前，结果不会统一送达。"


def _settle(request: HttpRequest, actor: Any, case: Any) -> str:
    typed = request.POST.get("contradiction", "")
    found = case.contradictions.filter(pk=int(typed) if typed.isdigit() else 0).first()
    if found is None:
        raise NotFound(what="这个矛盾")
    joint.settle_contradiction(
        actor=actor, case=case, contradiction=found, text=request.POST.get("text", ""), now=clock.now()
    )
    return "已裁定。"


def _extend(request: HttpRequest, actor: Any, case: Any) -> str:
    typed = request.POST.get("days", "")
    joint.extend_total(
        actor=actor,
        case=case,
        days=int(typed) if typed.isdigit() else 0,
        reason=request.POST.get("reason", ""),
        now=clock.now(),
    )
    return "总时限已延长，申请人已收到告知。"


def _deliver(request: HttpRequest, actor: Any, case: Any) -> str:
    way = request.POST.get("way", "electronic")
    joint.deliver_package(
        actor=actor, case=case, way=way if way in joint.WAYS else "electronic", now=clock.now()
    )
    return "结果清单已出具，全部结果一起送达。"


def _moment(typed: str) -> datetime | None:
    """Read what a browser's date and time field sends, as local time."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=clock.SHANGHAI)
    except ValueError:
        return None


def _call(request: HttpRequest, actor: Any, case: Any) -> str:
    until = _moment(request.POST.get("until", ""))
    chosen = request.POST.get("contradiction", "")
    contradiction = case.contradictions.filter(pk=int(chosen) if chosen.isdigit() else 0).first()
    joint.call_consultation(
        actor=actor,
        case=case,
        invitation=joint.Invitation(
            topic=request.POST.get("topic", ""),
            agenda=tuple(request.POST.get("agenda", "").splitlines()),
            bodies=tuple(request.POST.getlist("bodies")),
            opinions_until=until or clock.now(),
            rule=request.POST.get("rule", "consensus"),
            silence=request.POST.get("silence", "agree"),
        ),
        contradiction=contradiction,
        now=clock.now(),
    )
    return "会商已发起，邀请的单位都收到了。"


DEEDS = {
    "urge": _urge,
    "confirm": _confirm,
    "contradict": _contradict,
    "settle": _settle,
    "extend": _extend,
    "deliver": _deliver,
    "call": _call,
}


@officer_only(PostKind.EXAMINE, PostKind.REVIEW, PostKind.DECIDE)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer a question asked before acceptance."""
    actor = actor_of_request(request)
    found = joint.get_advice(actor=actor, uuid=uuid)
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            joint.answer_early_advice(
                actor=actor, advice=found, text=request.POST.get("text", ""), now=clock.now()
            )
        except joint.TextNeeded as refusal:
            problems = refusal.fields
        else:
            messages.success(request, "已答复。指导意见记录在案，不计时限，不代替审批。")
            return redirect("joint:desk")
    context = {"advice": found, "problems": problems}
    return render(request, "joint/desk/answer.html", context, status=422 if problems else 200)


@officer_only(PostKind.INFORMATION, PostKind.LEGAL, PostKind.GOVERNMENT)
@require_http_methods(["GET", "POST"])
def scenarios(request: HttpRequest) -> HttpResponse:
    """Show every version of every scenario; the legal office reviews, the government publishes, the list office drafts anew."""
    actor = actor_of_request(request)
    if request.method == "POST":
        version = joint.get_scenario_version(
            code=request.POST.get("code", ""), number=int(request.POST.get("number") or 0)
        )
        messages.success(request, _move(request, actor, version))
        return redirect("joint:scenario_versions")
    rows = [
        {
            "version": one,
            "matters": len(one.content["parts"]),
            "may_review": one.status == "draft" and joint.may_review_scenario(actor, one),
            "may_publish": one.status == "reviewed" and joint.may_publish_scenario(actor, one),
            "may_draft": one.status == "published" and joint.may_draft_scenario(actor),
        }
        for one in joint.list_all_versions()
    ]
    return render(request, "joint/desk/scenarios.html", {"rows": rows})


def _move(request: HttpRequest, actor: Any, version: Any) -> str:
    deed, now = request.POST.get("deed", ""), clock.now()
    if deed == "review":
        joint.review_scenario(actor=actor, version=version, text=request.POST.get("text", ""), now=now)
        return "已审核，等政府公布。"
    if deed == "publish":
        joint.publish_scenario(actor=actor, version=version, now=now)
        return "已公布，新申请按这一版办；在办的按原来的版本办完。"
    content = {**version.content, "parts": [dict(one) for one in version.content["parts"]]}
    for one in content["parts"]:
        typed = request.POST.get(f"days-{one['key']}", "")
        if typed.isdigit():
            one["days"] = int(typed)
    joint.draft_scenario(
        actor=actor,
        content=content,
        decision_xml=version.decision_xml,
        flow_xml=version.flow_xml,
        lead=version.scenario.lead,
        now=now,
    )
    return "新版本已起草，请法制部门审核。"
