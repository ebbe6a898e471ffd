"""Who may do what in a room: bidders from their own seat, the supervisor, the notary, the platform by the clock."""

from yangguang.capabilities.auction.models import Seat, Session
from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import PostKind


def is_platform(actor: Actor) -> bool:
    """Tell the platform's own hand."""
    return actor.kind is ActorKind.SYSTEM


def _sits(actor: Actor, seat: Seat) -> bool:
    return actor.kind is ActorKind.CITIZEN and seat.account_id == actor.account_id


def _supervises(actor: Actor, session: Session) -> bool:
    return actor.holds(PostKind.MONITOR, session.supervisor_body)


def may_open_session(*, actor: Actor) -> bool:
    """The platform when a lot is announced, or the operator's review post."""
    return is_platform(actor) or actor.holds(PostKind.REVIEW)


def may_admit_bidder(*, actor: Actor) -> bool:
    """The platform, when qualification and deposit are in order."""
    return is_platform(actor)


def may_bind_certificate(*, actor: Actor, seat: Seat) -> bool:
    """The bidder."""
    return _sits(actor, seat)


def may_place_bid(*, actor: Actor, seat: Seat) -> bool:
    """The bidder, from the own seat."""
    return _sits(actor, seat)


def may_place_bids(*, actor: Actor) -> bool:
    """The platform's bidding door; each bid is asked for by itself."""
    return is_platform(actor)


may_declare_willing = may_place_bid
may_exercise_priority = may_place_bid
may_waive_priority = may_place_bid
may_set_maximum = may_place_bid


def may_move_on(*, actor: Actor) -> bool:
    """Only the clock."""
    return is_platform(actor)


def may_give_back_outage(*, actor: Actor) -> bool:
    """Only the platform, after a fault of its own."""
    return is_platform(actor)


def may_set_reserve(*, actor: Actor, session: Session) -> bool:
    """The transferor, with the supervisor as witness."""
    if session.transferor_account_id is not None and session.transferor_account_id == actor.account_id:
        return True
    return any(post.body_code == session.transferor_body for post in actor.posts)


def may_pause(*, actor: Actor, session: Session) -> bool:
    """The supervising body's monitor post; the platform for an objection."""
    return is_platform(actor) or _supervises(actor, session)


may_resume = may_pause


def may_abort(*, actor: Actor, session: Session) -> bool:
    """The supervising body's monitor post."""
    return _supervises(actor, session)


may_exclude_bidder = may_abort


def may_attest(*, actor: Actor, session: Session) -> bool:
    """A notary of the room's notary office."""
    return bool(session.notary_body) and any(post.body_code == session.notary_body for post in actor.posts)
