"""
What a room is played by: one frozen set of parameters, reviewed and published with the lot.

Money is fen, times are seconds, instants are whole microseconds since 1970 (UTC). Markets differ by these numbers and by the
named strategy, never by a subclass.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from yangguang.kernel.refusals import InvalidInput

SECOND = 1_000_000
STRATEGIES = ("listing", "paddle", "free_timed", "dutch", "sealed")
PRIORITY_MODES = ("none", "same_price", "inquiry")
PUBLICITY = ("live", "after")
SHORTEST_COUNTDOWN = 5


@dataclass(frozen=True, slots=True)
class Terms:
    """The second dimension in which bidders compete once the price cap is reached (限地价、竞配建): ascending in steps."""

    name: str
    unit: str
    start: int
    step: int
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Parameters:
    """Everything that decides a room besides the bids themselves."""

    strategy: str
    start_price: int
    step: int
    cap: int = 0
    on_grid: bool = True
    min_bidders: int = 1
    must_have_quoted: bool = True
    willingness_seconds: int = 300
    preparation_seconds: int = 0
    countdown_seconds: int = 300
    free_extension_seconds: int = 0
    most_extensions: int = 0
    has_reserve: bool = False
    reserve_lead_seconds: int = 1800
    terms: Terms | None = None
    priority: str = "none"
    priority_seconds: int = 300
    priority_reopens: bool = True
    drop: int = 0
    drop_seconds: int = 60
    floor: int = 0
    takes_proxies: bool = False
    large_jump_steps: int = 20
    publicity: str = "live"
    fault_seconds: int = 10
    fault_notice_seconds: int = 3600
    closing_grace_ms: int = 500

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """Read a published set. Refuses with InvalidInput, each field with its problem."""
        known = {one.name for one in fields(cls)}
        problems = {name: "没有这个参数。" for name in written if name not in known}
        values = {name: value for name, value in written.items() if name in known}
        for name, value in values.items():
            if name not in ("terms", "strategy", "priority", "publicity") and (
                not isinstance(value, int) or value < 0
            ):
                problems[name] = "应是不小于零的整数。"
        for name in ("strategy", "start_price", "step"):
            if name not in values:
                problems[name] = "缺这个参数。"
        if problems:
            raise InvalidInput(fields=problems)
        if values.get("terms"):
            values["terms"] = Terms(**values["terms"])
        made = cls(**values)
        problems = dict(made._problems())
        if problems:
            raise InvalidInput(fields=problems)
        return made

    def _problems(self) -> list[tuple[str, str]]:
        checks = (
            ("strategy", self.strategy in STRATEGIES, "没有这种竞价方式。"),
            ("priority", self.priority in PRIORITY_MODES, "没有这种优先购买权行使方式。"),
            ("publicity", self.publicity in PUBLICITY, "只能是实时公开或者结束后公开。"),
            ("start_price", self.start_price > 0, "起始价须大于零。"),
            ("step", self.step > 0 or self.strategy == "sealed", "增价幅度须大于零。"),
            ("cap", self.cap == 0 or self.cap >= self.start_price, "最高限价不能低于起始价。"),
            ("terms", self.terms is None or self.cap > 0, "有最高限价才能竞其他条件。"),
            (
                "countdown_seconds",
                self.countdown_seconds >= SHORTEST_COUNTDOWN or self.strategy in ("dutch", "sealed"),
                f"倒计时不能短于 {SHORTEST_COUNTDOWN} 秒。",
            ),
            ("drop", self.strategy != "dutch" or self.drop > 0, "降价幅度须大于零。"),
            ("drop_seconds", self.strategy != "dutch" or self.drop_seconds > 0, "降价间隔须大于零。"),
            (
                "floor",
                self.strategy != "dutch" or 0 < self.floor <= self.start_price,
                "最低价须大于零、不高于起始价。",
            ),
        )
        return [(name, problem) for name, is_right, problem in checks if not is_right]

    def written(self) -> dict[str, Any]:
        """Give the set as it is published."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Offer:
    """One bid as it arrived: who by number, how much, under which key, what the bidder had seen, when it came in."""

    number: int
    amount: int
    key: str
    seen: int
    arrived: int
    term: int = 0
    is_confirmed: bool = False
    is_proxy: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
