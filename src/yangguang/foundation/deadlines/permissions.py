"""Who may touch the calendar: each predicate has the name of its operation."""

from yangguang.foundation.acts.api import Actor, ActorKind

ADMIN = "admin"


def may_override_calendar(*, actor: Actor) -> bool:
    """The administration post (管理岗) of any body; the notice is named in the basis."""
    return actor.holds(ADMIN)


def may_announce_year(*, actor: Actor) -> bool:
    """The same post that may override a day."""
    return may_override_calendar(actor=actor)


def may_refresh_clocks(*, actor: Actor) -> bool:
    """The nightly job, or the administration post."""
    return actor.kind is ActorKind.SYSTEM or actor.holds(ADMIN)
