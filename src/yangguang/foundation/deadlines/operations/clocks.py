"""
Starting, pausing, extending and stopping clocks: machinery other operations use, never an operation of its
own.

Each change keeps the last day in the row current and leaves a ClockChange, so supervision can see every move.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import connection

from yangguang.foundation.acts.api import require_operation
from yangguang.foundation.deadlines import queries, rules
from yangguang.foundation.deadlines.models import (
    UNITS,
    ClockChange,
    ClockExtension,
    ClockKind,
    ClockPause,
    RunningClock,
    limit_fields,
)
from yangguang.foundation.deadlines.operations import refusals
from yangguang.kernel import clock as time
from yangguang.kernel.clock import WorkCalendar

# Licensing Law art. 45 names these and no other; a public notice (公示) is deliberately not among them.
PAUSE_GROUNDS = {
    "hearing": "听证",
    "tender": "招标",
    "auction": "拍卖",
    "inspection": "检验",
    "testing": "检测",
    "quarantine": "检疫",
    "appraisal": "鉴定",
    "expert_review": "专家评审",
}
PAUSE_BASIS = "《行政许可法》第四十五条"
_CALENDAR_LOCK = 0x79674341  # "ygCA": one number in PostgreSQL's advisory lock space


def start_clock(
    *,
    subject: tuple[str, str],
    kind: str,
    started_at: datetime,
    limit: rules.Limit | None = None,
    rule_id: str = "",
    body_code: str = "",
    post_kind: str = "",
) -> RunningClock:
    """
    Start a period on an object (its `act_object`) from an instant; the day of it does not count.

    Without a limit the rule in force on that day gives it. Refuses with ClockAlreadyRuns, RuleNotInForce.
    """
    require_operation()
    hold_calendar()
    kind = ClockKind(kind).value
    started_on = time.today(started_at)
    if limit is None:
        limit = queries.rule_on(rule_id, started_on).limit
    running = RunningClock.objects.filter(
        subject_type=subject[0],
        subject_number=subject[1],
        kind=kind,
        rule_id=rule_id,
        stopped_on__isnull=True,
    )
    if kind != ClockKind.STEP and running.exists():
        raise refusals.ClockAlreadyRuns(number=subject[1], kind=ClockKind(kind).label)
    clock = RunningClock(
        subject_type=subject[0],
        subject_number=subject[1],
        kind=kind,
        rule_id=rule_id,
        body_code=body_code,
        post_kind=post_kind,
        started_on=started_on,
        started_at=started_at,
        **limit_fields(limit),
    )
    calendar = queries.current_calendar()
    clock.due_on, clock.due_at = _end_of(clock, calendar, started_on, (), ())
    clock.original_due_on = clock.due_on
    clock.calendar_version = calendar.version
    clock.save(force_insert=True)
    return clock


def pause_clock(
    *,
    clock: RunningClock,
    ground: str,
    document_number: str,
    now: datetime,
    from_on: date | None = None,
    basis: str = "",
) -> RunningClock:
    """
    Stop counting from a day on (today unless told), for a special procedure told to the applicant in writing.

    *ground* is a key of PAUSE_GROUNDS, or a Chinese text with the law's own *basis*. Refuses with
    ClockAlreadyStopped, ClockAlreadyPaused, ClockAlreadyOverdue, HourClockKeepsRunning, PauseNeedsBasis,
    DocumentMissing, PauseDayOutOfOrder.
    """
    clock = _locked(clock, deed="暂停")
    today = time.today(now)
    if clock.limit_unit == "h":
        raise refusals.HourClockKeepsRunning()
    if not document_number:
        raise refusals.DocumentMissing(deed="暂停计时")
    if ground not in PAUSE_GROUNDS and not basis:
        raise refusals.PauseNeedsBasis(ground=ground)
    earlier = list(clock.pauses.all())
    if earlier and earlier[-1].until_on is None:
        raise refusals.ClockAlreadyPaused(from_on=earlier[-1].from_on, ground=earlier[-1].ground)
    _refuse_overdue(clock, today, deed="暂停")
    from_on = from_on or today
    earliest = max([clock.started_on, *(pause.until_on for pause in earlier if pause.until_on)])
    if not earliest <= from_on <= today:
        raise refusals.PauseDayOutOfOrder(day=from_on, earliest=earliest, latest=today)
    name = PAUSE_GROUNDS.get(ground, ground)
    ClockPause.objects.create(
        clock=clock,
        from_on=from_on,
        ground=name,
        basis=basis or PAUSE_BASIS,
        document_number=document_number,
    )
    clock.is_paused = True
    return _settle(
        clock, now=now, reason="pause", detail=f"{name}，自 {from_on} 起不计入期限（{document_number}）"
    )


def resume_clock(*, clock: RunningClock, now: datetime, until_on: date | None = None) -> RunningClock:
    """
    Go on counting; the day given (today unless told) counts again.

    Refuses with ClockAlreadyStopped, ClockNotPaused, PauseDayOutOfOrder.
    """
    clock = _locked(clock, deed="恢复")
    pause = clock.pauses.filter(until_on__isnull=True).first()
    if pause is None:
        raise refusals.ClockNotPaused()
    today = time.today(now)
    until_on = until_on or today
    if not pause.from_on <= until_on <= today:
        raise refusals.PauseDayOutOfOrder(day=until_on, earliest=pause.from_on, latest=today)
    pause.until_on = until_on
    pause.save(update_fields=["until_on"])
    clock.is_paused = False
    return _settle(clock, now=now, reason="resume", detail=f"{pause.ground}结束，自 {until_on} 起继续计时")


def extend_clock(
    *, clock: RunningClock, length: int, unit: str, reason: str, document_number: str, now: datetime
) -> RunningClock:
    """
    Add time before the period is over, once and at most what its rule gives (Licensing Law art. 42).

    A clock without a rule follows its matter; the caller answers for the length. Refuses with
    ClockAlreadyStopped, ClockAlreadyOverdue, DocumentMissing, ExtensionNotForeseen, ExtensionTooLong,
    AlreadyExtended.
    """
    clock = _locked(clock, deed="延长")
    if not document_number or not reason:
        raise refusals.DocumentMissing(deed="延长期限")
    _refuse_overdue(clock, time.today(now), deed="延长", now=now)
    _refuse_beyond_rule(clock, rules.Limit(length, unit))
    ClockExtension.objects.create(
        clock=clock,
        length=length,
        unit=unit,
        reason=reason,
        document_number=document_number,
        extended_on=time.today(now),
    )
    asked = rules.Limit(length, unit)
    return _settle(
        clock, now=now, reason="extend", detail=f"延长 {asked}：{reason[:120]}（{document_number}）"
    )


def stop_clock(*, clock: RunningClock, now: datetime, stopped_at: datetime | None = None) -> RunningClock:
    """
    End a period because what it was for has been done; the day of the deed still counts.

    A pause still open ends with it and excludes that day. Refuses with ClockAlreadyStopped.
    """
    clock = _locked(clock, deed="停止")
    stopped_at = stopped_at or now
    clock.stopped_at = stopped_at
    clock.stopped_on = time.today(stopped_at)
    pause = clock.pauses.filter(until_on__isnull=True).first()
    if pause is not None:
        pause.until_on = max(clock.stopped_on, pause.from_on) + timedelta(days=1)
        pause.save(update_fields=["until_on"])
    clock.is_paused = False
    return _settle(clock, now=now, reason="stop", detail="办结时仍在暂停，按办结当日止算", is_traced=False)


def set_level(*, clock: RunningClock, level: int | None) -> RunningClock:
    """Write the level of the card that watches the clock: 0 正常, 1 预警, 2 黄牌, 5 红牌."""
    require_operation()
    RunningClock.objects.filter(pk=clock.pk).update(level=level)
    clock.level = level
    return clock


def recompute_running(now: datetime) -> int:
    """
    Bring the last day of every running clock up to the current calendar; give the number that moved.

    Moves by a changed calendar leave a ClockChange. The provisional day of a paused clock is moved silently:
    it says nothing but that the pause goes on.
    """
    require_operation()
    calendar = queries.current_calendar()
    today = time.today(now)
    moved = 0
    for chunk in _chunks():
        # Many clocks end on few days: one UPDATE for each day is far cheaper than one CASE for each row.
        by_end: dict[tuple[date, datetime], list[int]] = defaultdict(list)
        changes = []
        for clock in chunk:
            change = _recompute(clock, calendar, today, now)
            if change is None:
                continue
            by_end[clock.due_on, clock.due_at].append(clock.pk)
            if clock.calendar_version != calendar.version:
                changes.append(change)
        for (due_on, due_at), keys in by_end.items():
            RunningClock.objects.filter(pk__in=keys).update(due_on=due_on, due_at=due_at)
        outdated = [clock.pk for clock in chunk if clock.calendar_version != calendar.version]
        RunningClock.objects.filter(pk__in=outdated).update(calendar_version=calendar.version)
        ClockChange.objects.bulk_create(changes, batch_size=1000)
        moved += len(changes)
    return moved


def hold_calendar(*, alone: bool = False) -> None:
    """
    Keep the calendar as it is until the transaction ends; *alone* waits for all others, to change it.

    Without this a clock started while a day is being overridden would miss the recomputation.
    """
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_CALENDAR_LOCK])


def _locked(clock: RunningClock, *, deed: str) -> RunningClock:
    require_operation()
    hold_calendar()
    clock.refresh_from_db(from_queryset=RunningClock.objects.select_for_update())
    if not clock.is_running:
        raise refusals.ClockAlreadyStopped(stopped_on=clock.stopped_on, deed=deed)
    return clock


def _refuse_overdue(clock: RunningClock, today: date, *, deed: str, now: datetime | None = None) -> None:
    if clock.is_paused:
        return
    is_over = now > clock.due_at if now and clock.limit_unit == "h" else today > clock.due_on
    if is_over:
        raise refusals.ClockAlreadyOverdue(due_on=clock.due_on, deed=deed)


def _refuse_beyond_rule(clock: RunningClock, asked: rules.Limit) -> None:
    if not clock.rule_id:
        return
    rule = queries.rule_on(clock.rule_id, clock.started_on)
    most = rule.extension_limit
    if most is None:
        raise refusals.ExtensionNotForeseen(citation=rule.citation)
    if clock.extensions.exists():
        raise refusals.AlreadyExtended(citation=rule.citation, due_on=clock.due_on)
    if asked.unit != most.unit or asked.length > most.length or not asked.length:
        raise refusals.ExtensionTooLong(
            most=most, asked=f"{asked.length} 个{UNITS[asked.unit]}", citation=rule.citation
        )


def _settle(
    clock: RunningClock, *, now: datetime, reason: str, detail: str, is_traced: bool = True
) -> RunningClock:
    calendar = queries.current_calendar()
    before = clock.due_on
    today = clock.stopped_on or time.today(now)
    clock.due_on, clock.due_at = _end_of(
        clock,
        calendar,
        today,
        [pause.as_rule() for pause in clock.pauses.all()],
        [extension.as_rule() for extension in clock.extensions.all()],
    )
    clock.calendar_version = calendar.version
    clock.save()
    if is_traced or before != clock.due_on:
        ClockChange.objects.create(
            clock=clock,
            changed_at=now,
            reason=reason,
            detail=detail,
            due_on_before=before,
            due_on_after=clock.due_on,
            calendar_version=calendar.version,
        )
    return clock


def _end_of(
    clock: RunningClock,
    calendar: WorkCalendar,
    today: date,
    pauses: Sequence[rules.Pause],
    extensions: Sequence[rules.Extension],
) -> tuple[date, datetime]:
    if clock.limit_unit == "h":
        hours = clock.limit_length + sum(extension.length for extension in extensions)
        due_at = clock.started_at + timedelta(hours=hours)
        return time.today(due_at), due_at
    due_on = rules.due_day(
        start_on=clock.started_on,
        limit=clock.limit,
        calendar=calendar,
        today=today,
        pauses=pauses,
        extensions=extensions,
    )
    return due_on, time.end_instant(due_on)


def _recompute(clock: RunningClock, calendar: WorkCalendar, today: date, now: datetime) -> ClockChange | None:
    before = clock.due_on
    clock.due_on, clock.due_at = _end_of(
        clock,
        calendar,
        today,
        [pause.as_rule() for pause in clock.pauses.all()],
        [extension.as_rule() for extension in clock.extensions.all()],
    )
    if clock.due_on == before:
        return None
    return ClockChange(
        clock=clock,
        changed_at=now,
        reason="calendar",
        detail=f"工作日历由 {clock.calendar_version} 改为 {calendar.version}",
        due_on_before=before,
        due_on_after=clock.due_on,
        calendar_version=calendar.version,
    )


def _chunks(size: int = 1000) -> Iterator[list[RunningClock]]:
    # By ascending row id, so that two recomputations lock in the same order.
    after = 0
    while True:
        chunk = list(
            RunningClock.objects.select_for_update()
            .filter(stopped_on__isnull=True, pk__gt=after)
            .order_by("pk")
            .prefetch_related("pauses", "extensions")[:size]
        )
        if not chunk:
            return
        yield chunk
        after = chunk[-1].pk
