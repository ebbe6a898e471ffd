"""Every way of writing in the order of powers."""

from yangguang.reference.declarations.operations.authority import (
    approve_authority,
    bar_holder,
    examine_authority,
    propose_authority,
    readmit_holder,
    restore_authority,
    suspend_authority,
    withdraw_authority,
)
from yangguang.reference.declarations.operations.campaigns import close_campaign, finish_part, open_campaign
from yangguang.reference.declarations.operations.coding import assign_codes
from yangguang.reference.declarations.operations.declaring import (
    open_declaration,
    register_from_law,
    sign_declaration,
    submit_declaration,
    withdraw_declaration,
    write_declaration,
)
from yangguang.reference.declarations.operations.formats import publish_format, record_law
from yangguang.reference.declarations.operations.joint import answer_joint_round, open_joint_round
from yangguang.reference.declarations.operations.publication import (
    publish_declaration,
    subscribe,
    tell_subscribers,
    unsubscribe,
)
from yangguang.reference.declarations.operations.review import (
    ask_opinion,
    comment,
    file_declaration,
    give_opinion,
    return_declaration,
    settle_comment,
    tick_checklist,
)
from yangguang.reference.declarations.operations.sheets import (
    check_rows,
    confirm_sheet,
    declare_from_import,
    discard_sheet,
    draft_rows,
    give_up_sheet,
    map_sheet,
    receive_sheet,
)

__all__ = [
    "answer_joint_round",
    "approve_authority",
    "ask_opinion",
    "assign_codes",
    "bar_holder",
    "check_rows",
    "close_campaign",
    "comment",
    "confirm_sheet",
    "declare_from_import",
    "discard_sheet",
    "draft_rows",
    "examine_authority",
    "file_declaration",
    "finish_part",
    "give_opinion",
    "give_up_sheet",
    "map_sheet",
    "open_campaign",
    "open_declaration",
    "open_joint_round",
    "propose_authority",
    "publish_declaration",
    "publish_format",
    "readmit_holder",
    "receive_sheet",
    "record_law",
    "register_from_law",
    "restore_authority",
    "return_declaration",
    "settle_comment",
    "sign_declaration",
    "submit_declaration",
    "subscribe",
    "suspend_authority",
    "tell_subscribers",
    "tick_checklist",
    "unsubscribe",
    "withdraw_authority",
    "withdraw_declaration",
    "write_declaration",
]
