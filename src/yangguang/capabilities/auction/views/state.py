"""
What a room shows, by role: the one place where pages and JSON get it from, so that a leak could only be here.

Public and transferor: price and count. Bidder: numbers, too, and what is the bidder's own. Notary: chain heads.
Supervisor: refused bids, addresses, who sits where.
"""

from datetime import datetime
from typing import Any

from yangguang.capabilities.auction import api as auction
from yangguang.capabilities.auction.views import door, words
from yangguang.capabilities.venue import api as venue
from yangguang.foundation.acts.api import Actor

INSIDERS = ("bidder", "supervisor", "notary")
SHOWN_BIDS = 30
TOPICS = {
    "bidder": ("auction_room", "room_topic"),
    "supervisor": ("auction_watch", "watch_topic"),
    "notary": ("auction_watch", "watch_topic"),
}


def topic_of(session: auction.Session, role: str) -> str:
    """Give the address of the stream a role may listen to."""
    kind, column = TOPICS.get(role, ("auction_public", "public_topic"))
    return f"/live/{kind}:{getattr(session, column)}"


def state_of(session: auction.Session, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Give what somebody may know of a room now."""
    role = auction.role_of(actor=actor, session=session)
    room = session.room
    end = auction.effective_end(room)
    at = auction.micros(now)
    is_price_open = room.parameters.publicity == "live" or room.is_over or role in INSIDERS
    is_hidden = room.parameters.strategy == "sealed" and not room.is_over
    shown: dict[str, Any] = {
        "role": role,
        "seq": room.seq,
        "phase": room.phase,
        "phase_name": room.phase_name,
        "ends": end // 1000 if end else 0,
        "opens": room.opens // 1000,
        "paused": bool(room.paused),
        "outcome": room.outcome,
        "count": room.count,
        "now": at // 1000,
        "topic": topic_of(session, role),
    }
    if is_price_open and not is_hidden:
        shown |= {"price": room.price, "term": room.term}
    if room.phase == "falling":
        shown["price"] = auction.falling_price(room, at)
    if role in INSIDERS:
        shown["leader"] = 0 if is_hidden else room.leader
        shown["bids"] = auction.list_newest_bids(session=session, limit=SHOWN_BIDS)
    if role in ("supervisor", "notary"):
        shown["head"] = room.head
    if role == "bidder":
        shown |= _own(session, room, actor, at)
    return shown


def _own(session: auction.Session, room: auction.Room, actor: Actor, at: int) -> dict[str, Any]:
    seat = auction.find_seat(session=session, account_id=actor.account_id)
    assert seat is not None  # noqa: S101 - the role says so
    deposit = venue.deposit_states(registrations=[seat.registration]).get(seat.registration, "due")
    return {
        "number": seat.number,
        "rank": seat.rank,
        "signer": seat.signer_serial,
        "deposit": deposit,
        "next_amount": auction.next_amount(room, number=seat.number, at=at),
        "options": [list(one) for one in auction.suggestions(room, number=seat.number, at=at)],
        "willing": seat.number in room.willing,
        "spoken": seat.number in room.spoken,
        "pass": door.write_pass(session=session.uuid, seat=seat.uuid, account_id=seat.account_id),
    }


def page_of(session: auction.Session, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Give the context of a room's page for somebody: the state, and the same in words."""
    state = state_of(session, actor=actor, now=now)
    room = session.room
    price = state.get("price", 0)
    parameters = room.parameters
    bids = words.bid_rows(state.get("bids", []), state.get("number", 0))
    context = {
        "session": session,
        "state": state,
        "role": state["role"],
        "price_wan": words.wan(price) if price else "",
        "price_fen": price,
        "start_wan": words.wan(parameters.start_price),
        "step_wan": words.wan(parameters.step),
        "cap_wan": words.wan(parameters.cap) if parameters.cap else "",
        "next_wan": words.wan(state["next_amount"]) if state.get("next_amount") else "",
        "options": [
            {"steps": steps, "fen": amount, "wan": words.wan(amount)}
            for steps, amount in state.get("options", [])
        ],
        "ends_at": words.wall(state["ends"] * 1000) if state["ends"] else None,
        "bids": bids,
        "happenings": [
            {"words": words.happening_words(one), "at": words.wall(one["at"]), "kind": one["kind"]}
            for one in auction.list_happenings(session=session)
            if state["role"] in INSIDERS or one["kind"] not in ("waived",)
        ],
        "stages": _stages(room),
        "bidders": auction.count_seats(session=session),
        "parameters": parameters,
        "has_reserve": parameters.has_reserve,
        "chart": _chart(session) if state["role"] in INSIDERS else None,
        "final": room.phase in auction.FINAL_STAGES,
    }
    leader = state.get("leader", 0)
    if leader:
        newest = bids[0] if bids else None
        own = next((one["amount"] for one in bids if one["mine"]), 0)
        context |= {"leads": leader == state.get("number"), "leader": leader, "newest": newest}
        context["gap_wan"] = words.wan(price - own) if own and price > own else ""
    return context


_WAYS = {
    "listing": (
        ("quoting", "挂牌报价"),
        ("willing", "确认意愿"),
        ("timed", "限时竞价"),
        ("decided", "底价比对、成交"),
    ),
    "free_timed": (
        ("quoting", "自由报价"),
        ("timed", "限时竞价"),
        ("inquiry", "征询优先购买权"),
        ("decided", "成交"),
    ),
    "paddle": (("timed", "竞价"), ("decided", "成交")),
    "dutch": (("falling", "降价"), ("decided", "成交")),
    "sealed": (("sealed", "一次报价"), ("decided", "揭示、成交")),
}


def _stages(room: auction.Room) -> list[tuple[str, bool]]:
    way = list(_WAYS[room.parameters.strategy])
    if room.parameters.terms:
        way.insert(-1, ("terms", f"竞{room.parameters.terms.name}"))
    if room.parameters.priority != "inquiry":
        way = [one for one in way if one[0] != "inquiry"]
    return [("公告", room.phase == "waiting"), *((word, room.phase == phase) for phase, word in way)]


def _chart(session: auction.Session) -> dict[str, Any] | None:
    """Give the staircase of prices as the page draws it."""
    bids = [one for one in auction.list_bids(session=session) if one["amount"]]
    if len(bids) < 2:
        return None
    low, high = session.parameters["start_price"], max(one["amount"] for one in bids)
    width, height, left, top = 624, 86, 8, 28
    span = max(1, high - low)
    points, line = [], ""
    for place, one in enumerate(bids):
        x = left + width * (place + 1) / len(bids)
        y = top + height - height * (one["amount"] - low) / span
        line += f"V{y:.1f}H{x:.1f}"
        points.append({"x": f"{x - width / len(bids):.1f}", "y": f"{y:.1f}", "number": one["number"]})
    return {
        "line": f"M{left} {top + height}{line}",
        "points": points,
        "low": words.wan(low),
        "high": words.wan(high),
    }
