"""Which monitoring, hall or information office speaks for a body: its own district's where there is one, else the city's."""

from datetime import date

from django.db.models import QuerySet

from yangguang.foundation.organisation.api import Appointment
from yangguang.reference.declarations.models import Office
from yangguang.reference.declarations.permissions import HALL_BODY_WORD, OFFICE_POSTS


def _running(office: Office, on: date) -> QuerySet[Appointment]:
    found: QuerySet[Appointment] = Appointment.objects.running_on(on).filter(
        post__kind__in=OFFICE_POSTS[office]
    )
    if office is Office.HALL:
        found = found.filter(post__office__body__name__contains=HALL_BODY_WORD)
    return found


class OfficeTable:
    """The areas in which each office is staffed on a day, read once."""

    def __init__(self, *, on: date) -> None:
        self.staffed = {
            office: set(_running(office, on).values_list("post__office__body__area__code", flat=True))
            for office in Office
        }

    def area_for(self, office: Office, area_code: str) -> str:
        """Give the area whose office answers for a body of an area: its own, else the city above it, else nobody's."""
        city = f"{area_code[:4]}00"
        return next((one for one in (area_code, city) if one in self.staffed[office]), city)


def holders_of(*, office: Office, area_code: str, on: date) -> list[int]:
    """List the accounts of those who may speak for an office of an area."""
    found = _running(office, on).filter(post__office__body__area__code=area_code)
    return sorted(set(found.values_list("officer__account", flat=True)))
