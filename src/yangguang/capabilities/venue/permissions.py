"""Who may do what at the venue: the operator (交易中心) runs it, transferors sell, parties bid, others watch."""

from yangguang.capabilities.venue.models import (
    Deal,
    Deposit,
    Lot,
    Objection,
    ParameterSet,
    Party,
    Question,
    Registration,
)
from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import Body, PostKind


def _is_platform(actor: Actor) -> bool:
    return actor.kind is ActorKind.SYSTEM


def _is_party(actor: Actor) -> bool:
    return actor.kind is ActorKind.CITIZEN and actor.is_signed_in


def _operates(actor: Actor, lot: Lot, kind: str = "") -> bool:
    code = lot.operator_body.code
    return _is_platform(actor) or any(
        post.body_code == code and kind in ("", post.kind) for post in actor.posts
    )


def _sells(actor: Actor, lot: Lot) -> bool:
    if lot.transferor_account_id is not None and lot.transferor_account_id == actor.account_id:
        return True
    body = lot.transferor_body
    return body is not None and any(post.body_code == body.code for post in actor.posts)


def _supervises(actor: Actor, lot: Lot) -> bool:
    return actor.holds(PostKind.MONITOR, lot.supervisor_body.code)


def may_register_party(*, actor: Actor) -> bool:
    """Anybody who has signed in as an applicant."""
    return _is_party(actor) or _is_platform(actor)


def may_file_qualification(*, actor: Actor, party: Party) -> bool:
    """The party itself."""
    return party.account_id == actor.account_id


def may_register_agency(*, actor: Actor, operator_body: Body) -> bool:
    """The operator's acceptance post."""
    return _is_platform(actor) or actor.holds(PostKind.ACCEPT, operator_body.code)


def may_draft_parameters(*, actor: Actor, operator_body: Body) -> bool:
    """The operator's examination post."""
    return _is_platform(actor) or actor.holds(PostKind.EXAMINE, operator_body.code)


def may_publish_parameters(*, actor: Actor, parameter_set: ParameterSet) -> bool:
    """The review post, never who drafted (asked by the operation and the database)."""
    operator = parameter_set.operator_body
    return _is_platform(actor) or (operator is not None and actor.holds(PostKind.REVIEW, operator.code))


def may_plan_lot(*, actor: Actor, parameter_set: ParameterSet) -> bool:
    """The operator's acceptance post, on the transferor's order."""
    operator = parameter_set.operator_body
    return _is_platform(actor) or (operator is not None and actor.holds(PostKind.ACCEPT, operator.code))


def may_announce_lot(*, actor: Actor, lot: Lot) -> bool:
    """The operator's review post."""
    return _operates(actor, lot, PostKind.REVIEW)


may_extend_announcement = may_announce_lot
may_reannounce_lot = may_announce_lot


def may_begin_bidding(*, actor: Actor, lot: Lot) -> bool:
    """The platform, when the room opens."""
    return _operates(actor, lot)


def may_register_for_lot(*, actor: Actor, party: Party) -> bool:
    """The party's own account; officers never bid."""
    return _is_party(actor) and party.account_id == actor.account_id


def may_withdraw_registration(*, actor: Actor, registration: Registration) -> bool:
    """The party's own account."""
    return registration.account_id == actor.account_id


def may_qualify(*, actor: Actor, registration: Registration) -> bool:
    """The operator's examination post."""
    return _operates(actor, registration.lot, PostKind.EXAMINE)


may_refuse_registration = may_qualify


def may_receive_deposit(*, actor: Actor) -> bool:
    """Only the bank's message through the payment provider."""
    return _is_platform(actor)


def may_return_payment(*, actor: Actor) -> bool:
    """Only the platform, on a payment that fits nothing."""
    return _is_platform(actor)


def may_settle_deposit(*, actor: Actor, deposit: Deposit) -> bool:
    """The platform by the clock, or the operator's deciding post."""
    return _operates(actor, deposit.registration.lot, PostKind.DECIDE)


may_pay_refund = may_settle_deposit


def may_reconcile(*, actor: Actor) -> bool:
    """The platform by the clock."""
    return _is_platform(actor)


def may_ask_question(*, actor: Actor) -> bool:
    """Anybody who has signed in as an applicant."""
    return _is_party(actor)


def may_answer_question(*, actor: Actor, question: Question) -> bool:
    """The operator's acceptance post, or the transferor."""
    return _operates(actor, question.lot, PostKind.ACCEPT) or _sells(actor, question.lot)


def may_file_objection(*, actor: Actor) -> bool:
    """Anybody who has signed in as an applicant."""
    return _is_party(actor)


def may_answer_objection(*, actor: Actor, objection: Objection) -> bool:
    """An objection is answered by the operator's deciding post, a complaint by the supervising body."""
    if objection.kind == "complaint":
        return _supervises(actor, objection.lot)
    return _operates(actor, objection.lot, PostKind.DECIDE)


def may_record_outcome(*, actor: Actor) -> bool:
    """Only the room, when it closes."""
    return _is_platform(actor)


def may_confirm_deal(*, actor: Actor, deal: Deal) -> bool:
    """The operator's deciding post."""
    return _operates(actor, deal.lot, PostKind.DECIDE)


may_publish_result = may_confirm_deal
may_record_contract = may_confirm_deal
may_certify_deal = may_confirm_deal
may_close_archive = may_confirm_deal


def may_record_default(*, actor: Actor, deal: Deal) -> bool:
    """The operator's deciding post, or the transferor."""
    return may_confirm_deal(actor=actor, deal=deal) or _sells(actor, deal.lot)


def may_raise_flag(*, actor: Actor) -> bool:
    """Only the platform records facts."""
    return _is_platform(actor)


def may_judge_flag(*, actor: Actor, lot: Lot) -> bool:
    """The supervising body's monitor post."""
    return _supervises(actor, lot)


def may_terminate_lot(*, actor: Actor, lot: Lot) -> bool:
    """The operator's deciding post."""
    return _operates(actor, lot, PostKind.DECIDE)
