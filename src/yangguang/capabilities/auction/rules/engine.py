"""
The steps of a room: each takes the room, checks, changes it and gives the entries of the log; a refused step changes nothing.

Lateness is decided by the stamp of arrival alone. Only accepted bids extend (trading rules everywhere, and the complaint of every
bidder who lost to a prolonged room). Instants are microseconds.
"""

from collections.abc import Mapping, Sequence

from yangguang.capabilities.auction.rules import refusals as no
from yangguang.capabilities.auction.rules import strategies
from yangguang.capabilities.auction.rules.chain import Entry
from yangguang.capabilities.auction.rules.parameters import SECOND, Offer
from yangguang.capabilities.auction.rules.proxies import Proxy, answer_by_proxy
from yangguang.capabilities.auction.rules.room import FINAL_STAGES, RUNNING, Room, effective_end


def admit(room: Room, *, number: int, rank: int, at: int) -> list[Entry]:
    """Give a bidder a seat, by number; *rank* orders holders of pre-emption, 0 for everybody else."""
    if room.is_over:
        raise no.RoomEnded
    room.admitted[number] = rank
    return [room.append("admitted", at, number=number, rank=rank)]


def exclude(room: Room, *, number: int, reason: str, at: int) -> list[Entry]:
    """Take a bidder's seat away; bids already accepted stay in the log and count."""
    if number not in room.admitted or number in room.excluded:
        raise no.NotAdmitted
    room.excluded.append(number)
    return [room.append("excluded", at, number=number, reason=reason)]


def set_reserve(room: Room, *, commitment: str, at: int) -> list[Entry]:
    """
    Note the commitment to a secret reserve price; once, and early enough (底价在报价截止前规定时间录入).

    Refuses with ReserveAlreadySet, ReserveTooLateOrEarly.
    """
    rules = room.parameters
    if room.reserve:
        raise no.ReserveAlreadySet
    deadline = room.ends - rules.reserve_lead_seconds * SECOND
    if not rules.has_reserve or room.phase not in ("waiting", "quoting") or at > deadline:
        raise no.ReserveTooLateOrEarly(minutes=rules.reserve_lead_seconds // 60)
    room.reserve = commitment
    return [room.append("reserve", at, commitment=commitment)]


def check_arrival(room: Room, *, arrived: int) -> None:
    """
    Hold the stamp of arrival against the effective end, and nothing else.

    Refuses with RoomEnded, RoomPaused, NotOpenYet, BidTooLate, ServerFault.
    """
    if room.is_over:
        # What came before the last phase ended but is only seen now was in time: that is our fault, and on record.
        if room.phase == "aborted":
            raise no.RoomEnded
        if arrived <= room.ends:
            raise no.ServerFault
        raise no.BidTooLate(late_ms=max(1, (arrived - room.ends) // 1000), ended=room.ends, arrived=arrived)
    if room.paused:
        raise no.RoomPaused
    if room.phase == "waiting" or arrived < room.opens:
        raise no.NotOpenYet
    end = effective_end(room)
    if end is not None and arrived > end:
        raise no.BidTooLate(late_ms=max(1, (arrived - end) // 1000), ended=end, arrived=arrived)
    if arrived < room.began and room.phase in ("willing", "inquiry"):
        raise no.ServerFault


def offer(room: Room, bid: Offer, *, at: int, proxies: Sequence[Proxy] = ()) -> list[Entry]:
    """
    Take one bid, and what standing maximum bids answer to it.

    Refuses with the refusals of `check_arrival`, NotAdmitted, NotThePhase, and those of the strategy.
    """
    check_arrival(room, arrived=bid.arrived)
    if bid.number not in room.admitted or bid.number in room.excluded:
        raise no.NotAdmitted
    strategies.of(room).check(room, bid)
    entries = [strategies.of(room).take(room, bid, at)]
    if proxies and room.phase in ("quoting", "timed"):
        entries += answer_by_proxy(room, proxies, arrived=bid.arrived, at=at)
    return entries


def declare_willing(room: Room, *, number: int, arrived: int, at: int) -> list[Entry]:
    """Declare within the window that one wants to go on bidding (确认竞价意愿)."""
    check_arrival(room, arrived=arrived)
    if room.phase != "willing":
        raise no.NotThePhase(phase=room.phase_name)
    if number not in room.admitted or number in room.excluded:
        raise no.NotAdmitted
    if room.parameters.must_have_quoted and number not in room.quoted:
        raise no.MustHaveQuoted
    if number in room.willing:
        return []
    room.willing.append(number)
    return [room.append("willing", at, number=number, arrived=arrived)]


def exercise(room: Room, *, number: int, arrived: int, at: int) -> list[Entry]:
    """Exercise pre-emption at the leading price, within the window; an earlier rank goes before a later one."""
    rank = _ask_holder(room, number, arrived)
    leading = room.admitted.get(room.leader, 0)
    if room.exercised and leading and leading <= rank:
        raise no.AlreadySpoken
    room.spoken.append(number)
    room.leader, room.exercised = number, True
    room.count += 1
    return [room.append("exercised", at, number=number, amount=room.price, arrived=arrived)]


def waive(room: Room, *, number: int, arrived: int, at: int) -> list[Entry]:
    """Waive pre-emption at the leading price."""
    _ask_holder(room, number, arrived)
    room.spoken.append(number)
    return [room.append("waived", at, number=number, arrived=arrived)]


def _ask_holder(room: Room, number: int, arrived: int) -> int:
    check_arrival(room, arrived=arrived)
    if room.phase != "inquiry":
        raise no.NotThePhase(phase=room.phase_name)
    rank = room.admitted.get(number, 0)
    if not rank or number in room.excluded:
        raise no.NotAHolder
    if number in room.spoken:
        raise no.AlreadySpoken
    return rank


def pause(room: Room, *, at: int, reason: str, by: str) -> list[Entry]:
    """Stand still, with a reason that everybody reads. Refuses with RoomEnded, AlreadyPaused, ReasonMissing."""
    if not reason.strip():
        raise no.ReasonMissing
    if room.is_over:
        raise no.RoomEnded
    if room.paused:
        raise no.AlreadyPaused
    room.paused = at
    left = room.opens - at if room.phase == "waiting" else room.ends - at
    return [room.append("paused", at, reason=reason, by=by, left=max(0, left))]


def resume(room: Room, *, at: int, reason: str, by: str) -> list[Entry]:
    """
    Go on, with the time given back that was left; a final stage starts its full countdown again.

    Refuses with NotPaused, ReasonMissing.
    """
    if not reason.strip():
        raise no.ReasonMissing
    if not room.paused:
        raise no.NotPaused
    stood = at - room.paused
    if room.phase == "waiting":
        room.opens += stood
    else:
        room.began += stood
    room.ends += stood
    if room.phase in FINAL_STAGES:
        room.ends = max(room.ends, at + _window(room) * SECOND)
    room.paused = 0
    return [room.append("resumed", at, reason=reason, by=by, opens=room.opens, ends=room.ends, stood=stood)]


def abort(room: Room, *, at: int, reason: str, by: str) -> list[Entry]:
    """End without a result, with a reason. Refuses with RoomEnded, ReasonMissing."""
    if not reason.strip():
        raise no.ReasonMissing
    if room.is_over:
        raise no.RoomEnded
    room.phase, room.outcome, room.paused = "aborted", "aborted", 0
    return [room.append("aborted", at, reason=reason, by=by)]


def is_due(room: Room, at: int) -> bool:
    """Tell whether the present phase has run out."""
    end = effective_end(room)
    return end is not None and at > end


def tick(
    room: Room,
    *,
    at: int,
    reserve: tuple[int, str] | None = None,
    revealed: Mapping[int, tuple[int, str]] | None = None,
) -> list[Entry]:
    """
    Move on if the present phase has run out; otherwise nothing happens.

    *reserve* is the secret reserve with its salt, *revealed* the sealed quotations with theirs: opened here and only here.
    """
    entries: list[Entry] = []
    while is_due(room, at):
        entries += strategies.move_on(room, at, reserve=reserve, revealed=revealed or {})
    return entries


def _window(room: Room) -> int:
    rules = room.parameters
    return rules.priority_seconds if room.phase == "inquiry" else rules.countdown_seconds


__all__ = [
    "RUNNING",
    "abort",
    "admit",
    "check_arrival",
    "declare_willing",
    "exclude",
    "exercise",
    "is_due",
    "offer",
    "pause",
    "resume",
    "set_reserve",
    "tick",
    "waive",
]
