"""All writes of identity: accounts, signing in, enterprises."""

from yangguang.foundation.identity.operations.accounts import (
    change_password,
    close_account,
    give_temporary_password,
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
from yangguang.foundation.identity.operations.factors import (
    confirm_second_factor,
    enrol_passkey,
    enrol_totp,
    find_factor,
    remove_factor,
    renew_recovery_codes,
    reseal_totps,
    reset_factors,
    show_code,
    show_passkey,
)
from yangguang.foundation.identity.operations.signing_in import (
    Attempt,
    authenticate,
    end_sign_in,
    end_stale_sign_ins,
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
    "close_account",
    "confirm_second_factor",
    "end_mandate",
    "end_sign_in",
    "end_stale_sign_ins",
    "enrol_passkey",
    "enrol_totp",
    "find_factor",
    "forget_failures",
    "forget_sign_ins",
    "give_temporary_password",
    "open_account",
    "record_failed_sign_in",
    "record_sign_in",
    "register_enterprise",
    "remove_factor",
    "renew_recovery_codes",
    "reseal_totps",
    "reset_factors",
    "show_code",
    "show_passkey",
    "sign_up",
    "update_contact",
]
