"""The board of a joint opinion round: body by body, district by district, who has answered what."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import QuerySet

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import Body
from yangguang.reference.declarations.models import JointRound, Office, Opinion
from yangguang.reference.declarations.permissions import speaks_for
from yangguang.reference.declarations.queries.rounds import list_campaigns
from yangguang.reference.declarations.rules.refusals import JointRoundNotFound


@dataclass(frozen=True)
class Answers:
    """How far one office is about one body's declarations."""

    office: Office
    asked: int
    agreed: int
    objected: int

    @property
    def waiting(self) -> int:
        """How many it has not answered."""
        return self.asked - self.agreed - self.objected


@dataclass
class JointRow:
    """One body on the board."""

    body: Body
    answers: list[Answers] = field(default_factory=list)

    @property
    def declared(self) -> int:
        """How many declarations are in the round."""
        return max((one.asked for one in self.answers), default=0)

    @property
    def is_done(self) -> bool:
        """Whether every office has answered."""
        return not any(one.waiting for one in self.answers)


@dataclass(frozen=True)
class JointBoard:
    """The bodies of one round by area, and the totals."""

    areas: list[tuple[str, list[JointRow]]]
    asked: int
    given: int
    objected: int

    @property
    def waiting(self) -> int:
        """How many answers are still owed."""
        return self.asked - self.given


def get_joint_round(*, actor: Actor, joint_id: int) -> JointRound:
    """
    Get one round, for those who see its clean-up or were asked in it.

    Refuses with JointRoundNotFound.
    """
    found = JointRound.objects.select_related("campaign").filter(pk=joint_id).first()
    if found is None:
        raise JointRoundNotFound
    sees = list_campaigns(actor=actor).filter(pk=found.campaign_id).exists()
    if not sees and not any(speaks_for(actor, one.office, one.area_code) for one in found.opinions.all()):
        raise JointRoundNotFound
    return found


def build_joint_board(*, joint: JointRound) -> JointBoard:
    """Count the answers by body and office, in two queries."""
    counts: dict[tuple[int, str], Counter[str]] = {}
    rows = joint.opinions.values_list("declaration__body", "office", "agrees")
    for declaring, office, agrees in rows:
        word = "waiting" if agrees is None else "agreed" if agrees else "objected"
        counts.setdefault((declaring, office), Counter())[word] += 1
    bodies = (
        Body.objects.filter(pk__in={declaring for declaring, _ in counts})
        .select_related("area")
        .order_by("area__code", "code")
    )
    areas: dict[str, list[JointRow]] = {}
    for body in bodies:
        row = JointRow(body)
        for office in joint.offices:
            found = counts.get((body.pk, office), Counter())
            row.answers.append(Answers(Office(office), found.total(), found["agreed"], found["objected"]))
        areas.setdefault(body.area.name, []).append(row)
    total = sum((one for one in counts.values()), Counter())
    return JointBoard(
        list(areas.items()), total.total(), total["agreed"] + total["objected"], total["objected"]
    )


def list_joint_rounds(*, actor: Actor) -> QuerySet[JointRound]:
    """List the rounds of the clean-ups an officer sees."""
    return JointRound.objects.filter(campaign__in=list_campaigns(actor=actor)).select_related("campaign")


def list_own_questions(*, actor: Actor, joint: JointRound) -> list[Opinion]:
    """List what this officer may still answer in a round."""
    waiting = joint.opinions.filter(given_at__isnull=True).select_related("declaration__body__area")
    return [
        one
        for one in waiting.order_by("office", "declaration__body__code", "id")
        if speaks_for(actor, one.office, one.area_code)
    ]
