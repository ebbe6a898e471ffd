"""
Who does what with powers: the unit's list office (管理岗) declares, its head (决定岗) signs, the legal office reviews, the
information office codes, the government approves the authority, the unit publishes. Nobody does two of these.
"""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import Body, PostKind
from yangguang.reference.declarations.models import (
    Authority,
    CampaignBody,
    Declaration,
    Office,
    SheetImport,
    Subscription,
)
from yangguang.reference.matters.models import ImportBatch, Matter

OFFICE_POSTS = {
    Office.MONITORING: (PostKind.MONITOR,),
    Office.HALL: (PostKind.REVIEW,),
    Office.INFORMATION: (PostKind.INFORMATION,),
}
HALL_BODY_WORD = "政务服务"


def reviews(actor: Actor) -> bool:
    """The legal office."""
    return actor.holds(PostKind.LEGAL)


def may_open_campaign(actor: Actor) -> bool:
    """The legal office opens a clean-up."""
    return reviews(actor)


def may_close_campaign(actor: Actor) -> bool:
    """Whoever opens closes."""
    return reviews(actor)


def may_finish_part(actor: Actor, part: CampaignBody) -> bool:
    """The head of the body says that everything has been declared."""
    return actor.holds(PostKind.DECIDE, part.body.code)


def may_open_declaration(actor: Actor, body: Body) -> bool:
    """The unit's list office."""
    return actor.holds(PostKind.ADMIN, body.code)


def may_register_from_law(actor: Actor, body: Body) -> bool:
    """Whoever may open a declaration."""
    return may_open_declaration(actor, body)


def may_write_declaration(actor: Actor, declaration: Declaration) -> bool:
    """The unit's list office."""
    return actor.holds(PostKind.ADMIN, declaration.body.code)


def may_declare_from_import(actor: Actor, body: Body, batch: ImportBatch) -> bool:
    """The list office that uploaded the spreadsheet."""
    return actor.holds(PostKind.ADMIN, body.code) and batch.uploaded_by == actor.account_id


def may_receive_sheet(actor: Actor, body: Body) -> bool:
    """The unit's list office."""
    return actor.holds(PostKind.ADMIN, body.code)


def may_map_sheet(actor: Actor, sheet: SheetImport) -> bool:
    """The list office of the body the spreadsheet belongs to."""
    return actor.holds(PostKind.ADMIN, sheet.body.code)


def may_check_rows(actor: Actor) -> bool:
    """The platform, row after row in the background."""
    return actor.kind is ActorKind.SYSTEM


def may_give_up_sheet(actor: Actor) -> bool:
    """The platform, when a spreadsheet cannot be read to its end."""
    return actor.kind is ActorKind.SYSTEM


def may_confirm_sheet(actor: Actor, sheet: SheetImport) -> bool:
    """The list office of the body."""
    return actor.holds(PostKind.ADMIN, sheet.body.code)


def may_draft_rows(actor: Actor, sheet: SheetImport) -> bool:
    """The officer who confirmed, while in post: the job acts by that officer's hand."""
    return actor.holds(PostKind.ADMIN, sheet.body.code)


def may_discard_sheet(actor: Actor, sheet: SheetImport) -> bool:
    """The list office of the body."""
    return actor.holds(PostKind.ADMIN, sheet.body.code)


def may_sign_declaration(actor: Actor, declaration: Declaration) -> bool:
    """The head of the unit (决定岗)."""
    return actor.holds(PostKind.DECIDE, declaration.body.code)


def may_submit_declaration(actor: Actor, declaration: Declaration) -> bool:
    """The unit's list office, after the head has signed."""
    return actor.holds(PostKind.ADMIN, declaration.body.code)


def may_withdraw_declaration(actor: Actor, declaration: Declaration) -> bool:
    """The unit's list office, while it is not yet submitted."""
    return actor.holds(PostKind.ADMIN, declaration.body.code)


def may_comment(actor: Actor, declaration: Declaration) -> bool:
    """The legal office."""
    return reviews(actor)


def may_settle_comment(actor: Actor) -> bool:
    """The legal office says whether a comment is settled."""
    return reviews(actor)


def may_ask_opinion(actor: Actor, declaration: Declaration) -> bool:
    """The legal office asks the others."""
    return reviews(actor)


def speaks_for(actor: Actor, office: str, area_code: str) -> bool:
    """
    Tell whether an officer holds a post of an office in an area; an empty area is anybody's.

    The hall is the review post of the body that runs it.
    """
    kinds = OFFICE_POSTS[Office(office)]
    return any(
        post.kind in kinds
        and (not area_code or post.area_code == area_code)
        and (office != Office.HALL or HALL_BODY_WORD in post.body_name)
        for post in actor.posts
    )


def may_give_opinion(actor: Actor, declaration: Declaration, office: str) -> bool:
    """Each office speaks for itself, that of the body's own district where it was asked."""
    asked = declaration.opinions.filter(office=office, round=declaration.round).first()
    return speaks_for(actor, office, asked.area_code if asked else "")


def may_open_joint_round(actor: Actor) -> bool:
    """The legal office asks the others."""
    return reviews(actor)


def may_answer_joint_round(actor: Actor, office: str) -> bool:
    """Whoever speaks for the office somewhere; each opinion is judged by its area."""
    return speaks_for(actor, office, "")


def may_tick_checklist(actor: Actor, declaration: Declaration) -> bool:
    """The legal office."""
    return reviews(actor)


def may_return_declaration(actor: Actor, declaration: Declaration) -> bool:
    """The legal office."""
    return reviews(actor)


def may_file_declaration(actor: Actor, declaration: Declaration) -> bool:
    """The legal office."""
    return reviews(actor)


def may_publish_format(actor: Actor) -> bool:
    """The legal office keeps the formats."""
    return reviews(actor)


def may_record_law(actor: Actor) -> bool:
    """The legal office keeps the table of laws."""
    return reviews(actor)


def may_assign_codes(actor: Actor, declaration: Declaration) -> bool:
    """The information office codes (赋码)."""
    return actor.holds(PostKind.INFORMATION)


def may_propose_authority(actor: Actor, matter: Matter) -> bool:
    """The unit's list office reports its posts and persons."""
    return actor.holds(PostKind.ADMIN, matter.body.code)


def may_examine_authority(actor: Actor, authority: Authority) -> bool:
    """The legal office examines."""
    return reviews(actor)


def may_approve_authority(actor: Actor, authority: Authority) -> bool:
    """The government approves."""
    return actor.holds(PostKind.GOVERNMENT)


def may_suspend_authority(actor: Actor, authority: Authority) -> bool:
    """The government suspends; the legal office may, since it acts at once."""
    return actor.holds(PostKind.GOVERNMENT) or reviews(actor)


def may_restore_authority(actor: Actor, authority: Authority) -> bool:
    """Only the government gives a suspended authority back."""
    return actor.holds(PostKind.GOVERNMENT)


def may_withdraw_authority(actor: Actor, authority: Authority) -> bool:
    """Only the government withdraws."""
    return actor.holds(PostKind.GOVERNMENT)


def may_bar_holder(actor: Actor, authority: Authority) -> bool:
    """The government and the legal office, and the body's own list office: it acts at once and only takes away."""
    return may_suspend_authority(actor, authority) or actor.holds(PostKind.ADMIN, authority.matter.body.code)


def may_readmit_holder(actor: Actor, authority: Authority) -> bool:
    """Only the government gives back."""
    return actor.holds(PostKind.GOVERNMENT)


def may_publish_declaration(actor: Actor, declaration: Declaration) -> bool:
    """The unit publishes its own powers (plan, task 25)."""
    return actor.holds(PostKind.ADMIN, declaration.body.code)


def may_subscribe(actor: Actor) -> bool:
    """Anybody who has signed in."""
    return actor.is_signed_in


def may_unsubscribe(actor: Actor, subscription: Subscription) -> bool:
    """One's own."""
    return actor.account_id == subscription.account_id


def may_tell_subscribers(actor: Actor) -> bool:
    """The platform, when something became public."""
    return actor.kind is ActorKind.SYSTEM
