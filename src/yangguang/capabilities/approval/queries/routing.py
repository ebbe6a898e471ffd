"""
Which body answers for a new case. The matter's own body, unless whoever knows levels and areas says another.

Linkage of city and districts lies beside approval and above its door: it hands its answer in through `register_router`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from yangguang.foundation.organisation.models import Body
from yangguang.reference.matters.models import MatterVersion

Router = Callable[[MatterVersion, Mapping[str, Any], datetime], Body | None]
_routers: list[Router] = []


def register_router(router: Router) -> Router:
    """Let *router* name the body for a version and its answers; the first that names one is followed."""
    if router not in _routers:
        _routers.append(router)
    return router


def body_for(*, version: MatterVersion, fields: Mapping[str, Any], now: datetime) -> Body:
    """Give the body a new case goes to."""
    for router in _routers:
        found = router(version, fields, now)
        if found is not None:
            return found
    return version.matter.body
