"""
Everything on one port: live events and bids natively, all else Django under WSGI in a few threads.

Django's own ASGI handler costs three times the processor time per page (a thread hop and a new database
connection for each request), and a thread per open event stream would not scale; so each goes its own way.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware

from yangguang.config.environment import ENV
from yangguang.config.wsgi import application as pages

from yangguang.capabilities.auction.views import door  # isort: skip - wants the apps, which wsgi has loaded
from yangguang.foundation.events import live

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LIVE_PREFIX = "/live/"
BID_PREFIX = "/bid/"

_wsgi: Any = pages  # a2wsgi describes WSGI in types of its own
_pages: Any = WSGIMiddleware(_wsgi, workers=ENV.threads)
_streams: set[asyncio.Task[None]] = set()


class UploadCutOff(OSError):
    """The visitor went away in the middle of sending; Django turns it into UnreadablePostError."""


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one connection."""
    if scope["type"] == "lifespan":
        await _live_and_die(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith(LIVE_PREFIX):
        await _stream(scope, receive, send)
    elif scope["type"] == "http" and scope["path"].startswith(BID_PREFIX):
        await door.application(scope, receive, send)
    else:
        await _pages(scope, _whole_body(receive), send)


def end_streams() -> None:
    """End all open event streams, so that a stop does not wait for people who merely watch."""
    for task in _streams:
        task.cancel()


async def _stream(scope: Message, receive: Receive, send: Send) -> None:
    open_response = False

    async def watched(message: Message) -> None:
        nonlocal open_response
        await send(message)
        open_response = message["type"] == "http.response.start" or bool(message.get("more_body"))

    task = asyncio.ensure_future(live.application(scope, receive, watched))
    _streams.add(task)
    task.add_done_callback(_streams.discard)
    try:
        await task
    except asyncio.CancelledError:
        if not task.cancelled():  # it is the connection that was cancelled, not the stream
            task.cancel()
            raise
        if open_response:
            await send(
                {"type": "http.response.body", "body": b""}
            )  # the browser comes back to the next server


def _whole_body(receive: Receive) -> Receive:
    """Receive a body that ends with its last byte or raises; a2wsgi would take a cut one for whole."""
    whole = False

    async def guarded() -> Message:
        nonlocal whole
        message = await receive()
        if message["type"] == "http.request":
            whole = not message.get("more_body", False)
        elif not whole:
            raise UploadCutOff("the request ended before its body did")
        return message

    return guarded


async def _live_and_die(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
