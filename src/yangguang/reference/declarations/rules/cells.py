"""
What people write into the cells of their own spreadsheets, read as what a format asks.

20个工作日, 当场办结, 3年, 不收费, √: where the meaning is beyond doubt it is taken, else the cell is refused with a reason.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from yangguang.kernel.identifiers import MATTER_TYPES
from yangguang.reference.declarations.rules.formats import CHOICES, FormatField
from yangguang.reference.declarations.rules.mapping import CATALOG_CODE, KIND, LEGACY_CODE, MATERIALS
from yangguang.reference.matters.rules import MaterialContent, MatterEntry, VersionContent

LENGTHS = {
    "name": 200, "plain_name": 120, "fee_basis": 200, "result_name": 120, "result_word": 20, "hall_address": 200,
    "hall_hours": 100, "hall_phone": 40, "office_name": 60, LEGACY_CODE: 40,
}  # fmt: skip
_MOST_DAYS = 9999
_CITED = re.compile(
    r"《(?P<law>[^》《]+)》[^《第]{0,40}(?P<article>第[^\s，,；;。：:、（(《]+?条(?:之[一二三四五六七八九十])?)"
)
_NUMBERED = re.compile(r"^\s*(?:[（(]?\d{1,2}[)）.、．]|[（(]?[一二三四五六七八九十]{1,3}[)）、])\s*")
_DAYS = re.compile(r"^(\d{1,4})\s*(?:个)?\s*(工作日|自然日|日历日|日|天|小时)?(?:内|以内|内办结)?$")
_MONTHS = re.compile(r"^(\d{1,3})\s*(?:个)?\s*(月|年)?$")
_UNITS = {"工作日": "wd", "自然日": "cd", "日历日": "cd", "日": "cd", "天": "cd", "小时": "h"}
_ON_THE_SPOT = ("当场", "即办", "即时", "立即", "当日", "马上")
_NONE = ("不收费", "免费", "无", "否", "不收取", "0", "无收费", "—", "-")
_YES, _NO = (
    ("是", "有", "√", "✓", "Y", "YES", "需要", "可以"),
    ("否", "无", "×", "✗", "N", "NO", "不需要", "不可以", "不"),
)
_FOREVER = ("长期", "长期有效", "永久", "无", "无期限", "不限", "—", "-")
_AUDIENCE = {
    "person": ("个人", "自然人", "公民", "市民"),
    "enterprise": ("企业", "法人", "单位", "组织", "机构", "个体"),
}


class CellUnreadable(ValueError):
    """What is wrong with one cell, in Chinese."""


def read_value(field: FormatField, text: str, *, heading: str = "") -> dict[str, Any]:
    """
    Read one cell as the value of a field; a limit may bring its unit along.

    Raises CellUnreadable with a reason in Chinese.
    """
    most = LENGTHS.get(field.name, 20_000)
    if len(text) > most:
        raise CellUnreadable(f"写了 {len(text)} 字，最多 {most} 字")
    if field.kind == "whole":
        return _whole(field, text, heading)
    if field.kind.startswith(("choice:", "checks:")):
        return {field.name: _chosen(field, text)}
    reader = _READERS.get(field.kind)
    return {field.name: reader(text) if reader else text}


def filled(
    entry: MatterEntry, content: VersionContent, values: Mapping[str, Any], fields: Mapping[str, FormatField]
) -> tuple[MatterEntry, VersionContent]:
    """Lay what a row says over what was there before; materials keep what is known about them by name."""
    in_entry: dict[str, Any] = {}
    in_content: dict[str, Any] = {}
    columns = dict(content.columns)
    for name, value in values.items():
        place = fields[name].place if name in fields else "content"
        if name == MATERIALS:
            in_content[MATERIALS] = _materials(value, content.materials)
        elif place == "entry":
            in_entry[name] = tuple(value) if isinstance(value, list) else value
        elif place == "columns":
            columns[name] = value
        else:
            in_content[name] = value
    if "promise_days" not in in_content and "statutory_days" in in_content:  # one limit only
        in_content["promise_days"] = in_content["statutory_days"]
        in_content["promise_unit"] = in_content.get("statutory_unit", content.statutory_unit)
    if not in_content.get("plain_name") and not content.plain_name:
        in_content["plain_name"] = in_entry.get("name", entry.name)[: LENGTHS["plain_name"]]
    return replace(entry, **in_entry), replace(content, columns=columns, **in_content)


def _materials(names: list[str], before: tuple[MaterialContent, ...]) -> tuple[MaterialContent, ...]:
    kept = {one.name: one for one in before}
    return tuple(
        kept.get(name) or MaterialContent(name=name[:120], form_kind="upload")
        for name in dict.fromkeys(names)
    )


def _lines(text: str) -> list[str]:
    parts = text.split("\n") if "\n" in text else re.split(r"[；;]", text)
    return [clean for one in parts if (clean := _NUMBERED.sub("", one).strip().rstrip("；;"))]


def _laws(text: str) -> list[dict[str, str]]:
    found = [
        {"law": one["law"].strip(), "article": one["article"], "text": ""} for one in _CITED.finditer(text)
    ]
    if not found:
        raise CellUnreadable(f"“{text[:20]}”里没有找到《法律名称》第几条")
    return [one for place, one in enumerate(found) if one not in found[:place]]


def _titled(text: str) -> list[dict[str, str]]:
    pairs = []
    for line in _lines(text):
        title, colon, rest = line.replace(":", "：").partition("：")
        pairs.append(
            {"title": title.strip(), "text": rest.strip()}
            if colon and rest
            else {"title": "救济途径", "text": line}
        )
    return pairs


def _money(text: str) -> int:
    clean = text.replace(",", "").replace("，", "").removeprefix("¥").removesuffix("元").strip()
    if clean in _NONE:
        return 0
    yuan, _, rest = clean.partition(".")
    if not (
        yuan.isascii() and yuan.isdigit() and len(yuan) <= 9 and len(rest) <= 2 and (rest or "0").isdigit()
    ):
        raise CellUnreadable(f"“{text[:20]}”不是金额，请写数字，例如 120；不收费写 0")
    return int(yuan) * 100 + int((rest + "00")[:2])


def _yes_no(text: str) -> bool:
    word = text.strip().upper()
    if word in _YES or word in _NO:
        return word in _YES
    raise CellUnreadable(f"“{text[:20]}”应为“是”或“否”")


def _whole(field: FormatField, text: str, heading: str) -> dict[str, Any]:
    if field.name == "validity_months":
        return {field.name: _months(text)}
    if any(text.startswith(word) for word in _ON_THE_SPOT):
        return {field.name: 0}
    found = _DAYS.match(text.removesuffix("次").strip())
    if found is None:
        raise CellUnreadable(f"“{text[:20]}”不是期限或者次数，请写成 20、20个工作日、当场办结的样子")
    days, word = int(found[1]), found[2] or next((one for one in _UNITS if one in heading), "")
    unit = field.name.replace("_days", "_unit")
    if field.name in ("statutory_days", "promise_days") and word:
        return {field.name: days, unit: _UNITS[word]}
    if field.name == "acceptance_days" and word in ("小时",):
        raise CellUnreadable("受理期限按工作日写")
    return {field.name: days}


def _months(text: str) -> int | None:
    if text in _FOREVER:
        return None
    found = _MONTHS.match(text)
    if found is None:
        raise CellUnreadable(f"“{text[:20]}”不是有效期，请写成 36、3年、长期的样子")
    return int(found[1]) * (12 if found[2] == "年" else 1)


def _chosen(field: FormatField, text: str) -> Any:
    table = field.kind.partition(":")[2]
    pairs = CHOICES[table]
    if table == "audience":
        found = [key for key, words in _AUDIENCE.items() if any(word in text for word in words)]
        if not found:
            raise CellUnreadable(f"“{text[:20]}”应写明个人、企业和单位")
        return found
    clean = text.strip().removeprefix("个")
    for value, word in pairs:
        if clean in (value, word, word.removeprefix("日（").removesuffix("）")) or (
            table == "unit" and _UNITS.get(clean) == value
        ):
            return value
    if table == "fee_rank" and clean in _NONE:
        return ""
    raise CellUnreadable(f"“{text[:20]}”应为：{'、'.join(word for _, word in pairs)}")


def _kind(text: str) -> str:
    clean = text.strip()
    for code, word in MATTER_TYPES.items():
        if clean in (code, code.removeprefix("0"), word, f"{word}类", word.removeprefix("行政")):
            return code
    raise CellUnreadable(f"“{text[:20]}”不是事项类型，应为：{'、'.join(MATTER_TYPES.values())}")


def _code(text: str) -> str:
    return "".join(text.upper().split())


_READERS = {
    "lines": _lines, "laws": _laws, "titled": _titled, "money": _money, "yes_no": _yes_no, "kind": _kind, "code": _code,
}  # fmt: skip
__all__ = ["CATALOG_CODE", "KIND", "LEGACY_CODE", "MATERIALS", "CellUnreadable", "filled", "read_value"]
