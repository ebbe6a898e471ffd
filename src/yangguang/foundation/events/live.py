"""
Server-Sent Events for open pages: a small native ASGI application, without a thread or a Django request per stream.

`GET /live/<topic>`; `Last-Event-ID` (or `?after=`) replays what was missed. Who keeps no stream open asks the same
address with `Accept: application/json` now and then. Public topics, and topics with a uuid nobody can guess. What
goes through here are keys; the page asks for the rest through an ordinary, checked address.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs, unquote
from weakref import WeakKeyDictionary

import psycopg

from yangguang.foundation.events.announcements import is_topic
from yangguang.foundation.events.hub import Hub, Told

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PREFIX = "/live/"
HEARTBEAT_SECONDS = 20.0
MOST_STREAMS = 5000
_STREAM = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]

_log = logging.getLogger(__name__)
_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one request for a stream."""
    topic = unquote(scope["path"].removeprefix(PREFIX)).rstrip("/")
    hub = _hubs.setdefault(asyncio.get_running_loop(), Hub())
    if scope["method"] != "GET":
        await _say(send, 405, "只能用 GET 收听。", (b"allow", b"GET"))
    elif not is_topic(topic):
        await _say(send, 404, "没有这个话题。")
    elif b"application/json" in _header(scope, b"accept"):
        await _answer_once(hub, topic, _last_number(scope), send)
    elif hub.stream_count >= MOST_STREAMS:
        await _say(send, 503, "收听的人太多，页面会定时刷新。", (b"retry-after", b"30"))
    else:
        await _run_until_gone(hub, topic, _last_number(scope), receive, send)


async def _say(send: Send, status: int, text: str, *headers: tuple[bytes, bytes]) -> None:
    head = [(b"content-type", b"text/plain; charset=utf-8"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": text.encode()})


async def _answer_once(hub: Hub, topic: str, last: int | None, send: Send) -> None:
    """Give what was told after a number, or, to who has none, only the number to start from."""
    try:
        told = [] if last is None else await hub.read_missed(topic, last, overlap=False)
        reached = told[-1].number if told else last if last is not None else await hub.latest(topic)
    except psycopg.OperationalError:
        await _say(send, 503, "暂时读不到，请稍后再问。", (b"retry-after", b"30"))
        return
    finally:
        await hub.rest()
    events = [{"id": one.number, "data": json.loads(one.payload)} for one in told]
    body = json.dumps({"events": events, "last": reached}, ensure_ascii=False).encode()
    head = [(b"content-type", b"application/json; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": body})


def _header(scope: Message, name: bytes) -> bytes:
    found: bytes = dict(scope["headers"]).get(name, b"")
    return found


def _last_number(scope: Message) -> int | None:
    """The number the page has: from the header on coming back, from the address at first."""
    header = _header(scope, b"last-event-id").decode("latin-1")
    written = header or (parse_qs(scope["query_string"].decode("latin-1")).get("after") or [""])[0]
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else None


async def _run_until_gone(hub: Hub, topic: str, last: int | None, receive: Receive, send: Send) -> None:
    """Stream until the page is left or the server stops."""
    streaming = asyncio.create_task(_stream(hub, topic, last, send))
    leaving = asyncio.create_task(_wait_for_leaving(receive))
    try:
        await asyncio.wait({streaming, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (streaming, leaving):
            task.cancel()
        for outcome in await asyncio.gather(streaming, leaving, return_exceptions=True):
            _tell_failure(topic, outcome)


def _tell_failure(topic: str, outcome: object) -> None:
    """Write down what broke a stream; a page or server that goes away is no failure."""
    if isinstance(outcome, Exception) and not isinstance(outcome, OSError):
        _log.error("the stream of %s broke", topic, exc_info=outcome)


async def _wait_for_leaving(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _stream(hub: Hub, topic: str, last: int | None, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": _STREAM})
    await _write(send, "retry: 3000\n\n")
    async with hub.joined(topic) as queue:
        # Joined first and read second: what is told in between arrives twice rather than not at all.
        with contextlib.suppress(psycopg.OperationalError):
            if last is None:
                await _write(send, f"id: {await hub.latest(topic)}\n\n")
            else:
                for told in await hub.read_missed(topic, last):
                    await _write(send, _event(told))
        while True:
            try:
                told_now = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                await _write(send, ": still here\n\n")
                continue
            if told_now is None:
                break  # did not keep up; the browser comes back with the number it has
            await _write(send, _event(told_now))
    await send({"type": "http.response.body", "body": b""})


def _event(told: Told) -> str:
    return f"id: {told.number}\ndata: {told.payload}\n\n"


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
