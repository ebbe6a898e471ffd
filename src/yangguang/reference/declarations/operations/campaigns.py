"""Open a clean-up, say that a body has declared everything, close it."""

from collections.abc import Sequence
from datetime import date, datetime

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.numbering.api import issue_document_number
from yangguang.foundation.organisation.api import Body, PostKind
from yangguang.kernel import clock
from yangguang.kernel.identifiers import MATTER_TYPES
from yangguang.reference.declarations import permissions
from yangguang.reference.declarations.models import Campaign, CampaignBody
from yangguang.reference.declarations.rules.refusals import (
    CampaignClosed,
    CampaignIncomplete,
    DeclarationsUnfinished,
    ReasonNeeded,
)
from yangguang.reference.declarations.states import CampaignState, DeclarationState

_UNFINISHED = (DeclarationState.DRAFT, DeclarationState.SIGNED, DeclarationState.RETURNED)


@operation(
    "declarations.open_campaign",
    summary="开展职权清理",
    permission=permissions.may_open_campaign,
    subject="result",
)
def open_campaign(
    *,
    actor: Actor,
    now: datetime,
    title: str,
    bodies: Sequence[Body],
    due_on: date,
    kinds: Sequence[str] = (),
    note_text: str = "",
) -> Campaign:
    """
    Open a clean-up (清理): which kinds of power, which bodies, until when; it gets a document number.

    Refuses with CampaignIncomplete.
    """
    problem = _problem(title, bodies, due_on, kinds, clock.today(now))
    if problem:
        raise CampaignIncomplete(problem=problem)
    post = actor.post(PostKind.LEGAL)
    campaign = Campaign.objects.create(
        number=issue_document_number(
            body_code=post.body_code if post else "", word="深司清", year=clock.local(now).year
        ),
        title=title.strip(),
        note=note_text.strip(),
        kinds=sorted(set(kinds)),
        due_on=due_on,
        opened_by=actor.label,
        opened_at=now,
    )
    CampaignBody.objects.bulk_create(CampaignBody(campaign=campaign, body=body) for body in bodies)
    note(number=campaign.number, bodies=len(bodies), due_on=due_on.isoformat())
    return campaign


def _problem(title: str, bodies: Sequence[Body], due_on: date, kinds: Sequence[str], today: date) -> str:
    if not title.strip():
        return "没有写名称"
    if not bodies:
        return "没有选参加的单位"
    if due_on < today:
        return "申报截止日期已经过去"
    unknown = set(kinds) - set(MATTER_TYPES)
    return f"事项类型“{'、'.join(sorted(unknown))}”不在代码表里" if unknown else ""


@operation(
    "declarations.finish_part",
    summary="报告申报完毕",
    permission=permissions.may_finish_part,
    subject="part",
)
def finish_part(*, actor: Actor, now: datetime, part: CampaignBody, statement: str = "") -> CampaignBody:
    """
    Say for a body that everything has been declared; where nothing was, a statement says why.

    Refuses with CampaignClosed, DeclarationsUnfinished, ReasonNeeded.
    """
    campaign = part.campaign
    if campaign.state != CampaignState.OPEN:
        raise CampaignClosed(title=campaign.title)
    declared = campaign.declarations.filter(body=part.body)
    unfinished = list(declared.filter(state__in=_UNFINISHED).values_list("name", flat=True))
    if unfinished:
        raise DeclarationsUnfinished(count=len(unfinished), first=unfinished[0])
    if not declared.exclude(state=DeclarationState.WITHDRAWN).exists() and not statement.strip():
        raise ReasonNeeded(act="报告没有要申报的职权")
    part.finished_at, part.statement = now, statement.strip()
    part.save(update_fields=["finished_at", "statement"])
    note(body=part.body.short_name, statement=part.statement)
    return part


@operation(
    "declarations.close_campaign",
    summary="结束职权清理",
    permission=permissions.may_close_campaign,
    subject="campaign",
)
def close_campaign(*, actor: Actor, now: datetime, campaign: Campaign) -> Campaign:
    """
    End a clean-up: nothing new is declared; what was submitted goes its way to the end.

    Refuses with CampaignClosed.
    """
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if locked.state != CampaignState.OPEN:
        raise CampaignClosed(title=locked.title)
    locked.state, locked.closed_at = CampaignState.CLOSED, now
    locked.save(update_fields=["state", "closed_at"])
    return locked
