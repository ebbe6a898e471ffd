"""Types of licences: those in force, their versions, and what of an applicant's materials a licence takes the place of."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from yangguang.foundation.acts.api import Actor
from yangguang.kernel.refusals import NotFound
from yangguang.reference.licences.models import Licence, LicenceType, LicenceTypeVersion
from yangguang.reference.licences.states import Status, TypeStatus


def find_type_in_force(*, name: str) -> LicenceTypeVersion | None:
    """Find the version in force of the type of this name, or none where licences are issued without a type."""
    return (
        LicenceTypeVersion.objects.select_related("type__owner")
        .filter(type__name=name, status=TypeStatus.PUBLISHED)
        .first()
    )


def list_types() -> QuerySet[LicenceType]:
    """List the types."""
    return LicenceType.objects.select_related("owner").prefetch_related("versions")


def get_type(*, code: str) -> LicenceType:
    """
    Give a type.

    Refuses with NotFound.
    """
    found = LicenceType.objects.select_related("owner").filter(code=code).first()
    if found is None:
        raise NotFound(what="这个证照类型")
    return found


def list_issuable_types(*, actor: Actor) -> list[LicenceTypeVersion]:
    """List the types in force that the actor's bodies may issue."""
    bodies = {post.body_code for post in actor.posts}
    published = LicenceTypeVersion.objects.select_related("type__owner").filter(status=TypeStatus.PUBLISHED)
    return [
        one
        for one in published.order_by("type__code")
        if not one.said.issuers or bodies & set(one.said.issuers)
    ]


def find_covering(*, holder: str, materials: Iterable[str], on: date) -> dict[str, Licence]:
    """
    Find the licences in force that take the place of materials (免提交), by the material's name.

    What government itself issued is never asked for again (优化营商环境条例; handbook §3.2).
    """
    wanted = list(materials)
    if not holder or not wanted:
        return {}
    held = (
        Licence.objects.select_related("issuer", "type_version__type")
        .filter(holder_code=holder, status=Status.VALID, type_version__isnull=False, next__isnull=True)
        .order_by("-issued_on", "-pk")
    )
    usable = [one for one in held if one.standing(on).is_in_force]
    found: dict[str, Licence] = {}
    for material in wanted:
        for one in usable:
            if one.type_version is not None and one.type_version.said.proves(material):
                found[material] = one
                break
    return found
