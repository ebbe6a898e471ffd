"""The officers' view: licences of their bodies, what is shared with them, systems, batches, types."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from yangguang.foundation.access.api import hide_sensitive
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.models import Body
from yangguang.kernel.refusals import NotFound
from yangguang.reference.licences import rules
from yangguang.reference.licences.models import CallingSystem, ImportBatch, Licence, Reading, Share


def bodies_of(*, actor: Actor) -> list[Body]:
    """List the bodies the actor has a post in."""
    return list(Body.objects.select_related("area").filter(code__in={post.body_code for post in actor.posts}))


def list_issued(*, actor: Actor, status: str = "", words: str = "") -> QuerySet[Licence]:
    """List the licences the actor's bodies issued, newest first, old versions left out."""
    issued = Licence.objects.filter(
        issuer__code__in={post.body_code for post in actor.posts}, next__isnull=True
    ).select_related("issuer", "type_version__type")
    found = hide_sensitive(issued, actor=actor, object_type="licence", number="number")
    if status:
        found = found.filter(status=status)
    if words:
        found = found.filter(
            Q(number__istartswith=words) | Q(holder_code=words.upper()) | Q(holder_name__contains=words)
        )
    return found


def count_issued(*, actor: Actor) -> dict[str, int]:
    """Count them by status."""
    rows = list_issued(actor=actor).order_by().values_list("status").annotate(count=Count("pk"))
    return dict(rows)


def get_issued(*, actor: Actor, code: str) -> Licence:
    """
    Give a licence the actor's body issued, any version.

    Refuses with NotFound.
    """
    licences = hide_sensitive(Licence.objects.all(), actor=actor, object_type="licence", number="number")
    found = (
        licences.select_related("issuer", "type_version__type", "document__pdf", "previous", "next")
        .filter(verification_code=rules.normalise_code(code))
        .filter(issuer__code__in={post.body_code for post in actor.posts})
        .first()
    )
    if found is None:
        raise NotFound(what="这份证照")
    return found


def list_shared_with(*, actor: Actor, now: datetime) -> QuerySet[Share]:
    """List the shares that let the actor's bodies look now."""
    shares = Share.objects.select_related("licence", "body").filter(
        body__code__in={post.body_code for post in actor.posts}, withdrawn_at__isnull=True, expires_at__gt=now
    )
    return hide_sensitive(shares, actor=actor, object_type="licence", number="licence__number")


def list_own_readings(*, actor: Actor) -> QuerySet[Reading]:
    """List the looks by the actor's bodies, newest first."""
    bodies = {post.body_code for post in actor.posts}
    readings = Reading.objects.select_related("licence", "system").filter(body_code__in=bodies)
    return hide_sensitive(readings, actor=actor, object_type="licence", number="licence__number")


def list_systems() -> QuerySet[CallingSystem]:
    """List what systems may call, what waits for approval first."""
    return CallingSystem.objects.select_related("body").order_by("-state", "-pk")


def get_system(*, client_id: str) -> CallingSystem:
    """
    Give one system.

    Refuses with NotFound.
    """
    found = CallingSystem.objects.select_related("body").filter(client_id=client_id).first()
    if found is None:
        raise NotFound(what="这个接入系统的调用权")
    return found


def list_batches(*, actor: Actor) -> QuerySet[ImportBatch]:
    """List the spreadsheets of the actor's bodies, without the files."""
    bodies = {post.body_code for post in actor.posts}
    return (
        ImportBatch.objects.defer("source").select_related("type", "issuer").filter(issuer__code__in=bodies)
    )


def get_batch(*, actor: Actor, uuid: str) -> ImportBatch:
    """
    Give one of them.

    Refuses with NotFound.
    """
    found = list_batches(actor=actor).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(what="这批存量证照")
    return found
