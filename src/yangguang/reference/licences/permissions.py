"""Who may issue and end licences: posts of the issuing body only."""

from typing import TYPE_CHECKING

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import PostKind

if TYPE_CHECKING:
    from yangguang.reference.licences.models import Licence
    from yangguang.reference.licences.operations import LicenceGrant


def _makes_licences(actor: Actor, body_code: str) -> bool:
    if actor.kind is ActorKind.SYSTEM:  # carries out a decision that stands, where the window may not itself
        return True
    return actor.holds(PostKind.DELIVER.value, body_code) or actor.holds(PostKind.DECIDE.value, body_code)


def may_issue_licence(actor: Actor, grant: "LicenceGrant") -> bool:
    """The posts that make or decide licences in the issuing body."""
    return _makes_licences(actor, grant.issuer.code)


def may_replace_licence(actor: Actor, licence: "Licence") -> bool:
    """As for issuing."""
    return _makes_licences(actor, licence.issuer.code)


def may_renew_licence(actor: Actor, licence: "Licence") -> bool:
    """As for issuing."""
    return _makes_licences(actor, licence.issuer.code)


def may_cancel_licence(actor: Actor, licence: "Licence") -> bool:
    """As for issuing: cancellation follows a decision or the holder's wish."""
    return _makes_licences(actor, licence.issuer.code)


def may_withdraw_licence(actor: Actor, licence: "Licence") -> bool:
    """Only the deciding post of the issuing body."""
    return actor.holds(PostKind.DECIDE.value, licence.issuer.code)


def may_revoke_licence(actor: Actor, licence: "Licence") -> bool:
    """The deciding post of the issuing body (of the body above it, once joint cases exist)."""
    return actor.holds(PostKind.DECIDE.value, licence.issuer.code)


def may_invalidate_licence(actor: Actor, licence: "Licence") -> bool:
    """Only the deciding post of the issuing body, carrying out a penalty."""
    return actor.holds(PostKind.DECIDE.value, licence.issuer.code)


def may_expire_licence(actor: Actor) -> bool:
    """Only the calendar."""
    return actor.kind is ActorKind.SYSTEM
