"""What licences put into the officers' rail."""

from django.urls import reverse

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import PostKind
from yangguang.reference.licences import permissions

MAKERS = (PostKind.DELIVER, PostKind.DECIDE)


def rail_for_desk(actor: Actor) -> tuple[str, list[tuple[str, str, int | None]]]:
    """Give the group by what the officer's posts may do."""
    links: list[tuple[str, str, int | None]] = []
    if any(actor.holds(kind) for kind in permissions.CALLERS):
        links.append(("查用证照", reverse("licences:call"), None))
    if any(actor.holds(kind) for kind in MAKERS):
        links += [
            ("本机关的证照", reverse("licences:issued"), None),
            ("存量证照转入", reverse("licences:imports"), None),
        ]
    if actor.holds(PostKind.INFORMATION) or any(actor.holds(kind) for kind in permissions.TYPE_KEEPERS):
        links.append(("证照类型", reverse("licences:types"), None))
    if actor.holds(PostKind.INFORMATION):
        links.append(("接入系统的调用权", reverse("licences:systems"), None))
    return "证照", links
