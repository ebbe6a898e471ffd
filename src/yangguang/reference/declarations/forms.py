"""
Reading what officers typed: the fields of a format into entry and content, materials row by row, dates and whole numbers.

What cannot be read is said field by field; everything typed stays on the page.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import QueryDict

from yangguang.foundation.ui.api import Field
from yangguang.reference.declarations.rules.formats import CHOICES, FormatField, value_of
from yangguang.reference.declarations.rules.laws import read_citation
from yangguang.reference.matters.api import MaterialContent, MatterEntry, VersionContent

MATERIAL_KINDS = (("upload", "申请人上传"), ("online_form", "网上填写"), ("shared", "共享核验，不用交"))
NECESSITIES = (("required", "必要"), ("optional", "非必要"), ("later", "容缺后补"))
BLANK_ROWS = 2
_UI_KINDS = {
    "area": "area",
    "lines": "area",
    "laws": "area",
    "titled": "area",
    "whole": "number",
    "money": "decimal",
}


class Unreadable(ValueError):
    """A typed value has another shape; the text says which."""


def read_content(
    data: QueryDict, wanted: Sequence[FormatField], entry: MatterEntry, content: VersionContent
) -> tuple[MatterEntry, VersionContent, dict[str, str]]:
    """Lay what was typed over what was there; give also what could not be read, by field."""
    problems: dict[str, str] = {}
    entry_values: dict[str, Any] = {}
    content_values: dict[str, Any] = {}
    columns = dict(content.columns)
    for one in wanted:
        try:
            value = _read(one, data)
        except Unreadable as wrong:
            problems[one.name] = str(wrong)
            continue
        if one.place == "entry":
            entry_values[one.name] = tuple(value) if isinstance(value, list) else value
        elif one.place == "columns":
            columns[one.name] = value
        else:
            content_values[one.name] = value
    if "promise_days" not in {one.name for one in wanted} and "statutory_days" in content_values:
        content_values["promise_days"] = content_values["statutory_days"]  # nobody applies: one limit only
        content_values["promise_unit"] = content_values.get("statutory_unit", content.statutory_unit)
    materials = read_materials(data, content.materials)
    return (
        replace(entry, **entry_values),
        replace(content, columns=columns, materials=materials, **content_values),
        problems,
    )


def _read(one: FormatField, data: QueryDict) -> Any:
    if one.kind.startswith("checks:"):
        known = dict(CHOICES[one.kind.partition(":")[2]])
        return [value for value in data.getlist(one.name) if value in known]
    text = data.get(one.name, "").replace("\r\n", "\n").strip()
    if one.kind == "yes_no":
        return text == "yes"
    if one.kind == "lines":
        return [line.strip() for line in text.split("\n") if line.strip()]
    if one.kind == "laws":
        return [_citation(place, line) for place, line in enumerate(_lines(text), start=1)]
    if one.kind == "titled":
        return [_titled(place, line) for place, line in enumerate(_lines(text), start=1)]
    if one.kind == "whole":
        return _whole(one, text)
    if one.kind == "money":
        return _fen(text)
    if one.kind.startswith("choice:") and text not in dict(CHOICES[one.kind.partition(":")[2]]):
        raise Unreadable("请从列出的里面选一项")
    return text


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _citation(place: int, line: str) -> dict[str, str]:
    found = read_citation(line)
    if found is None:
        raise Unreadable(f"第 {place} 行“{line[:30]}”要写成《法律名称》第三十五条")
    return found


def _titled(place: int, line: str) -> dict[str, str]:
    title, colon, text = line.partition("：")
    if not colon or not text.strip():
        raise Unreadable(f"第 {place} 行要写成 标题：内容，中间用全角冒号")
    return {"title": title.strip(), "text": text.strip()}


def _whole(one: FormatField, text: str) -> int | None:
    if not text:
        return None if one.name == "validity_months" else 0
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise Unreadable("这里要填 0 至 9999 的整数，例如 20")
    return int(text)


def _fen(text: str) -> int:
    if not text:
        return 0
    yuan, _, rest = text.replace(",", "").partition(".")
    if not (
        yuan.isascii() and yuan.isdigit() and len(yuan) <= 9 and (rest or "0").isdigit() and len(rest) <= 2
    ):
        raise Unreadable("这里要填金额，例如 120 或者 120.50")
    return int(yuan) * 100 + int((rest + "00")[:2])


def read_materials(data: QueryDict, before: Sequence[MaterialContent]) -> tuple[MaterialContent, ...]:
    """Read the rows of materials; a row without a name is none, what the row does not ask is kept by name."""
    names = data.getlist("material_name")
    kept = {one.name: one for one in before}
    columns = {
        one: data.getlist(f"material_{one}") for one in ("kind", "necessity", "standard", "source", "when")
    }
    rows = []
    for place, typed in enumerate(names):
        name = typed.strip()
        if not name:
            continue

        def cell(column: str, otherwise: str = "", place: int = place) -> str:
            values = columns[column]
            return values[place].strip() if place < len(values) else otherwise

        base = kept.get(name) or MaterialContent(name=name, form_kind="upload")
        rows.append(
            replace(
                base,
                form_kind=cell("kind", base.form_kind),
                necessity=cell("necessity", base.necessity),
                accept_standard=cell("standard", base.accept_standard),
                source=cell("source", base.source),
            )
        )
    return tuple(rows)


def ui_field(
    one: FormatField,
    entry: MatterEntry,
    content: VersionContent,
    *,
    typed: QueryDict | None = None,
    problem: str = "",
) -> Field:
    """Give one field of a format, ready to print, with what was typed or what is there."""
    value = _asked(one, value_of(one, entry, content))
    choices: tuple[tuple[str, str], ...] = ()
    kind = _UI_KINDS.get(one.kind, "text")
    if one.kind == "yes_no":
        kind, choices = "radio", (("yes", "是"), ("no", "否"))
    elif one.kind.startswith("choice:"):
        kind, choices = "select", CHOICES[one.kind.partition(":")[2]]
    elif one.kind.startswith("checks:"):
        kind, choices = "checks", CHOICES[one.kind.partition(":")[2]]
    if typed is not None:
        value = typed.getlist(one.name) if kind == "checks" else typed.get(one.name, "")
    return Field(
        name=one.name,
        label=one.label,
        kind=kind,
        value=value,
        hint=one.hint,
        problem=problem,
        required=kind == "radio" or one.required,
        choices=choices,
        rows=5 if one.kind in ("lines", "laws", "titled") else 3,
    )


def _asked(one: FormatField, value: Any) -> Any:
    if one.kind == "laws":
        return "\n".join(f"《{law['law']}》{law['article']}" for law in value)
    if one.kind == "titled":
        return "\n".join(f"{each.get('title', '')}：{each.get('text', '')}" for each in value)
    if one.kind == "money":
        return f"{value / 100:.2f}".removesuffix(".00")
    if one.kind == "yes_no":
        return "yes" if value else "no"
    if one.kind == "lines":
        return "\n".join(value)
    return "" if value is None else value


def material_rows(materials: Sequence[MaterialContent]) -> list[MaterialContent]:
    """Give the rows to print: those there are and two blank ones."""
    return [*materials, *(MaterialContent(name="", form_kind="upload") for _ in range(BLANK_ROWS))]


def read_day(text: str) -> date | None:
    """Read a day as date inputs send it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_whole(text: str) -> int | None:
    """Read a whole number; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None
