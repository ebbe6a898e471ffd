"""Open pages are told: in order, after a break, and never of what did not happen."""

import asyncio
import contextlib
import json
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection, connections, transaction

from yangguang.foundation.events import api as events
from yangguang.foundation.events import live
from yangguang.foundation.events.hub import connection_string
from yangguang.foundation.events.models import LiveEvent

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
TOPIC = "application:0f8fad5b-d9cb-469f-a165-70867728950e"


def announce(topic: str = TOPIC, **payload) -> int:
    with transaction.atomic():
        return events.announce(topic, payload, now=NOW)


async def announce_elsewhere(topic: str = TOPIC, **payload) -> int:
    """Announce from another connection, as another process would."""

    def run() -> int:
        try:
            return announce(topic, **payload)
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


class Page:
    """A browser that listens."""

    def __init__(
        self,
        topic: str = TOPIC,
        *,
        last: int | None = None,
        method: str = "GET",
        query: str = "",
        accept: str = "*/*",
    ):
        headers = [] if last is None else [(b"last-event-id", str(last).encode())]
        headers.append((b"accept", accept.encode()))
        self.scope = {
            "type": "http",
            "method": method,
            "path": f"/live/{topic}",
            "headers": headers,
            "query_string": query.encode(),
        }
        self.status = 0
        self.written = ""
        self._leave = asyncio.Event()
        self._news = asyncio.Event()

    async def __aenter__(self) -> "Page":
        self.task = asyncio.create_task(live.application(self.scope, self._receive, self._send))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._leave.set()
        await asyncio.wait_for(self.task, 5)

    async def _receive(self) -> dict:
        await self._leave.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict) -> None:
        self.status = message.get("status", self.status)
        self.written += message.get("body", b"").decode()
        self._news.set()

    async def until(self, text: str) -> None:
        async with asyncio.timeout(5):
            while text not in self.written:
                self._news.clear()
                await self._news.wait()

    @property
    def got(self) -> list[dict]:
        return [json.loads(line[6:]) for line in self.written.splitlines() if line.startswith("data: ")]


def test_announce__outside_a_transaction__is_a_programming_error(transactional_db):
    with pytest.raises(RuntimeError):
        events.announce("acts", {"act": 1}, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("topic", ["application:7", "people", "", "acts;", "x:../../etc", "application:*"])
def test_announce__topic_somebody_could_guess__is_a_programming_error(topic):
    with pytest.raises(ValueError):
        events.announce(topic, {}, now=NOW)


@pytest.mark.django_db
def test_announce__more_than_keys__is_a_programming_error():
    with pytest.raises(ValueError):
        events.announce("acts", {"text": "长" * 1000}, now=NOW)


def test_stream__announced__arrives_with_number_and_others_do_not(transactional_db):
    async def story() -> None:
        async with Page() as page:
            await page.until("id: 0")
            await announce_elsewhere("acts", act=1)
            number = await announce_elsewhere(state="受理")
            await page.until("受理")
            assert page.status == 200
            assert page.got == [{"state": "受理"}]
            assert f"id: {number}\ndata: " in page.written

    asyncio.run(story())


def test_stream__rolled_back__is_never_heard_of(transactional_db):
    class Stop(Exception):
        pass

    def fail() -> None:
        with contextlib.suppress(Stop), transaction.atomic():
            events.announce(TOPIC, {"state": "nothing"}, now=NOW)
            raise Stop
        connections.close_all()

    async def story() -> None:
        async with Page() as page:
            await page.until("id: 0")
            await asyncio.to_thread(fail)
            await announce_elsewhere(state="something")
            await page.until("something")
            assert page.got == [{"state": "something"}]

    asyncio.run(story())
    assert LiveEvent.objects.count() == 1


@pytest.mark.parametrize("by", ["header", "address"])
def test_stream__page_comes_back__hears_what_it_missed(transactional_db, by):
    first = announce(step=1)
    announce(step=2)
    announce("acts", act=9)
    announce(step=3)

    async def story() -> None:
        page = Page(last=first) if by == "header" else Page(query=f"after={first}")
        async with page:
            await page.until("3}")
            assert page.got == [{"step": 2}, {"step": 3}]

    asyncio.run(story())


def test_stream__database_line_broken__is_opened_again_and_nothing_is_missed(transactional_db):
    async def cut_and_tell() -> None:
        async with await psycopg.AsyncConnection.connect(connection_string(), autocommit=True) as line:
            await line.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'yangguang live' AND pid <> pg_backend_pid()"
            )

    async def story() -> None:
        async with Page() as page:
            await page.until("id: 0")
            await announce_elsewhere(step=1)
            await page.until("1}")
            await cut_and_tell()
            await announce_elsewhere(step=2)
            await page.until("2}")
            await asyncio.sleep(0)
            assert {"step": 2} in page.got

    asyncio.run(story())


def test_stream__many_pages__share_one_line_that_ends_with_them(transactional_db):
    async def lines() -> int:
        async with await psycopg.AsyncConnection.connect(connection_string(), autocommit=True) as line:
            await line.execute("SET application_name = 'test'")
            found = await line.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'yangguang live'"
                " AND datname = current_database() AND query LIKE 'LISTEN%'"
            )
            return (await found.fetchone())[0]

    async def story() -> None:
        async with contextlib.AsyncExitStack() as stack:
            pages = [await stack.enter_async_context(Page()) for _ in range(50)]
            for page in pages:
                await page.until("id: 0")
            assert await lines() == 1
            await announce_elsewhere(state="x")
            for page in pages:
                await page.until('"x"')
        await asyncio.sleep(0.2)
        assert await lines() == 0

    asyncio.run(story())


def test_stream__quiet__is_kept_open(transactional_db, monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.05)

    async def story() -> None:
        async with Page() as page:
            await page.until(": still here")

    asyncio.run(story())


def test_stream__server_stops__ends_at_once(transactional_db):
    async def story() -> None:
        page = Page()
        await page.__aenter__()
        await page.until("id: 0")
        page.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(page.task, 2)

    asyncio.run(story())


@pytest.mark.parametrize(
    ("topic", "method", "status"),
    [("people", "GET", 404), ("application:7", "GET", 404), ("", "GET", 404), ("acts", "POST", 405)],
)
def test_stream__not_a_topic_or_not_a_get__is_refused(topic, method, status):
    async def story() -> None:
        async with Page(topic, method=method) as page:
            await asyncio.wait_for(page.task, 2)
            assert page.status == status

    asyncio.run(story())


def test_poll__after_a_number__gives_the_same_and_only_of_the_topic(transactional_db):
    first = announce(step=1)
    second = announce(step=2)
    announce("acts", act=1)

    async def ask(query: str) -> dict:
        async with Page(query=query, accept="application/json") as page:
            await asyncio.wait_for(page.task, 5)
            assert page.status == 200
            return json.loads(page.written)

    assert asyncio.run(ask("")) == {"events": [], "last": second}
    assert asyncio.run(ask(f"after={first}")) == {
        "events": [{"id": second, "data": {"step": 2}}],
        "last": second,
    }
    assert asyncio.run(ask(f"after={second}")) == {"events": [], "last": second}


@pytest.mark.django_db
def test_prune__a_day_later__only_the_old_goes():
    announce(step=1)
    with transaction.atomic():
        events.announce(TOPIC, {"step": 2}, now=NOW + timedelta(hours=20))

    assert events.prune(now=NOW + timedelta(hours=25)) == 1
    assert LiveEvent.objects.get().payload == {"step": 2}
    assert connection.in_atomic_block
