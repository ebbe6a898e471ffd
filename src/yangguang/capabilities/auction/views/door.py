"""
The bidding door: a small native ASGI application beside `/live/`, `POST /bid/<room>/` with a bid as JSON.

It stamps the arrival with the database's clock before anything else, checks the pass, and queues. One thread takes all that
waits into one transaction and answers each with its own signed receipt. Decision 0030.
"""

import asyncio
import contextlib
import json
import logging
import queue
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.db import Error, close_old_connections, connection

from yangguang.capabilities.auction import api
from yangguang.foundation.acts.api import LogKeyMissing, sign_text
from yangguang.kernel import sm
from yangguang.kernel.refusals import Refusal

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PREFIX = "/bid/"
SALT = "auction.pass"
PASS_SECONDS = 1800
LONGEST_BODY = 4096
MOST_WAITING = 20
MOST_IN_BATCH = 200
SIGNED_TOGETHER = 16
MARK_SECONDS = 0.25
MEASURE_SECONDS = 10.0
RETRY_SECONDS = 60.0
BID_NOTE = "竞价回执"
_log = logging.getLogger(__name__)


class TooManyWaiting(api.BidRefusal):
    """One seat has too many bids under way."""

    code = "auction.too_many_waiting"
    status = 429
    text = "您还有很多报价正在受理，这次没有计入。"
    remedy = "等前面的报价有了结果再报。"


class DoorBroken(api.BidRefusal):
    """The database did not come back in time; whether the bid counts is told by asking with the same key again."""

    code = "auction.no_answer_yet"
    status = 503
    text = "平台暂时没有办法答复这次报价。"
    remedy = "请用同一次报价再问一遍：算数的会给出回执，绝不会算两次。"


def write_pass(*, session: uuid.UUID, seat: uuid.UUID, account_id: int) -> str:
    """Write the pass that an ordinary, checked page gives a bidder."""
    return signing.dumps([session.hex, seat.hex, account_id], salt=SALT)


def read_pass(written: str, session: uuid.UUID) -> tuple[uuid.UUID, int]:
    """Read it back. Refuses with PassNotGood."""
    try:
        room, seat, account_id = signing.loads(written, salt=SALT, max_age=PASS_SECONDS)
    except signing.BadSignature as problem:
        raise api.PassNotGood from problem
    if room != session.hex:
        raise api.PassNotGood
    return uuid.UUID(hex=seat), int(account_id)


@dataclass(slots=True)
class Waiting:
    """One bid between arrival and answer."""

    asked: api.Asked
    answered: "asyncio.Future[tuple[int, dict[str, Any]]]"
    loop: asyncio.AbstractEventLoop
    ticket: int
    since: float = field(default_factory=time.monotonic)


class Counter:
    """The desk behind the door: what waits, the clock, and the one thread that decides."""

    def __init__(self) -> None:
        """Nothing runs before the first bid."""
        self.uuid = uuid.uuid4()
        self.waiting: queue.SimpleQueue[Waiting] = queue.SimpleQueue()
        self.signers = ThreadPoolExecutor(2, thread_name_prefix="receipts")
        self.offset = self.doubt = 0
        self.pending: dict[int, int] = {}
        self.of_seat: dict[uuid.UUID, int] = defaultdict(int)
        self._lock = threading.Lock()
        self._ticket = self._cleared = 0
        self._thread: threading.Thread | None = None
        self._marked = self._measured = 0.0
        self._stopping = False

    def start(self) -> None:
        """Start the deciding thread, and measure the clock before the first stamp."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="bids", daemon=True)
                self._thread.start()

    def stamp(self) -> tuple[int, int]:
        """Stamp an arrival: a ticket to give back, and the instant by the database's clock."""
        with self._lock:
            self._ticket += 1
            arrived = max(time.time_ns() // 1000 + self.offset, self._cleared + 1)
            self.pending[self._ticket] = arrived
            return self._ticket, arrived

    def leave(self, seat: uuid.UUID) -> None:
        """Count one bid less under way from a seat."""
        self.of_seat[seat] -= 1
        if self.of_seat[seat] <= 0:
            del self.of_seat[seat]

    @property
    def is_measured(self) -> bool:
        """Tell whether the clock has been held against the database's."""
        return bool(self._measured)

    def measure(self) -> None:
        """Hold the clock against the database's."""
        self.offset, self.doubt = api.measure_clock()
        self._measured = time.monotonic()
        connection.close()

    def settle(self, ticket: int) -> None:
        """Say that an arrival is decided."""
        with self._lock:
            self.pending.pop(ticket, None)

    def clear_until(self) -> int:
        """Give the instant before which nothing is in hand any more; no later arrival gets an earlier stamp."""
        with self._lock:
            now = time.time_ns() // 1000 + self.offset
            self._cleared = max(self._cleared, min(self.pending.values(), default=now) - 1)
            return self._cleared

    def stop(self) -> None:
        """End the deciding thread with nothing left in hand, and take the door off its hinges; the next bid starts it again."""
        self._stopping = True
        if self._thread is not None:
            self._thread.join(timeout=10)
        self._thread, self._stopping = None, False

    def _run(self) -> None:
        while not self._stopping or not self.waiting.empty():
            try:
                self._mark()
                self._decide(self._take())
            except Error as problem:  # also a line that the server closed
                _log.warning("the bidding door has no database: %s", problem)
                connection.close()
                time.sleep(0.1)
        with contextlib.suppress(Error):
            api.close_door(door=self.uuid)
        connection.close()

    def _take(self) -> list[Waiting]:
        try:
            taken = [self.waiting.get(timeout=MARK_SECONDS)]
        except queue.Empty:
            return []
        while len(taken) < MOST_IN_BATCH:
            try:
                taken.append(self.waiting.get_nowait())
            except queue.Empty:
                break
        return taken

    def _mark(self) -> None:
        now = time.monotonic()
        if now - self._measured > MEASURE_SECONDS:
            self.offset, self.doubt = api.measure_clock()
            self._measured = now
        if now - self._marked > MARK_SECONDS:
            api.mark_door(
                door=self.uuid, kind="web", clear=self.clear_until(), offset=self.offset, doubt=self.doubt
            )
            self._marked = now

    def _decide(self, bids: list[Waiting]) -> None:
        """Decide what was taken, again after a broken line: the keys keep a bid from counting twice."""
        while bids:
            try:
                close_old_connections()
                now = api.instant(time.time_ns() // 1000 + self.offset)
                answers = api.place_bids(actor=api.BATCH, now=now, asked=[one.asked for one in bids])
            except Refusal as refusal:
                self._refuse(bids, refusal)
                return
            except Error as problem:
                _log.warning("bids wait for the database: %s", problem)
                connection.close()
                bids = self._give_up(bids)
                time.sleep(0.1)
            except BaseException:
                self._refuse(
                    bids, DoorBroken()
                )  # nobody is left without an answer; the next bid starts a new thread
                raise
            else:
                for one in bids:
                    self.settle(one.ticket)
                self.signers.submit(_sign_and_answer, bids, answers)
                return

    def _refuse(self, bids: list[Waiting], refusal: Refusal) -> None:
        for one in bids:
            self.settle(one.ticket)
        _answer([(one, refusal.status, refusal.as_dict()) for one in bids])

    def _give_up(self, bids: list[Waiting]) -> list[Waiting]:
        late = [one for one in bids if time.monotonic() - one.since > RETRY_SECONDS]
        self._refuse(late, DoorBroken())
        return [one for one in bids if one not in late]


def _sign_and_answer(bids: list[Waiting], answers: list[api.Answer]) -> None:
    """Sign and answer in handfuls: who came first need not wait until the last receipt is signed."""
    both = list(zip(bids, answers, strict=True))
    for start in range(0, len(both), SIGNED_TOGETHER):
        handful = both[start : start + SIGNED_TOGETHER]
        signature = sign_receipts([answer.receipt for _, answer in handful])
        _answer(
            [
                (
                    one,
                    answer.status,
                    {**answer.told, "code": answer.code, "receipt": answer.receipt, "signature": signature},
                )
                for one, answer in handful
            ]
        )


def sign_receipts(receipts: list[str]) -> str:
    """
    Sign the digests (SM3) of receipts that are answered together, by the platform's log key; a receipt's own is one of the lines.

    Empty before the log's first start.
    """
    digests = [sm.sm3(one.encode()).hex() for one in receipts if one]
    if not digests:
        return ""
    try:
        return sign_text("\n".join([BID_NOTE, *digests]) + "\n").to_text()
    except LogKeyMissing:
        return ""


def _answer(told: list[tuple[Waiting, int, dict[str, Any]]]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Waiting, int, dict[str, Any]]]] = defaultdict(list)
    for one in told:
        by_loop[one[0].loop].append(one)
    for loop, mine in by_loop.items():
        loop.call_soon_threadsafe(_resolve, mine)


def _resolve(told: list[tuple[Waiting, int, dict[str, Any]]]) -> None:
    for one, status, body in told:
        if not one.answered.done():
            one.answered.set_result((status, body))


COUNTER = Counter()


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one bid."""
    ticket, arrived = COUNTER.stamp()
    if not COUNTER.is_measured:
        await asyncio.to_thread(COUNTER.measure)
        arrived += COUNTER.offset
    try:
        answered = await _queue_bid(scope, receive, ticket, arrived)
    except Refusal as refusal:
        COUNTER.settle(ticket)
        status, body = refusal.status, refusal.as_dict()
    except BaseException:
        COUNTER.settle(ticket)
        raise
    else:
        # A client that goes away takes nothing back: the bid is decided, and the same key gives the receipt.
        status, body = await asyncio.shield(answered)
    content = json.dumps(body, ensure_ascii=False).encode()
    head = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": content})


async def _queue_bid(
    scope: Message, receive: Receive, ticket: int, arrived: int
) -> "asyncio.Future[tuple[int, dict[str, Any]]]":
    if scope["method"] != "POST":
        raise api.OfferMalformed(what="只收 POST")
    session = _session(scope["path"])
    given = _read(await _whole(receive))
    seat, account_id = read_pass(str(given.get("pass", "")), session)
    asked = _asked(given, scope, seat, account_id, arrived)
    if COUNTER.of_seat[seat] >= MOST_WAITING:
        raise TooManyWaiting
    COUNTER.start()
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[tuple[int, dict[str, Any]]] = loop.create_future()
    COUNTER.of_seat[seat] += 1
    answered.add_done_callback(lambda _: COUNTER.leave(seat))
    COUNTER.waiting.put(Waiting(asked, answered, loop, ticket))
    return answered


def _session(path: str) -> uuid.UUID:
    try:
        return uuid.UUID(path.removeprefix(PREFIX).rstrip("/"))
    except ValueError as problem:
        raise api.RoomNotFound(what="这场竞价") from problem


async def _whole(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise api.OfferMalformed(what="没有收全")
        body += message.get("body", b"")
        if len(body) > LONGEST_BODY:
            raise api.OfferMalformed(what="内容太长")
        if not message.get("more_body", False):
            return body


def _read(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise api.OfferMalformed(what="不是 JSON") from problem
    if not isinstance(given, dict):
        raise api.OfferMalformed(what="不是 JSON 对象")
    return given


def _asked(
    given: dict[str, Any], scope: Message, seat: uuid.UUID, account_id: int, arrived: int
) -> api.Asked:
    headers = dict(scope["headers"])
    key = headers.get(b"idempotency-key", b"").decode("latin-1") or str(given.get("key", ""))
    numbers = {name: given.get(name, 0) for name in ("amount", "seen", "term")}
    for name, value in numbers.items():
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 62:
            raise api.OfferMalformed(what=f"{name} 应是以分为单位的整数")
    if not 0 < len(key) <= 64 or not key.isascii() or not key.isprintable():
        raise api.OfferMalformed(what="报价标识 1 至 64 个字符")
    client = scope.get("client") or ("", 0)
    return api.Asked(
        seat=seat,
        account_id=account_id,
        key=key,
        arrived=arrived,
        is_confirmed=given.get("confirmed") is True,
        currency=str(given.get("currency", "CNY"))[:3],
        signature=str(given.get("signature", ""))[:400],
        address=str(client[0]),
        device=str(given.get("device", ""))[:64],
        **numbers,
    )
