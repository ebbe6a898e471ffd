"""What lies on the left of the workbench and above it: clock, opinions, materials, the form read back, who has the case."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.views.deeds import CaseInHand
from yangguang.foundation.forms import api as forms
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import remaining
from yangguang.kernel import clock
from yangguang.kernel.identifiers import mask_citizen_number


def read_back(application: Any) -> list[tuple[str, str, Any]]:
    """Read the whole form back, page by page."""
    definition = approval.form_of(version=application.version)
    return [
        (title, "", [_masked(view) for view in views])
        for title, views in forms.read_back(definition=definition, answers=application.fields)
        if views
    ]


def _masked(view: Any) -> Any:
    """Hide the middle of everybody's identity number alike; the whole one stands in the application itself."""
    if view.rows:
        return replace(view, rows=tuple(tuple(_masked(cell) for cell in row) for row in view.rows))
    if view.field.widget == "id_number" and view.value:
        return replace(view, value=mask_citizen_number(str(view.value)))
    return view


def _clock(story: Any) -> Any:
    """Choose the clock that matters now: the promise while it runs, else whatever runs, else the last one."""
    running = [line for line in story.clocks if line.clock.is_running]
    for kind in ("promised", "statutory", "acceptance"):
        found = next((line for line in running if line.clock.kind == kind), None)
        if found is not None:
            return found
    return story.clock("promised") or story.clock("acceptance")


VERBS = {"acceptance": "答复是否受理", "promised": "决定", "statutory": "决定"}


def clock_words(story: Any, application: Any, now: datetime) -> dict[str, Any]:
    """Say what is left of the clock that matters, as a clerk would."""
    line = _clock(story)
    if line is None:
        return {"clock": None}
    account, day = line.account, clock.today(now)
    verb = "送达" if application.decided_at else VERBS.get(line.clock.kind, "办完")
    if account.state == "running" and account.due_on == day:
        words = f"今天是最后一天，24:00 前{verb}"
    elif account.state == "running" and not account.is_overdue:
        left = remaining(account, today=day)  # counts today, as the applicant's page and the desk do
        also = "" if left == account.sentence else "（含今天）"
        words = f"{left}{also}，{account.due_on.month}月{account.due_on.day}日前{verb}"
    else:
        words = account.sentence
    lamp, lamp_words = _clock_lamp(account)
    return {
        "clock": line,
        "clock_words": words,
        "clock_lamp": lamp,
        "clock_lamp_words": lamp_words,
        "clock_note": _clock_note(story, line, application),
    }


def _clock_lamp(account: Any) -> tuple[str, str]:
    if account.state == "paused":
        return ("pause", f"暂停第 {account.paused_days} 天" if account.paused_days else "暂停计时")
    if account.state == "stopped":
        return ("done", "已办结")
    if account.is_overdue:
        return ("yellow", "超期")
    return ("warn", "预警") if account.left <= 1 else ("ok", "正常")


def _clock_note(story: Any, line: Any, application: Any) -> str:
    unit = {"wd": "个工作日", "cd": "天", "h": "小时"}[line.clock.limit_unit]
    started = line.clock.started_on
    if line.clock.kind == "acceptance":
        return f"{started.month}月{started.day}日收件，{line.clock.limit_length} {unit}内答复，逾期即为受理"
    law, renewal = story.clock("statutory"), story.renewal
    law = None if law is line else law
    begun = "决定" if application.decided_at else "视为受理" if application.is_deemed_accepted else "受理"
    note = f"{started.month}月{started.day}日{begun}，"
    note += f"{'承诺' if line.clock.kind == 'promised' else '限'} {line.clock.limit_length} {unit}"
    if line.clock.kind == "promised" and law is not None:
        note += f"；法定最迟 {law.account.due_on.month}月{law.account.due_on.day}日"
    if renewal is not None:
        last = renewal.account.due_on
        note += f"；原证照{last.month}月{last.day}日到期，到时没有决定的视为准予延续"
    return note


def opinions_of(application: Any, story: Any = None) -> list[dict[str, Any]]:
    """List the opinions and visits of earlier posts, the latest first, with their act where the story has it."""
    acts = {} if story is None else {(line.operation, line.at): line for line in story.acts}
    found = [
        {
            "at": one.given_at,
            "who": one.post_name,
            "step": one.step_name,
            "number": one.officer.number,
            "verdict": one.get_verdict_display(),
            "is_bad": one.verdict == "disagree",
            "text": one.text,
            "act": acts.get(("approval.give_opinion", one.given_at)),
        }
        for one in application.opinions.select_related("officer")
    ]
    for visit in application.site_visits.prefetch_related("officers", "photos"):
        found.append(
            {
                "at": visit.recorded_at,
                "who": "核查岗",
                "step": "现场核查",
                "number": "、".join(one.number for one in visit.officers.all()),
                "verdict": "符合" if visit.is_passed else "不符合",
                "is_bad": not visit.is_passed,
                "text": visit.findings,
                "photos": list(visit.photos.all()),
                "act": acts.get(("approval.record_site_visit", visit.recorded_at)),
            }
        )
    return sorted(found, key=lambda one: one["at"], reverse=True)


def materials_of(application: Any, now: datetime) -> list[dict[str, Any]]:
    """List the materials that apply with the files handed in for them, and what was promised for later."""
    promised = {one.material_code: one for one in application.deferred_materials.all()}
    files_by_code: dict[str, list[Any]] = {}
    for one in application.files.select_related("file"):
        files_by_code.setdefault(one.material_code, []).append(one)
    asked = approval.materials_asked(version=application.version, fields=application.fields)
    relied = approval.materials_relied_on(application=application)
    return [
        {
            "spec": spec,
            "files": files_by_code.get(spec.code, []),
            "licence": relied.get(spec.code),
            "promise": _promise_words(promised.get(spec.code), clock.today(now)),
        }
        for spec in asked
        if spec.form_kind == "upload"
    ]


def _promise_words(promise: Any, day: date) -> str:
    if promise is None or promise.due_on is None:
        return "容缺，待补"
    due = f"{promise.due_on.month}月{promise.due_on.day}日"
    return f"容缺，{due}到期没有补" if promise.due_on < day else f"容缺，{due}前补"


def shown_file(application: Any, uuid: str) -> Any:
    """Find the file to be shown in the middle, if the address names one of the case."""
    try:
        return approval.get_case_file(application=application, uuid=UUID(uuid)) if uuid else None
    except ValueError:
        return None


def holder_of(case: CaseInHand) -> dict[str, Any] | None:
    """Say who has the case when it is not this officer."""
    if case.letter or case.application.is_closed:
        return None
    tasks = approval.list_live_tasks(application=case.application)
    if not tasks:
        return None
    task = tasks[0]
    officer = approval.find_task_holder(task=task)
    return {"task": task, "officer": officer, "post": _post_name(task.post_kind), "since": _since(task)}


def _post_name(kind: str) -> str:
    return "申请人" if kind == "applicant" else PostKind(kind).label if kind in PostKind.values else kind


def _since(task: Any) -> datetime:
    since: datetime = task.claimed_at or task.arrived_at
    return since
