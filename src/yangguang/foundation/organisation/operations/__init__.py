"""All writes of organisation: areas, bodies, officers."""

from yangguang.foundation.organisation.operations.areas import load_areas, update_areas
from yangguang.foundation.organisation.operations.bodies import (
    BodyDetails,
    create_post,
    open_office,
    register_body,
    succeed_body,
)
from yangguang.foundation.organisation.operations.officers import (
    appoint_officer,
    end_appointment,
    enrol_officer,
    renew_certificate,
    retire_officer,
    transfer_officer,
)

__all__ = [
    "BodyDetails",
    "appoint_officer",
    "create_post",
    "end_appointment",
    "enrol_officer",
    "load_areas",
    "open_office",
    "register_body",
    "renew_certificate",
    "retire_officer",
    "succeed_body",
    "transfer_officer",
    "update_areas",
]
