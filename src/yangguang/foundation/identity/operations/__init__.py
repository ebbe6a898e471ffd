"""All writes of identity: accounts, signing in, enterprises."""

from yangguang.foundation.identity.operations.accounts import (
    change_password,
    open_account,
    sign_up,
    update_contact,
)
from yangguang.foundation.identity.operations.enterprises import (
    appoint_agent,
    claim_enterprise,
    end_mandate,
    register_enterprise,
)
from yangguang.foundation.identity.operations.signing_in import (
    Attempt,
    authenticate,
    end_sign_in,
    forget_failures,
    forget_sign_ins,
    record_failed_sign_in,
    record_sign_in,
)

__all__ = [
    "Attempt",
    "appoint_agent",
    "authenticate",
    "change_password",
    "claim_enterprise",
    "end_mandate",
    "end_sign_in",
    "forget_failures",
    "forget_sign_ins",
    "open_account",
    "record_failed_sign_in",
    "record_sign_in",
    "register_enterprise",
    "sign_up",
    "update_contact",
]
