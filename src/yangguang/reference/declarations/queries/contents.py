"""What a declaration says, as values; what the version in force says; what is wrong with it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from yangguang.foundation.organisation.api import Body
from yangguang.reference.declarations.models import Declaration, Law
from yangguang.reference.declarations.queries.formats import format_of
from yangguang.reference.declarations.rules.checks import find_declaration_faults
from yangguang.reference.declarations.rules.codes import local_catalog_code, sector_of
from yangguang.reference.declarations.rules.laws import LawText, find_citation_doubt, shipped_laws
from yangguang.reference.matters import api as matters


def entry_of_declaration(declaration: Declaration) -> matters.MatterEntry:
    """Give what finds the power."""
    return matters.MatterEntry.read(declaration.entry)


def content_of_declaration(declaration: Declaration) -> matters.VersionContent:
    """Give what the version will say."""
    return matters.VersionContent.read(declaration.content)


def current_version(matter: matters.Matter) -> matters.MatterVersion | None:
    """Give the newest published version of a matter, materials at hand."""
    return (
        matter.versions.filter(status="published")
        .select_related("matter__body")
        .prefetch_related("materials")
        .order_by("-number")
        .first()
    )


def current_versions(found: Iterable[matters.Matter]) -> dict[int, matters.MatterVersion]:
    """Give the newest published version of many matters by matter, materials at hand; two queries."""
    versions = (
        matters.MatterVersion.objects.filter(matter__in=list(found), status="published")
        .select_related("matter__body")
        .prefetch_related("materials")
        .order_by("number")
    )
    return {one.matter_id: one for one in versions}


def list_laws() -> list[LawText]:
    """List every text of law known: what the legal office recorded takes the place of what ships."""
    recorded = [
        LawText(one.name, one.rank, one.article_count, one.valid_from, one.valid_until)
        for one in Law.objects.all()
    ]
    known = {(one.name, one.valid_from) for one in recorded}
    shipped = [one for one in shipped_laws() if (one.name, one.valid_from) not in known]
    return sorted([*recorded, *shipped], key=lambda one: (one.rank, one.name, one.valid_from))


def find_faults(*, declaration: Declaration, on: date) -> list[matters.Fault]:
    """List everything that keeps a declaration from being signed: format, laws, shared materials, matters' own rules."""
    entry, content = entry_of_declaration(declaration), content_of_declaration(declaration)
    if not entry.catalog_code:
        stand_in = local_catalog_code(
            kind=declaration.kind, sector=sector_of(declaration.body.name), serial=1
        )
        entry = replace(entry, catalog_code=stand_in)
    others = Body.objects.exclude(pk=declaration.body_id).values_list("name", "short_name")
    found = find_declaration_faults(
        entry=entry,
        content=content,
        fields=format_of(declaration).fields,
        laws=list_laws(),
        other_bodies=[name for pair in others for name in pair],
        on=on,
    )
    named = {one.field for one in found}
    _, own = matters.examine_content(entry=entry, content=content)
    return [*found, *(one for one in own if one.field not in named)]


def find_doubts(*, declaration: Declaration, on: date) -> list[str]:
    """List the citations of a declaration that the table of laws cannot vouch for; the reviewer looks at the text."""
    laws = list_laws()
    found = (
        find_citation_doubt(law=one.get("law", ""), article=one.get("article", ""), laws=laws, on=on)
        for one in content_of_declaration(declaration).by_law
    )
    return [one for one in found if one]


def compare_with_current(declaration: Declaration) -> list[matters.Difference]:
    """List what a declared change would change; nothing for a new power."""
    before = version_before(declaration)
    if before is None:
        return []
    return matters.compare_contents(old=matters.content_of(before), new=content_of_declaration(declaration))


def version_before(declaration: Declaration) -> matters.MatterVersion | None:
    """Give the published version a declaration follows on; once published itself, the one before."""
    if declaration.matter is None:
        return None
    versions = declaration.matter.versions.exclude(status="draft").prefetch_related("materials")
    if declaration.version_number:
        versions = versions.filter(number__lt=declaration.version_number)
    return versions.order_by("-number").first()
