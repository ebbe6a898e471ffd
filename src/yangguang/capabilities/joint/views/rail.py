"""What joint approval puts into the rail of the officers' pages."""

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import PostKind

Link = tuple[str, str, int | None]
KEEPERS = (PostKind.INFORMATION, PostKind.LEGAL, PostKind.GOVERNMENT)


def links_for(actor: Actor) -> tuple[str, list[Link]]:
    """Lead officers who work on cases to the joint desk, and keepers of scenarios to theirs."""
    links: list[Link] = []
    if any(
        post.kind not in (PostKind.ADMIN, PostKind.SYSTEM, PostKind.SECURITY, PostKind.AUDIT)
        for post in actor.posts
    ):
        links.append(("联办件", "/desk/joint/", None))
    if any(actor.holds(str(kind)) for kind in KEEPERS):
        links.append(("联办场景", "/desk/joint/scenarios/", None))
    return "联合办理", links
