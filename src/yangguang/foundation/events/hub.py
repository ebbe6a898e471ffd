"""
One LISTEN connection for all event streams of a process.

It is opened with the first stream and closed with the last. When it breaks it is opened again, and what was told meanwhile is
read from the table, so that nobody misses anything.
"""

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings

from yangguang.foundation.events.announcements import CHANNEL, LATE_SECONDS, OVERLAP

_log = logging.getLogger(__name__)
_PATIENCE = (0.5, 1, 2, 5, 10)
_QUEUE_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Told:
    """One event on its way to a page."""

    number: int
    topic: str
    payload: str


def connection_string() -> str:
    """Give psycopg the same database Django uses."""
    one = settings.DATABASES["default"]
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {name: str(one[key]) for name, key in names.items() if one.get(key)}
    return psycopg.conninfo.make_conninfo(
        **given, application_name="yangguang live", **one.get("OPTIONS", {})
    )


class Hub:
    """Hands what the database tells to the streams that want it."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._streams: dict[str, set[asyncio.Queue[Told | None]]] = defaultdict(set)
        self._listening: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._reader: psycopg.AsyncConnection[Any] | None = None
        self._reading = asyncio.Lock()
        self._last = 0

    @property
    def stream_count(self) -> int:
        """How many streams are open."""
        return sum(len(queues) for queues in self._streams.values())

    @contextlib.asynccontextmanager
    async def joined(self, topic: str) -> AsyncIterator["asyncio.Queue[Told | None]"]:
        """Listen to a topic within the block; None in the queue means that the page did not keep up."""
        queue: asyncio.Queue[Told | None] = asyncio.Queue(_QUEUE_LENGTH)
        self._streams[topic].add(queue)
        if self._listening is None or self._listening.done():
            self._ready.clear()
            self._listening = asyncio.create_task(self._listen(), name="live events")
        try:
            await self._ready.wait()
            yield queue
        finally:
            self._streams[topic].discard(queue)
            if not self._streams[topic]:
                del self._streams[topic]
            await self.rest()

    async def rest(self) -> None:
        """Close the connections if nobody listens; called after a single question."""
        if not self._streams:
            await self.close()

    async def close(self) -> None:
        """Close both connections; the next stream opens them again."""
        listening, self._listening = self._listening, None
        reader, self._reader = self._reader, None
        self._ready.clear()
        if listening is not None:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening
        if reader is not None:
            await reader.close()

    async def read_missed(self, topic: str, after: int, *, overlap: bool = True) -> list[Told]:
        """Read what a topic was told after a number, with a short overlap for what was committed late."""
        rows = await self._query(
            "SELECT id, topic, payload::text FROM events_liveevent WHERE topic = %s AND (id > %s OR (id > %s"
            " AND id <> %s AND at > now() - make_interval(secs => %s))) ORDER BY id LIMIT 200",
            (topic, after, after - OVERLAP if overlap else after, after, LATE_SECONDS),
        )
        return [Told(*row) for row in rows]

    async def latest(self, topic: str) -> int:
        """Give the number a new page starts from."""
        rows = await self._query(
            "SELECT coalesce(max(id), 0) FROM events_liveevent WHERE topic = %s", (topic,)
        )
        return int(rows[0][0])

    async def _query(self, statement: Any, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        async with self._reading:
            if self._reader is None or self._reader.closed:
                self._reader = await psycopg.AsyncConnection.connect(connection_string(), autocommit=True)
            try:
                return await (await self._reader.execute(statement, values)).fetchall()
            except psycopg.OperationalError:
                await self._reader.close()
                raise

    async def _listen(self) -> None:
        failures = 0
        while True:
            try:
                await self._listen_once()
                failures = 0
            except psycopg.OperationalError as problem:
                pause = _PATIENCE[min(failures, len(_PATIENCE) - 1)]
                failures += 1
                _log.warning("live events: no database (%s), again in %s s", problem, pause)
                await asyncio.sleep(pause)

    async def _listen_once(self) -> None:
        line = await psycopg.AsyncConnection.connect(connection_string(), autocommit=True)
        async with line:
            await line.execute(f"LISTEN {CHANNEL}")
            await self._catch_up()
            self._ready.set()
            async for notice in line.notifies():
                told = json.loads(notice.payload)
                payload = json.dumps(told["payload"], ensure_ascii=False, separators=(",", ":"))
                self._hand_out(Told(told["id"], told["topic"], payload))
        raise psycopg.OperationalError("the line was closed")

    async def _catch_up(self) -> None:
        """Hand out what was told while the line was broken."""
        if self._last == 0:
            return
        rows = await self._query(
            "SELECT id, topic, payload::text FROM events_liveevent WHERE id > %s ORDER BY id LIMIT 1000",
            (self._last,),
        )
        for row in rows:
            self._hand_out(Told(*row))

    def _hand_out(self, told: Told) -> None:
        self._last = max(self._last, told.number)
        for queue in self._streams.get(told.topic, ()):
            try:
                queue.put_nowait(told)
            except asyncio.QueueFull:
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(None)
