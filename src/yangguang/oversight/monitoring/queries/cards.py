"""Reading cards: for the officers who answer for them, for supervision, and for everybody on the public board."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from yangguang.foundation.access.api import hide_from_public, hide_sensitive
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel.refusals import NotFound
from yangguang.oversight.monitoring.models import Appeal, Card
from yangguang.oversight.monitoring.rules import Level

WAITS = {
    "appeal": Q(appeal=Appeal.OPEN),
    "correction": Q(corrected_at__isnull=False, confirmed_at__isnull=True),
    "sign": Q(rungs__issued_at__isnull=True, rungs__ended_at__isnull=True, rungs__isnull=False),
    "explanation": Q(explained_at__isnull=True, level__gte=2),
}


@dataclass(frozen=True, slots=True)
class BoardFigures:
    """What the board counts over a period: cards by level, still open, explained, revoked."""

    warnings: int
    yellow: int
    red: int
    open: int
    explained: int
    revoked: int


def list_cards(
    *,
    actor: Actor,
    level: int | None = None,
    is_open: bool | None = None,
    words: str = "",
    waits: str = "",
) -> QuerySet[Card]:
    """List the cards an officer may see: supervision all, others those of their bodies; *waits* for what a supervisor does."""
    cards = hide_sensitive(Card.objects.all(), actor=actor, object_type="application", number="object_number")
    if not actor.holds(PostKind.MONITOR):
        cards = cards.filter(body_code__in={post.body_code for post in actor.posts})
    if waits in WAITS:
        cards = cards.filter(WAITS[waits])
    return _narrowed(cards, level, is_open, words).order_by("-issued_at", "-pk")


def list_cards_against(*, actor: Actor) -> QuerySet[Card]:
    """List the open cards that the actor's own posts answer for."""
    own = Q(pk__in=[])
    for post in actor.posts:
        own |= Q(body_code=post.body_code, post_kind=post.kind)
        if post.kind == PostKind.DECIDE:
            own |= Q(body_code=post.body_code, level=Level.RED.value)
    cards = Card.objects.filter(own).filter(standing())
    return hide_sensitive(cards, actor=actor, object_type="application", number="object_number")


def get_card(*, actor: Actor, card_id: int) -> Card:
    """
    Get a card an officer may see.

    Refuses with NotFound.
    """
    found = list_cards(actor=actor).filter(pk=card_id).first()
    if found is None:
        raise NotFound(what="这张监察牌")
    return found


def standing() -> Q:
    """Cards that are neither settled nor confirmed nor revoked."""
    return Q(revoked_at__isnull=True, settled_at__isnull=True, confirmed_at__isnull=True)


def list_cards_of(*, object_type: str, object_number: str) -> QuerySet[Card]:
    """List the cards of one case, revoked ones too, in the order issued."""
    return Card.objects.filter(object_type=object_type, object_number=object_number).order_by(
        "issued_at", "pk"
    )


def _public(cards: QuerySet[Card]) -> QuerySet[Card]:
    """Leave out the cards of cases that are 敏感."""
    return hide_from_public(cards, object_type="application", number="object_number")


def list_public_cards(
    *,
    level: int | None = None,
    is_open: bool | None = None,
    body_code: str = "",
    words: str = "",
    offset: int = 0,
    limit: int = 20,
) -> list[Card]:
    """List yellow and red cards for the public board; warnings are between the post and its supervisor."""
    cards = _public(Card.objects.filter(level__gte=2))
    if body_code:
        cards = cards.filter(body_code=body_code)
    rows = _narrowed(cards, level, is_open, words).order_by("-issued_at", "-pk")
    return list(rows[offset : offset + limit])


def count_public_cards(
    *, level: int | None = None, is_open: bool | None = None, body_code: str = "", words: str = ""
) -> int:
    """Count the yellow and red cards of the public board, or those of one level (warnings are only counted)."""
    cards = _public(Card.objects.filter(level__gte=2) if level is None else Card.objects.all())
    if body_code:
        cards = cards.filter(body_code=body_code)
    return _narrowed(cards, level, is_open, words).count()


def board_figures(*, since: datetime, body_code: str = "") -> BoardFigures:
    """Count the cards since an instant, in one query."""
    cards = Card.objects.filter(issued_at__gte=since)
    if body_code:
        cards = cards.filter(body_code=body_code)
    counts = cards.aggregate(
        warnings=Count("pk", filter=Q(level=1)),
        yellow=Count("pk", filter=Q(level=2)),
        red=Count("pk", filter=Q(level=5)),
        open=Count("pk", filter=standing() & Q(level__gte=2)),
        explained=Count("pk", filter=Q(explained_at__isnull=False)),
        revoked=Count("pk", filter=Q(revoked_at__isnull=False)),
    )
    return BoardFigures(**counts)


def figures_by_body(*, since: datetime) -> list[dict[str, Any]]:
    """Count yellow and red cards per body since an instant, the most red first, in one query."""
    rows = (
        Card.objects.filter(issued_at__gte=since, revoked_at__isnull=True)
        .values("body_code", "body_name")
        .annotate(
            warnings=Count("pk", filter=Q(level=1)),
            yellow=Count("pk", filter=Q(level=2)),
            red=Count("pk", filter=Q(level=5)),
        )
        .order_by("-red", "-yellow", "body_code")
    )
    return [dict(row) for row in rows]


def _narrowed(cards: QuerySet[Card], level: int | None, is_open: bool | None, words: str) -> QuerySet[Card]:
    if level is not None:
        cards = cards.filter(level=level)
    if is_open is not None:
        cards = cards.filter(standing()) if is_open else cards.filter(~standing())
    if words.strip():
        cards = cards.filter(
            Q(object_number__contains=words.strip()) | Q(matter_name__contains=words.strip())
        )
    return cards
