"""The holder's wallet: licences, what is shared with whom, who looked."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from yangguang.foundation.acts.api import Actor
from yangguang.kernel.refusals import NotFound
from yangguang.reference.licences import rules
from yangguang.reference.licences.models import Licence, Reading, Share
from yangguang.reference.licences.queries.reading import list_licences_of


def list_wallet(*, actor: Actor, now: datetime) -> QuerySet[Licence]:
    """List the holder's licences, newest version of each, with how many bodies may look now."""
    open_shares = Count(
        "shares", filter=Q(shares__withdrawn_at__isnull=True, shares__expires_at__gt=now), distinct=True
    )
    return (
        list_licences_of(actor=actor).select_related("type_version__type").annotate(open_shares=open_shares)
    )


def get_own_licence(*, actor: Actor, code: str) -> Licence:
    """
    Give one of the holder's own licences.

    Refuses with NotFound, so that nobody learns whether a code exists.
    """
    found = (
        list_licences_of(actor=actor)
        .select_related("type_version__type", "document__pdf")
        .filter(verification_code=rules.normalise_code(code))
        .first()
    )
    if found is None:
        raise NotFound(what="这份证照")
    return found


def list_shares(*, licence: Licence) -> QuerySet[Share]:
    """List what was shared of a licence, in all its versions, newest first."""
    return Share.objects.select_related("body").filter(licence__number=licence.number)


def get_own_share(*, actor: Actor, number: str) -> Share:
    """
    Give a share of the holder's.

    Refuses with NotFound.
    """
    holders = {actor.enterprise_code, actor.id_number} - {""}
    found = Share.objects.select_related("licence", "body").filter(
        number=number, licence__holder_code__in=holders
    )
    share = found.first()
    if share is None:
        raise NotFound(what="这份授权")
    return share


def list_readings(*, licence: Licence) -> QuerySet[Reading]:
    """List every look at a licence, in all its versions, newest first."""
    return Reading.objects.select_related("share").filter(licence__number=licence.number)


def count_readings(*, actor: Actor) -> dict[str, Any]:
    """Count the looks at the holder's licences."""
    holders = {actor.enterprise_code, actor.id_number} - {""}
    found = Reading.objects.filter(licence__holder_code__in=holders)
    return found.aggregate(
        given=Count("pk", filter=Q(refusal="")), refused=Count("pk", filter=~Q(refusal=""))
    )
