"""An operation to index in, as owners of things have one."""

from datetime import UTC, datetime

from yangguang.foundation.acts.api import ANONYMOUS, Actor, operation

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)


class Thing:
    """Something acts can be about."""

    act_object = ("test", "1")


@operation("search.tests_run", summary="试验", permission=lambda actor: True, subject="thing")
def within_operation(*, actor: Actor, now: datetime, thing: Thing, work):
    """Run some machinery the way an owner does."""
    return work()


def in_operation(work):
    """Run *work* inside an operation."""
    return within_operation(actor=ANONYMOUS, now=NOW, thing=Thing(), work=work)
