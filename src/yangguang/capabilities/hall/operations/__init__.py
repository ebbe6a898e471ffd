"""All writes of the hall."""

from yangguang.capabilities.hall.operations.agents import set_scope
from yangguang.capabilities.hall.operations.charges import charge_case, waive_charge, write_bill
from yangguang.capabilities.hall.operations.holds import confirm_hold, end_hold, propose_hold
from yangguang.capabilities.hall.operations.parcels import (
    Address,
    hand_parcel,
    hear_post,
    post_result,
    record_tracking,
)
from yangguang.capabilities.hall.operations.posts import (
    PostEvent,
    register_post,
)
from yangguang.capabilities.hall.operations.questions import answer_question, ask_question, remind_answer
from yangguang.capabilities.hall.operations.service import (
    post_notice,
    serve_by_notice,
    serve_otherwise,
)
from yangguang.capabilities.hall.operations.volumes import close_volume

__all__ = [
    "Address",
    "PostEvent",
    "answer_question",
    "ask_question",
    "charge_case",
    "close_volume",
    "confirm_hold",
    "end_hold",
    "hand_parcel",
    "hear_post",
    "post_notice",
    "post_result",
    "propose_hold",
    "record_tracking",
    "register_post",
    "remind_answer",
    "serve_by_notice",
    "serve_otherwise",
    "set_scope",
    "waive_charge",
    "write_bill",
]
