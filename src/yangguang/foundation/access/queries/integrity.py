"""Finding what was changed behind the platform's back: rights against their codes, and against the acts that made them."""

from collections.abc import Iterator
from typing import Any

from yangguang.foundation.access.models import (
    AdministratorProposal,
    ConflictRule,
    Delegation,
    EmergencyAccess,
    Grant,
    ObjectLabel,
    State,
)
from yangguang.foundation.acts.models import Act

# Rights of apps above register their models, so that one check finds them all.
_OTHERS: list[type[Any]] = []
_SEALED: tuple[type[Any], ...] = (
    Grant,
    Delegation,
    ConflictRule,
    EmergencyAccess,
    ObjectLabel,
    AdministratorProposal,
)
_BORN_BY = {
    "access.propose_grant": Grant,
    "access.propose_delegation": Delegation,
    "access.propose_conflict_rule": ConflictRule,
    "access.take_emergency_access": EmergencyAccess,
    "access.propose_administrator": AdministratorProposal,
}


def also_check(model: type[Any]) -> None:
    """Have the rows of another app's sealed model checked, too."""
    if model not in _OTHERS:
        _OTHERS.append(model)


def find_faults() -> list[str]:
    """
    Name every right that does not say what the platform wrote: changed, made up, brought back, or deleted.

    A row is held against its code, its approval against the act of approval, and every act of proposal against the row it
    made. Empty when all is well.
    """
    return [*_changed(), *_unapproved(), *_deleted()]


def _changed() -> Iterator[str]:
    for model in (*_SEALED, *_OTHERS):
        for row in model._default_manager.order_by("pk").iterator():
            if not row.is_genuine:
                yield f"{row}：内容与平台写下的不一致（{model._meta.db_table} 第 {row.pk} 行）"


def _unapproved() -> Iterator[str]:
    for model in (Grant, Delegation, ConflictRule):
        rows: Any = model._default_manager.filter(state=State.EFFECTIVE).order_by("pk")
        kind = rows.model(pk=0).act_object[0]
        approved = _numbers(kind, "access.approve_proposal")
        ended = _numbers(kind, "access.end_right")
        for row in rows:
            if str(row.pk) not in approved:
                yield f"{row}：有效，但是没有批准的记录"
            elif str(row.pk) in ended:
                yield f"{row}：有效，但是已有结束的记录"


def _deleted() -> Iterator[str]:
    for name, model in _BORN_BY.items():
        made = Act.objects.filter(operation=name).values_list("object_number", "number")
        held = {str(key) for key in model._default_manager.values_list("pk", flat=True)}
        for number, act in sorted(made, key=lambda one: int(one[0])):
            if number not in held:
                yield f"{model.__name__} {number}：第 {act} 条记录写着，表里没有了"


def _numbers(object_type: str, operation: str) -> set[str]:
    acts = Act.objects.filter(object_type=object_type, operation=operation)
    return set(acts.values_list("object_number", flat=True))
