"""What linkage puts into the rail of the officers' pages."""

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import PostKind

Link = tuple[str, str, int | None]


def links_for(actor: Actor) -> tuple[str, list[Link]]:
    """Lead officers to reviews, transfers and counters, as their posts have it."""
    links: list[Link] = []
    if any(actor.holds(str(kind)) for kind in (PostKind.EXAMINE, PostKind.REVIEW, PostKind.DECIDE)):
        links += [("初审和层级", "/desk/linkage/", None), ("下放和委托", "/desk/linkage/lendings/", None)]
    if actor.holds(PostKind.ACCEPT):
        links += [("跨区代收和原件", "/desk/linkage/transfers/", None), ("叫号", "/desk/halls/", None)]
    if any(
        actor.holds(str(kind))
        for kind in (PostKind.INFORMATION, PostKind.LEGAL, PostKind.GOVERNMENT, PostKind.MONITOR)
    ):
        links.append(("与区系统交换", "/desk/linkage/exchange/", None))
    return "市区联动", links
