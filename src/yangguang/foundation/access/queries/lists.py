"""Rights inside lists: filters that the database works out in the one query of the list."""

from datetime import date, datetime
from typing import TypeVar

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from yangguang.foundation.access.derivation import kinds_of
from yangguang.foundation.access.models import (
    Delegation,
    Effect,
    EmergencyAccess,
    Grant,
    Level,
    ObjectLabel,
    State,
)
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.models import Appointment, Officer, Post

Row = TypeVar("Row", bound=Model)


def posts_that_may(*, operation: str, on: date) -> QuerySet[Post]:
    """
    Give the posts that have a power on a day: those whose kind the rule names, less withheld, plus given.

    Lazy: used as a subquery, a list of any length is filtered in its own single query.
    """
    running = Grant.objects.filter(
        operation=operation, state=State.EFFECTIVE, post=OuterRef("pk"), valid_from__lte=on
    ).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on))
    given, withheld = (
        Exists(running.filter(effect=Effect.GIVE)),
        Exists(running.filter(effect=Effect.WITHHOLD)),
    )
    kinds = kinds_of(operation)
    return Post.objects.filter((Q(kind__in=kinds) & ~withheld) | (given & ~withheld))


def officers_who_may(*, operation: str, on: date) -> QuerySet[Officer]:
    """Give the officers who have a power on a day by a post they hold or one lent to them, in one query."""
    posts = posts_that_may(operation=operation, on=on).values("pk")
    holding = Appointment.objects.running_on(on).filter(post__in=posts)
    still_held = Appointment.objects.running_on(on).filter(
        officer=OuterRef("proposed_by"), post=OuterRef("post")
    )
    lent = Delegation.objects.filter(
        Exists(still_held), state=State.EFFECTIVE, valid_from__lte=on, valid_until__gt=on, post__in=posts
    ).filter(Q(operations=[]) | Q(operations__contains=[operation]))
    found = Officer.objects.filter(account__is_active=True)
    return found.filter(Q(pk__in=holding.values("officer")) | Q(pk__in=lent.values("delegate"))).order_by(
        "number"
    )


def hide_sensitive(rows: "QuerySet[Row]", *, actor: Actor, object_type: str, number: str) -> "QuerySet[Row]":
    """
    Leave out of a list what is 敏感 and the officer may not see; *number* is the field that holds the object's number.

    Whoever has nothing concealed from them pays nothing; else it is part of the list's own query.
    """
    return _without(rows, object_type, number) if object_type in actor.concealed else rows


def hide_from_public(rows: "QuerySet[Row]", *, object_type: str | OuterRef, number: str) -> "QuerySet[Row]":
    """
    Leave out of a public list what is 敏感, in its own query; *object_type* is a type, or an OuterRef to the field that names it.
    """
    return _without(rows, object_type, number)


def about_sensitive(*, object_type: str | OuterRef, number: str) -> Exists:
    """Give the condition that a row is about an object labelled 敏感."""
    labels = ObjectLabel.objects.filter(level=Level.SENSITIVE, object_type=object_type)
    return Exists(labels.filter(object_number=OuterRef(number)))


def _without(rows: "QuerySet[Row]", object_type: str | OuterRef, number: str) -> "QuerySet[Row]":
    return rows.filter(~about_sensitive(object_type=object_type, number=number))


def list_open_emergencies(*, now: datetime) -> QuerySet[EmergencyAccess]:
    """List emergencies that wait for their review, the oldest first."""
    waiting = EmergencyAccess.objects.filter(reviewed_by__isnull=True)
    return waiting.select_related("officer", "post__office__body").order_by(F("begun_at"))
