"""Everything that may happen to a licence, its type, its shares and the calls for it."""

from yangguang.reference.licences.grants import LicenceChanges, LicenceGrant
from yangguang.reference.licences.operations.calling import (
    Call,
    Caller,
    ClaimCall,
    call_licence,
    compare_for_system,
    read_licence,
    rely_on_licence,
)
from yangguang.reference.licences.operations.ending import (
    cancel_licence,
    expire_licence,
    invalidate_licence,
    resume_licence,
    revoke_licence,
    suspend_licence,
    withdraw_licence,
)
from yangguang.reference.licences.operations.importing import (
    confirm_records,
    discard_records,
    issue_batch,
    map_records,
    upload_records,
)
from yangguang.reference.licences.operations.issuing import issue_licence, renew_licence, replace_licence
from yangguang.reference.licences.operations.sharing import share_licence, withdraw_share
from yangguang.reference.licences.operations.status_lists import publish_status_list
from yangguang.reference.licences.operations.systems import (
    SystemRights,
    approve_system,
    end_system,
    propose_system,
)
from yangguang.reference.licences.operations.types import (
    draft_type,
    propose_type,
    publish_type,
    register_type,
    return_type,
)

__all__ = [
    "Call",
    "Caller",
    "ClaimCall",
    "LicenceChanges",
    "LicenceGrant",
    "SystemRights",
    "approve_system",
    "call_licence",
    "cancel_licence",
    "compare_for_system",
    "confirm_records",
    "discard_records",
    "draft_type",
    "end_system",
    "expire_licence",
    "invalidate_licence",
    "issue_batch",
    "issue_licence",
    "map_records",
    "propose_system",
    "propose_type",
    "publish_status_list",
    "publish_type",
    "read_licence",
    "register_type",
    "rely_on_licence",
    "renew_licence",
    "replace_licence",
    "resume_licence",
    "return_type",
    "revoke_licence",
    "share_licence",
    "suspend_licence",
    "upload_records",
    "withdraw_licence",
    "withdraw_share",
]
