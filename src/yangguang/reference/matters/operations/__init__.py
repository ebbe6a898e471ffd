"""Every way of writing matters."""

from yangguang.reference.matters.operations.imports import (
    check_import_rows,
    confirm_import,
    discard_import,
    give_up_import,
    receive_import,
    write_import_rows,
)
from yangguang.reference.matters.operations.stops import resume_matter, stop_matter
from yangguang.reference.matters.operations.versions import (
    draft_version,
    publish_version,
    register_matter,
    retire_version,
)

__all__ = [
    "check_import_rows",
    "confirm_import",
    "discard_import",
    "draft_version",
    "give_up_import",
    "publish_version",
    "receive_import",
    "register_matter",
    "resume_matter",
    "retire_version",
    "stop_matter",
    "write_import_rows",
]
