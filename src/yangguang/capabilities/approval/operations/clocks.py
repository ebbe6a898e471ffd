"""
The clocks of a case, in its own words; counting, pauses and calendars belong to `foundation.deadlines`.

Acceptance waits for the office, correction for the applicant; at acceptance two clocks start, the law's and the promise.
"""

from datetime import date, datetime, timedelta

from yangguang.capabilities.approval.models import Application
from yangguang.capabilities.approval.queries.history import RENEW_DECIDE_RULE
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.deadlines.api import ClockKind, Limit, RunningClock
from yangguang.kernel.clock import today

ACCEPT_RULE = "lic.correct_notice"
ANSWER_RULE = "lic.correction_answer"
DECIDE_RULE = "lic.decide"
DELIVER_RULE = "lic.deliver"
PUBLISH_RULE = "lic.publish"
HEARING_RULE = "lic.hearing_hold"
RENEW_APPLY_RULE = "lic.renew_apply"
COMPLAINT_RULE = "approval.complaint"
COMPLAINT_BASIS = "投诉举报十五个工作日内办结答复"
DEFAULT_EXTENSION = 10
ANSWER_BASIS = "补正期限由本机关在办事指南中公布"
PROMISE_BASIS = "本机关承诺时限"


def start_acceptance(*, application: Application, since: datetime | None = None) -> None:
    """Start the office's time to answer: five working days from receipt unless the matter's own law says fewer."""
    _start(
        application,
        ClockKind.ACCEPTANCE,
        ACCEPT_RULE,
        Limit(application.version.acceptance_days, "wd", "行政许可法32(4)"),
        since or application.received_at,
        "accept",
    )


def stop_acceptance(*, application: Application, now: datetime) -> None:
    """The office has answered."""
    _stop(application, ClockKind.ACCEPTANCE, ACCEPT_RULE, now)


def is_acceptance_overdue(*, application: Application, now: datetime) -> bool:
    """Tell whether the time to answer is over."""
    clock = _running(application, ClockKind.ACCEPTANCE, ACCEPT_RULE)
    return clock is not None and clock.due_at < now


def acceptance_due(*, application: Application) -> date | None:
    """Give the last day to answer."""
    clock = _running(application, ClockKind.ACCEPTANCE, ACCEPT_RULE)
    return clock.due_on if clock else None


def acceptance_started(*, application: Application) -> datetime:
    """Give the instant of receipt that counts: of the application, or of its correction."""
    clock = _running(application, ClockKind.ACCEPTANCE, ACCEPT_RULE)
    return clock.started_at if clock else application.received_at


def correction_until(*, application: Application, now: datetime) -> date:
    """Give the last day for the applicant to answer; calendar days, rolled off rest days (Civil Code art. 203)."""
    return deadlines.current_calendar().add_calendar_days(today(now), application.version.correction_days)


def start_correction(*, application: Application, now: datetime) -> None:
    """Start the applicant's own time; no office time runs meanwhile."""
    limit = Limit(application.version.correction_days, "cd", ANSWER_BASIS)
    _start(application, ClockKind.STEP, ANSWER_RULE, limit, now, "applicant")


def stop_correction(*, application: Application, now: datetime) -> None:
    """The applicant has answered."""
    _stop(application, ClockKind.STEP, ANSWER_RULE, now)


def start_decision(*, application: Application, since: datetime | None = None) -> None:
    """Start the law's clock and the promise from acceptance (Licensing Law art. 42), or from when the body above took over."""
    version = application.version
    since = since or application.accepted_at or application.received_at
    basis = _law_of(application) or "行政许可法42"
    _start_renewal(application, since)
    # A matter whose own law extends further than the general rule answers for its length itself.
    rule = DECIDE_RULE if version.extension_days <= DEFAULT_EXTENSION else ""
    statutory = Limit(version.statutory_days, version.statutory_unit, basis)
    _start(application, ClockKind.STATUTORY, rule, statutory, since, "decide")
    promise = Limit(version.promise_days, version.promise_unit, PROMISE_BASIS)
    _start(application, ClockKind.PROMISED, "", promise, since, "decide")


def decision_days(*, application: Application) -> tuple[date | None, date | None]:
    """Give the last day by law and the last day as promised."""
    days: dict[str, date] = {clock.kind: clock.due_on for clock in _decision_clocks(application)}
    return days.get(ClockKind.STATUTORY), days.get(ClockKind.PROMISED)


def renewal_asked_by(*, application: Application) -> date | None:
    """
    Give the last day to ask for this renewal: thirty days before the licence runs out (Licensing Law art. 50); none if the
    case is no renewal of a licence that ends.
    """
    licence = application.target_licence
    if licence is None or licence.valid_until is None or not application.version.renewal_of:
        return None
    ahead = deadlines.rule_on(RENEW_APPLY_RULE, today(application.received_at)).limit.length
    return licence.valid_until - timedelta(days=ahead)


def is_renewal_in_time(*, application: Application) -> bool:
    """Tell whether silence will renew the licence: a renewal that was asked for in time."""
    asked_by = renewal_asked_by(application=application)
    return asked_by is not None and today(application.received_at) <= asked_by


def stop_decision(*, application: Application, now: datetime) -> None:
    """The decision is made."""
    _stop(application, ClockKind.STATUTORY, RENEW_DECIDE_RULE, now)
    for clock in _decision_clocks(application):
        deadlines.stop_clock(clock=clock, now=now)


def pause(*, application: Application, ground: str, document: str, now: datetime) -> None:
    """
    Stop counting for a special procedure; a promise already broken stays broken.

    Refuses with ClockAlreadyOverdue when the law's own period is over.
    """
    for clock in _decision_clocks(application):
        if clock.kind == ClockKind.PROMISED and clock.due_at < now:
            continue
        deadlines.pause_clock(clock=clock, ground=ground, document_number=document, now=now)


def resume(*, application: Application, now: datetime) -> None:
    """Count on from today."""
    for clock in _decision_clocks(application):
        if clock.is_paused:
            deadlines.resume_clock(clock=clock, now=now)


def extend_decision(
    *, application: Application, days: int, reason: str, document: str, now: datetime
) -> None:
    """
    Add working days to both decision clocks; a promise already broken stays broken.

    Refuses with ClockAlreadyOverdue when the law's own period is over.
    """
    for clock in _decision_clocks(application):
        if clock.kind == ClockKind.PROMISED and clock.due_at < now and not clock.is_paused:
            continue
        deadlines.extend_clock(
            clock=clock, length=days, unit="wd", reason=reason, document_number=document, now=now
        )


def start_delivery(*, application: Application, now: datetime) -> None:
    """Start the ten working days to issue and serve (Licensing Law art. 44)."""
    limit = Limit(application.version.delivery_days, "wd", "行政许可法44")
    _start(application, ClockKind.STATUTORY, DELIVER_RULE, limit, now, "deliver")


def start_publication(*, application: Application, now: datetime) -> None:
    """Start the seven working days to publish a grant (国办发〔2018〕118号)."""
    _start(application, ClockKind.STATUTORY, PUBLISH_RULE, None, now, "deliver")


def stop_publication(*, application: Application, now: datetime) -> None:
    """The result is public."""
    _stop(application, ClockKind.STATUTORY, PUBLISH_RULE, now)


def start_hearing(*, application: Application, now: datetime) -> None:
    """Start the twenty working days to hold a hearing that was asked for (Licensing Law art. 47)."""
    _start(application, ClockKind.STATUTORY, HEARING_RULE, None, now, "decide")


def stop_hearing(*, application: Application, now: datetime) -> None:
    """The hearing took place."""
    _stop(application, ClockKind.STATUTORY, HEARING_RULE, now)


def start_complaint(*, application: Application, days: int, now: datetime) -> None:
    """Start the time to answer a complaint; the head of the body answers for it."""
    limit = Limit(days, "wd", COMPLAINT_BASIS)
    _start(application, ClockKind.STEP, COMPLAINT_RULE, limit, now, "decide")


def stop_complaint(*, application: Application, filed_at: datetime, now: datetime) -> None:
    """The complaint filed at that instant is answered."""
    for clock in deadlines.clocks_of(application.act_object):
        if clock.is_running and clock.rule_id == COMPLAINT_RULE and clock.started_at == filed_at:
            deadlines.stop_clock(clock=clock, now=now)
            return


def stop_delivery(*, application: Application, now: datetime) -> None:
    """The result is served."""
    _stop(application, ClockKind.STATUTORY, DELIVER_RULE, now)


def stop_all(*, application: Application, now: datetime) -> None:
    """Stop whatever runs on the case; the clocks of its steps end with the steps."""
    for clock in deadlines.clocks_of(application.act_object):
        if clock.is_running and (clock.kind != ClockKind.STEP or clock.rule_id == ANSWER_RULE):
            deadlines.stop_clock(clock=clock, now=now)


def workdays_after(day: date, count: int) -> date:
    """Give the last day of so many working days, the day of the event not counted."""
    return deadlines.current_calendar().add_workdays(day, count)


def workdays_between(start: date, end: date) -> int:
    """Count the working days after *start* up to *end*."""
    return deadlines.current_calendar().workdays_between(start, end)


def _law_of(application: Application) -> str:
    first: dict[str, str] = next(iter(application.version.by_law), {})
    return f"《{first['law']}》{first.get('article', '')}"[:80] if first.get("law") else ""


def _start(
    application: Application, kind: str, rule_id: str, limit: Limit | None, since: datetime, post_kind: str
) -> None:
    deadlines.start_clock(
        subject=application.act_object,
        kind=kind,
        started_at=since,
        limit=limit,
        rule_id=rule_id,
        body_code=application.body.code,
        post_kind=post_kind,
    )


def _start_renewal(application: Application, since: datetime) -> None:
    """
    Start the time until the licence runs out, in which a renewal has to be decided (Licensing Law art. 50(2)).

    It counts calendar days, no special procedure stops it, and it does not roll: silence grants at its end.
    """
    licence = application.target_licence
    if licence is None or licence.valid_until is None or not is_renewal_in_time(application=application):
        return
    left = (licence.valid_until - today(since)).days
    if left > 0:
        limit = Limit(left, "cd", "行政许可法50", rolls=False)
        _start(application, ClockKind.STATUTORY, RENEW_DECIDE_RULE, limit, since, "decide")


def _running(application: Application, kind: str, rule_id: str) -> RunningClock | None:
    clock = deadlines.find_clock(application.act_object, kind, rule_id)
    return clock if clock is not None and clock.is_running else None


def _stop(application: Application, kind: str, rule_id: str, now: datetime) -> None:
    clock = _running(application, kind, rule_id)
    if clock is not None:
        deadlines.stop_clock(clock=clock, now=now, stopped_at=max(now, clock.started_at))


def _decision_clocks(application: Application) -> list[RunningClock]:
    return [
        clock
        for clock in deadlines.clocks_of(application.act_object)
        if clock.is_running
        and (
            clock.kind == ClockKind.PROMISED
            or (clock.kind == ClockKind.STATUTORY and clock.rule_id in ("", DECIDE_RULE))
        )
    ]
