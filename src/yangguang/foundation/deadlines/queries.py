"""Reading rules, the calendar and clocks."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import BooleanField, DateField, Func, QuerySet, Value

from yangguang.foundation.deadlines import rules
from yangguang.foundation.deadlines.models import (
    AnnouncedYear,
    CalendarOverride,
    DeadlineRule,
    RunningClock,
    rules_in_force,
)
from yangguang.kernel.clock import DayOverride, WorkCalendar, end_instant, state_council
from yangguang.kernel.refusals import NotFound

Subject = tuple[str, str]


class RuleNotInForce(NotFound):
    """No version of the rule was in force on the day of the event."""

    code = "deadlines.rule_not_in_force"
    text = "{day} 没有生效的期限规则“{rule_id}”。"
    remedy = "请核对规则编号和事件日期；规则按事件发生当天生效的版本适用。"


def rule_on(rule_id: str, day: date) -> DeadlineRule:
    """
    Give the version of a rule that was in force on the day of the event.

    Refuses with RuleNotInForce.
    """
    found = rules_in_force(day).filter(rule_id=rule_id).order_by("-effective_from").first()
    if found is None:
        raise RuleNotInForce(rule_id=rule_id, day=day)
    return found


def list_rules_on(day: date) -> QuerySet[DeadlineRule]:
    """List every rule in force on a day."""
    return rules_in_force(day)


def current_calendar() -> WorkCalendar:
    """
    Give the State Council's calendar with what was entered here; one small query, so ask once per page.
    """
    days = CalendarOverride.objects.values_list("id", "day", "is_workday", "name")
    years = AnnouncedYear.objects.values_list(
        Value(0),
        Func("year", Value(1), Value(1), function="make_date", output_field=DateField()),
        Value(None, output_field=BooleanField()),
        Value(""),
    )
    overrides: dict[date, DayOverride] = {}
    announced: list[int] = []
    for _, day, is_workday, name in days.union(years, all=True).order_by("id"):
        if is_workday is None:
            announced.append(day.year)
        else:
            overrides[day] = DayOverride(is_workday=is_workday, name=name)
    return state_council().with_overrides(overrides, announced_years=announced)


def clocks_of(subject: Subject) -> QuerySet[RunningClock]:
    """List the clocks of an object (its `act_object`), the stopped ones too, with all their accounts need."""
    return (
        RunningClock.objects.filter(subject_type=subject[0], subject_number=subject[1])
        .prefetch_related("pauses", "extensions")
        .order_by("id")
    )


def find_clock(subject: Subject, kind: str, rule_id: str | None = None) -> RunningClock | None:
    """Give the latest clock of a kind (and rule) on an object, or none."""
    found = clocks_of(subject).filter(kind=kind)
    return (found if rule_id is None else found.filter(rule_id=rule_id)).last()


def account_of(
    clock: RunningClock, today: date, *, calendar: WorkCalendar | None = None, now: datetime | None = None
) -> rules.ClockAccount:
    """
    Account for a clock: last day, used, left, and the days that were counted.

    Hand in the calendar when asking for several. A clock in hours is accounted at *now*, else at 24:00 of the
    day. The original last day is the one computed when the clock started.
    """
    calendar = calendar or current_calendar()
    extensions = [row.as_rule() for row in clock.extensions.all()]
    if clock.limit_unit == "h":
        return rules.compute_hours(
            started_at=clock.started_at,
            limit=clock.limit,
            calendar=calendar,
            now=now or end_instant(today),
            extensions=extensions,
            stopped_at=clock.stopped_at,
        )
    account = rules.compute(
        start_on=clock.started_on,
        limit=clock.limit,
        calendar=calendar,
        today=today,
        pauses=[row.as_rule() for row in clock.pauses.all()],
        extensions=extensions,
        stopped_on=clock.stopped_on,
    )
    return rules.with_original(account, clock.original_due_on)


def accounts_of(
    clocks: Iterable[RunningClock], today: date, *, now: datetime | None = None
) -> dict[int, rules.ClockAccount]:
    """
    Account for many clocks by row id with one reading of the calendar; hand in `clocks_of` or prefetched
    rows.
    """
    calendar = current_calendar()
    return {clock.pk: account_of(clock, today, calendar=calendar, now=now) for clock in clocks}


def running_clocks() -> QuerySet[RunningClock]:
    """The clocks that are neither stopped nor paused."""
    return RunningClock.objects.filter(stopped_on__isnull=True, is_paused=False)


def list_overdue_clocks(now: datetime) -> QuerySet[RunningClock]:
    """List the clocks whose last day has ended; a paused clock is never among them."""
    return running_clocks().filter(due_at__lt=now).order_by("due_at")


def list_clocks_due_between(start: datetime, end: datetime) -> QuerySet[RunningClock]:
    """List the running clocks whose period ends in [start, end)."""
    return running_clocks().filter(due_at__gte=start, due_at__lt=end).order_by("due_at")
