"""What comparison puts into the officers' rail."""

from django.urls import reverse

from yangguang.foundation.acts.api import Actor
from yangguang.reference.comparison import permissions


def rail_for_desk(actor: Actor) -> tuple[str, list[tuple[str, str, int | None]]]:
    """Give the group: comparisons to judge for those who work on cases, rules and sources for those who keep the data."""
    links: list[tuple[str, str, int | None]] = []
    if any(actor.holds(kind) for kind in permissions.JUDGES):
        links.append(("待判断的比对", reverse("comparison:checks"), None))
    if any(actor.holds(kind) for kind in permissions.KEEPERS):
        links += [
            ("比对规则", reverse("comparison:rules"), None),
            ("数据源", reverse("comparison:sources"), None),
            ("批量比对", reverse("comparison:runs"), None),
        ]
    return "自动比对", links
