"""
The yearly re-certification (权限年度复核): grants and appointments nobody confirms by name end by themselves.

The three administrators' own appointments do not: a city whose administrators have lapsed could not be put right. They stay owed,
and the report names them (docs/decisions/0044).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from yangguang.foundation.access import permissions
from yangguang.foundation.access.models import Campaign, CampaignItem, CampaignSeat, Grant, State
from yangguang.foundation.access.operations.proposals import end_right, officer_of
from yangguang.foundation.access.queries.certifying import count_verdicts
from yangguang.foundation.access.rules import (
    CampaignClosed,
    CampaignRunning,
    CampaignStillRuns,
    ClosingNotProposed,
    ClosingProposed,
    NotProposed,
    OwnSeat,
    SamePerson,
)
from yangguang.foundation.acts.api import Actor, note, operation, system_actor
from yangguang.foundation.organisation.api import Appointment, PostKind, end_appointment
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput

ADMINISTRATORS = (PostKind.SYSTEM, PostKind.SECURITY, PostKind.AUDIT)
RUNS_FOR = timedelta(days=30)


@operation(
    "access.open_campaign",
    summary="开始权限年度复核",
    permission=permissions.may_open_campaign,
    subject="result",
    asks_factor=True,
)
def open_campaign(*, actor: Actor, now: datetime) -> Campaign:
    """
    List every grant and every appointment that counts today for confirmation within 30 days.

    Refuses with CampaignRunning.
    """
    today = clock.today(now)
    if Campaign.objects.filter(year=today.year).exists():
        raise CampaignRunning(year=today.year)
    campaign = Campaign.objects.create(
        year=today.year, opened_by=officer_of(actor), opened_at=now, due_on=today + RUNS_FOR
    )
    grants = Grant.objects.filter(state=State.EFFECTIVE).order_by("pk")
    items = CampaignItem.objects.bulk_create(CampaignItem(campaign=campaign, grant=one) for one in grants)
    running = Appointment.objects.running_on(today).filter(officer__account__is_active=True).order_by("pk")
    seats = CampaignSeat.objects.bulk_create(
        CampaignSeat(campaign=campaign, appointment=one) for one in running
    )
    note(grants=len(items), appointments=len(seats), due_on=campaign.due_on.isoformat())
    return campaign


@operation(
    "access.certify_grant",
    summary="复核一项授权",
    permission=permissions.may_certify_grant,
    subject="item",
    asks_factor=True,
)
def certify_grant(
    *, actor: Actor, now: datetime, item: CampaignItem, keeps: bool, reason: str
) -> CampaignItem:
    """
    Confirm a grant for another year, or end it; whoever proposed it does not confirm it.

    Refuses with SamePerson, NotProposed, CampaignClosed, InvalidInput.
    """
    locked = (
        CampaignItem.objects.select_for_update(of=("self",))
        .select_related("grant__proposed_by", "campaign")
        .get(pk=item.pk)
    )
    if locked.campaign.closed_at is not None:
        raise CampaignClosed(year=locked.campaign.year)
    if locked.verdict:
        raise NotProposed(what=str(locked.grant), state="复核过")
    if keeps and locked.grant.proposed_by.account_id == actor.account_id:
        raise SamePerson(what=str(locked.grant))
    locked.verdict = "keep" if keeps else "end"
    locked.decided_by, locked.decided_at = officer_of(actor), now
    locked.save()
    if not keeps:
        end_right(actor=actor, now=now, right=locked.grant, reason=reason)
    note(verdict=locked.verdict)
    return locked


@operation(
    "access.certify_seats",
    summary="复核任职",
    permission=permissions.may_certify_seats,
    subject="campaign",
    asks_factor=True,
)
def certify_seats(
    *,
    actor: Actor,
    now: datetime,
    campaign: Campaign,
    seats: Sequence[CampaignSeat],
    keeps: bool,
    reason: str = "",
) -> list[CampaignSeat]:
    """
    Confirm that people still hold their posts, or end their appointments today; all of them or, with a refusal, none.

    Refuses with CampaignClosed, OwnSeat, NotProposed, InvalidInput.
    """
    locked = _lock_open(campaign)
    if not seats:
        raise InvalidInput(fields={"seat": "请先勾选复核哪些人。"})
    if not keeps and len(reason.strip()) < 5:
        raise InvalidInput(fields={"reason": "请写明为什么不再任职，至少 5 个字。"})
    rows = CampaignSeat.objects.select_for_update(of=("self",)).select_related(
        "appointment__officer", "appointment__post"
    )
    chosen = list(rows.filter(campaign=locked, pk__in=[one.pk for one in seats]).order_by("pk"))
    for seat in chosen:
        _decide_seat(seat, actor, now, keeps=keeps)
    told = [f"{one.appointment.officer.number} {one.appointment.post.code}" for one in chosen]
    note(verdict="keep" if keeps else "end", appointments=told, reason=reason.strip())
    return chosen


def _decide_seat(seat: CampaignSeat, actor: Actor, now: datetime, *, keeps: bool) -> None:
    held = seat.appointment
    if held.officer.account_id == actor.account_id:
        raise OwnSeat
    if seat.verdict:
        raise NotProposed(what=f"{held.officer.name}的这项任职", state="复核过")
    seat.verdict, seat.decided_by, seat.decided_at = "keep" if keeps else "end", officer_of(actor), now
    seat.save()
    if not keeps:
        _end_seat(seat, now)


def _end_seat(seat: CampaignSeat, now: datetime) -> bool:
    today, held = clock.today(now), seat.appointment
    if held.valid_until is not None and held.valid_until <= today:
        return False
    end_appointment(
        actor=system_actor("权限年度复核"), now=now, appointment=held, on=max(today, held.valid_from)
    )
    return True


@operation(
    "access.propose_closing",
    summary="提请结束权限年度复核",
    permission=permissions.may_propose_closing,
    subject="campaign",
    asks_factor=True,
)
def propose_closing(*, actor: Actor, now: datetime, campaign: Campaign) -> Campaign:
    """
    Propose to close a re-certification: once its last day is over, or before if every grant has been answered.

    Refuses with CampaignClosed, CampaignStillRuns, ClosingProposed.
    """
    locked = _lock_open(campaign)
    if locked.closing_proposed_by_id is not None:
        raise ClosingProposed
    unanswered = locked.items.filter(verdict="").count() + locked.seats.filter(verdict="").count()
    if unanswered and clock.today(now) <= locked.due_on:
        raise CampaignStillRuns(count=unanswered, until=f"{locked.due_on:%Y-%m-%d}")
    locked.closing_proposed_by, locked.closing_proposed_at = officer_of(actor), now
    locked.save(update_fields=["closing_proposed_by", "closing_proposed_at"])
    note(**count_verdicts(campaign=locked))
    return locked


@operation(
    "access.close_campaign",
    summary="结束权限年度复核",
    permission=permissions.may_close_campaign,
    subject="campaign",
    asks_factor=True,
)
def close_campaign(*, actor: Actor, now: datetime, campaign: Campaign) -> Campaign:
    """
    End a re-certification a colleague has proposed to close; what nobody answered lapses, the report stands.

    Refuses with CampaignClosed, ClosingNotProposed, SamePerson.
    """
    locked = _lock_open(campaign)
    if locked.closing_proposed_by is None:
        raise ClosingNotProposed
    if locked.closing_proposed_by.account_id == actor.account_id:
        raise SamePerson(what=str(locked))
    _lapse_grants(locked, now)
    _lapse_seats(locked, now)
    locked.closed_by, locked.closed_at = officer_of(actor), now
    locked.save(update_fields=["closed_by", "closed_at"])
    note(**count_verdicts(campaign=locked), proposed_by=locked.closing_proposed_by.number)
    return locked


@operation(
    "access.lapse_unanswered",
    summary="结束没有人确认的授权和任职",
    permission=permissions.may_lapse_unanswered,
    subject="campaign",
)
def lapse_unanswered(*, actor: Actor, now: datetime, campaign: Campaign) -> Campaign:
    """
    Let the grants and appointments nobody answered by the last day lapse, however late it is closed.

    Refuses with CampaignClosed.
    """
    locked = _lock_open(campaign)
    if clock.today(now) > locked.due_on:
        grants, seats = _lapse_grants(locked, now), _lapse_seats(locked, now)
        note(lapsed=grants, lapsed_appointments=seats)
    return locked


def _lock_open(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.select_for_update(of=("self",)).select_related("closing_proposed_by")
    locked = rows.get(pk=campaign.pk)
    if locked.closed_at is not None:
        raise CampaignClosed(year=locked.year)
    return locked


def _lapse_seats(campaign: Campaign, now: datetime) -> int:
    lapsed = 0
    open_seats = CampaignSeat.objects.filter(campaign=campaign, verdict="").select_related(
        "appointment__officer", "appointment__post"
    )
    for seat in open_seats.select_for_update(of=("self",)):
        seat.verdict, seat.decided_at = "lapsed", now
        if seat.appointment.post.kind in ADMINISTRATORS:
            seat.verdict = "owed"
        else:
            lapsed += _end_seat(seat, now)
        seat.save()
    return lapsed


def _lapse_grants(campaign: Campaign, now: datetime) -> int:
    lapsed = 0
    open_items = CampaignItem.objects.filter(campaign=campaign, verdict="").select_related("grant")
    for item in open_items.select_for_update(of=("self",)):
        item.verdict, item.decided_at = "lapsed", now
        item.save()
        if item.grant.state in (State.PROPOSED, State.EFFECTIVE):
            end_right(
                actor=system_actor("权限年度复核"), now=now, right=item.grant, reason="年度复核期内没有人确认"
            )
            lapsed += 1
    return lapsed
