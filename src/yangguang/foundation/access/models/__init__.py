"""
Rights as data: powers given to or withheld from posts, delegations, emergencies, conflicts of interest, labels, and the
yearly re-certification.

Every row that decides something carries a code (HMAC-SM3) over what it says: a row changed behind the platform's back is
found, named, and counts for nothing (GB/T 22239-2019, 8.1.4.7; GB/T 39786-2021, 8.4 b).
"""

from yangguang.foundation.access.models.keeping import (
    Campaign,
    CampaignItem,
    CampaignSeat,
    EmergencyAccess,
    Level,
    ObjectLabel,
    RightsStamp,
)
from yangguang.foundation.access.models.rights import (
    AdministratorProposal,
    ConflictRule,
    Delegation,
    Effect,
    Grant,
)
from yangguang.foundation.access.models.sealed import Proposal, Sealed, State

__all__ = [
    "AdministratorProposal",
    "Campaign",
    "CampaignItem",
    "CampaignSeat",
    "ConflictRule",
    "Delegation",
    "Effect",
    "EmergencyAccess",
    "Grant",
    "Level",
    "ObjectLabel",
    "Proposal",
    "RightsStamp",
    "Sealed",
    "State",
]
