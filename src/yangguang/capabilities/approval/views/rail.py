"""The rail of the desk: the drawers with their counts, and what the actor's posts may open besides."""

from django.http import HttpRequest
from django.urls import reverse

from yangguang.capabilities.approval import api as approval
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import PostKind

Link = tuple[str, str, int | None, bool]
DRAWERS = (
    (approval.Box.TODO, "待办"),
    (approval.Box.CLAIMED, "我领的"),
    (approval.Box.DONE, "我已办"),
    (approval.Box.WATCHING, "我在看"),
)
_LIST_POSTS = (
    PostKind.ADMIN,
    PostKind.DECIDE,
    PostKind.LEGAL,
    PostKind.INFORMATION,
    PostKind.GOVERNMENT,
    PostKind.MONITOR,
)


def rail_of(
    request: HttpRequest, actor: Actor, counts: dict[str, int], current: str
) -> list[tuple[str, list[Link]]]:
    """Give the groups of the rail."""
    desk = reverse("approval:desk")
    work: list[Link] = [
        (
            word,
            desk if box is approval.Box.TODO else f"{desk}?box={box.value}",
            counts.get(box.value),
            current == box.value,
        )
        for box, word in DRAWERS
    ]
    groups = [("我的工作", work)]
    if actor.holds(PostKind.ACCEPT):
        groups.append(("窗口", [("窗口收件", reverse("approval:intake"), None, current == "intake")]))
    if any(actor.holds(kind) for kind in _LIST_POSTS):
        groups.append(("职权清理", [("清理和申报", reverse("declarations:desk"), None, False)]))
    return groups
