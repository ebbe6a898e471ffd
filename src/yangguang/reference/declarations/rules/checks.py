"""What keeps a declaration from being signed, besides the rules of matters themselves: format, laws, others' materials."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from yangguang.reference.declarations.rules.formats import FormatField, value_of
from yangguang.reference.declarations.rules.laws import LawText, find_citation_fault
from yangguang.reference.matters.rules import Fault, MatterEntry, VersionContent


def find_declaration_faults(
    *,
    entry: MatterEntry,
    content: VersionContent,
    fields: Sequence[FormatField],
    laws: Iterable[LawText],
    other_bodies: Iterable[str],
    on: date,
) -> list[Fault]:
    """List what the format, the table of laws and the rule on shared materials object to."""
    return [
        *_missing(entry, content, fields),
        *_laws(content, list(laws), on),
        *_others_materials(content, other_bodies),
    ]


def _missing(entry: MatterEntry, content: VersionContent, fields: Sequence[FormatField]) -> Iterator[Fault]:
    for one in fields:
        value = value_of(one, entry, content)
        if one.required and (value in ("", None) or value == [] or value == ()):
            yield Fault(one.name, f"“{one.label}”没有填")


def _laws(content: VersionContent, laws: list[LawText], on: date) -> Iterator[Fault]:
    for law in content.by_law:
        problem = find_citation_fault(
            law=law.get("law", ""), article=law.get("article", ""), laws=laws, on=on
        )
        if problem:
            yield Fault("by_law", problem)


def _others_materials(content: VersionContent, other_bodies: Iterable[str]) -> Iterator[Fault]:
    """What another body issues is obtained by sharing, not asked of the applicant (优化营商环境条例; handbook §3.2)."""
    names = [name for name in other_bodies if name]
    for place, material in enumerate(content.materials, start=1):
        if material.form_kind != "upload":
            continue
        issuer = next((name for name in names if name in material.source), "")
        if issuer:
            yield Fault(
                "materials",
                f"第 {place} 份材料《{material.name}》由{issuer}核发，应当共享取得，不能再向申请人要",
            )
