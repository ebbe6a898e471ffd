"""
Telling open pages: the row and the notification are part of the transaction, so a page never hears of what did not happen.

Topics are public words, a body's desk, or carry an unguessable reference: `acts`, `desk:<code of 18>`, `application:<uuid>`.
Nothing personal goes through here.
"""

import json
import re
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from yangguang.foundation.events.models import LiveEvent

CHANNEL = "yangguang_live"
PUBLIC_TOPICS = frozenset({"acts", "board"})
LARGEST_PAYLOAD = 2000  # a notification holds 8000 bytes
KEPT_FOR = timedelta(days=1)
OVERLAP = (
    200  # numbers given before others but committed after them; a page may hear something twice, never not
)
LATE_SECONDS = 30
_REFERENCE = re.compile(
    r"[a-z][a-z_]{0,30}:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII
)
_DESK = re.compile(r"desk:[0-9A-HJ-NP-RTUW-Y]{18}", re.ASCII)
_INSERT = """
WITH told AS (
    INSERT INTO events_liveevent (topic, payload, at) VALUES (%s, %s::jsonb, %s) RETURNING id
)
SELECT id, pg_notify(%s, json_build_object('id', id, 'topic', %s::text, 'payload', %s::json)::text) FROM told
"""


def is_topic(topic: str) -> bool:
    """
    Tell whether a topic may be listened to: a public word, the desk of a body, or a kind with a uuid nobody can guess.

    A desk says only that something has changed, which the public record says too.
    """
    return topic in PUBLIC_TOPICS or any(one.fullmatch(topic) for one in (_REFERENCE, _DESK))


def announce(topic: str, payload: dict[str, Any], *, now: datetime) -> int:
    """
    Tell open pages of a topic within the current transaction; gives the number of the event.

    *payload* holds numbers and words of state, never names or texts of a person.
    """
    if not is_topic(topic):
        raise ValueError(f"{topic} is neither a public topic nor one with a uuid")
    if not connection.in_atomic_block:
        raise RuntimeError("announcements are part of the transaction they tell of")
    written = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    if len(written.encode()) > LARGEST_PAYLOAD:
        raise ValueError("an announcement carries keys only")
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [topic, written, now, CHANNEL, topic, written])
        return int(cursor.fetchone()[0])


def prune(*, now: datetime) -> int:
    """Remove events older than a day."""
    removed, _ = LiveEvent.objects.filter(at__lt=now - KEPT_FOR).delete()
    return removed
