"""Joint opinion rounds: the legal office asks for many declarations at once, the offices answer for many at once."""

from collections.abc import Sequence
from datetime import date, datetime

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.messaging import api as messaging
from yangguang.foundation.numbering.api import issue_document_number
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel import clock
from yangguang.reference.declarations import permissions
from yangguang.reference.declarations.models import Campaign, Declaration, JointRound, Office, Opinion
from yangguang.reference.declarations.operations.review import give_opinion
from yangguang.reference.declarations.queries.offices import OfficeTable, holders_of
from yangguang.reference.declarations.rules.refusals import (
    JointRoundIncomplete,
    NothingToAnswer,
    NothingToAsk,
)
from yangguang.reference.declarations.states import DeclarationState


@operation(
    "declarations.open_joint_round",
    summary="开展会审",
    permission=permissions.may_open_joint_round,
    subject="result",
)
def open_joint_round(
    *,
    actor: Actor,
    now: datetime,
    campaign: Campaign,
    offices: Sequence[str],
    due_on: date,
    areas: Sequence[str] = (),
    note_text: str = "",
) -> JointRound:
    """
    Ask offices about every submitted declaration of a clean-up that they were not yet asked about in its round of review.

    *areas* narrows it to the bodies of some districts. The district's own office answers where it is staffed, else the city's.

    Refuses with JointRoundIncomplete, NothingToAsk.
    """
    wanted = [Office(one) for one in offices if one in Office.values]
    if not wanted:
        raise JointRoundIncomplete(problem="没有选请哪些部门会审")
    if due_on < clock.today(now):
        raise JointRoundIncomplete(problem="答复期限已经过去")
    submitted = (
        Declaration.objects.select_for_update(of=("self",))
        .filter(campaign=campaign, state=DeclarationState.SUBMITTED)
        .select_related("body__area")
        .defer("content", "entry")
        .order_by("id")
    )
    if areas:
        submitted = submitted.filter(body__area__code__in=areas)
    asked = set(
        Opinion.objects.filter(declaration__in=submitted.values("pk")).values_list(
            "declaration", "round", "office"
        )
    )
    table = OfficeTable(on=clock.today(now))
    fresh = [
        (one, office)
        for one in submitted
        for office in wanted
        if (one.pk, one.round, office.value) not in asked
    ]
    if not fresh:
        raise NothingToAsk(title=campaign.title)
    post = actor.post(PostKind.LEGAL)
    opened = JointRound.objects.create(
        number=issue_document_number(
            body_code=post.body_code if post else "", word="深司会", year=clock.local(now).year
        ),
        campaign=campaign,
        offices=[one.value for one in wanted],
        note=note_text.strip()[:300],
        due_on=due_on,
        opened_by=actor.label,
        opened_at=now,
    )
    opinions = Opinion.objects.bulk_create(
        Opinion(
            declaration=one,
            office=office,
            round=one.round,
            asked_at=now,
            joint=opened,
            area_code=table.area_for(office, one.body.area.code),
        )
        for one, office in fresh
    )
    _tell_offices(opened, opinions, now)
    note(asked=len(opinions), bodies=len({one.body_id for one, _ in fresh}), offices=opened.offices)
    return opened


def _tell_offices(opened: JointRound, opinions: Sequence[Opinion], now: datetime) -> None:
    counts: dict[tuple[str, str], int] = {}
    for one in opinions:
        counts[one.office, one.area_code] = counts.get((one.office, one.area_code), 0) + 1
    for (office, area), count in counts.items():
        for account in holders_of(office=Office(office), area_code=area, on=clock.today(now)):
            messaging.send(
                title=f"请会审 {count} 份职权申报",
                text=f"{opened.campaign.title}，{opened.number}。请在 {opened.due_on} 前逐份或者一并答复。",
                now=now,
                account_id=account,
                link=opened.get_absolute_url(),
                about=opened.act_object,
            )


@operation(
    "declarations.answer_joint_round",
    summary="答复会审",
    permission=permissions.may_answer_joint_round,
    subject="joint",
)
def answer_joint_round(
    *,
    actor: Actor,
    now: datetime,
    joint: JointRound,
    office: str,
    declarations: Sequence[str],
    agrees: bool,
    text: str = "",
) -> int:
    """
    Answer for an office about several declarations of a round at once; each gets an opinion of its own, on record.

    *declarations* are their numbers. Gives how many were answered.

    Refuses with NothingToAnswer, ReasonNeeded, OpinionNotAsked, NotPermitted (another area's).
    """
    open_ones = joint.opinions.filter(
        office=office, given_at__isnull=True, declaration__number__in=list(declarations)
    ).select_related("declaration__body__area")
    chosen = [one.declaration for one in open_ones]
    if not chosen:
        raise NothingToAnswer
    for one in chosen:
        give_opinion(actor=actor, now=now, declaration=one, office=office, agrees=agrees, text=text)
    note(office=office, agrees=agrees, count=len(chosen))
    return len(chosen)
