"""Who may do what around a case."""

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.hall.models import Charge, HoldRule, Question
from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.identity.models import Mandate
from yangguang.foundation.organisation.api import PostKind

COUNTER = (PostKind.ACCEPT, PostKind.DELIVER)
ANSWERING = (PostKind.ACCEPT, PostKind.EXAMINE, PostKind.DECIDE)


def _is_machine(actor: Actor) -> bool:
    return actor.kind is ActorKind.SYSTEM


def works_for(actor: Actor, body_code: str, kinds: tuple[PostKind, ...]) -> bool:
    """Whether the actor holds one of these posts of a body."""
    return any(actor.holds(kind, body_code) for kind in kinds)


def may_charge_case(actor: Actor, application: approval.Application) -> bool:
    """The machine at acceptance, and the counter of the body."""
    return _is_machine(actor) or works_for(actor, application.body.code, COUNTER)


def may_waive_charge(actor: Actor, charge: Charge) -> bool:
    """The head of the body that collects."""
    return actor.holds(PostKind.DECIDE, charge.order.body_code)


def may_write_bill(actor: Actor) -> bool:
    """The machine, when the bank has reported the money."""
    return _is_machine(actor)


def may_propose_hold(actor: Actor) -> bool:
    """Lawyers and heads of bodies."""
    return actor.holds(PostKind.LEGAL) or actor.holds(PostKind.DECIDE)


def may_confirm_hold(actor: Actor, rule: HoldRule) -> bool:
    """The same; that it is another person the operation says by name."""
    return may_propose_hold(actor)


def may_end_hold(actor: Actor, rule: HoldRule) -> bool:
    """Either of them alone: ending it only lets more go on."""
    return may_propose_hold(actor)


def may_post_result(actor: Actor, application: approval.Application) -> bool:
    """Whoever delivers the result of the case."""
    return approval.may_deliver_result(actor, application)


def may_hand_parcel(actor: Actor) -> bool:
    """The machine that speaks with the post."""
    return _is_machine(actor)


def may_record_tracking(actor: Actor) -> bool:
    """The machine, on the word of the post."""
    return _is_machine(actor)


def may_serve_otherwise(actor: Actor, application: approval.Application) -> bool:
    """Whoever delivers the result of the case."""
    return approval.may_deliver_result(actor, application)


def may_post_notice(actor: Actor, application: approval.Application) -> bool:
    """Whoever delivers the result of the case."""
    return approval.may_deliver_result(actor, application)


def may_serve_by_notice(actor: Actor) -> bool:
    """The calendar."""
    return _is_machine(actor)


def may_ask_question(actor: Actor) -> bool:
    """Everybody, signed in or not; an officer asks as what they are outside the office."""
    return actor.kind in (ActorKind.CITIZEN, ActorKind.ANONYMOUS)


def may_answer_question(actor: Actor, question: Question) -> bool:
    """The body that was asked."""
    return works_for(actor, question.body.code, ANSWERING)


def may_remind_answer(actor: Actor) -> bool:
    """The calendar."""
    return _is_machine(actor)


def may_close_volume(actor: Actor, application: approval.Application) -> bool:
    """The calendar, and the body's own officers."""
    return _is_machine(actor) or works_for(actor, application.body.code, (*COUNTER, PostKind.DECIDE))


def may_set_scope(actor: Actor, mandate: Mandate) -> bool:
    """The enterprise's legal representative, standing for it."""
    if actor.is_officer or actor.enterprise_code != mandate.enterprise.credit_code:
        return False
    return mandate.enterprise.legal_representative_id_number == actor.id_number
