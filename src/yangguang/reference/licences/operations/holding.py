"""Locking a version before anything happens to it, and writing down what did."""

from datetime import datetime

from yangguang.foundation.acts.api import Actor
from yangguang.kernel import clock
from yangguang.reference.licences.models import Licence, LicenceHistory
from yangguang.reference.licences.rules.refusals import LicenceNotInForce
from yangguang.reference.licences.states import STEPS


def hold(licence: Licence, *, now: datetime, operation: str, deed: str) -> Licence:
    """Lock the row and make sure the act has something to act on."""
    held = lock(licence)
    standing = held.standing(clock.today(now))
    if standing.code not in STEPS[operation].before:
        raise not_in_force(held, now, deed)
    return held


def lock(licence: Licence) -> Licence:
    """Lock the row, with issuer and type at hand."""
    return (
        Licence.objects.select_for_update(of=("self",))
        .select_related("issuer__area", "type_version__type")
        .get(pk=licence.pk)
    )


def not_in_force(licence: Licence, now: datetime, deed: str) -> LicenceNotInForce:
    """Say that the licence has no standing for this deed."""
    word = licence.standing(clock.today(now)).word
    return LicenceNotInForce(title=licence.title, number=licence.number, standing=word, deed=deed)


def write_history(
    licence: Licence, *, actor: Actor, now: datetime, operation: str, reason: str, basis: str
) -> None:
    """Add a line to the life of a version."""
    LicenceHistory.objects.create(
        licence=licence,
        operation=operation,
        status=licence.status,
        reason=reason,
        basis=basis,
        by=actor.label,
        at=now,
    )
