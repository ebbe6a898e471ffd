"""
Who may move a case by itself: only the clock. Steps of people are permitted by the operations that use the
engine.
"""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.process.models import Task


def may_fire_timer(actor: Actor) -> bool:
    """Only the system fires timers."""
    return actor.kind is ActorKind.SYSTEM


def may_work_on(actor: Actor, task: Task) -> bool:
    """Whether a step lies on the desk of one of the actor's posts, or in the actor's own hands."""
    if task.assignee_account_id is not None:
        return task.assignee_account_id == actor.account_id
    return actor.holds(task.post_kind, task.body_code)
