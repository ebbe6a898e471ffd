"""Who holds which post on a day; which body answers for what; the tree of areas."""

from datetime import date

from django.db.models import Q, QuerySet

from yangguang.foundation.acts.api import HeldPost
from yangguang.foundation.organisation.models import Appointment, Area, Body, Officer


def list_posts_of(*, officer: Officer, on: date) -> tuple[HeldPost, ...]:
    """List the posts an officer holds on a day, in one query."""
    running = (
        Appointment.objects.filter(officer=officer)
        .running_on(on)
        .select_related("post__office__body__area")
        .order_by("post__code")
    )
    return tuple(
        HeldPost(
            code=one.post.code,
            kind=one.post.kind,
            number=officer.number,
            name=one.post.name,
            body_code=one.post.body.code,
            body_name=one.post.body.name,
            office_name=one.post.office.name,
            area_code=one.post.body.area.code,
        )
        for one in running
    )


def list_holders(*, kind: str, body_code: str, on: date) -> list[Officer]:
    """List the officers who hold a post of a kind in a body on a day: those a task waits for."""
    holding = Appointment.objects.filter(post__kind=kind, post__office__body__code=body_code).running_on(on)
    return list(
        Officer.objects.filter(pk__in=holding.values("officer")).select_related("account").order_by("number")
    )


def count_holders(*, kind: str, on: date) -> int:
    """Count the officers who hold a post of a kind anywhere on a day and whose account is open."""
    holding = Appointment.objects.filter(post__kind=kind, officer__account__is_active=True).running_on(on)
    return holding.values("officer").distinct().count()


def find_officer(*, number: str) -> Officer | None:
    """Find an officer by public number."""
    return Officer.objects.select_related("account").filter(number=number).first()


def find_body(*, code: str) -> Body | None:
    """Find a body by its code."""
    return Body.objects.select_related("area").filter(code=code).first()


def find_successor(*, body: Body, on: date) -> Body:
    """Follow the successors of a merged body to the one that works on a day."""
    seen = {body.pk}
    while not body.exists_on(on) and body.successor is not None and body.successor.pk not in seen:
        body = body.successor
        seen.add(body.pk)
    return body


def list_bodies(*, on: date) -> list[Body]:
    """List the bodies that work on a day."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    open_still = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
    return list(Body.objects.filter(begun, open_still).select_related("area").order_by("code"))


def find_area(*, code: str) -> Area | None:
    """Find an area by its code."""
    return Area.objects.select_related("parent").filter(code=code).first()


def list_areas(*, level: str, within: str = "") -> QuerySet[Area]:
    """List areas of a level, or those of a level whose code begins as *within* does (district, street)."""
    return Area.objects.filter(level=level, code__startswith=within).order_by("code")


def area_path(*, area: Area) -> list[Area]:
    """Give the areas from the city down to this one."""
    path = [area]
    while path[0].parent_id is not None:
        path.insert(0, Area.objects.get(pk=path[0].parent_id))
    return path
