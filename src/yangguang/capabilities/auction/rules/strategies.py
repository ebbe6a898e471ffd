"""
The kinds of competition, registered by name: what a bid must satisfy, what it changes, and what follows when a phase runs out.

挂牌 `listing`, 拍卖 `paddle`, 网络竞价 `free_timed` (free, then timed), 减价 `dutch`, 一次报价 `sealed`.
A market is one of these with parameters.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from yangguang.capabilities.auction.rules import refusals as no
from yangguang.capabilities.auction.rules.chain import Entry, commitment
from yangguang.capabilities.auction.rules.parameters import SECOND, Offer
from yangguang.capabilities.auction.rules.room import Room, falling_price, may_match, next_amount

Reserve = tuple[int, str] | None
Revealed = Mapping[int, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Strategy:
    """One kind of competition."""

    name: str
    first_phase: str
    check: Callable[[Room, Offer], None]
    take: Callable[[Room, Offer, int], Entry]
    after_first: Callable[[Room, int, Reserve, Revealed], list[Entry]]


_registered: dict[str, Strategy] = {}


def register(strategy: Strategy) -> None:
    """Add a kind of competition."""
    _registered[strategy.name] = strategy


def of(room: Room) -> Strategy:
    """Give the strategy of a room."""
    return _registered[room.parameters.strategy]


# ---------------------------------------------------------------- rising prices


def _check_rising(room: Room, bid: Offer) -> None:
    if room.phase == "terms":
        _check_terms(room, bid)
        return
    if room.phase not in ("quoting", "timed"):
        raise no.NotThePhase(phase=room.phase_name)
    rules = room.parameters
    is_asked = room.phase == "timed" and rules.strategy != "paddle" and rules.must_have_quoted
    if is_asked and bid.number not in room.quoted:
        raise no.MustHaveQuoted
    if bid.number == room.leader:
        raise no.AlreadyLeading
    _check_amount(room, bid)


def _check_amount(room: Room, bid: Offer) -> None:
    rules = room.parameters
    lowest = next_amount(room, number=bid.number)
    if rules.cap and bid.amount > rules.cap:
        raise no.AboveCap(price=room.price, cap=rules.cap)
    if not lowest or bid.amount < lowest:
        raise no.BidTooLow(price=room.price, next_amount=lowest)
    is_at_cap = bool(rules.cap) and bid.amount == rules.cap
    if rules.on_grid and not is_at_cap and (bid.amount - rules.start_price) % rules.step:
        raise no.OffTheGrid(price=room.price, next_amount=lowest)
    steps = (bid.amount - (room.price or rules.start_price)) // rules.step
    if rules.large_jump_steps and steps > rules.large_jump_steps and not bid.is_confirmed and not is_at_cap:
        raise no.JumpNotConfirmed(steps=steps, price=room.price)


def _check_terms(room: Room, bid: Offer) -> None:
    terms = room.parameters.terms
    assert terms is not None  # noqa: S101 - the phase exists only with terms
    lowest = room.term + terms.step if room.term else terms.start
    if bid.number == room.leader and room.term:
        raise no.AlreadyLeading
    if terms.limit and bid.term > terms.limit:
        raise no.AboveCap(price=room.price, cap=terms.limit)
    if bid.term < lowest:
        raise no.BidTooLow(price=room.price, next_amount=lowest)
    if (bid.term - terms.start) % terms.step:
        raise no.OffTheGrid(price=room.price, next_amount=lowest)


def _take_rising(room: Room, bid: Offer, at: int) -> Entry:
    rules = room.parameters
    is_matched = may_match(room, bid.number) and bid.amount == room.price
    room.leader = bid.number
    room.count += 1
    if room.phase == "terms":
        room.term = bid.term
    else:
        room.price = bid.amount
        if bid.number not in room.quoted:
            room.quoted.append(bid.number)
    _extend(room, bid.arrived)
    more = {"matched": 1} if is_matched else {}
    if bid.is_proxy:
        more["proxy"] = 1
    if room.phase == "terms":
        more["term"] = bid.term
    entry = room.append(
        "bid",
        at,
        number=bid.number,
        amount=room.price,
        arrived=bid.arrived,
        ends=room.ends,
        key=bid.key,
        **more,
    )
    terms = rules.terms
    if room.phase == "terms" and terms and terms.limit and room.term >= terms.limit:
        room.ends = bid.arrived
    elif room.phase == "timed" and rules.cap and room.price >= rules.cap:
        room.ends = bid.arrived  # the first to reach the cap; the next tick opens what follows
    return entry


def _extend(room: Room, arrived: int) -> None:
    """Extend by an accepted bid: absolute, monotone, idempotent, and no more often than published."""
    rules = room.parameters
    window = rules.free_extension_seconds if room.phase == "quoting" else rules.countdown_seconds
    ends = max(room.ends, arrived + window * SECOND) if window else room.ends
    if ends > room.ends and (not rules.most_extensions or room.extensions < rules.most_extensions):
        room.ends = ends
        room.extensions += 1


# ---------------------------------------------------------------- falling prices and sealed quotations


def _check_falling(room: Room, bid: Offer) -> None:
    if room.phase != "falling":
        raise no.NotThePhase(phase=room.phase_name)
    present = falling_price(room, bid.arrived)
    if bid.amount != present:
        raise no.BidTooLow(price=present, next_amount=present)


def _take_falling(room: Room, bid: Offer, at: int) -> Entry:
    room.leader, room.price, room.count = bid.number, bid.amount, room.count + 1
    room.ends = bid.arrived
    return room.append(
        "bid", at, number=bid.number, amount=bid.amount, arrived=bid.arrived, ends=room.ends, key=bid.key
    )


def _check_sealed(room: Room, bid: Offer) -> None:
    if room.phase != "sealed":
        raise no.NotThePhase(phase=room.phase_name)
    if any(number == bid.number for number, _ in room.sealed):
        raise no.HasBidSealed
    rules = room.parameters
    if bid.amount < rules.start_price:
        raise no.BidTooLow(price=0, next_amount=rules.start_price)
    if rules.cap and bid.amount > rules.cap:
        raise no.AboveCap(price=0, cap=rules.cap)


def _take_sealed(room: Room, bid: Offer, at: int) -> Entry:
    made = commitment(amount=bid.amount, salt=str(bid.facts["salt"]))
    room.sealed.append([bid.number, made])
    room.count += 1
    return room.append(
        "sealed", at, number=bid.number, arrived=bid.arrived, commitment=made, ends=room.ends, key=bid.key
    )


# ---------------------------------------------------------------- when a phase runs out


def move_on(room: Room, at: int, *, reserve: Reserve, revealed: Revealed) -> list[Entry]:
    """Do what follows on the end of the present phase."""
    if room.phase == "waiting":
        return _open(room, at)
    if room.phase == of(room).first_phase:
        return of(room).after_first(room, at, reserve, revealed)
    if room.phase == "willing":
        return _after_willing(room, at, reserve)
    if room.phase == "timed":
        return _after_timed(room, at, reserve)
    if room.phase == "inquiry":
        return _after_inquiry(room, at, reserve)
    return _decide(room, at, reserve)


def _enter(room: Room, phase: str, at: int, ends: int, **more: int) -> Entry:
    room.phase, room.began, room.ends = phase, at, ends
    return room.append("phase", at, phase=phase, ends=ends, **more)


def _open(room: Room, at: int) -> list[Entry]:
    rules = room.parameters
    present = [one for one in room.admitted if one not in room.excluded]
    if rules.strategy == "paddle":
        if len(present) < rules.min_bidders:
            return [_close(room, at, "unsold", "too_few_bidders")]
        ends = max(room.ends, at + rules.countdown_seconds * SECOND)
        return [_enter(room, "timed", at, ends)]
    if rules.strategy == "dutch":
        drops = -(-(rules.start_price - rules.floor) // rules.drop)
        return [_enter(room, "falling", at, at + (drops + 1) * rules.drop_seconds * SECOND)]
    return [_enter(room, of(room).first_phase, at, room.ends)]


def _after_quoting(room: Room, at: int, reserve: Reserve, revealed: Revealed) -> list[Entry]:
    if not room.leader:
        return [_close(room, at, "unsold", "no_bid")]
    return [_enter(room, "willing", at, at + room.parameters.willingness_seconds * SECOND)]


def _after_free(room: Room, at: int, reserve: Reserve, revealed: Revealed) -> list[Entry]:
    present = [one for one in room.admitted if one not in room.excluded]
    if not room.leader and (room.parameters.must_have_quoted or not present):
        return [_close(room, at, "unsold", "no_bid")]
    return [_enter(room, "timed", at, at + _countdown(room))]


def _after_falling(room: Room, at: int, reserve: Reserve, revealed: Revealed) -> list[Entry]:
    return _decide(room, at, reserve)


def _after_sealed(room: Room, at: int, reserve: Reserve, revealed: Revealed) -> list[Entry]:
    entries = []
    for number, _ in room.sealed:
        amount, salt = revealed[number]
        entries.append(room.append("revealed", at, number=number, amount=amount, salt=salt))
        rank, leading = room.admitted.get(number, 0), room.admitted.get(room.leader, 0)
        wins_tie = amount == room.price and bool(rank) and (leading == 0 or rank < leading)
        if amount > room.price or wins_tie:  # the first of equals stays, unless pre-emption goes before
            room.price, room.leader = amount, number
    return entries + _decide(room, at, reserve)


def _after_willing(room: Room, at: int, reserve: Reserve) -> list[Entry]:
    if any(one != room.leader for one in room.willing):
        return [_enter(room, "timed", at, at + _countdown(room), price=room.price)]
    return _after_timed(room, at, reserve)


def _after_timed(room: Room, at: int, reserve: Reserve) -> list[Entry]:
    rules = room.parameters
    if rules.cap and room.price >= rules.cap and rules.terms:
        return [_enter(room, "terms", at, at + _countdown(room), price=room.price)]
    if _has_holders_to_ask(room):
        room.spoken, room.exercised = [], False
        return [_enter(room, "inquiry", at, at + rules.priority_seconds * SECOND, price=room.price)]
    return _decide(room, at, reserve)


def _after_inquiry(room: Room, at: int, reserve: Reserve) -> list[Entry]:
    silent = sorted(
        number
        for number, rank in room.admitted.items()
        if rank and number not in room.spoken and number not in room.excluded and number != room.leader
    )
    entries = [room.append("waived", at, number=number, arrived=0) for number in silent]
    if room.exercised and room.parameters.priority_reopens:
        # Whoever wants to go above the holder may; silence then means that the holder has it (场内行权).
        room.exercised = False
        return [*entries, _enter(room, "timed", at, at + _countdown(room), price=room.price)]
    return entries + _decide(room, at, reserve)


def _has_holders_to_ask(room: Room) -> bool:
    if room.parameters.priority != "inquiry" or not room.leader:
        return False
    leading = room.admitted.get(room.leader, 0)
    return any(
        rank and number not in room.excluded and number != room.leader and leading == 0
        for number, rank in room.admitted.items()
    )


def _countdown(room: Room) -> int:
    return (room.parameters.preparation_seconds + room.parameters.countdown_seconds) * SECOND


def _decide(room: Room, at: int, reserve: Reserve) -> list[Entry]:
    if not room.leader:
        return [_close(room, at, "unsold", "no_bid")]
    if reserve is not None and room.price < reserve[0]:
        return [_close(room, at, "unsold", "below_reserve", reserve)]
    return [_close(room, at, "sold", "", reserve)]


def _close(room: Room, at: int, outcome: str, reason: str, reserve: Reserve = None) -> Entry:
    ended = room.ends
    room.phase, room.outcome = "decided", outcome
    more = {"reserve": reserve[0], "salt": reserve[1]} if reserve else {}
    is_sold = outcome == "sold"
    return room.append(
        "decided",
        at,
        outcome=outcome,
        reason=reason,
        number=room.leader if is_sold else 0,
        price=room.price if is_sold else 0,
        term=room.term if is_sold else 0,
        ended=ended,
        **more,
    )


register(Strategy("listing", "quoting", _check_rising, _take_rising, _after_quoting))
register(Strategy("free_timed", "quoting", _check_rising, _take_rising, _after_free))
register(
    Strategy(
        "paddle",
        "timed",
        _check_rising,
        _take_rising,
        lambda room, at, reserve, _: _after_timed(room, at, reserve),
    )
)
register(Strategy("dutch", "falling", _check_falling, _take_falling, _after_falling))
register(Strategy("sealed", "sealed", _check_sealed, _take_sealed, _after_sealed))
