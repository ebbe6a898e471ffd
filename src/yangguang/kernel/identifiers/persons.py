"""
Numbers of natural persons: the citizen number (公民身份号码, GB 11643) with its two younger cousins of
the same shape, other documents people identify themselves with, and mobile telephone numbers.
"""

import re
from collections.abc import Callable
from datetime import date

from yangguang.kernel.identifiers.check import Check, normalise

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SHAPE = re.compile(r"\d{17}[\dX]")
_OLDEST = 130

PROVINCES = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古",
    "21": "辽宁", "22": "吉林", "23": "黑龙江",
    "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西", "37": "山东",
    "41": "河南", "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南",
    "50": "重庆", "51": "四川", "52": "贵州", "53": "云南", "54": "西藏",
    "61": "陕西", "62": "甘肃", "63": "青海", "64": "宁夏", "65": "新疆",
    "71": "台湾", "81": "香港", "82": "澳门", "83": "台湾居民居住证",
}  # fmt: skip


def citizen_check_character(body: str) -> str:
    """Give the check character of the first seventeen digits (GB 11643, ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(weight * int(char) for weight, char in zip(_WEIGHTS, body, strict=True)) % 11]


def check_citizen_number(text: str, *, today: date | None = None) -> Check:
    """
    Check an eighteen-character identity number.

    Takes the citizen number, the residence permit of Hong Kong, Macau and Taiwan residents (81, 82, 83) and
    the foreign permanent resident's number of 2023 (first digit 9). The area is where it was first issued, so
    an unknown one only warns. An impossible day of birth, one after *today*, or a wrong check character is an
    error.
    """
    value = normalise(text)
    errors = _shape_errors(value)
    if errors:
        return Check(value, errors)
    born = _date_or_none(value[6:14])
    if born is None:
        return Check(value, (f"出生日期“{value[6:14]}”在日历上不存在，请核对第 7 至 14 位。",))
    if today is not None and born > today:
        return Check(value, (f"出生日期“{value[6:14]}”还没有到，请核对第 7 至 14 位。",))
    if citizen_check_character(value[:17]) != value[17]:
        return Check(value, ("最后一位校验码对不上，号码里至少有一位写错了，请对照证件核对。",))
    return Check(value, (), _citizen_warnings(value, born, today))


def birth_date_of(value: str) -> date:
    """Read the day of birth from a checked number."""
    born = _date_or_none(value[6:14])
    if born is None:
        raise ValueError("not a checked citizen number")
    return born


def sex_of(value: str) -> str:
    """Read the sex from a checked number: 男 or 女 (an odd sequence number is male)."""
    return "男" if int(value[16]) % 2 else "女"


def compose_citizen_number(*, area: str, born: date, sequence: int) -> str:
    """Compose a number with its check character, for tests and demo people."""
    body = f"{area}{born:%Y%m%d}{sequence:03d}"
    return body + citizen_check_character(body)


def check_mobile_phone(text: str) -> Check:
    """Check a mainland mobile number, taken with or without +86 and separators."""
    value = normalise(text)
    value = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", value)
    if not value.isascii() or not value.isdigit():
        return Check(value, ("手机号码只能有数字。",))
    if len(value) != 11:
        return Check(value, (f"手机号码应为 11 位，现在是 {len(value)} 位。",))
    if not re.fullmatch(r"1[3-9]\d{9}", value):
        return Check(value, ("手机号码应以 13 至 19 开头。",))
    return Check(value)


_OTHER_SHAPES = {
    "hm_permit": (
        r"[HM]\d{8}(?:\d{2})?",
        "港澳居民来往内地通行证号码应为 H 或 M 加 8 位数字（可带 2 位换证次数）。",
    ),
    "tw_permit": (
        r"\d{8}(?:\d{2}[A-Z]?)?",
        "台湾居民来往大陆通行证号码应为 8 位数字（旧证为 10 位数字，可带字母）。",
    ),
    "passport": (r"(?=.*\d)[A-Z0-9]{5,17}", "护照号码应为 5 至 17 位的数字和字母。"),
    "foreign_residence_old": (
        r"[A-Z]{3}\d{12}",
        "2017 版外国人永久居留身份证号码应为 3 位字母加 12 位数字。",
    ),
}

DOCUMENT_KINDS = {
    "citizen": "居民身份证",
    "hmt_residence": "港澳台居民居住证",
    "foreign_residence": "外国人永久居留身份证",
    "foreign_residence_old": "外国人永久居留身份证（2017 版）",
    "hm_permit": "港澳居民来往内地通行证",
    "tw_permit": "台湾居民来往大陆通行证",
    "passport": "护照",
}

_EIGHTEEN: dict[str, tuple[Callable[[str], bool], str]] = {
    "citizen": (lambda value: value[0] not in "89", "这不是居民身份证号码，请核对证件种类。"),
    "hmt_residence": (
        lambda value: value[:6] in {"810000", "820000", "830000"},
        "港澳台居民居住证号码以 810000、820000 或 830000 开头。",
    ),
    "foreign_residence": (lambda value: value[0] == "9", "新版外国人永久居留身份证号码以 9 开头。"),
}


def check_document(kind: str, text: str, *, today: date | None = None) -> Check:
    """
    Check the number of an identity document of one of DOCUMENT_KINDS; passports and permits by shape only.
    """
    if kind in _EIGHTEEN:
        check = check_citizen_number(text, today=today)
        belongs, problem = _EIGHTEEN[kind]
        if check.is_valid and not belongs(check.value):
            return Check(check.value, (problem,))
        return check
    if kind not in _OTHER_SHAPES:
        raise ValueError(f"unknown kind of document: {kind}")
    value = normalise(text)
    shape, problem = _OTHER_SHAPES[kind]
    return Check(value) if re.fullmatch(shape, value) else Check(value, (problem,))


def _shape_errors(value: str) -> tuple[str, ...]:
    if len(value) != 18:
        return (f"身份证件号码应为 18 位，现在是 {len(value)} 位。",)
    if not _SHAPE.fullmatch(value) or not value.isascii():
        return ("身份证件号码前 17 位是数字，最后一位是数字或 X。",)
    return ()


def _date_or_none(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _citizen_warnings(value: str, born: date, today: date | None) -> tuple[str, ...]:
    warnings = []
    province = value[1:3] if value[0] == "9" else value[:2]
    if province not in PROVINCES:
        warnings.append(f"地区码“{value[:6]}”没有见过，请核对前 6 位。")
    if today is not None and today.year - born.year > _OLDEST:
        warnings.append(f"按号码推算已超过 {_OLDEST} 岁，请核对第 7 至 14 位。")
    return tuple(warnings)
