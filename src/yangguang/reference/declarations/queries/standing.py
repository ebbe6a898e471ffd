"""
Whether an officer may act on a case: the power's authority must stand, and name this officer in this post (plan, task 23).

Registered with access (`guard_operations_by`), so that no operation on a case gets around it: what is suspended, withdrawn or
barred counts from the same moment, in cases that run as well.
"""

from typing import Any

from yangguang.foundation.acts.api import Actor, HeldPost, Operation
from yangguang.reference.declarations.models import Authority
from yangguang.reference.declarations.rules.refusals import (
    AuthorityBarred,
    AuthorityNotFor,
    AuthoritySuspended,
    AuthorityWithdrawn,
)
from yangguang.reference.declarations.states import AuthorityState
from yangguang.reference.matters.models import MatterVersion

_IN_FORCE = (AuthorityState.APPROVED, AuthorityState.SUSPENDED)


def refuse_without_authority(declared: Operation, arguments: dict[str, Any]) -> None:
    """
    Refuse an officer's act on a case whose power's authority does not carry it; objects say theirs by `acts_under`.

    Refuses with AuthoritySuspended, AuthorityWithdrawn, AuthorityBarred, AuthorityNotFor.
    """
    version = getattr(arguments.get(declared.subject), "acts_under", None)
    if not isinstance(version, MatterVersion):
        return
    authority = authority_of(version)
    if authority is not None:
        require_standing(authority, arguments["actor"], version)


def authority_of(version: MatterVersion) -> Authority | None:
    """Give the authority that decides about acts under a version: the one in force, else the last; none: none was needed."""
    known = list(
        Authority.objects.filter(matter=version.matter_id).exclude(
            state__in=(AuthorityState.PROPOSED, AuthorityState.EXAMINED)
        )[:5]
    )
    return next((one for one in known if one.state in _IN_FORCE), known[0] if known else None)


def require_standing(authority: Authority, actor: Actor, version: MatterVersion) -> None:
    """
    Make sure that an officer may act under an authority now; supervision and others without a post of the body pass.

    Refuses with AuthoritySuspended, AuthorityWithdrawn, AuthorityBarred, AuthorityNotFor.
    """
    body = version.matter.body
    posts = [one for one in actor.posts if one.body_code == body.code and one.kind in authority.post_kinds]
    if not posts:
        return  # the operation's own rule decides
    name = version.plain_name
    if authority.state == AuthorityState.WITHDRAWN and not authority.finishes_cases:
        raise AuthorityWithdrawn(name=name, reason=authority.stop_reason)
    if authority.state == AuthorityState.SUSPENDED and not authority.finishes_cases:
        raise AuthoritySuspended(name=name, reason=authority.stop_reason)
    if actor.number in authority.barred_numbers:
        reason = next(one["reason"] for one in authority.barred if one["number"] == actor.number)
        raise AuthorityBarred(
            name=name, who=actor.label, reason=reason, others=_others(authority, posts, actor)
        )
    if not any(one.by or authority.lists(post_code=one.code, number=actor.number) for one in posts):
        raise AuthorityNotFor(
            name=name,
            who=actor.label,
            document=authority.document_number,
            others=_others(authority, posts, actor),
        )


def _others(authority: Authority, posts: list[HeldPost], actor: Actor) -> str:
    """Name the colleagues who may take over: those examined in a post of the same kind."""
    kinds = {one.kind for one in posts}
    found = [
        f"{post['kind_name']}{held['number']}号"
        for post in authority.posts
        if post["kind"] in kinds
        for held in post["holders"]
        if held["number"] != actor.number and held["number"] not in authority.barred_numbers
    ]
    return "、".join(dict.fromkeys(found[:5])) or "同岗位没有别的人员，请单位重新报网上行使身份"
