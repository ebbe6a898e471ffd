"""Reading what officers type about types, systems and columns; one line is one thing, parts stand between bars."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import QueryDict

from yangguang.reference.licences.rules.refusals import TypeIncomplete
from yangguang.reference.licences.rules.sheets import TARGETS
from yangguang.reference.licences.rules.type_content import TypeContent, TypeField, Use

BAR = "｜"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _parts(line: str) -> list[str]:
    return [part.strip() for part in line.replace("|", BAR).split(BAR)]


def read_type(data: QueryDict) -> TypeContent:
    """
    Read a type as the editor's page sends it.

    Refuses with TypeIncomplete for a line that cannot be understood.
    """
    months = data.get("validity_months", "").strip()
    if months and not (months.isascii() and months.isdigit()):
        raise TypeIncomplete(fields={"validity_months": "有效期写月数，例如 60；长期有效的留空。"})
    return TypeContent(
        fields=tuple(_field(line) for line in _lines(data.get("fields", ""))),
        template=data.get("template", "landscape"),
        footnote=data.get("footnote", "").strip()[:120],
        number_prefix=data.get("number_prefix", "").strip()[:20],
        validity_months=int(months) if months else None,
        holder_kinds=tuple(data.getlist("holder_kinds")),
        issuers=tuple(data.getlist("issuers")),
        covers=tuple(_lines(data.get("covers", ""))),
        uses=tuple(_use(line) for line in _lines(data.get("uses", ""))),
    )


def _field(line: str) -> TypeField:
    label, *rest = _parts(line)
    known = {"必填", "选填", "公开", "不公开"}
    words, patterns = [one for one in rest if one in known], [one for one in rest if one and one not in known]
    if not label or len(patterns) > 1:
        raise TypeIncomplete(
            fields={"fields": f"这一行看不懂：“{line}”。写成 名称｜必填｜公开，后面可以加格式。"}
        )
    return TypeField(label, "必填" in words, "不公开" not in words, patterns[0] if patterns else "")


def _use(line: str) -> Use:
    purpose, *rest = _parts(line)
    if not purpose or len(rest) != 1:
        raise TypeIncomplete(fields={"uses": f"这一行看不懂：“{line}”。写成 用途｜依据。"})
    return Use(purpose, rest[0])


def write_fields(content: TypeContent) -> str:
    """Write the lines as the editor shows them."""
    return "\n".join(
        BAR.join(
            [
                one.label,
                "必填" if one.is_required else "选填",
                "公开" if one.is_public else "不公开",
                *([one.pattern] if one.pattern else []),
            ]
        )
        for one in content.fields
    )


def write_uses(content: TypeContent) -> str:
    """Write the purposes with their law."""
    return "\n".join(f"{one.purpose}{BAR}{one.basis}" for one in content.uses)


def read_mapping(data: QueryDict, content: TypeContent) -> dict[str, int]:
    """Read which column means what."""
    names = [one.name for one in TARGETS] + [f"line:{one.label}" for one in content.fields]
    return {
        name: int(place)
        for name in names
        if (place := data.get(f"column:{name}", "")).isascii() and place.isdigit() and int(place) < 200
    }


def mapping_rows(
    headings: Iterable[str], mapping: dict[str, Any], content: TypeContent
) -> list[dict[str, Any]]:
    """Give the choices of a column for each thing a licence has."""
    columns = [(place, heading or f"第 {place + 1} 列") for place, heading in enumerate(headings)]
    wanted = [(one.name, one.label, one.is_required) for one in TARGETS]
    wanted += [(f"line:{one.label}", one.label, one.is_required) for one in content.fields]
    return [
        {
            "name": f"column:{name}",
            "label": label,
            "required": required,
            "chosen": mapping.get(name),
            "columns": columns,
        }
        for name, label, required in wanted
    ]


def read_date(text: str) -> date | None:
    """Read a day of a date field."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
