"""What a body declares now beside what it declared in the clean-up before."""

from dataclasses import dataclass

from yangguang.foundation.organisation.api import Body
from yangguang.reference.declarations.models import Campaign, Declaration
from yangguang.reference.declarations.queries.contents import content_of_declaration
from yangguang.reference.declarations.rules.overlaps import plain
from yangguang.reference.declarations.states import DeclarationState
from yangguang.reference.matters import api as matters


@dataclass(frozen=True)
class RoundPair:
    """One power in two rounds; one side is missing where it was declared only once."""

    name: str
    before: Declaration | None
    now: Declaration | None
    changed: tuple[str, ...] = ()  # what this round says otherwise than the last one, by name

    @property
    def what(self) -> str:
        """How the two rounds differ, in words."""
        if self.before is None:
            return "上次没有报，这次新报"
        if self.now is None:
            return "上次报过，这次没有报"
        return f"改了 {len(self.changed)} 处" if self.changed else "与上次报的一样"


@dataclass(frozen=True)
class LastRound:
    """The clean-up before, and every power that either round has."""

    campaign: Campaign
    pairs: list[RoundPair]

    @property
    def fresh(self) -> int:
        """How many are declared that were not."""
        return sum(1 for one in self.pairs if one.before is None)

    @property
    def left(self) -> int:
        """How many were declared that are not."""
        return sum(1 for one in self.pairs if one.now is None)

    @property
    def both(self) -> int:
        """How many both rounds have."""
        return len(self.pairs) - self.fresh - self.left


def compare_with_last_round(*, campaign: Campaign, body: Body) -> LastRound | None:
    """Put a body's declarations beside those of the clean-up before in which it took part; None where there was none."""
    earlier = Campaign.objects.filter(bodies__body=body, pk__lt=campaign.pk).order_by("-pk").first()
    if earlier is None:
        return None
    then, now = _declared(earlier, body), _declared(campaign, body)
    keys = [*now, *(key for key in then if key not in now)]
    return LastRound(earlier, [_pair(then.get(key), now.get(key)) for key in keys])


def _declared(campaign: Campaign, body: Body) -> dict[object, Declaration]:
    """Index what was declared by the matter, or by kind and plain name where there is none yet."""
    found = campaign.declarations.filter(body=body).exclude(state=DeclarationState.WITHDRAWN)
    return {
        one.matter_id or (one.kind, plain(one.name)): one
        for one in found.select_related("matter").order_by("pk")
    }


def _pair(before: Declaration | None, now: Declaration | None) -> RoundPair:
    if before is None or now is None:
        one = now or before
        return RoundPair(one.name if one else "", before, now)
    found = matters.compare_contents(old=content_of_declaration(before), new=content_of_declaration(now))
    return RoundPair(now.name, before, now, tuple(one.name for one in found))
