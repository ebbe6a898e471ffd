"""What supervision hands in to the officers' desk: the open cards against the posts an officer holds."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.joint import api as joint
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import PostKind
from yangguang.oversight.monitoring import permissions, queries
from yangguang.oversight.monitoring.models import Card
from yangguang.oversight.monitoring.rules import Level
from yangguang.oversight.monitoring.rules.wording import sentence_of

SHOWN = 6
LAMPS = {Level.WARNING: "warn", Level.YELLOW: "yellow", Level.RED: "red"}


def cards_for_desk(actor: Actor, now: datetime) -> list[approval.DeskCard]:
    """List the gravest open cards against the actor's own posts, in one query."""
    cards = queries.list_cards_against(actor=actor).order_by("-level", "due_on")[:SHOWN]
    return [_shown(card, actor) for card in cards]


def cards_of_cases(numbers: Sequence[str]) -> dict[str, joint.PartCard]:
    """Give the gravest open card of each of these cases, for the page on which departments see each other."""
    cards = Card.objects.filter(object_type="application", object_number__in=numbers, revoked_at__isnull=True)
    return {
        card.object_number: joint.PartCard(
            LAMPS[Level(card.level)], card.rule_text, reverse("monitoring:card", args=[card.pk])
        )
        for card in cards.filter(settled_at__isnull=True, level__gt=Level.NORMAL).order_by("level", "pk")
    }


def rail_for_desk(actor: Actor) -> tuple[str, list[tuple[str, str, int | None]]]:
    """Give the rail its group: the cards an officer may see, without a count: the rail is on every page."""
    if not actor.posts:
        return "监督", []
    links: list[tuple[str, str, int | None]] = [("监察牌", reverse("monitoring:cards"), None)]
    if actor.holds(PostKind.MONITOR):
        links += [
            ("监察实况", reverse("monitoring:live"), None),
            ("流程实况", reverse("monitoring:processes"), None),
            ("监察规则", reverse("monitoring:rulebook"), None),
            ("接入系统", reverse("monitoring:sources"), None),
        ]
    return "监督", links


def _shown(card: Card, actor: Actor) -> approval.DeskCard:
    may_explain = permissions.may_explain_card(actor, card) and card.explained_at is None
    return approval.DeskCard(
        number=card.number,
        lamp=LAMPS[Level(card.level)],
        title="，".join(part for part in (card.matter_name, card.step_name) if part) or card.object_number,
        text=sentence_of(card.rule_id, card.facts, card.due_on),
        case_number=card.object_number,
        address=reverse("monitoring:card", args=[card.pk]),
        explain_address=reverse("monitoring:explain", args=[card.pk]) if may_explain else "",
        explanation=card.explanation,
    )
