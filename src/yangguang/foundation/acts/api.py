"""The door of acts: actors, the operation decorator, and the reading of the record."""

from yangguang.foundation.acts.actors import ANONYMOUS, Actor, ActorKind, HeldPost, system_actor
from yangguang.foundation.acts.operations import (
    REGISTRY,
    Operation,
    act_as,
    emit,
    judge_by,
    note,
    operation,
    require_operation,
)
from yangguang.foundation.acts.queries import (
    count_acts_since,
    find_own_act,
    list_acts_of,
    list_latest_acts,
)
from yangguang.foundation.events.api import subscribe

__all__ = [
    "ANONYMOUS",
    "REGISTRY",
    "Actor",
    "ActorKind",
    "HeldPost",
    "Operation",
    "act_as",
    "count_acts_since",
    "emit",
    "find_own_act",
    "judge_by",
    "list_acts_of",
    "list_latest_acts",
    "note",
    "operation",
    "require_operation",
    "subscribe",
    "system_actor",
]
