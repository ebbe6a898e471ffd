"""All writes of access: grants and their like, emergencies, labels, the yearly re-certification."""

from yangguang.foundation.access.operations.administrators import propose_administrator
from yangguang.foundation.access.operations.certifying import (
    certify_grant,
    certify_seats,
    close_campaign,
    lapse_unanswered,
    open_campaign,
    propose_closing,
)
from yangguang.foundation.access.operations.emergencies import (
    review_emergency_access,
    take_emergency_access,
)
from yangguang.foundation.access.operations.proposals import (
    approve_proposal,
    end_right,
    label_object,
    propose_conflict_rule,
    propose_delegation,
    propose_grant,
    refuse_proposal,
)
from yangguang.foundation.access.operations.resealing import WholeRecord, reseal_rights

__all__ = [
    "WholeRecord",
    "approve_proposal",
    "certify_grant",
    "certify_seats",
    "close_campaign",
    "end_right",
    "label_object",
    "lapse_unanswered",
    "open_campaign",
    "propose_administrator",
    "propose_closing",
    "propose_conflict_rule",
    "propose_delegation",
    "propose_grant",
    "refuse_proposal",
    "reseal_rights",
    "review_emergency_access",
    "take_emergency_access",
]
