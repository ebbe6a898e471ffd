"""
The official areas of the city: 9 districts, 79 streets, 788 communities (statistics codes of 2023), and
functional areas under a suffix of our own, since they have no national code.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

from yangguang.foundation.acts.api import Actor, note, operation, system_actor
from yangguang.foundation.organisation import permissions
from yangguang.foundation.organisation.models import Area, AreaLevel

CITY = "440300"
_DEEPEST_LAST = (
    AreaLevel.CITY,
    AreaLevel.DISTRICT,
    AreaLevel.FUNCTIONAL,
    AreaLevel.STREET,
    AreaLevel.COMMUNITY,
)


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One line of the table."""

    code: str
    name: str
    level: str
    parent: str
    valid_from: date | None
    valid_until: date | None


def load_areas(*, now: datetime) -> Area:
    """
    Bring the table of areas up to the file; does and records nothing if it is so already. Gives the city.
    """
    held = {
        row[0]: AreaRow(row[0], row[1], row[2], row[3] or "", row[4], row[5])
        for row in Area.objects.values_list(
            "code", "name", "level", "parent__code", "valid_from", "valid_until"
        )
    }
    changed = [row for row in read_areas() if held.get(row.code) != row]
    if changed:
        update_areas(actor=system_actor("行政区划代码表"), now=now, rows=changed)
    return Area.objects.get(code=CITY)


@operation(
    "organisation.update_areas",
    summary="更新行政区划",
    permission=permissions.may_update_areas,
    subject="result",
)
def update_areas(*, actor: Actor, now: datetime, rows: Iterable[AreaRow]) -> Area:
    """
    Add or correct areas by code (GB/T 2260 and 统计用区划代码); none is ever deleted, an abolished one gets
    its last day.
    """
    rows = list(rows)
    ids = dict(Area.objects.values_list("code", "id"))
    for level in _DEEPEST_LAST:
        areas = [_area(row, ids) for row in rows if row.level == level]
        written = Area.objects.bulk_create(
            areas,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "level", "parent", "valid_from", "valid_until"],
        )
        ids.update({area.code: area.pk for area in written})
    note(areas=len(rows))
    return Area.objects.get(code=CITY)


def read_areas() -> list[AreaRow]:
    """Read the file that comes with the platform."""
    text = files("yangguang.foundation.organisation").joinpath("areas.csv").read_text(encoding="utf-8")
    return [
        AreaRow(
            line["code"],
            line["name"],
            line["level"],
            line["parent"],
            _day(line["valid_from"]),
            _day(line["valid_until"]),
        )
        for line in csv.DictReader(text.splitlines())
    ]


def _area(row: AreaRow, ids: dict[str, int]) -> Area:
    return Area(
        code=row.code,
        name=row.name,
        level=row.level,
        parent_id=ids[row.parent] if row.parent else None,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
