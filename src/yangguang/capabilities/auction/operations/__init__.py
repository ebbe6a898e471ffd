"""Writes of live bidding."""

from yangguang.capabilities.auction.operations.amounts import bid_statement
from yangguang.capabilities.auction.operations.bidding import (
    BATCH,
    Answer,
    Asked,
    place_bid,
    place_bids,
    told,
)
from yangguang.capabilities.auction.operations.conduct import (
    abort,
    attest,
    exclude_bidder,
    give_back_outage,
    is_clear,
    move_on,
    pause,
    resume,
)
from yangguang.capabilities.auction.operations.doors import close_door, last_seen, mark_door, measure_clock
from yangguang.capabilities.auction.operations.keeping import instant, log_text, micros
from yangguang.capabilities.auction.operations.steps import (
    admit_bidder,
    admit_ready,
    declare_willing,
    exercise_priority,
    open_session,
    set_maximum,
    set_reserve,
    waive_priority,
)

__all__ = [
    "BATCH",
    "Answer",
    "Asked",
    "abort",
    "admit_bidder",
    "admit_ready",
    "attest",
    "bid_statement",
    "close_door",
    "declare_willing",
    "exclude_bidder",
    "exercise_priority",
    "give_back_outage",
    "instant",
    "is_clear",
    "last_seen",
    "log_text",
    "mark_door",
    "measure_clock",
    "micros",
    "move_on",
    "open_session",
    "pause",
    "place_bid",
    "place_bids",
    "resume",
    "set_maximum",
    "set_reserve",
    "told",
    "waive_priority",
]
