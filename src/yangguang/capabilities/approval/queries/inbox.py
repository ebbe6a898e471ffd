"""
The officer's desk: what waits for the posts they hold, what they have claimed, done, watch, and what is late.

Built for a million tasks: each branch reads one index in its own order and stops after a page; counts stop at a limit and
come in one query; the number of queries does not depend on the number of rows, posts or matters.
"""

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from yangguang.capabilities.approval.models import Application
from yangguang.foundation.access.api import hide_sensitive
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.process.models import Instance, Task
from yangguang.foundation.process.states import InstanceState, TaskState
from yangguang.kernel.clock import WorkCalendar, today

COUNT_LIMIT = 1000
"""Counts stop here; the desk shows 999+."""
PAGE_LIMIT = 100
LAST_PAGE = 500
CANDIDATES = 3000
"""Up to so many cases a search names them one by one; beyond that a match is never far in the drawer's own order."""
WATCHED = 500
"""An officer watches the running cases among their latest steps; what lies further back has long ended."""
HEAVY = (
    "outcome",
    "local",
    "trail",
    "instance__variables",
    "instance__trail",
    "instance__application__fields",
    "instance__application__name_pairs",
    *(
        f"instance__application__version__{name}"
        for name in ("form", "flow_xml", "columns", "by_law", "conditions", "remedies", "special_procedures")
    ),
)
"""What no list shows; reading it would cost more than all the rest."""


class Box(StrEnum):
    """The five drawers of a desk."""

    TODO = "todo"
    CLAIMED = "claimed"
    DONE = "done"
    WATCHING = "watching"
    OVERDUE = "overdue"

    @property
    def label(self) -> str:
        """What officers read."""
        return {
            "todo": "待办",
            "claimed": "我签收的",
            "done": "已办",
            "watching": "在跟踪",
            "overdue": "已超期",
        }[self.value]


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One line of the desk."""

    task: Task
    application: Application
    days_left: int | None
    is_overdue: bool
    level: int
    """0 正常, 1 预警 (last working day), 2 黄牌 (over)."""


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of a drawer; `has_next` tells whether there is more; days were counted on `calendar`."""

    box: Box
    rows: tuple[InboxRow, ...]
    page: int
    has_next: bool
    calendar: WorkCalendar


def open_inbox(
    *,
    actor: Actor,
    box: str,
    now: datetime,
    page: int = 1,
    size: int = 20,
    step: str = "",
    words: str = "",
    matter: str = "",
    due: tuple[date | None, date | None] = (None, None),
) -> InboxPage:
    """
    Open one page of a drawer, the earliest due first (done: the latest first); three queries, four with *words*.

    *step* is a step letter, *words* a case number or part of an applicant's name, *matter* a matter's code, *due* the
    first day and the day after the last.
    """
    drawer, size, page = Box(box), min(max(size, 1), PAGE_LIMIT), min(max(page, 1), LAST_PAGE)
    last = page * size + 1
    drawn = _of_named(branches_of(actor, drawer, today(now)), words)
    branches = [_within(one, step, matter, due) for one in drawn]
    order = ("-done_at", "-pk") if drawer in (Box.DONE, Box.WATCHING) else ("due_on", "pk")
    keys = _merged(branches, order, last)[(page - 1) * size :]
    ids = [key["pk"] for key in keys]
    calendar = deadlines.current_calendar()
    rows = _rows(ids[:size], calendar, today(now))
    has_next = len(ids) > size and page < LAST_PAGE
    return InboxPage(box=drawer, rows=rows, page=page, has_next=has_next, calendar=calendar)


def count_inbox(*, actor: Actor, now: datetime) -> dict[str, int]:
    """Count each drawer, up to COUNT_LIMIT, all in one query."""
    day = today(now)
    counts = count_at_once([branches_of(actor, box, day) for box in Box])
    return {box.value: count for box, count in zip(Box, counts, strict=True)}


def count_at_once(lists: Sequence[Sequence[QuerySet[Task]]]) -> list[int]:
    """Count several lists, each made of branches and counted up to COUNT_LIMIT, in one query."""
    parts: list[str] = []
    given: list[Any] = []
    for branches in lists:
        counted = ["0"]
        for one in branches:
            try:
                sql, values = one.order_by().values("pk")[:COUNT_LIMIT].query.sql_with_params()
            except EmptyResultSet:
                continue
            counted.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")  # noqa: S608 - the query builder wrote it
            given += values
        parts.append(f"LEAST({' + '.join(counted)}, {COUNT_LIMIT})")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", given)
        return list(cursor.fetchone())


def branches_of(actor: Actor, box: Box, day: date) -> list[QuerySet[Task]]:
    """Give the branches of a drawer, without what is 敏感 and not for this officer; each reads one index."""
    number = "instance__application__number"
    return [
        hide_sensitive(one, actor=actor, object_type="application", number=number)
        for one in _all_branches(actor, box, day)
    ]


def _all_branches(actor: Actor, box: Box, day: date) -> list[QuerySet[Task]]:
    mine = Task.objects.filter(assignee_account_id=actor.account_id)
    if not actor.is_officer or actor.account_id is None:
        return [Task.objects.none()]
    if box is Box.CLAIMED:
        return [mine.filter(state=TaskState.CLAIMED)]
    if box is Box.DONE:
        return [mine.filter(state=TaskState.DONE)]
    if box is Box.WATCHING:
        running = (InstanceState.RUNNING.value, InstanceState.SUSPENDED.value)
        latest = mine.filter(state=TaskState.DONE).order_by("-done_at", "-pk").values("pk")[:WATCHED]
        return [mine.filter(pk__in=latest, state=TaskState.DONE, instance__state__in=running)]
    waiting = [
        *(
            Task.objects.filter(
                body_code=body, post_kind=kind, state=TaskState.OPEN, assignee_account_id__isnull=True
            )
            for body, kind in sorted({(post.body_code, post.kind) for post in actor.posts})
        ),
        mine.filter(state=TaskState.OPEN),
        mine.filter(state=TaskState.CLAIMED),
    ]
    return [one.filter(due_on__lt=day) for one in waiting] if box is Box.OVERDUE else waiting


def _of_named(branches: list[QuerySet[Task]], words: str) -> list[QuerySet[Task]]:
    """
    Keep the steps of cases of this number or name.

    A database that filters a list in its order walks all of it for a rare name, and gathers half the city for a common
    one; which of the two it is, is found out first.
    """
    wanted = words.strip()
    if not wanted:
        return branches
    if wanted[:1].isdigit():
        cases = Application.objects.filter(number__startswith=wanted)
        among = Q(instance__application__number__startswith=wanted)
    else:
        pairs = [wanted[place : place + 2] for place in range(len(wanted) - 1)]
        named = Q(applicant_name__contains=wanted) | Q(person_name__contains=wanted)
        cases = Application.objects.filter(named, name_pairs__contains=pairs)
        among = Q(instance__application__applicant_name__contains=wanted)
        among |= Q(instance__application__person_name__contains=wanted)
    found = list(cases.values_list("instance_id", flat=True)[: CANDIDATES + 1])
    if len(found) > CANDIDATES:
        return [one.filter(among) for one in branches]
    return [functools.reduce(operator.or_, branches).filter(instance_id__in=found)]


def _within(
    tasks: QuerySet[Task], step: str, matter: str, due: tuple[date | None, date | None]
) -> QuerySet[Task]:
    since, until = due
    if step:
        tasks = tasks.filter(step=step)
    if matter:
        tasks = tasks.filter(instance__definition__key=matter)
    if since is not None:
        tasks = tasks.filter(due_on__gte=since)
    return tasks.filter(due_on__lt=until) if until is not None else tasks


def _merged(branches: Sequence[QuerySet[Task]], order: tuple[str, ...], last: int) -> list[dict[str, int]]:
    names = tuple(name.lstrip("-") for name in order)
    sliced = [one.order_by(*order).values(*names)[:last] for one in branches]
    if len(sliced) == 1:
        return list(sliced[0])
    return list(sliced[0].union(*sliced[1:], all=True).order_by(*order)[:last])


def _rows(ids: Sequence[int], calendar: WorkCalendar, day: date) -> tuple[InboxRow, ...]:
    if not ids:
        return ()
    tasks = (
        Task.objects.filter(pk__in=ids)
        .select_related("instance__application__version__matter", "instance__application__body")
        .defer(*HEAVY)
        .in_bulk()
    )
    rows = []
    for pk in ids:
        task = tasks[pk]
        application = _application_of(task.instance)
        if application is None:
            continue
        left = calendar.workdays_between(day, task.due_on) if task.due_on else None
        is_overdue = task.is_live and task.due_on is not None and task.due_on < day
        level = 2 if is_overdue else int(task.is_live and left is not None and left <= 1)
        rows.append(InboxRow(task, application, left, is_overdue, level))
    return tuple(rows)


def _application_of(instance: Instance) -> Application | None:
    return getattr(instance, "application", None)
