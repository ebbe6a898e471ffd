"""
The total limit of a joint case and the departments' limits inside it; counting belongs to `foundation.deadlines`.

The total runs from the first acceptance (Licensing Law art. 42: 45 working days, 15 more by the head of the government);
in a scenario with phases each phase has its own. A department's limit never ends after the total.
"""

from datetime import datetime

from django.db.models import QuerySet

from yangguang.capabilities.joint.models import JointCase, Part
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.deadlines.api import ClockKind, Limit, RunningClock
from yangguang.kernel.clock import today

TOTAL_RULE = "lic.decide_joint"


def total_of(case: JointCase) -> RunningClock | None:
    """Give the total limit that runs, or none."""
    return _running(case.act_object).filter(kind=ClockKind.STATUTORY, rule_id=TOTAL_RULE).last()


def part_clock(part: Part) -> RunningClock | None:
    """Give the department's limit that runs, or none."""
    return _running(part.act_object).last()


def _running(subject: tuple[str, str]) -> QuerySet[RunningClock]:
    """Read the running clocks alone: whoever stops or pauses one reads its pauses and extensions anew."""
    return deadlines.clocks_of(subject).prefetch_related(None).filter(stopped_on__isnull=True)


def start_total(case: JointCase, *, since: datetime) -> RunningClock:
    """Start the total limit unless it runs, and give it."""
    running = total_of(case)
    if running is not None:
        return running
    days = case.version.content["total_days"]
    return deadlines.start_clock(
        subject=case.act_object,
        kind=ClockKind.STATUTORY,
        started_at=since,
        limit=Limit(days, "wd", "行政许可法42（联合办理）"),
        rule_id=TOTAL_RULE,
        body_code=case.lead.code,
        post_kind="decide",
    )


def stop_total(case: JointCase, *, now: datetime) -> None:
    """Every department of this phase has decided."""
    clock = total_of(case)
    if clock is not None:
        deadlines.stop_clock(clock=clock, now=now)


def start_part(part: Part, *, total: RunningClock, since: datetime) -> int:
    """Start the limit of a department that has just accepted; it is cut where the total would end first. Gives the days."""
    left = deadlines.current_calendar().workdays_between(today(since), total.due_on)
    days = max(1, min(part.limit_days, left))
    deadlines.start_clock(
        subject=part.act_object,
        kind=ClockKind.STEP,
        started_at=since,
        limit=Limit(days, "wd", "联合办理方案中的部门时限"),
        body_code=part.body.code,
        post_kind="decide",
    )
    return days


def stop_part(part: Part, *, now: datetime) -> None:
    """The department has decided, or its case is over."""
    clock = part_clock(part)
    if clock is not None:
        deadlines.stop_clock(clock=clock, now=max(now, clock.started_at))


def pause(part: Part, *, ground: str, document: str, now: datetime) -> None:
    """Stop the department's limit and the total for a special procedure (Licensing Law art. 45)."""
    for clock in (part_clock(part), total_of(part.case)):
        if clock is not None and not clock.is_paused and clock.due_at >= now:
            deadlines.pause_clock(clock=clock, ground=ground, document_number=document, now=now)


def resume(part: Part, *, others_paused: bool, now: datetime) -> None:
    """Count on; the total stays while another department's special procedure runs."""
    clock = part_clock(part)
    if clock is not None and clock.is_paused:
        deadlines.resume_clock(clock=clock, now=now)
    total = total_of(part.case)
    if total is not None and total.is_paused and not others_paused:
        deadlines.resume_clock(clock=total, now=now)


def extend_total(case: JointCase, *, days: int, reason: str, document: str, now: datetime) -> RunningClock:
    """Add working days once, at most fifteen."""
    clock = total_of(case)
    if clock is None:
        raise AssertionError("asked by the caller")
    return deadlines.extend_clock(
        clock=clock, length=days, unit="wd", reason=reason, document_number=document, now=now
    )
