"""
The door of approval, in three leaves by who goes through: `applicant`, `officer`, `public`.

Each leaf names what it opens; here they stand as one, so that a caller writes `approval.decide` and need not know the leaf.
"""

from yangguang.capabilities.approval.api import applicant, officer, public
from yangguang.capabilities.approval.api.applicant import *  # noqa: F403 - each leaf has its own list
from yangguang.capabilities.approval.api.officer import *  # noqa: F403
from yangguang.capabilities.approval.api.public import *  # noqa: F403

__all__ = [*applicant.__all__, *officer.__all__, *public.__all__]  # noqa: PLE0604 - the leaves list names only
