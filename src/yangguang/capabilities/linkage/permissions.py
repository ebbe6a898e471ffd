"""
Who may do what in linkage: one predicate per operation, same name.

Levels are set by the legal office and the government, powers lent by the lender's head, counters worked by acceptance posts.
"""

from yangguang.capabilities.linkage.models import FirstReview, Hall, Lending, Transfer
from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.organisation.models import Body


def is_system(actor: Actor) -> bool:
    """Tell the machine's own hand."""
    return actor.kind is ActorKind.SYSTEM


def is_citizen(actor: Actor) -> bool:
    """Tell an applicant who has signed in."""
    return actor.kind is ActorKind.CITIZEN and actor.account_id is not None


def may_register_exercise(actor: Actor) -> bool:
    """The legal office, the government, or the platform itself."""
    return is_system(actor) or actor.holds(PostKind.LEGAL) or actor.holds(PostKind.GOVERNMENT)


may_set_jurisdiction = may_register_exercise


def may_lend_power(actor: Actor, lender: Body) -> bool:
    """The head of the lending body, or the government above it."""
    return is_system(actor) or actor.holds(PostKind.DECIDE, lender.code) or actor.holds(PostKind.GOVERNMENT)


def may_end_lending(actor: Actor, lending: Lending) -> bool:
    """Whoever may lend."""
    return may_lend_power(actor, lending.lender)


def may_record_routing(actor: Actor) -> bool:
    """The machine."""
    return is_system(actor)


may_begin_first_review = may_record_routing
may_tell_district = may_record_routing


def may_pass_up(actor: Actor, review: FirstReview) -> bool:
    """Those who examine, review or decide in the lower body."""
    return any(
        actor.holds(str(kind), review.lower.code)
        for kind in (PostKind.EXAMINE, PostKind.REVIEW, PostKind.DECIDE)
    )


def may_take_in_across(actor: Actor) -> bool:
    """Any acceptance post: every hall takes in for every other (收受分离)."""
    return actor.holds(PostKind.ACCEPT)


def may_move_transfer(actor: Actor, transfer: Transfer, state: str) -> bool:
    """Whoever has the originals sends or returns them; who is to get them signs for what arrives."""
    receiving = state in ("arrived", "lost")
    body = transfer.handling_body if receiving or transfer.state == "arrived" else transfer.taken_body
    return actor.holds(PostKind.ACCEPT, body.code)


def may_open_hall(actor: Actor) -> bool:
    """The platform, or the service administration's office."""
    return is_system(actor) or actor.holds(PostKind.INFORMATION)


def may_book_visit(actor: Actor) -> bool:
    """Anybody who has signed in as an applicant."""
    return is_citizen(actor)


may_cancel_booking = may_book_visit


def may_take_ticket(actor: Actor) -> bool:
    """Anybody in the hall; a ticket names nobody."""
    return True


def may_call_next(actor: Actor, hall: Hall) -> bool:
    """Acceptance and delivery posts of the hall's area."""
    own = {post.area_code for post in actor.posts if post.kind in (PostKind.ACCEPT, PostKind.DELIVER)}
    return hall.area.code in own


may_finish_ticket = may_call_next


def may_register_district_system(actor: Actor) -> bool:
    """The platform itself, or the service administration's office."""
    return is_system(actor) or actor.holds(PostKind.INFORMATION)


def may_take_event(actor: Actor) -> bool:
    """A district's system, known by its secret, acting as a machine."""
    return is_system(actor)


may_take_batch = may_take_event
may_record_comparison = may_take_event
may_acknowledge_events = may_take_event
