"""The post, as a provider: one that plays it in the demo, one that always fails, one over HTTP; others register here."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings

from yangguang.capabilities.hall.rules.refusals import PostUnavailable
from yangguang.capabilities.hall.states import ParcelState
from yangguang.kernel.asking import NoAnswer, ask_json


@dataclass(frozen=True, slots=True)
class PostEvent:
    """One thing the post says of a parcel, with the post's own number for it."""

    serial: str
    state: str
    text: str
    at: datetime
    place: str = ""
    signed_by: str = ""


class Post(Protocol):
    """What the hall needs of a post."""

    def take(self, *, reference: str, receiver: str, phone: str, address: str, now: datetime) -> str:
        """Take a parcel and give its waybill; the same reference again gives the same. Refuses with PostUnavailable."""

    def track(self, *, waybill: str, handed_at: datetime, now: datetime) -> Sequence[PostEvent]:
        """Say where a parcel has been. Refuses with PostUnavailable."""


class DemoPost:
    """Plays the post by the calendar: a day to travel, signed for on the second; an address with 查无 comes back."""

    def take(self, *, reference: str, receiver: str, phone: str, address: str, now: datetime) -> str:
        """Take the parcel at once; the last digit of the waybill remembers addresses nobody lives at."""
        serial = zlib.crc32(reference.encode()) % 10**9
        return f"DEMO{serial:09d}{'0' if '查无' in address else '1'}"

    def track(self, *, waybill: str, handed_at: datetime, now: datetime) -> Sequence[PostEvent]:
        """Tell what has happened by now."""

        def event(place: int, state: ParcelState, text: str, hours: int, signed_by: str = "") -> PostEvent:
            at = handed_at + timedelta(hours=hours)
            return PostEvent(f"{waybill}-{place}", state, text, at, "深圳", signed_by)

        end = (
            event(2, ParcelState.RETURNED, "查无此人，退回", 30)
            if waybill.endswith("0")
            else event(2, ParcelState.SIGNED, "已签收", 26, "本人")
        )
        told = (event(1, ParcelState.CARRIED, "离开深圳处理中心，下一站投递部", 8), end)
        return [one for one in told if one.at <= now]


class FailingPost:
    """Never answers: the twin for tests and drills."""

    def take(self, *, reference: str, receiver: str, phone: str, address: str, now: datetime) -> str:
        """Fail."""
        raise PostUnavailable(problem="演示故障")

    def track(self, *, waybill: str, handed_at: datetime, now: datetime) -> Sequence[PostEvent]:
        """Fail."""
        raise PostUnavailable(problem="演示故障")


class GatewayPost:
    """
    A carrier behind a small JSON interface; a bridge on the operator's side translates.

    POST `/parcels` {reference, receiver, phone, address} → {waybill}; GET `/parcels/WAYBILL` → {events: [{serial, state, text,
    at, place, signed_by}]}.
    """

    def __init__(self, url: str) -> None:
        """Keep the address."""
        self.url = url.rstrip("/")

    def take(self, *, reference: str, receiver: str, phone: str, address: str, now: datetime) -> str:
        """Hand a parcel over."""
        asked = {"reference": reference, "receiver": receiver, "phone": phone, "address": address}
        return str(self._ask("/parcels", asked).get("waybill") or _missing("waybill"))[:40]

    def track(self, *, waybill: str, handed_at: datetime, now: datetime) -> Sequence[PostEvent]:
        """Fetch the events."""
        rows = self._ask(f"/parcels/{waybill}", None).get("events")
        return [read_event(one) for one in rows] if isinstance(rows, list) else _missing("events")

    def _ask(self, path: str, asked: dict[str, Any] | None) -> dict[str, Any]:
        try:
            return ask_json(self.url + path, asked=asked)
        except NoAnswer as problem:
            raise PostUnavailable(problem=str(problem)) from problem


def _missing(name: str) -> Any:
    raise PostUnavailable(problem=f"应答里没有 {name}")


def read_event(fields: Any) -> PostEvent:
    """Read one event of a carrier's message. Refuses with PostUnavailable."""
    try:
        at = datetime.fromisoformat(str(fields["at"]))
        state = ParcelState(fields["state"])
        event = PostEvent(
            str(fields["serial"])[:64],
            state,
            str(fields["text"])[:200],
            at,
            str(fields.get("place", ""))[:80],
            str(fields.get("signed_by", ""))[:60],
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise PostUnavailable(problem=f"轨迹读不懂（{problem}）") from None
    if at.tzinfo is None:
        raise PostUnavailable(problem="轨迹时间要带时区")
    return event


_posts: dict[str, Callable[[], Post]] = {
    "demo": DemoPost,
    "failing": FailingPost,
    "gateway": lambda: GatewayPost(settings.POST_URL),
}


def register_post(name: str, make: Callable[[], Post]) -> None:
    """Make a post known under a name."""
    _posts[name] = make


def post_named(name: str) -> Post:
    """Give a post by its name. Refuses with PostUnavailable."""
    if name not in _posts:
        raise PostUnavailable(problem=f"没有接入 {name}")
    return _posts[name]()
