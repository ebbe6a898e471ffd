"""One port: streams end when the server stops, and a body that was cut off never passes for a whole one."""

import asyncio
from typing import Any

import pytest

from yangguang.config import asgi


async def nothing_more() -> Any:
    await asyncio.sleep(60)


def test_application__stream_open_at_the_stop__ends_at_once_and_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def endless(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"id: 1", "more_body": True})
        await asyncio.sleep(60)

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def scene() -> None:
        stream = asyncio.ensure_future(
            asgi.application({"type": "http", "path": "/live/x"}, nothing_more, send)
        )
        await asyncio.sleep(0.05)
        asgi.end_streams()
        await asyncio.wait_for(stream, 5)

    monkeypatch.setattr(asgi.live, "application", endless)
    asyncio.run(scene())

    assert not sent[-1].get("more_body")


def test_whole_body__visitor_leaves_half_way__reading_raises() -> None:
    messages = [{"type": "http.request", "body": b"half", "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> Any:
        return messages.pop(0)

    async def scene() -> None:
        body = asgi._whole_body(receive)
        assert (await body())["body"] == b"half"
        with pytest.raises(asgi.UploadCutOff):
            await body()

    asyncio.run(scene())


def test_whole_body__visitor_leaves_after_the_last_byte__is_told_as_it_is() -> None:
    messages = [{"type": "http.request", "body": b"all"}, {"type": "http.disconnect"}]

    async def receive() -> Any:
        return messages.pop(0)

    async def scene() -> None:
        body = asgi._whole_body(receive)
        assert (await body())["body"] == b"all"
        assert (await body())["type"] == "http.disconnect"

    asyncio.run(scene())
