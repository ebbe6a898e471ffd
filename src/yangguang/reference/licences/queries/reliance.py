"""What cases rest on licences, and whether a licence may be used at all by this applicant on this day."""

from datetime import date

from yangguang.reference.licences.models import Ground, Licence, Reading
from yangguang.reference.licences.queries.matching import lapsed_of
from yangguang.reference.licences.rules.refusals import HolderOther, LicenceLapsed


def list_reliances(*, case_number: str) -> list[Reading]:
    """List the licences a case rests on in place of materials, in the order they were taken."""
    found = Reading.objects.filter(case_number=case_number, ground=Ground.APPLICATION, licence__isnull=False)
    return list(found.select_related("licence__issuer", "licence__type_version__type").order_by("pk"))


def list_cases_relying(*, number: str) -> list[str]:
    """List the cases that rest on a licence, in any of its versions."""
    found = Reading.objects.filter(licence__number=number, ground=Ground.APPLICATION).exclude(case_number="")
    return list(found.order_by("case_number").values_list("case_number", flat=True).distinct())


def require_usable(*, licence: Licence, holder: str, on: date) -> None:
    """
    Let a case rest only on the applicant's own licence, and only while it is in force.

    Refuses with HolderOther, LicenceLapsed.
    """
    if licence.holder_code != holder:
        raise HolderOther(title=licence.title, number=licence.number)
    lapsed = lapsed_of(licence, on)
    if lapsed:
        raise LicenceLapsed(title=licence.title, number=licence.number, standing=lapsed)
