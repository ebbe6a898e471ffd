"""Who holds which post on a day; which body answers for what."""

from datetime import date

from django.db.models import Q

from yangguang.foundation.acts.api import HeldPost
from yangguang.foundation.organisation.models import Appointment, Body, Officer


def list_posts_of(*, officer: Officer, on: date) -> tuple[HeldPost, ...]:
    """List the posts an officer holds on a day, in one query."""
    running = (
        Appointment.objects.filter(officer=officer, valid_from__lte=on)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on))
        .select_related("post__office__body__area")
        .order_by("post__code")
    )
    return tuple(
        HeldPost(
            code=one.post.code,
            kind=one.post.kind,
            number=officer.number,
            name=one.post.name,
            body_code=one.post.office.body.code,
            body_name=one.post.office.body.name,
            office_name=one.post.office.name,
            area_code=one.post.office.body.area.code,
        )
        for one in running
    )


def find_body(*, code: str) -> Body | None:
    """Find a body by its code."""
    return Body.objects.select_related("area").filter(code=code).first()
