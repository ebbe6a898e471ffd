"""Reading one matter: the version in force, any version by id, its steps, and what changed between two."""

import functools
from dataclasses import fields
from datetime import date

from django.db.models import Q, QuerySet

from yangguang.foundation.process.api import Process, parse
from yangguang.reference.matters.models import MaterialSpec, Matter, MatterVersion
from yangguang.reference.matters.queries.compare import Difference, differences
from yangguang.reference.matters.rules import (
    FlowStep,
    MaterialContent,
    MatterEntry,
    VersionContent,
    list_rows,
    list_steps,
)
from yangguang.reference.matters.rules.refusals import MatterNotFound
from yangguang.reference.matters.states import VersionStatus

CATALOG_CODE = 12
"""How long the short code is that people can read out; the full one has 31 characters."""
EDITION = """
SELECT version.id, version.matter_id, version.content_hash, version.effective_until, matter.state AS matter_state
FROM matters_matterversion version JOIN matters_matter matter ON matter.id = version.matter_id
WHERE matter.{column} = %(code)s AND version.status = 'published' AND version.effective_from <= %(on)s
    AND (version.effective_until IS NULL OR version.effective_until > %(on)s)
ORDER BY version.number DESC LIMIT 1
"""
"""What `in_force` says, written out: guides ask it with every request, and building it would cost more than the answer."""


def in_force(*, on: date) -> QuerySet[MatterVersion]:
    """Give the versions in force on a day, with matter and body, in three queries at most."""
    return (
        MatterVersion.objects.filter(status=VersionStatus.PUBLISHED, effective_from__lte=on)
        .filter(Q(effective_until__isnull=True) | Q(effective_until__gt=on))
        .select_related("matter__body__area", "definition")
    )


def get_published(*, code: str, on: date) -> MatterVersion:
    """
    Get the version in force on a day, by full code (31) or catalogue code (12), materials at hand.

    Refuses with MatterNotFound.
    """
    found = (
        in_force(on=on)
        .filter(Q(matter__code=code) | Q(matter__catalog_code=code))
        .prefetch_related("materials")
        .order_by("-number")
        .first()
    )
    if found is None:
        raise MatterNotFound(code=code)
    return found


def get_edition(*, code: str, on: date) -> MatterVersion:
    """
    Get what tells the version in force on a day from any other, in one light query: enough to know whether something
    made from it still holds.

    Refuses with MatterNotFound.
    """
    column = "catalog_code" if len(code) == CATALOG_CODE else "code"
    found = MatterVersion.objects.raw(EDITION.format(column=column), {"code": code, "on": on})
    version = next(iter(found), None)
    if version is None:
        raise MatterNotFound(code=code)
    known = (version.matter_id, version.matter_state)  # type: ignore[attr-defined]
    version.matter = Matter.from_db(version._state.db, ("id", "state"), known)
    return version


def get_version(*, version_id: int) -> MatterVersion:
    """
    Get any version by its row id, materials at hand; cases keep theirs for life.

    Refuses with MatterNotFound.
    """
    found = _with_all().filter(pk=version_id).first()
    if found is None:
        raise MatterNotFound(code=str(version_id))
    return found


def find_version(*, code: str, number: int) -> MatterVersion | None:
    """Find a published or retired version of a matter by its number."""
    return (
        _with_all()
        .exclude(status=VersionStatus.DRAFT)
        .filter(Q(matter__code=code) | Q(matter__catalog_code=code), number=number)
        .first()
    )


def list_versions(*, code: str) -> QuerySet[MatterVersion]:
    """List what was ever published of a matter, newest first."""
    return (
        _with_all()
        .exclude(status=VersionStatus.DRAFT)
        .filter(Q(matter__code=code) | Q(matter__catalog_code=code))
        .order_by("-number")
    )


def process_of(version: MatterVersion) -> Process:
    """Give the flow of a version as a model; the same text is parsed once."""
    return _parsed(version.flow_hash, version.flow_xml)


def steps_of(version: MatterVersion) -> list[FlowStep]:
    """List the steps that people do, in the order the flow reaches them, with codes, posts and limits."""
    return list_steps(process=process_of(version), matter_code=version.matter.code)


def rows_of(version: MatterVersion) -> list[FlowStep]:
    """List what people read as the flow: its start, steps, waits and ends."""
    return list_rows(process=process_of(version))


def entry_of(matter: Matter) -> MatterEntry:
    """Give what finds a matter, as a value."""
    return MatterEntry.read({one.name: getattr(matter, one.name) for one in fields(MatterEntry)})


def content_of(version: MatterVersion) -> VersionContent:
    """Give everything a version says, as a value."""
    names = [one.name for one in fields(VersionContent) if one.name != "materials"]
    materials = tuple(_material(one) for one in version.materials.all())
    return VersionContent(**{name: getattr(version, name) for name in names}, materials=materials)


def compare_versions(*, old: MatterVersion, new: MatterVersion) -> list[Difference]:
    """List what differs between two versions, field by field, materials and steps by name."""
    return differences(content_of(old), content_of(new), steps_of(old), steps_of(new))


def _with_all() -> QuerySet[MatterVersion]:
    return MatterVersion.objects.select_related("matter__body__area", "definition").prefetch_related(
        "materials"
    )


def _material(row: MaterialSpec) -> MaterialContent:
    return MaterialContent(**{one.name: getattr(row, one.name) for one in fields(MaterialContent)})


@functools.lru_cache(maxsize=256)
def _parsed(flow_hash: str, source: str) -> Process:
    return parse(source)
