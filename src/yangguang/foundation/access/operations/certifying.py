"""The yearly re-certification (权限年度复核): what nobody confirms by name ends by itself."""

from datetime import datetime, timedelta

from yangguang.foundation.access import permissions
from yangguang.foundation.access.models import Campaign, CampaignItem, Grant, State
from yangguang.foundation.access.operations.proposals import end_right, officer_of
from yangguang.foundation.access.queries.certifying import count_verdicts
from yangguang.foundation.access.rules import (
    CampaignClosed,
    CampaignRunning,
    CampaignStillRuns,
    ClosingNotProposed,
    ClosingProposed,
    NotProposed,
    SamePerson,
)
from yangguang.foundation.acts.api import Actor, note, operation, system_actor
from yangguang.kernel import clock

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
    List every grant that counts today for confirmation within 30 days.

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
    note(grants=len(items), due_on=campaign.due_on.isoformat())
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
    unanswered = locked.items.filter(verdict="").count()
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
    End a re-certification a colleague has proposed to close; grants nobody answered lapse, the report stands.

    Refuses with CampaignClosed, ClosingNotProposed, SamePerson.
    """
    locked = _lock_open(campaign)
    if locked.closing_proposed_by is None:
        raise ClosingNotProposed
    if locked.closing_proposed_by.account_id == actor.account_id:
        raise SamePerson(what=str(locked))
    _lapse(locked, now)
    locked.closed_by, locked.closed_at = officer_of(actor), now
    locked.save(update_fields=["closed_by", "closed_at"])
    note(**count_verdicts(campaign=locked), proposed_by=locked.closing_proposed_by.number)
    return locked


@operation(
    "access.lapse_unanswered",
    summary="结束没有人确认的授权",
    permission=permissions.may_lapse_unanswered,
    subject="campaign",
)
def lapse_unanswered(*, actor: Actor, now: datetime, campaign: Campaign) -> Campaign:
    """Let the grants nobody answered by the last day lapse, however late it is closed. Refuses with CampaignClosed."""
    locked = _lock_open(campaign)
    if clock.today(now) > locked.due_on:
        note(lapsed=_lapse(locked, now))
    return locked


def _lock_open(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.select_for_update(of=("self",)).select_related("closing_proposed_by")
    locked = rows.get(pk=campaign.pk)
    if locked.closed_at is not None:
        raise CampaignClosed(year=locked.year)
    return locked


def _lapse(campaign: Campaign, now: datetime) -> int:
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
