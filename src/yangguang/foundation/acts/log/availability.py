"""
Fail closed: while the log cannot take acts, nobody may bind anybody (GB/T 22239-2019, 8.1.4.3 c, d).

The log is out of order when its keeper said so (an open alarm), or when acts have waited longer than the operator's patience
and nothing has been signed in that time. Both are asked of the database, in one statement, by its own clock; so a dead worker
is noticed by whoever wants to act next.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from yangguang.foundation.acts.events import LogAlarmRaised, LogRecovered
from yangguang.foundation.acts.log.refusals import LogUnavailable
from yangguang.foundation.acts.models import LogAlarm, LogCheckpoint, LogPublication, PendingAct
from yangguang.foundation.events.api import publish

STALLED = "acts.log_stalled"
_ASK = """
SELECT (SELECT problem FROM acts_logalarm WHERE cleared_at IS NULL AND is_blocking ORDER BY id LIMIT 1),
       (SELECT waiting_since < clock_timestamp() - make_interval(mins => %s) FROM acts_pendingact ORDER BY act_id LIMIT 1)
       AND NOT EXISTS (SELECT 1 FROM acts_logpublication
                       WHERE moved_at > clock_timestamp() - make_interval(mins => %s))
"""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LogState:
    """How the log is doing, for the state page and for `yangguang log state`."""

    size: int
    published: int
    signed_at: datetime | None
    waiting: int
    waiting_since: datetime | None
    alarms: tuple[LogAlarm, ...]
    is_available: bool


def require_log(*, now: datetime) -> None:
    """Let a binding operation go on only while the log takes acts. Refuses with LogUnavailable, and raises the alarm."""
    problem = _problem()
    if problem:
        raise_alarm(code=STALLED, problem=problem, now=now)
        raise LogUnavailable(problem=problem)


def log_state() -> LogState:
    """Tell how the log is doing; five small queries."""
    last = LogCheckpoint.objects.order_by("-size").first()
    publication = LogPublication.objects.first()
    first = PendingAct.objects.order_by("act_id").first()
    return LogState(
        size=last.size if last else 0,
        published=publication.size if publication else 0,
        signed_at=last.signed_at if last else None,
        waiting=PendingAct.objects.count(),
        waiting_since=first.waiting_since if first else None,
        alarms=tuple(LogAlarm.objects.order_by("-id")[:50]),
        is_available=not _problem(),
    )


def raise_alarm(*, code: str, problem: str, now: datetime, is_blocking: bool = True) -> None:
    """Write the alarm down once and tell the administrators; an open one of the same kind is enough."""
    if code == STALLED and LogAlarm.objects.filter(cleared_at=None, is_blocking=True).exists():
        return
    try:
        with transaction.atomic():
            _, is_new = LogAlarm.objects.get_or_create(
                code=code,
                cleared_at=None,
                defaults={"problem": problem, "raised_at": now, "is_blocking": is_blocking},
            )
    except IntegrityError:  # another process was quicker
        return
    if is_new:
        _log.error("the log of acts: %s (%s)", problem, code)
        event = LogAlarmRaised(code, problem, now)
        transaction.on_commit(partial(publish, event, 0), robust=True)


def clear_alarms(*, now: datetime) -> None:
    """Close the open blocking alarms: the log took everything that waited."""
    for alarm in LogAlarm.objects.filter(cleared_at=None, is_blocking=True):
        alarm.cleared_at = now
        alarm.save(update_fields=["cleared_at"])
        _log.warning("the log of acts recovered from %s", alarm.code)
        transaction.on_commit(partial(publish, LogRecovered(alarm.code, now), 0), robust=True)


def _problem() -> str:
    patience = settings.LOG_PATIENCE_MINUTES
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [patience, patience])
        told, is_stalled = cursor.fetchone()
    return str(told or (f"入账已停 {patience} 分钟以上" if is_stalled else ""))
