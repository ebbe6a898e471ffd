"""Supervision as everybody sees it: the sentence, the fields, the open and the revoked cards."""

from dataclasses import dataclass, field
from datetime import datetime

from yangguang.foundation.acts.models import Act
from yangguang.kernel import clock
from yangguang.portal.queries.record import public_operations


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
    appealing: int = 0

    @property
    def open_count(self) -> int:
        """How many cards are not settled."""
        return self.warn + self.yellow + self.red


def supervision_board(*, now: datetime, level: str = "") -> Board:
    """Gather the board; *level* keeps only the cards of one level."""
    names = public_operations()
    start = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Act.objects.filter(operation__in=names, happened_at__gte=start)
    approval = today.filter(operation__startswith="approval.").count()
    return Board(acts_today=today.count(), fields=[FieldRow("行政审批", "/log/?area=approval", approval, "")])


def list_debts(*, now: datetime, limit: int = 3) -> list[Debt]:
    """List the cases that are late and not settled, worst first."""
    return []
