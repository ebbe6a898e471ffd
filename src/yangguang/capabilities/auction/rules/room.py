"""
The room: everything that decides what may happen next, changed only by the steps of `engine`.

It is a plain record that goes into one JSON column and comes back unchanged; the log tells how it came about.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from yangguang.capabilities.auction.rules.chain import Entry, genesis, link
from yangguang.capabilities.auction.rules.parameters import SECOND, Parameters

PHASES = {
    "waiting": "等待开始",
    "quoting": "报价",
    "willing": "确认竞价意愿",
    "timed": "限时竞价",
    "terms": "竞其他条件",
    "inquiry": "征询优先购买权",
    "falling": "降价",
    "sealed": "一次报价",
    "decided": "已结束",
    "aborted": "已终止",
}
RUNNING = ("quoting", "willing", "timed", "terms", "inquiry", "falling", "sealed")
FINAL_STAGES = ("timed", "terms", "inquiry")
OVER = ("decided", "aborted")
LADDER = ("quoting", "timed")


@dataclass(slots=True)
class Room:
    """One room in one moment."""

    lot: str
    parameters: Parameters
    opens: int
    ends: int
    phase: str = "waiting"
    began: int = 0
    price: int = 0
    leader: int = 0
    term: int = 0
    count: int = 0
    seq: int = 0
    head: str = ""
    extensions: int = 0
    last: int = 0
    paused: int = 0
    outcome: str = ""
    admitted: dict[int, int] = field(default_factory=dict)  # bidder number → rank of pre-emption, 0 for none
    excluded: list[int] = field(default_factory=list)
    quoted: list[int] = field(default_factory=list)
    willing: list[int] = field(default_factory=list)
    spoken: list[int] = field(default_factory=list)
    exercised: bool = False
    reserve: str = ""  # the commitment to a secret reserve price
    sealed: list[list[Any]] = field(default_factory=list)  # bidder number and commitment, in order

    @classmethod
    def prepare(cls, *, lot: str, parameters: Parameters, opens: int, ends: int) -> Self:
        """Set a room up; its log is empty."""
        return cls(
            lot=lot, parameters=parameters, opens=opens, ends=ends, head=genesis(lot, parameters.written())
        )

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """Read a room back from its column."""
        values = dict(written)
        values["parameters"] = Parameters.read(values["parameters"])
        values["admitted"] = {int(number): rank for number, rank in values["admitted"].items()}
        return cls(**values)

    def written(self) -> dict[str, Any]:
        """Give the room as it is kept."""
        return asdict(self)

    def append(self, kind: str, at: int, **body: Any) -> Entry:
        """Write one entry at the end of the log; its instant never runs backwards."""
        self.last = max(self.last, at)
        self.seq += 1
        whole = {"seq": self.seq, "kind": kind, "at": self.last, **body}
        before, self.head = self.head, link(self.head, whole)
        return Entry(self.seq, kind, whole, before, self.head)

    @property
    def is_over(self) -> bool:
        """Tell whether nothing can happen any more."""
        return self.phase in OVER

    @property
    def phase_name(self) -> str:
        """The phase in words."""
        return PHASES[self.phase]


def effective_end(room: Room) -> int | None:
    """
    Give the instant at which the present phase ends: the one place that knows (extensions, pauses, falling prices included).

    None while the room is paused or over; before it opens, the instant of opening.
    """
    if room.paused or room.is_over:
        return None
    return room.opens if room.phase == "waiting" else room.ends


def next_amount(room: Room, *, number: int = 0, at: int = 0) -> int:
    """Give the lowest amount that would count now for a bidder; 0 where none would."""
    rules = room.parameters
    if rules.strategy == "dutch":
        return falling_price(room, at)
    if rules.strategy == "sealed":
        return rules.start_price
    if room.price == 0:
        return rules.start_price
    if rules.cap and room.price >= rules.cap:
        return 0
    if may_match(room, number):
        return room.price
    following = room.price + rules.step
    return min(following, rules.cap) if rules.cap else following


def suggestions(room: Room, *, number: int = 0, at: int = 0) -> list[tuple[int, int]]:
    """Give the next amounts to choose from, each with how many steps it adds."""
    first = next_amount(room, number=number, at=at)
    if not first or room.parameters.strategy in ("dutch", "sealed"):
        return [(0, first)] if first else []
    step, cap = room.parameters.step, room.parameters.cap
    base = (first - room.price) // step if room.price else 0
    found = [(base + more, first + more * step) for more in (0, 1, 4)]
    return [(steps, amount) for steps, amount in found if not cap or amount <= cap]


def falling_price(room: Room, at: int) -> int:
    """Give the price of a falling auction at an instant (减价拍卖)."""
    rules = room.parameters
    since = max(0, (room.paused or at) - room.began) if room.phase == "falling" else 0
    fallen = since // (rules.drop_seconds * SECOND) * rules.drop
    return max(rules.floor, rules.start_price - fallen)


def may_match(room: Room, number: int) -> bool:
    """Tell whether a bidder may bid the same price as the leader: a holder of pre-emption against one of lower order."""
    if room.parameters.priority != "same_price" or not number or room.phase not in LADDER:
        return False
    mine, theirs = room.admitted.get(number, 0), room.admitted.get(room.leader, 0)
    return bool(mine) and number != room.leader and (theirs == 0 or mine < theirs)
