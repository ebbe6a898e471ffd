"""
Spreadsheets of old records: which column means what, and what is wrong with a row. Pure functions over values.

Old records write dates, codes and names in many ways; what can be read without doubt is read, the rest is refused by row.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from yangguang.kernel.identifiers import check_citizen_number, check_credit_code
from yangguang.reference.licences.rules.type_content import TypeContent


@dataclass(frozen=True, slots=True)
class Target:
    """One thing every licence has, with the headings old tables use for it."""

    name: str
    label: str
    is_required: bool
    headings: tuple[str, ...]


TARGETS = (
    Target("number", "证照编号", True, ("证照编号", "证号", "许可证编号", "编号", "注册号", "批准文号")),
    Target("holder_name", "持证人", True, ("持证人", "名称", "企业名称", "单位名称", "经营者名称", "姓名")),
    Target(
        "holder_code",
        "持证人代码",
        True,
        ("统一社会信用代码", "信用代码", "身份证号", "身份证件号码", "持证人代码"),
    ),
    Target("representative", "法定代表人", False, ("法定代表人", "负责人", "法人", "法定代表人（负责人）")),
    Target("address", "地址", False, ("地址", "住所", "经营场所", "住所（经营场所）")),
    Target("valid_from", "有效期起", True, ("有效期起", "发证日期", "起始日期", "颁发日期", "生效日期")),
    Target("valid_until", "有效期止", False, ("有效期止", "截止日期", "有效期至", "到期日期")),
)
_DAY = re.compile(r"(\d{4})\D{0,2}(\d{1,2})\D{0,2}(\d{1,2})\D?")
_ENDLESS = ("长期", "永久", "无期限")


@dataclass(slots=True)
class SheetRow:
    """One row as read, with what is wrong and what a person should look at."""

    line: int
    values: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def guess_mapping(headings: Sequence[str], content: TypeContent) -> dict[str, int]:
    """Guess which column means what by its heading; a person confirms it."""
    known = {_plain(heading): place for place, heading in enumerate(headings) if heading}
    mapping: dict[str, int] = {}
    for target in TARGETS:
        for heading in target.headings:
            if _plain(heading) in known and known[_plain(heading)] not in mapping.values():
                mapping[target.name] = known[_plain(heading)]
                break
    for one in content.fields:
        if _plain(one.label) in known:
            mapping[f"line:{one.label}"] = known[_plain(one.label)]
    return mapping


def missing_targets(mapping: Mapping[str, int], content: TypeContent) -> list[str]:
    """Name what every licence of the type needs and no column gives."""
    missing = [one.label for one in TARGETS if one.is_required and one.name not in mapping]
    return missing + [
        one.label for one in content.fields if one.is_required and f"line:{one.label}" not in mapping
    ]


def read_row(
    *, line: int, cells: Sequence[Any], mapping: Mapping[str, int], content: TypeContent
) -> SheetRow:
    """Read one row and judge it by itself."""
    row = SheetRow(line)
    for name, place in mapping.items():
        value = cells[place] if place < len(cells) else None
        row.values[name] = _written(value)
    for one in TARGETS:
        if one.is_required and not row.values.get(one.name):
            row.problems.append(f"缺少{one.label}")
    _read_days(row)
    _check_holder(row, content)
    row.problems += [
        problem.rstrip("。")
        for problem in content.problems_of(
            [(one.label, row.values.get(f"line:{one.label}", "")) for one in content.fields]
        ).values()
    ]
    return row


def _read_days(row: SheetRow) -> None:
    for name, label in (("valid_from", "有效期起"), ("valid_until", "有效期止")):
        said = row.values.get(name, "")
        if not said:
            continue
        if name == "valid_until" and said in _ENDLESS:
            row.values[name] = ""
            continue
        day = read_day(said)
        if day is None:
            row.problems.append(f"{label}“{said}”不是日期")
        else:
            row.values[name] = day.isoformat()
    start, end = row.values.get("valid_from", ""), row.values.get("valid_until", "")
    if start and end and not row.problems and end <= start:
        row.problems.append(f"有效期止 {end} 不在有效期起 {start} 之后")


def _check_holder(row: SheetRow, content: TypeContent) -> None:
    code = re.sub(r"\s", "", unicodedata.normalize("NFKC", row.values.get("holder_code", ""))).upper()
    row.values["holder_code"] = code
    if not code:
        return
    citizen, credit = check_citizen_number(code), check_credit_code(code)
    kind = "person" if citizen.is_valid and not credit.is_clean else "enterprise"
    row.values["holder_kind"] = kind
    if kind not in content.holder_kinds:
        row.problems.append("这类证照不发给" + ("自然人" if kind == "person" else "法人和其他组织"))
    if kind == "enterprise":
        if not credit.is_valid:
            row.problems.append(f"持证人代码“{code}”：{'；'.join(credit.errors).rstrip('。')}")
        row.warnings += [one.rstrip("。") for one in credit.warnings]


def read_day(said: str) -> date | None:
    """Read a day written in one of the ways old tables write it."""
    match = _DAY.fullmatch(_plain(said))
    if not match:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", str(text)))
