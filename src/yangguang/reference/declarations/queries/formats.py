"""Which format holds: the newest the legal office published, else the one that ships."""

from dataclasses import dataclass
from datetime import datetime

from yangguang.kernel.identifiers import MATTER_TYPES
from yangguang.reference.declarations.models import Declaration, Format
from yangguang.reference.declarations.rules.formats import (
    FormatField,
    read_fields,
    standard_checklist,
    standard_fields,
)


@dataclass(frozen=True, slots=True)
class FormatVersion:
    """One version of a kind's format, wherever it is kept."""

    kind: str
    number: int
    fields: tuple[FormatField, ...]
    checklist: tuple[str, ...]
    note: str = "随平台发布的标准格式"
    published_at: datetime | None = None
    published_by: str = ""

    @property
    def kind_name(self) -> str:
        """The Chinese word of the kind."""
        return MATTER_TYPES[self.kind]

    @property
    def sections(self) -> list[tuple[str, list[FormatField]]]:
        """The fields by section, in order."""
        found: dict[str, list[FormatField]] = {}
        for one in self.fields:
            found.setdefault(one.section, []).append(one)
        return list(found.items())


def current_format(kind: str) -> FormatVersion:
    """Give the format new declarations of a kind follow."""
    newest = Format.objects.filter(kind=kind).order_by("-number").first()
    return _version(newest) if newest else standard_format(kind)


def standard_format(kind: str) -> FormatVersion:
    """Give version 1 of a kind, as it ships."""
    return FormatVersion(kind, 1, standard_fields(kind), standard_checklist(kind))


def format_of(declaration: Declaration) -> FormatVersion:
    """Give the format a declaration was opened under."""
    if declaration.format_number == 1:
        return standard_format(declaration.kind)
    return _version(Format.objects.get(kind=declaration.kind, number=declaration.format_number))


def list_formats() -> list[FormatVersion]:
    """List the format of each kind that holds today."""
    return [current_format(kind) for kind in MATTER_TYPES]


def list_format_versions(*, kind: str) -> list[FormatVersion]:
    """List all versions of a kind's format, newest first."""
    return [*(_version(one) for one in Format.objects.filter(kind=kind)), standard_format(kind)]


def _version(row: Format) -> FormatVersion:
    return FormatVersion(
        row.kind,
        row.number,
        read_fields(row.fields),
        tuple(row.checklist),
        row.note,
        row.published_at,
        row.published_by,
    )
