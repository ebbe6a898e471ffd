"""
Standing maximum bids (委托最高价), secret and fair: one never pays more than a step above the next one's maximum; of two equal
maxima the earlier holds. What is in the log are ordinary bids, so anybody can recompute the result without the maxima.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from yangguang.capabilities.auction.rules import strategies
from yangguang.capabilities.auction.rules.chain import Entry
from yangguang.capabilities.auction.rules.parameters import Offer
from yangguang.capabilities.auction.rules.room import Room, next_amount

MOST_ANSWERS = 1000


@dataclass(frozen=True, slots=True)
class Proxy:
    """One bidder's secret maximum, and its place in time."""

    number: int
    maximum: int
    order: int


def answer_by_proxy(room: Room, proxies: Sequence[Proxy], *, arrived: int, at: int) -> list[Entry]:
    """Let standing maxima answer the leading bid until none can."""
    standing = [one for one in proxies if _takes_part(room, one.number)]
    entries: list[Entry] = []
    while len(entries) < MOST_ANSWERS:
        chosen = _next_answer(room, standing)
        if chosen is None:
            break
        number, amount = chosen
        bid = Offer(
            number, amount, f"proxy-{room.seq + 1}", room.seq, arrived, is_confirmed=True, is_proxy=True
        )
        entries.append(strategies.of(room).take(room, bid, at))
    return entries


def _takes_part(room: Room, number: int) -> bool:
    """Tell whether a maximum may stand: it holds for a bidder who could bid by hand in this phase."""
    rules = room.parameters
    if number not in room.admitted or number in room.excluded:
        return False
    is_asked = room.phase == "timed" and rules.strategy != "paddle" and rules.must_have_quoted
    return not is_asked or number in room.quoted


def _next_answer(room: Room, standing: Sequence[Proxy]) -> tuple[int, int] | None:
    following = next_amount(room)
    if not following or room.phase not in ("quoting", "timed"):
        return None
    rivals = [one for one in standing if one.number != room.leader and one.maximum >= following]
    if not rivals:
        return None
    best = max(rivals, key=lambda one: (one.maximum, -one.order))
    own = next((one for one in standing if one.number == room.leader), None)
    others = [one.maximum for one in rivals if one is not best]
    if (
        own is not None
        and own.maximum >= following
        and (own.maximum, -own.order) > (best.maximum, -best.order)
    ):
        # The leader's own maximum holds: it rises just so far that the rival cannot follow.
        if own.maximum == best.maximum:
            return own.number, _on_grid(room, best.maximum)
        return own.number, _on_grid(
            room, min(own.maximum, max(best.maximum, following) + room.parameters.step)
        )
    if own is not None:
        others.append(own.maximum)
    needed = max([following, *[one + room.parameters.step for one in others]])
    return best.number, _on_grid(room, min(best.maximum, needed))


def _on_grid(room: Room, amount: int) -> int:
    """Round down to the grid, never below the next valid amount, never above the cap."""
    rules, following = room.parameters, next_amount(room)
    if rules.cap and amount >= rules.cap:
        return rules.cap
    if rules.on_grid:
        amount = rules.start_price + (amount - rules.start_price) // rules.step * rules.step
    return max(amount, following)
