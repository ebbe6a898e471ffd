"""Supervision as everybody sees it: the sentence, the fields, the open and the revoked cards."""

from dataclasses import dataclass, field
from datetime import datetime

from yangguang.capabilities.approval import api as approval
from yangguang.foundation.acts.api import seal_states
from yangguang.foundation.acts.models import Act
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel import clock
from yangguang.oversight.monitoring import api as monitoring
from yangguang.portal.queries.record import count_today

LEVELS = {"warn": 1, "yellow": 2, "red": 5}
LADDER = (("催办", "now"), ("督办", "next"), ("通报", "next"), ("监察建议书", "next"))
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Debt:
    """One case that is late: what, whose, by how much."""

    what: str
    body: str
    level: str
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of supervision and its figures; cards are those still open."""

    name: str
    address: str
    acts: int
    on_time: str
    warn: int = 0
    yellow: int = 0
    red: int = 0


@dataclass(frozen=True, slots=True)
class CardView:
    """One card as the public reads it: facts, rule with basis, responsible post, explanation, state."""

    number: str
    level: str
    title: str
    facts: str
    rule: str
    basis: str
    responsible: str
    explanation: str
    state: str
    issued_at: datetime
    ladder: tuple[tuple[str, str], ...] = ()
    act_number: int | None = None
    seal: str = "open"
    is_revoked: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """The supervision board."""

    acts_today: int
    fields: list[FieldRow] = field(default_factory=list)
    cards: list[CardView] = field(default_factory=list)
    revoked: list[CardView] = field(default_factory=list)
    warn: int = 0
    yellow: int = 0
    red: int = 0

    @property
    def open_count(self) -> int:
        """How many cards are not settled."""
        return self.warn + self.yellow + self.red

    @property
    def shown_count(self) -> int:
        """How many of them are shown one by one: yellow and red."""
        return self.yellow + self.red


def supervision_board(*, now: datetime, level: str = "") -> Board:
    """
    Gather the board; *level* keeps only the cards of one level.

    Warnings stand between the post and its supervisor; the board shows how many, and each yellow and red card.
    """
    chosen = LEVELS.get(level)
    open_cards = monitoring.list_public_cards(level=chosen, is_open=True, limit=SHOWN)
    revoked = [card for card in monitoring.list_public_cards(limit=200) if card.is_revoked][:SHOWN]
    numbers = _act_numbers([*open_cards, *revoked])
    counts = {name: monitoring.count_public_cards(level=code, is_open=True) for name, code in LEVELS.items()}
    percent = approval.city_figures(now=now).on_time_percent
    return Board(
        acts_today=count_today(now=now),
        fields=[
            FieldRow(
                "行政审批",
                "/log/?area=approval",
                count_today(now=now, area="approval"),
                "" if percent is None else f"{percent:g}%",
                warn=counts["warn"],
                yellow=counts["yellow"],
                red=counts["red"],
            )
        ],
        cards=[_card(card, numbers) for card in open_cards],
        revoked=[_card(card, numbers) for card in revoked],
        **counts,
    )


def list_debts(*, now: datetime, limit: int = 3) -> list[Debt]:
    """List the cases that are late and not settled, worst first."""
    day = clock.today(now)
    late = monitoring.list_public_cards(is_open=True, limit=SHOWN)
    worst = sorted(late, key=lambda card: (-card.level, card.due_on))
    seen: dict[str, Debt] = {}
    for card in worst:
        days = (day - card.due_on).days
        debt = Debt(
            card.matter_name or card.reason,
            card.body_name,
            _level(card),
            f"超 {days} 天" if days else "已到期",
            f"/board/#c{card.number}",
        )
        seen.setdefault(card.object_number, debt)
    return list(seen.values())[:limit]


def _act_numbers(cards: list[monitoring.Card]) -> dict[str, tuple[int, str]]:
    """Find the act by which each card was issued, and its seal; two queries."""
    wanted = [str(card.pk) for card in cards]
    found = Act.objects.filter(
        object_type="card", object_number__in=wanted, operation="monitoring.issue_card"
    )
    numbers = dict(found.values_list("object_number", "number"))
    seals = seal_states(numbers.values())
    return {card: (number, seals[number]) for card, number in numbers.items()}


def _level(card: monitoring.Card) -> str:
    return {code: name for name, code in LEVELS.items()}.get(card.level, "warn")


def _card(card: monitoring.Card, numbers: dict[str, tuple[int, str]]) -> CardView:
    told: dict[str, str] = card.facts
    post = PostKind(card.post_kind).label if card.post_kind in PostKind.values else ""
    return CardView(
        number=card.number,
        level=_level(card),
        title="，".join(part for part in (card.matter_name, card.step_name, card.reason) if part),
        facts=card.revoke_reason
        if card.is_revoked
        else monitoring.sentence_of(card.rule_id, card.facts, card.due_on),
        rule=" ".join(part for part in (card.reason, told.get("limit", "")) if part),
        basis=told.get("basis", ""),
        responsible="，".join(part for part in (card.body_name, post) if part),
        explanation=card.explanation,
        state=card.state if card.state != "等说明" else "等责任岗位说明",
        issued_at=card.issued_at,
        ladder=() if card.is_revoked else LADDER,
        act_number=numbers.get(str(card.pk), (None, "open"))[0],
        seal=numbers.get(str(card.pk), (None, "open"))[1],
        is_revoked=card.is_revoked,
    )
