"""
The online consultation (网上会商) of the departments of a joint case.

Opinions in time (silence by the rule chosen when it was called) → discussion → vote → minutes signed by all → decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from yangguang.capabilities.joint import events, permissions
from yangguang.capabilities.joint.models import (
    Consultation,
    Contradiction,
    Invitee,
    JointCase,
    Remark,
)
from yangguang.capabilities.joint.operations import course
from yangguang.capabilities.joint.operations.holding import officer_of, require_text
from yangguang.capabilities.joint.queries.rooms import list_rooms_past_opinions
from yangguang.capabilities.joint.rules.refusals import (
    AlreadySaid,
    DeadlineInPast,
    InviteesMissing,
    NotInvited,
    NotNow,
    OpinionsStillRunning,
    OpinionTooLate,
    SignaturesMissing,
    VotesMissing,
)
from yangguang.capabilities.joint.states import RoomState
from yangguang.foundation.acts.api import Actor, emit, note, operation, system_actor
from yangguang.foundation.events.api import announce
from yangguang.foundation.files import api as files
from yangguang.foundation.numbering import api as numbering
from yangguang.foundation.organisation.models import Body
from yangguang.kernel.clock import local

MACHINE = system_actor("联合办理")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a consultation is about and how it is held."""

    topic: str
    agenda: tuple[str, ...]
    bodies: tuple[str, ...]
    opinions_until: datetime
    rule: str = "consensus"
    silence: str = "agree"


@operation(
    "joint.call_consultation",
    summary="发起网上会商",
    permission=permissions.may_call_consultation,
    subject="result",
)
def call_consultation(
    *,
    actor: Actor,
    case: JointCase,
    invitation: Invitation,
    now: datetime,
    contradiction: Contradiction | None = None,
) -> Consultation:
    """
    Invite departments to consult on a joint case, with an agenda and a last moment for opinions.

    Refuses with TextNeeded, DeadlineInPast, InviteesMissing.
    """
    agenda = [one.strip() for one in invitation.agenda if one.strip()]
    require_text(topic=invitation.topic, agenda="".join(agenda))
    if invitation.opinions_until <= now:
        raise DeadlineInPast
    bodies = list(Body.objects.filter(code__in={case.lead.code, *invitation.bodies}))
    if len(bodies) < 2:
        raise InviteesMissing(count=len(bodies))
    lead = case.lead
    consultation = Consultation.objects.create(
        number=numbering.issue_document_number(
            body_code=lead.code, word=f"{lead.document_word or lead.short_name}会商", year=local(now).year
        ),
        case=case,
        topic=invitation.topic,
        agenda=agenda,
        called_by=officer_of(actor),
        called_body=lead,
        rule=invitation.rule,
        silence=invitation.silence,
        opinions_until=invitation.opinions_until,
        called_at=now,
    )
    Invitee.objects.bulk_create(Invitee(consultation=consultation, body=body) for body in bodies)
    if contradiction is not None:
        Contradiction.objects.filter(pk=contradiction.pk, case=case).update(consultation=consultation)
    note(
        topic=invitation.topic,
        invited=[body.code for body in bodies],
        until=invitation.opinions_until.isoformat(),
    )
    for body in bodies:
        announce(f"desk:{body.code}", {}, now=now)
    return consultation


@operation(
    "joint.give_consultation_opinion",
    summary="会商意见",
    permission=permissions.may_give_consultation_opinion,
    subject="consultation",
)
def give_consultation_opinion(
    *, actor: Actor, consultation: Consultation, stance: str, text: str, now: datetime
) -> Invitee:
    """
    Give a department's opinion in time; one per department.

    Refuses with TextNeeded, NotInvited, AlreadySaid, OpinionTooLate, NotNow.
    """
    require_text(text=text)
    room = _enter(consultation, "提意见", RoomState.OPINIONS)
    if now > room.opinions_until:
        raise OpinionTooLate(until=f"{local(room.opinions_until):%m月%d日 %H:%M}")
    own = _seat(actor, room)
    if own.opinion_at is not None:
        raise AlreadySaid(body=own.body.short_name, deed="提意见", by=str(own.opinion_by))
    own.stance, own.opinion, own.opinion_by, own.opinion_at = stance, text, officer_of(actor), now
    own.save()
    note(body=own.body.code, stance=stance, text=text)
    if not Invitee.objects.filter(consultation=room, opinion_at__isnull=True).exists():
        _move(room, RoomState.DISCUSSION)
    _tell(room, now)
    return own


def close_due_opinions(*, now: datetime) -> int:
    """Close the time for opinions where it is over; gives how many."""
    rooms = list_rooms_past_opinions(now=now)
    for room in rooms:
        close_opinions(actor=MACHINE, consultation=room, now=now)
    return len(rooms)


@operation(
    "joint.close_opinions",
    summary="会商征求意见到期",
    permission=permissions.may_close_opinions,
    subject="consultation",
)
def close_opinions(*, actor: Actor, consultation: Consultation, now: datetime) -> list[Invitee]:
    """
    Let silence count as the consultation's rule says, and go on to the discussion.

    Where nothing is presumed the silent are named and the room goes on without their opinion. Refuses with NotNow,
    OpinionsStillRunning.
    """
    room = _enter(consultation, "结束征求意见", RoomState.OPINIONS)
    silent = list(room.invitees.filter(opinion_at__isnull=True).select_related("body"))
    if now <= room.opinions_until:
        names = "、".join(one.body.short_name for one in silent)
        raise OpinionsStillRunning(bodies=names, until=f"{local(room.opinions_until):%m月%d日 %H:%M}")
    for one in silent:
        one.is_silent = True
        one.stance = "" if room.silence == "none" else room.silence
        one.save(update_fields=["is_silent", "stance"])
    _move(room, RoomState.DISCUSSION)
    note(silent=[one.body.code for one in silent], presumed=room.silence)
    _tell(room, now)
    return silent


@operation(
    "joint.say_remark", summary="会商发言", permission=permissions.may_say_remark, subject="consultation"
)
def say_remark(
    *, actor: Actor, consultation: Consultation, text: str, now: datetime, upload: UploadedFile | None = None
) -> Remark:
    """
    Say something in the discussion, with a file if need be; open pages hear of it at once.

    Refuses with TextNeeded, NotInvited, NotNow, and what `files.store` refuses.
    """
    require_text(text=text)
    room = _enter(consultation, "发言", RoomState.OPINIONS, RoomState.DISCUSSION, RoomState.VOTING)
    own = _seat(actor, room)
    file = files.store(upload, actor=actor, now=now) if upload is not None else None
    remark = Remark.objects.create(
        consultation=room, body=own.body, officer=officer_of(actor), text=text, file=file, said_at=now
    )
    note(body=own.body.code, text=text, file=file.digest if file else "")
    _tell(room, now)
    return remark


@operation(
    "joint.open_vote", summary="会商转入表决", permission=permissions.may_open_vote, subject="consultation"
)
def open_vote(*, actor: Actor, consultation: Consultation, now: datetime) -> Consultation:
    """End the discussion and let each department vote. Refuses with NotNow."""
    room = _enter(consultation, "转入表决", RoomState.DISCUSSION)
    _move(room, RoomState.VOTING)
    _tell(room, now)
    return room


@operation(
    "joint.cast_vote", summary="会商表决", permission=permissions.may_cast_vote, subject="consultation"
)
def cast_vote(*, actor: Actor, consultation: Consultation, vote: str, now: datetime) -> Invitee:
    """Cast a department's one vote. Refuses with NotInvited, AlreadySaid, NotNow."""
    room = _enter(consultation, "表决", RoomState.VOTING)
    own = _seat(actor, room)
    if own.voted_at is not None:
        raise AlreadySaid(body=own.body.short_name, deed="表决", by=str(own.voted_by))
    own.vote, own.voted_by, own.voted_at = vote, officer_of(actor), now
    own.save()
    note(body=own.body.code, vote=vote)
    _tell(room, now)
    return own


@operation(
    "joint.write_minutes",
    summary="形成会商纪要",
    permission=permissions.may_write_minutes,
    subject="consultation",
)
def write_minutes(*, actor: Actor, consultation: Consultation, text: str, now: datetime) -> Consultation:
    """
    Write the minutes and the decision that follows from the votes: all, or more than half, of those who did not abstain.

    Silence counts here too as the rule says, so a department that never answers stops nobody. Refuses with TextNeeded,
    VotesMissing, NotNow.
    """
    require_text(text=text)
    room = _enter(consultation, "形成纪要", RoomState.VOTING)
    seats = list(room.invitees.select_related("body"))
    missing = [one for one in seats if not one.vote and not (one.is_silent and room.silence != "none")]
    if missing:
        raise VotesMissing(bodies="、".join(one.body.short_name for one in missing))
    room.minutes, room.is_passed = text, passed(room.rule, [one.vote or one.stance for one in seats])
    room.decision = "会商通过" if room.is_passed else "会商没有通过，由牵头部门报上一级决定"
    room.minutes_digest = files.digest_of(text.encode())
    room.state = RoomState.MINUTES.value
    room.save()
    note(digest=room.minutes_digest, passed=room.is_passed, votes={one.body.code: one.vote for one in seats})
    _tell(room, now)
    return room


def passed(rule: str, votes: Sequence[str]) -> bool:
    """Tell whether a vote has passed: consensus wants nobody against, a majority more for than against."""
    agree, oppose = votes.count("agree"), votes.count("oppose")
    return agree > 0 and (oppose == 0 if rule == "consensus" else agree > oppose)


@operation(
    "joint.sign_minutes",
    summary="签署会商纪要",
    permission=permissions.may_sign_minutes,
    subject="consultation",
    binding=True,
)
def sign_minutes(*, actor: Actor, consultation: Consultation, dissent: str, now: datetime) -> Invitee:
    """
    Sign the minutes as they stand, with a dissent if there is one; the digest of the text is in the act.

    Refuses with NotInvited, AlreadySaid, NotNow.
    """
    room = _enter(consultation, "签署纪要", RoomState.MINUTES)
    own = _seat(actor, room)
    if own.signed_at is not None:
        raise AlreadySaid(body=own.body.short_name, deed="签署", by=str(own.signed_by))
    own.signed_by, own.signed_at, own.dissent = officer_of(actor), now, dissent.strip()
    own.save()
    note(body=own.body.code, digest=room.minutes_digest, dissent=own.dissent)
    _tell(room, now)
    return own


@operation(
    "joint.close_consultation",
    summary="结束会商",
    permission=permissions.may_close_consultation,
    subject="consultation",
    asks_factor=True,
)
def close_consultation(*, actor: Actor, consultation: Consultation, now: datetime) -> Consultation:
    """
    Close a consultation whose minutes all have signed; contradictions it was called for are settled by its decision.

    A department presumed by silence need not sign. Refuses with SignaturesMissing, NotNow.
    """
    room = _enter(consultation, "结束", RoomState.MINUTES)
    seats = list(room.invitees.select_related("body"))
    presumed = room.silence != "none"
    missing = [
        one for one in seats if one.signed_at is None and not (presumed and one.is_silent and not one.vote)
    ]
    if missing:
        raise SignaturesMissing(bodies="、".join(one.body.short_name for one in missing))
    room.state, room.closed_at = RoomState.CLOSED.value, now
    room.save(update_fields=["state", "closed_at"])
    if room.is_passed:
        Contradiction.objects.filter(consultation=room, settled_at__isnull=True).update(
            settlement=f"按会商纪要 {room.number} 处理", settled_at=now
        )
    note(passed=bool(room.is_passed), decision=room.decision)
    emit(
        events.ConsultationClosed(
            room.case.number, room.case.lead.code, now, room.number, bool(room.is_passed)
        )
    )
    _tell(room, now)
    course.tell_pages(room.case, now=now)
    return room


def _enter(consultation: Consultation, deed: str, *states: RoomState) -> Consultation:
    """Lock a consultation and make sure it is where the deed belongs."""
    room = (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("case__lead", "called_body")
        .get(pk=consultation.pk)
    )
    if RoomState(room.state) not in states:
        raise NotNow(what=f"会商 {room.number}", state=RoomState(room.state).label, deed=deed)
    return room


def _seat(actor: Actor, room: Consultation) -> Invitee:
    own = {post.body_code for post in actor.posts if post.kind in {str(one) for one in permissions.SPEAKING}}
    found = (
        Invitee.objects.select_for_update(of=("self",))
        .select_related("body", "opinion_by", "voted_by", "signed_by")
        .filter(consultation=room, body__code__in=own)
        .first()
    )
    if found is None:
        raise NotInvited
    return found


def _move(room: Consultation, state: RoomState) -> None:
    room.state = state.value
    room.save(update_fields=["state"])


def _tell(room: Consultation, now: datetime) -> None:
    announce(room.live_topic, {"state": room.state}, now=now)
