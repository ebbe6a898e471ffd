"""Writing the good rows of a spreadsheet: new matters under their codes, changed ones as drafts; in bulk."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import datetime

from yangguang.foundation.organisation.models import Body
from yangguang.kernel.identifiers import compose_task_code
from yangguang.reference.matters.models import ImportRow, MaterialSpec, Matter, MatterVersion
from yangguang.reference.matters.queries.versions import content_of
from yangguang.reference.matters.rules import (
    MaterialContent,
    MatterEntry,
    VersionContent,
    give_material_codes,
)
from yangguang.reference.matters.rules.columns import MATTER_COLUMNS
from yangguang.reference.matters.rules.contents import text_digest
from yangguang.reference.matters.rules.refusals import CodeTakenSince
from yangguang.reference.matters.states import VersionStatus


def write_rows(rows: Sequence[ImportRow], now: datetime) -> dict[str, int]:
    """
    Write some good rows; gives how many matters are new, how many got a draft, how many say nothing new.

    Refuses with CodeTakenSince.
    """
    bodies = {body.code: body for body in Body.objects.filter(code__in={row.body_code for row in rows})}
    entries = {row.catalog_code: MatterEntry.read(row.entry) for row in rows}
    known = {one.catalog_code: one for one in Matter.objects.filter(catalog_code__in=entries)}
    for row in rows:
        taken = known.get(row.catalog_code)
        if taken is not None and taken.body_id != bodies[row.body_code].pk:
            raise CodeTakenSince(code=row.catalog_code, taken=taken.code)
    fresh = [
        _new_matter(entries[row.catalog_code], bodies[row.body_code], now)
        for row in rows
        if row.catalog_code not in known
    ]
    Matter.objects.bulk_create(fresh, batch_size=500)
    _update_entries(known, entries)
    known |= {one.catalog_code: one for one in fresh}
    drafts = list(_drafts(rows, known, entries, now))
    MatterVersion.objects.filter(
        status=VersionStatus.DRAFT, matter__in=[draft.matter for draft, _ in drafts]
    ).delete()
    MatterVersion.objects.bulk_create([draft for draft, _ in drafts], batch_size=500)
    coded = _known_codes([draft.matter for draft, _ in drafts])
    MaterialSpec.objects.bulk_create(
        [
            spec
            for draft, content in drafts
            for spec in _specs(draft, content, coded.get(draft.matter_id, []))
        ],
        batch_size=1000,
    )
    return {"registered": len(fresh), "drafted": len(drafts), "unchanged": len(rows) - len(drafts)}


def _new_matter(entry: MatterEntry, body: Body, now: datetime) -> Matter:
    level = int(entry.use_level)
    code = compose_task_code(body_code=body.code, use_level=level, catalog_code=entry.catalog_code)
    return Matter(code=code, body=body, registered_at=now, **entry.as_columns())


def _update_entries(known: dict[str, Matter], entries: dict[str, MatterEntry]) -> None:
    names = [one.name for one in fields(MatterEntry) if one.name not in ("catalog_code", "use_level", "kind")]
    for code, matter in known.items():
        for name in names:
            setattr(matter, name, entries[code].as_columns()[name])
    Matter.objects.bulk_update(known.values(), names, batch_size=500)


def _drafts(
    rows: Sequence[ImportRow], known: dict[str, Matter], entries: dict[str, MatterEntry], now: datetime
) -> Iterator[tuple[MatterVersion, VersionContent]]:
    newest: dict[int, MatterVersion] = {}
    published = MatterVersion.objects.filter(matter__in=known.values()).exclude(status=VersionStatus.DRAFT)
    for version in published.prefetch_related("materials").order_by("number"):
        newest[version.matter_id] = version
    for row in rows:
        code = row.catalog_code
        matter = known[code]
        before = newest.get(matter.pk)
        content = _merged(VersionContent.read(row.content), before)
        digest = content.digest(entry=entries[code], body_code=row.body_code)
        if before is not None and before.content_hash == digest:
            continue
        draft = MatterVersion(
            matter=matter,
            number=before.number + 1 if before else 1,
            drafted_at=now,
            flow_hash=text_digest(content.flow_xml) if content.flow_xml else "",
            content_hash=digest,
            **content.columns_of_row(),
        )
        yield draft, content


def _merged(content: VersionContent, before: MatterVersion | None) -> VersionContent:
    """Keep what no spreadsheet carries: form, flow, family and columns of our own."""
    if before is None:
        return content
    old = content_of(before)
    known = {one.name for one in MATTER_COLUMNS if one.place == "columns"}
    columns = {name: value for name, value in old.columns.items() if name not in known} | content.columns
    return replace(
        content,
        form=old.form,
        flow_xml=old.flow_xml,
        columns=columns,
        renewal_of=old.renewal_of,
        change_of=old.change_of,
        cancel_of=old.cancel_of,
    )


def _known_codes(matters: list[Matter]) -> dict[int, list[tuple[str, str]]]:
    known: dict[int, list[tuple[str, str]]] = {}
    rows = MaterialSpec.objects.filter(version__matter__in=matters).order_by("id")
    for matter, name, code in rows.values_list("version__matter", "name", "code"):
        known.setdefault(matter, []).append((name, code))
    return known


def _specs(
    draft: MatterVersion, content: VersionContent, known: list[tuple[str, str]]
) -> Iterator[MaterialSpec]:
    names = [one.name for one in content.materials]
    codes = give_material_codes(matter_code=draft.matter.code, names=names, known=known)
    for material, code in zip(content.materials, codes, strict=True):
        values = {one.name: getattr(material, one.name) for one in fields(MaterialContent)}
        yield MaterialSpec(version=draft, code=code, **values)
