"""Campaigns and declarations as officers see them: the progress board, a body's workbench, the queues, the figures."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet

from yangguang.foundation.access.api import hide_sensitive
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel.identifiers import MATTER_TYPES
from yangguang.reference.declarations.models import Campaign, CampaignBody, Declaration, Opinion
from yangguang.reference.declarations.permissions import HALL_BODY_WORD, speaks_for
from yangguang.reference.declarations.rules.formats import PUBLIC_SERVICE
from yangguang.reference.declarations.rules.refusals import (
    BodyNotInvited,
    CampaignNotFound,
    DeclarationNotFound,
)
from yangguang.reference.declarations.states import DeclarationState
from yangguang.reference.matters.rules import SERVICE_CLASSES

ALL_SEEING = (PostKind.LEGAL, PostKind.INFORMATION, PostKind.GOVERNMENT, PostKind.MONITOR)
STAGES = (
    ("填报", (DeclarationState.DRAFT, DeclarationState.SIGNED, DeclarationState.RETURNED)),
    ("审核", (DeclarationState.SUBMITTED,)),
    ("备案", (DeclarationState.FILED,)),
    ("赋码", (DeclarationState.CODED,)),
    ("公布", (DeclarationState.PUBLISHED,)),
)


@dataclass(frozen=True)
class BoardRow:
    """One body on the progress board."""

    part: CampaignBody
    counts: tuple[int, ...]
    returned: int

    @property
    def named(self) -> list[tuple[str, int]]:
        """The counts with the names of their stages."""
        return [(name, count) for (name, _), count in zip(STAGES, self.counts, strict=True)]

    @property
    def total(self) -> int:
        """How many it has declared."""
        return sum(self.counts)

    @property
    def area(self) -> str:
        """The city or district of the body."""
        return self.part.body.area.name


@dataclass(frozen=True)
class Board:
    """A campaign's progress: a row a body, and the totals."""

    campaign: Campaign
    rows: list[BoardRow]
    totals: tuple[int, ...]
    finished: int


def list_campaigns(*, actor: Actor) -> QuerySet[Campaign]:
    """List the clean-ups an officer has to do with."""
    found = Campaign.objects.annotate(body_count=Count("bodies", distinct=True)).order_by("-id")
    if any(actor.holds(kind) for kind in ALL_SEEING):
        return found
    return found.filter(
        pk__in=CampaignBody.objects.filter(body__code__in={post.body_code for post in actor.posts}).values(
            "campaign"
        )
    )


def get_campaign(*, actor: Actor, campaign_id: int) -> Campaign:
    """
    Get one clean-up.

    Refuses with CampaignNotFound.
    """
    found = list_campaigns(actor=actor).filter(pk=campaign_id).first()
    if found is None:
        raise CampaignNotFound
    return found


def build_board(*, campaign: Campaign) -> Board:
    """Count how far each body is, in two queries."""
    counts: dict[int, Counter[str]] = {}
    rows = campaign.declarations.values_list("body", "state").annotate(count=Count("id"))
    for body, state, count in rows:
        counts.setdefault(body, Counter())[state] += count
    board = []
    for part in campaign.bodies.select_related("body__area").order_by("body__area__code", "body__code"):
        own = counts.get(part.body_id, Counter())
        stages = tuple(sum(own[state] for state in states) for _, states in STAGES)
        board.append(BoardRow(part, stages, own[DeclarationState.RETURNED]))
    totals = tuple(sum(row.counts[place] for row in board) for place in range(len(STAGES)))
    return Board(campaign, board, totals, sum(1 for row in board if row.part.finished_at))


def get_part(*, actor: Actor, campaign: Campaign, body_code: str) -> CampaignBody:
    """
    Get a body's part in a clean-up, within what the officer may see.

    Refuses with BodyNotInvited.
    """
    part = campaign.bodies.select_related("body", "campaign").filter(body__code=body_code).first()
    sees = any(actor.holds(kind) for kind in ALL_SEEING) or any(
        post.body_code == body_code for post in actor.posts
    )
    if part is None or not sees:
        raise BodyNotInvited(body=part.body.short_name if part else body_code)
    return part


def list_declarations(*, actor: Actor) -> QuerySet[Declaration]:
    """List what an officer may read: the own body's; the offices of the whole city see what was ever submitted."""
    own = Q(body__code__in={post.body_code for post in actor.posts})
    seen = own
    if any(actor.holds(kind) for kind in ALL_SEEING):
        seen |= Q(round__gt=0)
    elif actor.holds(PostKind.REVIEW):  # the hall, where it was asked
        seen |= Q(opinions__office="hall") if _is_hall(actor) else Q()
    declarations = Declaration.objects.filter(seen).select_related("body", "campaign", "matter").distinct()
    return hide_sensitive(declarations, actor=actor, object_type="declaration", number="number")


def _is_hall(actor: Actor) -> bool:
    return any(post.kind == PostKind.REVIEW and HALL_BODY_WORD in post.body_name for post in actor.posts)


def get_declaration(*, actor: Actor, number: str) -> Declaration:
    """
    Get one declaration within what the officer may read.

    Refuses with DeclarationNotFound.
    """
    found = (
        list_declarations(actor=actor)
        .select_related("body__area", "matter__body")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise DeclarationNotFound(number=number)
    return found


def count_states(declarations: QuerySet[Declaration]) -> dict[str, int]:
    """Count by state."""
    rows = declarations.order_by().values_list("state").annotate(count=Count("id", distinct=True))
    return dict(rows)


def list_asked(*, actor: Actor) -> list[Opinion]:
    """List the opinions that are waited for from the actor's offices."""
    waiting = Opinion.objects.filter(
        given_at__isnull=True,
        declaration__state=DeclarationState.SUBMITTED,
        round=F("declaration__round"),
    ).select_related("declaration__body", "joint")
    waiting = hide_sensitive(waiting, actor=actor, object_type="declaration", number="declaration__number")
    return [one for one in waiting if speaks_for(actor, one.office, one.area_code)]


def review_figures(*, now: datetime) -> dict[str, Any]:
    """Count what the legal office has done: by kind and state, how often returned, how many days a filing takes."""
    declarations = Declaration.objects.filter(round__gt=0)
    by_kind: dict[str, Counter[str]] = {}
    for kind, state, count in (
        declarations.order_by().values_list("kind", "state").annotate(count=Count("id"))
    ):
        by_kind.setdefault(kind, Counter())[state] += count
    filed = declarations.filter(filing_number__gt="")
    waited = filed.aggregate(mean=Avg(F("decided_at") - F("submitted_at")))["mean"]
    return {
        "kinds": [
            (
                MATTER_TYPES[kind],
                sum(states.values()),
                [(name, sum(states[s] for s in group)) for name, group in STAGES],
            )
            for kind, states in sorted(by_kind.items())
        ],
        "services": _services(declarations),
        "filed": filed.count(),
        "filed_this_month": filed.filter(decided_at__gte=now - timedelta(days=30)).count(),
        "rounds": filed.aggregate(mean=Avg("round"))["mean"],
        "waited_days": waited.total_seconds() / 86400 if waited else None,
        "returned": declarations.filter(state=DeclarationState.RETURNED).count(),
    }


def _services(declarations: QuerySet[Declaration]) -> list[tuple[str, int, int]]:
    """Count public services by class: submitted and filed."""
    counts: dict[str, Counter[bool]] = {}
    rows = declarations.filter(kind=PUBLIC_SERVICE).order_by()
    for code, filing in rows.values_list("content__columns__service_class", "filing_number"):
        counts.setdefault(code or "", Counter())[bool(filing)] += 1
    named = [(word, counts[code]) for code, word in SERVICE_CLASSES.items() if code in counts]
    if "" in counts:
        named.append(("没有分类", counts[""]))
    return [(word, found.total(), found[True]) for word, found in named]
