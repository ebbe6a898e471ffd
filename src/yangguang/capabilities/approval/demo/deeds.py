"""What officers of the demo city do at each kind of step, always as holders of its post."""

from collections.abc import Callable
from datetime import datetime

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.api import Application, Handing, Ruling, State, VisitRecord
from yangguang.capabilities.approval.demo.cast import City
from yangguang.capabilities.approval.demo.plans import Plan
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.process.models import Task
from yangguang.kernel.clock import today
from yangguang.kernel.refusals import Refusal


def send_back(city: City, application: Application, task: Task, at: datetime) -> bool:
    """Send a case back once to whoever examined it."""
    reviewer = seat(city, application.body.code, task.post_kind, at)
    earlier = Task.objects.filter(instance=application.instance, state="done", step="A").first()
    if earlier is not None:
        attempt(
            lambda: approval.return_step(
                actor=reviewer,
                application=application,
                task=task,
                to_node=earlier.node_id,
                reason="面积与平面图对不上，请再核对。",
                now=at,
            )
        )
    return True


def do_step(city: City, plan: Plan, application: Application, task: Task, at: datetime) -> bool:
    """Do one open step as its post would; tell whether it was done."""
    if task.post_kind == "applicant":
        return attempt(
            lambda: approval.finish_own_step(
                actor=plan.party.actor(at), application=application, text="已经按要求整改完成。", now=at
            )
        )
    place = 1 if task.step == "R" else 0  # whoever reviews is somebody else than who examined
    actor = _holder(city, application, task, at) or city.officer(
        application.body.code, task.post_kind, at, place
    )
    if actor is None:
        return False
    deed = _DEEDS.get(task.step, _opine)
    return attempt(lambda: deed(city, plan, application, task, actor, at))


def _opine(city: City, plan: Plan, application: Application, task: Task, actor: Actor, at: datetime) -> None:
    verdict = "disagree" if plan.fate == "refused" and task.step == "R" else "agree"
    text = (
        "场所与卫生间之间没有隔断，不符合条件，建议不予许可。"
        if verdict == "disagree"
        else "材料齐全，符合法定形式，与系统核验结果一致，建议准予许可。"
    )
    approval.give_opinion(actor=actor, application=application, task=task, verdict=verdict, text=text, now=at)


def _visit(city: City, plan: Plan, application: Application, task: Task, actor: Actor, at: datetime) -> None:
    colleagues = [city.officer(application.body.code, task.post_kind, at, place) for place in range(2)]
    companions = tuple(one.number for one in colleagues if one is not None and one.number != actor.number)
    is_passed = plan.fate != "refused"
    approval.record_site_visit(
        actor=actor,
        application=application,
        task=task,
        record=VisitRecord(
            companions=companions,
            visited_on=today(at),
            findings="布局与图纸一致，设备齐全，冷藏温度 4 ℃。"
            if is_passed
            else "加工区与卫生间相邻，没有隔断。",
            is_passed=is_passed,
            address=str(application.fields.get("address", "")),
        ),
        now=at,
    )


def _decide(city: City, plan: Plan, application: Application, task: Task, actor: Actor, at: datetime) -> None:
    if plan.fate == "refused":
        ruling = Ruling("refused", "经现场核查，加工区与卫生间相邻且没有隔断，不符合法定条件。")
    else:
        ruling = Ruling("granted", "经审查，申请符合法定条件、标准。")
    approval.decide(actor=actor, application=application, ruling=ruling, now=at)


def _deliver(
    city: City, plan: Plan, application: Application, task: Task, actor: Actor, at: datetime
) -> None:
    if application.situation in (State.GRANTED, State.REFUSED) and task.node_id == "deliver":
        way = "pickup" if plan.channel == "window" else "electronic"
        approval.deliver_result(actor=actor, application=application, handing=Handing(way), now=at)
        return
    approval.finish_follow_up(actor=actor, application=application, task=task, text="已办理。", now=at)


def seat(city: City, body_code: str, kind: str, at: datetime, place: int = 0) -> Actor:
    """Give the officer in a seat that must not be empty."""
    actor = city.officer(body_code, kind, at, place)
    if actor is None:
        raise LookupError(f"nobody holds {kind} in {body_code}")
    return actor


def _holder(city: City, application: Application, task: Task, at: datetime) -> Actor | None:
    for place in range(4):
        actor = city.officer(application.body.code, task.post_kind, at, place)
        if actor is not None and actor.account_id == task.assignee_account_id:
            return actor
    return None


def attempt(deed: Callable[[], object]) -> bool:
    """Do something unless the law or the calendar has been faster; then the case has gone its way without it."""
    try:
        deed()
    except Refusal:
        return False
    return True


_DEEDS = {"E": _visit, "D": _decide, "N": _deliver}
