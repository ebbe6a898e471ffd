"""
Who may do what in approval: one predicate per operation, same name.

Applicants own their cases themselves or through the enterprise they stand for; officers need a post of the step's kind
in the body that answers for the matter; clock-driven operations belong to the machine.
"""

from yangguang.capabilities.approval.models import Application, Complaint, Decision, Draft, InterestedParty
from yangguang.foundation.access.api import is_concealed
from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.process.models import Task
from yangguang.reference.matters.models import MatterVersion

DECIDING = (PostKind.EXAMINE, PostKind.INSPECT, PostKind.REVIEW, PostKind.DECIDE)
"""Posts that may call for a special procedure or a hearing."""


def is_citizen(actor: Actor) -> bool:
    """Tell an applicant who has signed in."""
    return actor.kind is ActorKind.CITIZEN and actor.account_id is not None


def is_system(actor: Actor) -> bool:
    """Tell the machine's own hand."""
    return actor.kind is ActorKind.SYSTEM


def is_applicant(actor: Actor, application: Application) -> bool:
    """Tell whether the case is the actor's own: theirs, their enterprise's, or handed in for them at the window."""
    if not is_citizen(actor):
        return False
    if application.enterprise_code:
        return (
            application.enterprise_code == actor.enterprise_code or application.account_id == actor.account_id
        )
    return application.account_id == actor.account_id or bool(
        actor.id_number and application.person_number == actor.id_number
    )


def owns_draft(actor: Actor, draft: Draft) -> bool:
    """Tell whether the draft is the actor's own."""
    return is_citizen(actor) and draft.account_id == actor.account_id


def works_on(actor: Actor, application: Application, *kinds: str) -> bool:
    """Tell whether the actor holds a post of one of the kinds in the body that answers."""
    return any(actor.holds(str(kind), application.body.code) for kind in kinds)


def holds_step(actor: Actor, application: Application, task: Task) -> bool:
    """Tell whether the step belongs to the case and to a post the actor holds there, or was handed to them by name."""
    if task.instance_id != application.instance_id:
        return False
    if task.is_signer:
        return task.assignee_account_id == actor.account_id
    return works_on(actor, application, task.post_kind)


def holds_open_step(actor: Actor, application: Application, letter: str, fallback: str) -> bool:
    """
    Tell whether the actor's post finishes the step of this letter in the case's own flow.

    Once it is done the same post still may ask, and is told who did it; *fallback* is the usual kind of post.
    """
    task = application.open_task(letter=letter) or application.last_task(letter=letter)
    return works_on(actor, application, task.post_kind if task else fallback)


# The applicant's own


def may_open_draft(actor: Actor) -> bool:
    """Anybody who has signed in as an applicant."""
    return is_citizen(actor)


def may_save_draft(actor: Actor, draft: Draft) -> bool:
    """Its owner."""
    return owns_draft(actor, draft)


may_discard_draft = may_save_draft
may_renew_draft = may_save_draft
may_attach_file = may_save_draft
may_submit_application = may_save_draft


def may_submit_prepared_application(actor: Actor) -> bool:
    """Anybody who has signed in as an applicant, or the machine when an earlier result opens the way."""
    return is_citizen(actor) or is_system(actor)


def may_remove_file(actor: Actor, draft: Draft) -> bool:
    """The owner of the draft."""
    return owns_draft(actor, draft)


def may_attach_correction_file(actor: Actor, application: Application) -> bool:
    """The applicant, or the clerk at the window for them."""
    return may_answer_correction(actor, application)


may_remove_correction_file = may_attach_correction_file


def may_answer_correction(actor: Actor, application: Application) -> bool:
    """The applicant, or the clerk at the window for them."""
    return is_applicant(actor, application) or works_on(actor, application, PostKind.ACCEPT)


def may_withdraw_application(actor: Actor, application: Application) -> bool:
    """The applicant alone."""
    return is_applicant(actor, application)


def may_add_replacement_file(actor: Actor, application: Application) -> bool:
    """The applicant alone, as long as the case is open."""
    return is_applicant(actor, application)


may_request_hearing = may_withdraw_application
may_finish_own_step = may_withdraw_application
may_rate_service = may_withdraw_application
may_file_complaint = may_withdraw_application


def may_mark_complaint_late(actor: Actor) -> bool:
    """The calendar."""
    return actor.kind is ActorKind.SYSTEM


def may_answer_complaint(actor: Actor, complaint: Complaint) -> bool:
    """The head of the body, or supervision; that they did not handle the case is asked by the operation, by name."""
    return works_on(actor, complaint.application, PostKind.DECIDE) or actor.holds(PostKind.MONITOR)


def has_worked_on(officer_id: int, application: Application) -> bool:
    """Tell whether an officer has had a hand in the case: an opinion, a visit, the decision."""
    return (
        application.opinions.filter(officer=officer_id).exists()
        or application.site_visits.filter(officers=officer_id).exists()
        or Decision.objects.filter(application=application, officer=officer_id).exists()
    )


def is_party(actor: Actor, party: InterestedParty) -> bool:
    """Tell the third person themselves, or who stands for the enterprise that is one."""
    return is_citizen(actor) and party.code in (actor.id_number, actor.enterprise_code) and bool(party.code)


def may_state_interest(actor: Actor, party: InterestedParty) -> bool:
    """The third person, or an officer of the case for what was said to them."""
    return is_party(actor, party) or works_on(actor, party.application, PostKind.ACCEPT, *DECIDING)


def may_request_party_hearing(actor: Actor, party: InterestedParty) -> bool:
    """The third person, or an officer of the case for a request made to them."""
    return may_state_interest(actor, party)


def may_supply_deferred_material(actor: Actor, application: Application) -> bool:
    """The applicant, or the clerk at the window for them."""
    return may_answer_correction(actor, application)


# At the window and at acceptance


def may_register_paper_application(actor: Actor, version: MatterVersion) -> bool:
    """A clerk of the body that answers for the matter."""
    return actor.holds(PostKind.ACCEPT, version.matter.body.code)


def may_accept_application(actor: Actor, application: Application) -> bool:
    """A clerk of the body's acceptance post."""
    return works_on(actor, application, PostKind.ACCEPT)


may_request_correction = may_accept_application
may_refuse_acceptance = may_accept_application
may_declare_not_required = may_accept_application


def may_deem_accepted(actor: Actor) -> bool:
    """The machine, when the law has spoken."""
    return is_system(actor)


may_deem_renewed = may_deem_accepted
may_remind_deferred_material = may_deem_accepted
may_lapse_deferred_material = may_deem_accepted
may_close_uncorrected = may_deem_accepted
may_publish_result = may_deem_accepted
may_discard_stale_draft = may_deem_accepted


# Steps


def may_claim_step(actor: Actor, application: Application, task: Task) -> bool:
    """Holders of the step's post."""
    return holds_step(actor, application, task)


may_release_step = may_claim_step
may_give_opinion = may_claim_step
may_record_site_visit = may_claim_step
may_return_step = may_claim_step
may_hand_over_step = may_claim_step
may_add_signers = may_claim_step
may_finish_follow_up = may_claim_step


def may_start_special_procedure(actor: Actor, application: Application) -> bool:
    """Those who examine or decide the case."""
    return works_on(actor, application, *DECIDING)


may_end_special_procedure = may_start_special_procedure
may_tell_hearing_right = may_start_special_procedure
may_name_interested_party = may_start_special_procedure
may_notify_hearing = may_start_special_procedure
may_record_hearing = may_start_special_procedure


def may_extend_decision(actor: Actor, application: Application) -> bool:
    """The head of the agency only, who holds the deciding post (Licensing Law art. 42)."""
    return works_on(actor, application, PostKind.DECIDE)


def may_hand_up_case(actor: Actor, application: Application) -> bool:
    """Those who examine, review or decide in the body that has the case now."""
    return works_on(actor, application, PostKind.EXAMINE, PostKind.REVIEW, PostKind.DECIDE)


def may_decide(actor: Actor, application: Application) -> bool:
    """The post the flow names for the decision."""
    return holds_open_step(actor, application, "D", PostKind.DECIDE)


def may_deliver_result(actor: Actor, application: Application) -> bool:
    """The post the flow names for delivery."""
    return holds_open_step(actor, application, "N", PostKind.DELIVER)


def may_dispatch_result(actor: Actor, application: Application) -> bool:
    """Whoever delivers, sends out."""
    return may_deliver_result(actor, application)


def may_record_service(actor: Actor, application: Application) -> bool:
    """The machine on the word of the post or of the calendar, and whoever delivers."""
    return actor.kind is ActorKind.SYSTEM or may_deliver_result(actor, application)


# Reading


def may_read_application(actor: Actor, application: Application) -> bool:
    """The applicant, officers of the body with a post in flows, and supervision; what is 敏感 only whoever is cleared."""
    if is_applicant(actor, application):
        return True
    if is_concealed(actor=actor, object_type="application", object_number=application.number):
        return False
    if actor.holds(PostKind.MONITOR):
        return True
    return any(
        post.body_code == application.body.code and post.kind != PostKind.ADMIN for post in actor.posts
    )
