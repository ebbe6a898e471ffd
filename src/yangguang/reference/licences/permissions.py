"""Who may issue and end licences, keep types, share, look, call, and take old records in."""

from typing import TYPE_CHECKING

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import PostKind

if TYPE_CHECKING:
    from yangguang.foundation.organisation.models import Body
    from yangguang.reference.licences.grants import LicenceGrant
    from yangguang.reference.licences.models import (
        ImportBatch,
        Licence,
        LicenceType,
        LicenceTypeVersion,
        Share,
    )
    from yangguang.reference.licences.operations.calling import Caller


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


def may_suspend_licence(actor: Actor, licence: "Licence") -> bool:
    """Only the deciding post of the issuing body, carrying out a penalty."""
    return actor.holds(PostKind.DECIDE.value, licence.issuer.code)


def may_resume_licence(actor: Actor, licence: "Licence") -> bool:
    """The deciding post of the issuing body; the calendar when the time is over."""
    return actor.kind is ActorKind.SYSTEM or actor.holds(PostKind.DECIDE.value, licence.issuer.code)


TYPE_KEEPERS = (PostKind.ADMIN, PostKind.DECIDE, PostKind.REVIEW)


def _keeps_types(actor: Actor, owner_code: str) -> bool:
    """Officers of the body in charge, and those who keep the data of the city."""
    if actor.kind is ActorKind.SYSTEM or actor.holds(PostKind.INFORMATION.value):
        return True
    return any(actor.holds(kind.value, owner_code) for kind in TYPE_KEEPERS)


def may_register_type(actor: Actor, owner: "Body") -> bool:
    """The body in charge of the type."""
    return _keeps_types(actor, owner.code)


def may_draft_type(actor: Actor, licence_type: "LicenceType") -> bool:
    """The body in charge of the type."""
    return _keeps_types(actor, licence_type.owner.code)


def may_propose_type(actor: Actor, version: "LicenceTypeVersion") -> bool:
    """The body in charge of the type."""
    return _keeps_types(actor, version.type.owner.code)


def may_return_type(actor: Actor, version: "LicenceTypeVersion") -> bool:
    """The body in charge of the type."""
    return _keeps_types(actor, version.type.owner.code)


def may_publish_type(actor: Actor, version: "LicenceTypeVersion") -> bool:
    """The body in charge; that it is another person, the operation says by name."""
    return _keeps_types(actor, version.type.owner.code)


def may_share_licence(actor: Actor, licence: "Licence") -> bool:
    """Only the holder, or who acts for the enterprise that holds it."""
    return actor.kind is ActorKind.CITIZEN and licence.holder_code in _own_codes(actor)


def may_withdraw_share(actor: Actor, share: "Share") -> bool:
    """Only the holder, whoever gave it for them."""
    return actor.kind is ActorKind.CITIZEN and share.licence.holder_code in _own_codes(actor)


def _own_codes(actor: Actor) -> set[str]:
    return {actor.enterprise_code, actor.id_number} - {""}


CALLERS = (
    PostKind.ACCEPT,
    PostKind.EXAMINE,
    PostKind.INSPECT,
    PostKind.REVIEW,
    PostKind.DECIDE,
)


def may_read_licence(actor: Actor, caller: "Caller") -> bool:
    """Officers who work on cases in the body that looks, and its connected system."""
    if caller.system is not None:
        return actor.kind is ActorKind.SYSTEM
    return any(actor.holds(kind.value, caller.body.code) for kind in CALLERS)


def may_compare_for_system(actor: Actor, caller: "Caller") -> bool:
    """Only connected systems; officers have the comparisons of their cases."""
    return actor.kind is ActorKind.SYSTEM and caller.system is not None


def may_rely_on_licence(actor: Actor, licence: "Licence") -> bool:
    """The applicant who hands in, the clerk who takes in, or the machine for them."""
    return actor.kind is not ActorKind.ANONYMOUS


def may_propose_system(actor: Actor) -> bool:
    """Those who keep the data (数据岗)."""
    return actor.holds(PostKind.INFORMATION.value)


def may_approve_system(actor: Actor) -> bool:
    """As for proposing; that it is another person, the operation says by name."""
    return actor.holds(PostKind.INFORMATION.value)


def may_end_system(actor: Actor) -> bool:
    """As for proposing."""
    return actor.holds(PostKind.INFORMATION.value)


def may_upload_records(actor: Actor, issuer: "Body") -> bool:
    """The posts that make or decide licences in the issuing body."""
    return _makes_licences(actor, issuer.code)


def may_map_records(actor: Actor, batch: "ImportBatch") -> bool:
    """As for uploading."""
    return _makes_licences(actor, batch.issuer.code)


def may_confirm_records(actor: Actor, batch: "ImportBatch") -> bool:
    """As for uploading; that it is another person, the operation says by name."""
    return _makes_licences(actor, batch.issuer.code)


def may_discard_records(actor: Actor, batch: "ImportBatch") -> bool:
    """As for uploading."""
    return _makes_licences(actor, batch.issuer.code)


def may_issue_record(actor: Actor) -> bool:
    """Only the job of a confirmed batch."""
    return actor.kind is ActorKind.SYSTEM


def may_note_progress(actor: Actor) -> bool:
    """Only the job of a confirmed batch."""
    return actor.kind is ActorKind.SYSTEM


def may_publish_status_list(actor: Actor) -> bool:
    """Only the machine, by the hour and when a licence ends."""
    return actor.kind is ActorKind.SYSTEM
