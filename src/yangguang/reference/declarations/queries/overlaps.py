"""
What a clean-up finds twice: among what was declared and what is in force, a hundred thousand powers or more.

The names of everything in force are compared as plain texts in one pass; laws and materials are asked of the database only for
what the declared powers cite and ask for. Only powers that may be concerned are read in full.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.urls import reverse

from yangguang.foundation.acts.api import find_newest_number
from yangguang.foundation.organisation.api import Body
from yangguang.foundation.ui.api import Kept
from yangguang.reference.declarations.models import Campaign
from yangguang.reference.declarations.models import Declaration as DeclarationRow
from yangguang.reference.declarations.rules.overlaps import DeclaredPower, Overlap, find_overlaps, plain
from yangguang.reference.declarations.states import DeclarationState
from yangguang.reference.matters import api as matters
from yangguang.reference.matters.models import MaterialSpec

MOST_READ = 2_000
MOST_SHOWN = 200
_CHANGING = ("matters.publish_version", "matters.retire_version", "matters.register_matter")
_Names = dict[tuple[str, str], list[tuple[int, int]]]  # (kind, plain name) → (version, matter)
_names: Kept[_Names] = Kept(most=1)

_CITING = """
select v.id from matters_matterversion v
where v.status = 'published' and v.effective_until is null
  and exists (select 1 from jsonb_array_elements(v.by_law) e where (e->>'law') || (e->>'article') = any(%s))
limit %s
"""


def overlaps_of(*, campaign: Campaign, body: Body | None = None) -> list[Overlap]:
    """Find what is there twice among what was declared in a clean-up and what is in force; of one body, or all."""
    declared = list(
        campaign.declarations.exclude(state=DeclarationState.WITHDRAWN).select_related("body", "matter")
    )
    taken = {one.matter_id for one in declared if one.matter_id}
    powers = [_declared(one) for one in declared]
    fresh = {one.key for one in powers}
    bodies = {body.pk} if body else {one.body_id for one in declared}
    wanted = _same_names(powers, taken) | _citing(powers) | _asking(powers, bodies)
    powers += _published(sorted(wanted)[:MOST_READ], taken)
    found = find_overlaps(powers, fresh=fresh)
    if body is not None:
        found = [one for one in found if body.short_name in (one.first.body, one.second.body)]
    return found[:MOST_SHOWN]


def _same_names(powers: Iterable[DeclaredPower], taken: set[int]) -> set[int]:
    """Find the versions in force whose plain name was declared, or stands there twice already."""
    newest = find_newest_number(operations=_CHANGING)
    names = _names.get("all", newest, _read_names)
    declared = {(one.kind, plain(one.name)) for one in powers}
    found: set[int] = set()
    for key in declared & names.keys():
        found.update(version for version, matter in names[key] if matter not in taken)
    for rows in names.values():
        if 1 < len(rows) <= 20 and len(found) < MOST_READ:
            found.update(version for version, matter in rows if matter not in taken)
    return found


def _read_names() -> _Names:
    names: _Names = defaultdict(list)
    rows = matters.MatterVersion.objects.filter(status="published", effective_until__isnull=True)
    for version, matter, kind, name in rows.order_by().values_list(
        "pk", "matter_id", "matter__kind", "matter__name"
    ):
        names[kind, plain(name)].append((version, matter))
    return dict(names)


def _citing(powers: Iterable[DeclaredPower]) -> set[int]:
    cited = sorted({law + article for one in powers for law, article in one.laws})
    if not cited:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_CITING, [cited, MOST_READ])
        return {row[0] for row in cursor.fetchall()}


def _asking(powers: Iterable[DeclaredPower], bodies: set[int]) -> set[int]:
    """Find the versions of these bodies that ask for a material somebody of them declared, under the same name."""
    asked = {name for one in powers for name in one.asked}
    rows = MaterialSpec.objects.filter(
        version__matter__body__in=bodies,
        version__status="published",
        version__effective_until=None,
        form_kind="upload",
        name__in=asked,
    )
    return set(rows.order_by().values_list("version", flat=True)[:MOST_READ])


def _declared(one: DeclarationRow) -> DeclaredPower:
    content = one.content
    return DeclaredPower(
        key=one.number,
        name=one.name or "（没有名称）",
        kind=one.kind,
        body=one.body.short_name,
        office=content.get("office_name", ""),
        laws=frozenset((law["law"], law["article"]) for law in content.get("by_law", [])),
        asked=tuple(m["name"] for m in content.get("materials", []) if m["form_kind"] == "upload"),
        family=_family(content, one.entry.get("catalog_code", "")),
        address=one.get_absolute_url(),
    )


def _published(versions: Sequence[int], taken: set[int]) -> list[DeclaredPower]:
    """Read what the comparison needs of some versions in force, in two light queries."""
    asked: dict[int, list[str]] = defaultdict(list)
    materials = MaterialSpec.objects.filter(version__in=versions, form_kind="upload").order_by(
        "version", "code"
    )
    for version, name in materials.values_list("version", "name"):
        asked[version].append(name)
    rows = (
        matters.MatterVersion.objects.filter(
            pk__in=versions, status="published", effective_until__isnull=True
        )
        .exclude(matter__in=taken)
        .order_by("matter__catalog_code")
        .values_list(
            "pk",
            "matter__catalog_code",
            "matter__name",
            "matter__kind",
            "matter__body__short_name",
            "office_name",
            "by_law",
        )
    )
    return [
        DeclaredPower(
            key=code,
            name=name,
            kind=kind,
            body=body,
            office=office,
            laws=frozenset((law["law"], law["article"]) for law in by_law),
            asked=tuple(asked[version]),
            family=code[:9],
            address=reverse("matters:guide", args=[code]),
        )
        for version, code, name, kind, body, office, by_law in rows
    ]


def _family(content: dict[str, Any], catalog_code: str) -> str:
    linked = content.get("renewal_of") or content.get("change_of") or content.get("cancel_of") or catalog_code
    return str(linked)[:9]
