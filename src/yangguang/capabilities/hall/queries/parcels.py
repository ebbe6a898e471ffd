"""Reading parcels and notices: of a case, on their way, come back, running."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.hall.models import Parcel, PublicNotice
from yangguang.capabilities.hall.states import FAILED, ParcelState
from yangguang.foundation.acts.api import Actor
from yangguang.kernel.clock import today


def list_parcels_of(*, case_number: str) -> list[Parcel]:
    """List the parcels of a case the caller has fetched for its actor, the newest first."""
    parcels = Parcel.objects.filter(case_number=case_number).prefetch_related("events")
    return list(parcels.order_by("-made_at", "-pk"))


def list_unhanded() -> list[Parcel]:
    """List parcels the post has not taken yet."""
    return list(Parcel.objects.filter(state=ParcelState.WAITING)[:500])


def list_parcels_underway() -> list[Parcel]:
    """List parcels to ask the post about."""
    underway = Parcel.objects.filter(state__in=[ParcelState.HANDED, ParcelState.CARRIED])
    return list(underway.order_by("handed_at")[:1000])


def list_returned(*, actor: Actor) -> QuerySet[Parcel]:
    """List the parcels that came back and whose case still waits to be served, of cases the actor may see."""
    open_cases = approval.visible_to(actor=actor).filter(
        number=OuterRef("case_number"), state__in=["granted", "refused"]
    )
    noticed = PublicNotice.objects.filter(case_number=OuterRef("case_number"))
    newer = Parcel.objects.filter(case_number=OuterRef("case_number"), pk__gt=OuterRef("pk"))
    returned = Parcel.objects.filter(Exists(open_cases), ~Exists(noticed), ~Exists(newer), state__in=FAILED)
    return returned.order_by("made_at")


def find_notice(*, case_number: str) -> PublicNotice | None:
    """Find the public notice of a case, or none."""
    return PublicNotice.objects.filter(case_number=case_number).first()


def list_notices() -> QuerySet[PublicNotice]:
    """List the notices that run, open to all."""
    return PublicNotice.objects.filter(served_at__isnull=True).order_by("-posted_at")


def list_running_notices(*, now: datetime) -> list[PublicNotice]:
    """List the notices whose last day has passed and that have not served yet."""
    return list(PublicNotice.objects.filter(served_at__isnull=True, until__lt=today(now)))
