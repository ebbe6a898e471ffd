"""Every way of writing matters."""

from yangguang.reference.matters.operations.catalogue import load_catalogue
from yangguang.reference.matters.operations.versions import (
    draft_version,
    publish_version,
    register_matter,
    retire_version,
)

__all__ = [
    "draft_version",
    "load_catalogue",
    "publish_version",
    "register_matter",
    "retire_version",
]
