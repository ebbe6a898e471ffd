"""Reading the record: by object for a case's history, by time for the public stream."""

from datetime import datetime

from django.db.models import QuerySet

from yangguang.foundation.acts.models import Act


def list_acts_of(*, object_type: str, object_number: str) -> QuerySet[Act]:
    """List what was done to one object, newest first."""
    return Act.objects.filter(object_type=object_type, object_number=object_number).order_by("-number")


def list_latest_acts(*, operations: tuple[str, ...], limit: int) -> list[Act]:
    """List the newest acts of the named operations, for the public stream."""
    return list(Act.objects.filter(operation__in=operations).order_by("-number")[:limit])


def find_newest_number(*, operations: tuple[str, ...]) -> int:
    """Find the number of the newest act of the named operations, 0 if there is none: it moves when they change something."""
    newest = (
        Act.objects.filter(operation=name).order_by("-number").values_list("number")[:1]
        for name in operations
    )
    first, *others = newest
    return max((number for (number,) in first.union(*others, all=True)), default=0)


def count_acts_since(*, since: datetime) -> int:
    """Count what was done since an instant."""
    return Act.objects.filter(happened_at__gte=since).count()


def find_own_act(
    *, object_type: str, object_number: str, account_id: int, operations: tuple[str, ...]
) -> Act | None:
    """Find the first act of the named operations that one account did on one object; for rules of conflict."""
    own = Act.objects.filter(object_type=object_type, object_number=object_number, actor_id=account_id)
    return own.filter(operation__in=operations).order_by("number").first()
