"""
Who may do what in joint approval: one predicate per operation, same name.

Applicants own their drafts and cases; a department acts by its posts in flows; the lead calls consultations and sends the
package; the head of government extends the total limit (Licensing Law art. 42).
"""

from yangguang.capabilities.joint.models import (
    Consultation,
    EarlyAdvice,
    JointCase,
    JointDraft,
    Part,
    ScenarioVersion,
)
from yangguang.foundation.access.api import is_concealed
from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import PostKind

WORKING = (
    PostKind.ACCEPT,
    PostKind.EXAMINE,
    PostKind.INSPECT,
    PostKind.REVIEW,
    PostKind.DECIDE,
    PostKind.DELIVER,
)
SPEAKING = (PostKind.EXAMINE, PostKind.REVIEW, PostKind.DECIDE)


def is_citizen(actor: Actor) -> bool:
    """Tell an applicant who has signed in."""
    return actor.kind is ActorKind.CITIZEN and actor.account_id is not None


def is_system(actor: Actor) -> bool:
    """Tell the machine's own hand."""
    return actor.kind is ActorKind.SYSTEM


def works_for(actor: Actor, body_code: str, *kinds: str) -> bool:
    """Tell whether the actor holds a post of one of the kinds (of any that works on cases) in a body."""
    return any(actor.holds(str(kind), body_code) for kind in kinds or WORKING)


def bodies_of(actor: Actor) -> set[str]:
    """Give the codes of the bodies the actor works on cases for."""
    return {post.body_code for post in actor.posts if post.kind in set(WORKING)}


# Scenarios


def may_draft_scenario(actor: Actor) -> bool:
    """The service administration's list office (信息化岗), the legal office, or the platform itself."""
    return is_system(actor) or actor.holds(PostKind.INFORMATION) or actor.holds(PostKind.LEGAL)


def may_review_scenario(actor: Actor, version: ScenarioVersion) -> bool:
    """The legal office or the platform itself; that the reviewer is another person the operation asks."""
    return is_system(actor) or actor.holds(PostKind.LEGAL)


def may_publish_scenario(actor: Actor, version: ScenarioVersion) -> bool:
    """The government's approval reform office, or the platform itself."""
    return is_system(actor) or actor.holds(PostKind.GOVERNMENT)


# The applicant


def may_open_joint_draft(actor: Actor) -> bool:
    """Anybody who has signed in as an applicant."""
    return is_citizen(actor)


def owns_draft(actor: Actor, draft: JointDraft) -> bool:
    """Tell whether the draft is the actor's own."""
    return is_citizen(actor) and draft.account_id == actor.account_id


def may_save_joint_draft(actor: Actor, draft: JointDraft) -> bool:
    """Its owner."""
    return owns_draft(actor, draft)


may_discard_joint_draft = may_save_joint_draft
may_attach_pool_file = may_save_joint_draft
may_remove_pool_file = may_save_joint_draft
may_submit_joint_application = may_save_joint_draft
may_ask_early_advice = may_save_joint_draft


def is_applicant(actor: Actor, case: JointCase) -> bool:
    """Tell whether the joint case is the actor's own or their enterprise's."""
    if not is_citizen(actor):
        return False
    return case.account_id == actor.account_id or (
        bool(case.enterprise_code) and case.enterprise_code == actor.enterprise_code
    )


def may_supply_phase(actor: Actor, case: JointCase) -> bool:
    """The applicant alone."""
    return is_applicant(actor, case)


may_attach_phase_file = may_supply_phase
may_replace_pool_file = may_supply_phase
may_withdraw_dependents = may_supply_phase
may_withdraw_joint_case = may_supply_phase


def may_reapply_part(actor: Actor, part: Part) -> bool:
    """The applicant alone."""
    return is_applicant(actor, part.case)


may_accept_refusal = may_reapply_part


# Departments


def may_answer_early_advice(actor: Actor, advice: EarlyAdvice) -> bool:
    """Those who examine, review or decide in the department asked."""
    return works_for(actor, advice.body.code, *SPEAKING)


def may_record_part_progress(actor: Actor) -> bool:
    """The machine, which hears what the departments' cases have come to."""
    return is_system(actor)


may_mark_department_late = may_record_part_progress
may_close_opinions = may_record_part_progress


def may_urge_department(actor: Actor, part: Part) -> bool:
    """The lead, and supervision."""
    return works_for(actor, part.case.lead.code) or actor.holds(PostKind.MONITOR)


def may_confirm_reliance(actor: Actor, part: Part) -> bool:
    """The department whose conclusion it is: those who examine, review or decide."""
    return works_for(actor, part.body.code, *SPEAKING)


may_raise_contradiction = may_confirm_reliance


def may_settle_contradiction(actor: Actor, case: JointCase) -> bool:
    """The deciding post of the lead, or the government above both."""
    return works_for(actor, case.lead.code, PostKind.DECIDE) or actor.holds(PostKind.GOVERNMENT)


def may_extend_total(actor: Actor, case: JointCase) -> bool:
    """The head of the government only (Licensing Law art. 42)."""
    return actor.holds(PostKind.GOVERNMENT)


def may_deliver_package(actor: Actor, case: JointCase) -> bool:
    """The lead's window or delivery post."""
    return works_for(actor, case.lead.code, PostKind.ACCEPT, PostKind.DELIVER)


# Consultations


def may_call_consultation(actor: Actor, case: JointCase) -> bool:
    """Those who examine, review or decide in the lead."""
    return works_for(actor, case.lead.code, *SPEAKING)


def may_give_consultation_opinion(actor: Actor, consultation: Consultation) -> bool:
    """Those who examine, review or decide in a department; whether it is invited the operation asks."""
    return any(actor.holds(str(kind)) for kind in SPEAKING)


may_say_remark = may_give_consultation_opinion
may_cast_vote = may_give_consultation_opinion
may_sign_minutes = may_give_consultation_opinion


def may_open_discussion(actor: Actor, consultation: Consultation) -> bool:
    """Whoever may call a consultation for the body that called it."""
    return works_for(actor, consultation.called_body.code, *SPEAKING)


may_open_vote = may_open_discussion
may_write_minutes = may_open_discussion
may_close_consultation = may_open_discussion


# Reading


def may_read_case(actor: Actor, case: JointCase) -> bool:
    """The applicant, the lead, every department with a part, supervision and the government; 敏感 only who is cleared."""
    if is_concealed_case(actor, case):
        return False
    if is_applicant(actor, case) or actor.holds(PostKind.MONITOR) or actor.holds(PostKind.GOVERNMENT):
        return True
    own = bodies_of(actor)
    return case.lead.code in own or bool(own & {part.body.code for part in case.parts.all()})


def is_concealed_case(actor: Actor, case: JointCase) -> bool:
    """Tell whether a joint case does not exist for an officer: it, or the case of one of its parts, is 敏感."""
    own = [("joint_case", case.number)]
    if "application" in actor.concealed:
        own += [("application", part.case_number) for part in case.parts.all() if part.case_number]
    return any(is_concealed(actor=actor, object_type=kind, object_number=number) for kind, number in own)


def may_read_room(actor: Actor, consultation: Consultation) -> bool:
    """Everybody invited, the lead, supervision and the government; never the applicant; 敏感 only who is cleared."""
    if is_concealed_case(actor, consultation.case):
        return False
    if actor.holds(PostKind.MONITOR) or actor.holds(PostKind.GOVERNMENT):
        return True
    own = bodies_of(actor)
    invited = {one.body.code for one in consultation.invitees.all()}
    return bool(own & {*invited, consultation.called_body.code, consultation.case.lead.code})
