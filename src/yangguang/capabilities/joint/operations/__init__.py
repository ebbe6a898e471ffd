"""All writes of joint approval, one function per intention of a person or of the clock."""

from yangguang.capabilities.joint.operations.choices import (
    accept_refusal,
    attach_phase_file,
    groundless,
    ready_keys,
    reapply_part,
    supply_phase,
    withdraw_dependents,
    withdraw_joint_case,
)
from yangguang.capabilities.joint.operations.drafts import (
    attach_pool_file,
    discard_joint_draft,
    open_joint_draft,
    pool_of_draft,
    remove_pool_file,
    require_file,
    save_joint_draft,
)
from yangguang.capabilities.joint.operations.intake import submit_joint_application
from yangguang.capabilities.joint.operations.materials import confirm_reliance, replace_pool_file
from yangguang.capabilities.joint.operations.package import WAYS, deliver_package, extend_total
from yangguang.capabilities.joint.operations.progress import (
    hear_of,
    mark_late_departments,
    record_part_progress,
    settle_parts,
    urge_department,
)
from yangguang.capabilities.joint.operations.rooms import (
    Invitation,
    call_consultation,
    cast_vote,
    close_consultation,
    close_due_opinions,
    close_opinions,
    give_consultation_opinion,
    open_vote,
    say_remark,
    sign_minutes,
    write_minutes,
)
from yangguang.capabilities.joint.operations.scenarios import (
    draft_scenario,
    publish_scenario,
    read_shipped,
    review_scenario,
)
from yangguang.capabilities.joint.operations.speaking import (
    answer_early_advice,
    ask_early_advice,
    raise_contradiction,
    settle_contradiction,
)

__all__ = [
    "WAYS",
    "Invitation",
    "accept_refusal",
    "answer_early_advice",
    "ask_early_advice",
    "attach_phase_file",
    "attach_pool_file",
    "call_consultation",
    "cast_vote",
    "close_consultation",
    "close_due_opinions",
    "close_opinions",
    "confirm_reliance",
    "deliver_package",
    "discard_joint_draft",
    "draft_scenario",
    "extend_total",
    "give_consultation_opinion",
    "groundless",
    "hear_of",
    "mark_late_departments",
    "open_joint_draft",
    "open_vote",
    "pool_of_draft",
    "publish_scenario",
    "raise_contradiction",
    "read_shipped",
    "ready_keys",
    "reapply_part",
    "record_part_progress",
    "remove_pool_file",
    "replace_pool_file",
    "require_file",
    "review_scenario",
    "save_joint_draft",
    "say_remark",
    "settle_contradiction",
    "settle_parts",
    "sign_minutes",
    "submit_joint_application",
    "supply_phase",
    "urge_department",
    "withdraw_dependents",
    "withdraw_joint_case",
    "write_minutes",
]
