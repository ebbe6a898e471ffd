"""All writes of linkage."""

from yangguang.capabilities.linkage.operations.exchange import (
    EXCHANGE_MACHINE,
    Answer,
    recognise_system,
    record_comparison,
    register_district_system,
    take_batch,
    take_event,
    take_events,
)
from yangguang.capabilities.linkage.operations.halls import (
    book_visit,
    call_next,
    cancel_booking,
    finish_ticket,
    open_hall,
    take_ticket,
)
from yangguang.capabilities.linkage.operations.levels import (
    begin_first_review,
    end_lending,
    lend_power,
    pass_up,
    record_routing,
    register_exercise,
    set_jurisdiction,
)
from yangguang.capabilities.linkage.operations.telling import acknowledge_events, tell_district
from yangguang.capabilities.linkage.operations.transfers import (
    TakenIn,
    move_transfer,
    take_in_across,
)

__all__ = [
    "EXCHANGE_MACHINE",
    "Answer",
    "TakenIn",
    "acknowledge_events",
    "begin_first_review",
    "book_visit",
    "call_next",
    "cancel_booking",
    "end_lending",
    "finish_ticket",
    "lend_power",
    "move_transfer",
    "open_hall",
    "pass_up",
    "recognise_system",
    "record_comparison",
    "record_routing",
    "register_district_system",
    "register_exercise",
    "set_jurisdiction",
    "take_batch",
    "take_event",
    "take_events",
    "take_in_across",
    "take_ticket",
    "tell_district",
]
