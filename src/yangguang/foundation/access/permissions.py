"""
Who may change rights: the system and the security administrator propose, a security administrator approves, the audit
administrator reviews; nobody decides on their own proposal (that is the operations' rule and the database's).
"""

from yangguang.foundation.access.models import Delegation, EmergencyAccess, Proposal
from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.models import Post, PostKind


def _is_platform(actor: Actor) -> bool:
    return actor.kind is ActorKind.SYSTEM


def may_reseal_rights(*, actor: Actor) -> bool:
    """The platform's console only, when its secret key has changed."""
    return _is_platform(actor)


def may_propose_grant(*, actor: Actor) -> bool:
    """The system administrator (系统管理员) or the security administrator (安全管理员)."""
    return actor.holds(PostKind.SYSTEM) or actor.holds(PostKind.SECURITY)


may_propose_conflict_rule = may_propose_grant
may_propose_administrator = may_propose_grant


def may_propose_delegation(*, actor: Actor, post: Post) -> bool:
    """Who holds the post by appointment."""
    return any(held.code == post.code and not held.by for held in actor.posts)


def may_approve_proposal(*, actor: Actor, proposal: Proposal) -> bool:
    """The security administrator; for a delegation also the admin post (管理岗) of the body."""
    if isinstance(proposal, Delegation) and actor.holds(PostKind.ADMIN, proposal.post.body.code):
        return True
    return actor.holds(PostKind.SECURITY)


may_refuse_proposal = may_approve_proposal


def may_end_right(*, actor: Actor, right: Proposal) -> bool:
    """The security administrator; whoever lent a post takes it back; the platform when somebody leaves."""
    lends = isinstance(right, Delegation) and right.proposed_by.account_id == actor.account_id
    return lends or _is_platform(actor) or actor.holds(PostKind.SECURITY)


def may_take_emergency_access(*, actor: Actor) -> bool:
    """Any officer with a post that works; what is taken is reviewed."""
    return actor.is_officer and bool(actor.posts)


def may_review_emergency_access(*, actor: Actor, emergency: EmergencyAccess) -> bool:
    """The audit administrator (审计管理员), never for themselves."""
    return actor.holds(PostKind.AUDIT) and emergency.officer.account_id != actor.account_id


def may_label_object(*, actor: Actor) -> bool:
    """The security administrator."""
    return actor.holds(PostKind.SECURITY)


def may_open_campaign(*, actor: Actor) -> bool:
    """The security or the audit administrator."""
    return actor.holds(PostKind.SECURITY) or actor.holds(PostKind.AUDIT)


def may_certify_grant(*, actor: Actor) -> bool:
    """The security administrator."""
    return actor.holds(PostKind.SECURITY)


def may_certify_seats(*, actor: Actor) -> bool:
    """The security administrator; who appoints people, the admin posts of their bodies, does not confirm them."""
    return actor.holds(PostKind.SECURITY)


def may_propose_closing(*, actor: Actor) -> bool:
    """The security administrator."""
    return actor.holds(PostKind.SECURITY)


def may_close_campaign(*, actor: Actor) -> bool:
    """Another security administrator, or the audit administrator; never who proposed it."""
    return actor.holds(PostKind.SECURITY) or actor.holds(PostKind.AUDIT)


def may_lapse_unanswered(*, actor: Actor) -> bool:
    """The platform, by the clock."""
    return _is_platform(actor)
