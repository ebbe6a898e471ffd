"""
Asking an outside service over HTTP: one way for carriers, banks, the post, registers of other bodies, status services.

An address is the operator's own or was approved by two persons, so no redirect leads elsewhere. Patience bounds the
whole answer (at the worst twice over), not each wait alone: a service that drips holds nobody up.
"""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

_PIECE = 65_536


class NoAnswer(Exception):
    """No answer that counts; the text says why, in Chinese, *status* is that of HTTP or 0 if none came."""

    def __init__(self, problem: str, *, status: int = 0) -> None:
        """Keep the reason."""
        super().__init__(problem)
        self.status = status


class _Straight(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        """Stop here; the redirect itself is then the answer, and not one that counts."""


_OPENER = urllib.request.build_opener(_Straight)


def ask(
    address: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    patience: float,
    largest: int,
) -> bytes:
    """
    Send *body* (POST; GET without one) and give the whole answer, at most *largest* octets, within *patience* seconds.

    Raises NoAnswer for another scheme, any status but 2xx, silence, an answer that is late, too long or breaks off.
    """
    if not address.startswith(("https://", "http://")):
        raise NoAnswer("地址要以 https:// 或者 http:// 开头")
    until = time.monotonic() + patience
    request = urllib.request.Request(address, data=body, headers=dict(headers or {}))  # noqa: S310 - looked at above
    try:
        with _OPENER.open(request, timeout=patience) as answer:
            return _read(answer, until=until, largest=largest)
    except urllib.error.HTTPError as problem:
        with problem:
            raise NoAnswer(f"HTTP {problem.code}", status=problem.code) from problem
    except TimeoutError as problem:
        raise NoAnswer("在规定时间内没有应答") from problem
    except http.client.HTTPException as problem:
        raise NoAnswer("应答不完整") from problem
    except OSError as problem:
        late = isinstance(getattr(problem, "reason", None), TimeoutError)
        raise NoAnswer("在规定时间内没有应答" if late else "连接不上") from problem


def ask_json(
    address: str,
    *,
    asked: object = None,
    headers: Mapping[str, str] | None = None,
    patience: float = 15,
    largest: int = 1_000_000,
) -> dict[str, Any]:
    """Do the same with JSON both ways; *asked* goes as UTF-8. Raises NoAnswer, also for what is no JSON object."""
    body = None if asked is None else to_json(asked)
    told = ask(
        address,
        body=body,
        headers={"Content-Type": "application/json", **(headers or {})},
        patience=patience,
        largest=largest,
    )
    try:
        said = json.loads(told)
    except ValueError as problem:
        raise NoAnswer("应答的内容读不出来") from problem
    if not isinstance(said, dict):
        raise NoAnswer("应答的内容读不出来")
    return said


def to_json(asked: object) -> bytes:
    """Write what is asked as it is sent, for whoever signs it."""
    return json.dumps(asked, ensure_ascii=False).encode()


def _read(answer: http.client.HTTPResponse, *, until: float, largest: int) -> bytes:
    read = bytearray()
    while piece := answer.read1(_PIECE):
        read += piece
        if len(read) > largest:
            raise NoAnswer("应答太长")
        if time.monotonic() > until:
            raise TimeoutError
    if answer.length:
        raise http.client.IncompleteRead(bytes(read), answer.length)
    return bytes(read)
