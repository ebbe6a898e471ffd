"""Giving codes (赋码): the matter in both structures, its steps and materials; one transaction, no gap, no double."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.numbering.api import issue_number
from yangguang.kernel.identifiers import check_catalog_code, with_version
from yangguang.reference.declarations import permissions
from yangguang.reference.declarations.models import Action, CodedThing, CodeEntry, CodeLink, Declaration
from yangguang.reference.declarations.operations.states import lock, require_move
from yangguang.reference.declarations.queries.contents import content_of_declaration, entry_of_declaration
from yangguang.reference.declarations.rules import codes
from yangguang.reference.declarations.rules.refusals import CodeNotValid, CodeSeriesFull, CodeTaken
from yangguang.reference.declarations.states import DeclarationState
from yangguang.reference.matters import api as matters

FOREVER = 2000  # the year under which series that never begin anew are kept


@operation(
    "declarations.assign_codes",
    summary="赋码",
    permission=permissions.may_assign_codes,
    subject="declaration",
    binding=True,
)
def assign_codes(
    *, actor: Actor, now: datetime, declaration: Declaration, catalog_code: str = ""
) -> Declaration:
    """
    Give a filed declaration its codes (handbook §4.4) and make the draft that will be published.

    A new power takes *catalog_code*, else the one it proposes, else the next of the city's own series; also the number of
    2009 beside it. Steps carry the version, materials keep their codes. The end of a power needs none.

    Refuses with AlreadyDecided, DeclarationNotOpen, CodeTaken, CodeNotValid, CodeSeriesFull.
    """
    locked = lock(declaration)
    require_move(locked, DeclarationState.CODED, "赋码")
    if locked.action != Action.CANCEL:
        if locked.matter is None:
            locked.matter = _new_matter(locked, actor, now, catalog_code)
        version = matters.draft_version(
            actor=actor, now=now, matter=locked.matter, content=content_of_declaration(locked)
        )
        _enter(_codes_of(locked.matter, version, now))
        _link_steps(locked.matter, version, now)
        locked.version, locked.version_number, locked.digest = version, version.number, version.content_hash
    locked.state = DeclarationState.CODED
    locked.decided_by, locked.coded_at = actor.label, now
    locked.save()
    note(code=locked.matter.code if locked.matter else "", version=locked.version_number)
    return locked


def _new_matter(declaration: Declaration, actor: Actor, now: datetime, wanted: str) -> matters.Matter:
    entry = entry_of_declaration(declaration)
    chosen = wanted.strip().upper() or entry.catalog_code
    if chosen:
        _require_free(chosen, declaration.kind)
    else:
        chosen = _next_code(declaration.kind, codes.sector_of(declaration.body.name))
    body = declaration.body
    legacy = entry.legacy_code or codes.legacy_code(
        area_code=body.area.code, body_code=body.code, serial=_serial(body.code, "legacy-matter")
    )
    matter = matters.register_matter(
        actor=actor, now=now, body=body, entry=replace(entry, catalog_code=chosen, legacy_code=legacy)
    )
    _enter(
        [
            CodeEntry(
                code=matter.code, thing=CodedThing.MATTER, matter=matter, name=matter.name, assigned_at=now
            ),
            CodeEntry(code=legacy, thing=CodedThing.LEGACY, matter=matter, name=matter.name, assigned_at=now),
        ]
    )
    CodeLink.objects.create(old=legacy, new=matter.code, linked_at=now)
    return matter


def _require_free(code: str, kind: str) -> None:
    errors = check_catalog_code(code).errors
    if not errors and code[2:4] != kind:
        errors = (f"第 3、4 位应为事项类型 {kind}，现在是 {code[2:4]}。",)
    if errors:
        raise CodeNotValid(problem=errors[0])
    taken = matters.Matter.objects.filter(catalog_code=code).first()
    if taken is not None:
        raise CodeTaken(code=code, name=taken.name)


def _next_code(kind: str, sector: str) -> str:
    while True:
        serial = _serial("", f"catalog-{kind}{sector}")
        if serial > codes.LAST_LOCAL - codes.FIRST_LOCAL + 1:
            raise CodeSeriesFull
        code = codes.local_catalog_code(kind=kind, sector=sector, serial=serial)
        if not matters.Matter.objects.filter(
            catalog_code=code
        ).exists():  # someone may have asked for it by name
            return code


def _serial(body_code: str, series: str) -> int:
    return int(issue_number(body_code=body_code, kind=series, year=FOREVER, pattern="{number}"))


def _codes_of(matter: matters.Matter, version: matters.MatterVersion, now: datetime) -> list[CodeEntry]:
    known = set(CodeEntry.objects.filter(matter=matter).values_list("code", flat=True))
    steps = [
        CodeEntry(
            code=with_version(step.code, version=version.number),
            thing=CodedThing.STEP,
            matter=matter,
            name=step.name,
            since_version=version.number,
            assigned_at=now,
        )
        for step in matters.steps_of(version)
    ]
    materials = [
        CodeEntry(
            code=one.code,
            thing=CodedThing.MATERIAL,
            matter=matter,
            name=one.name,
            since_version=version.number,
            assigned_at=now,
        )
        for one in version.materials.all()
        if one.code not in known
    ]
    return [*steps, *materials]


def _enter(entries: Iterable[CodeEntry]) -> None:
    entries = list(entries)
    try:
        with transaction.atomic():
            CodeEntry.objects.bulk_create(entries)
    except IntegrityError as twice:
        taken = CodeEntry.objects.filter(code__in=[one.code for one in entries]).first()
        raise CodeTaken(
            code=taken.code if taken else entries[0].code, name=taken.name if taken else entries[0].name
        ) from twice


def _link_steps(matter: matters.Matter, version: matters.MatterVersion, now: datetime) -> None:
    """Lead from the step of the version before to the one in its place, by the node of the flow."""
    before = (
        matter.versions.filter(number__lt=version.number).exclude(flow_xml="").order_by("-number").first()
    )
    if before is None:
        return
    old = {one.node_id: with_version(one.code, version=before.number) for one in matters.steps_of(before)}
    CodeLink.objects.bulk_create(
        (
            CodeLink(
                old=old[step.node_id], new=with_version(step.code, version=version.number), linked_at=now
            )
            for step in matters.steps_of(version)
            if step.node_id in old
        ),
        ignore_conflicts=True,
    )
