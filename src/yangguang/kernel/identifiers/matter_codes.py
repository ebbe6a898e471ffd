"""
Codes of matters, steps and materials (事项、环节、材料编码; task 24 of the plan).

    catalog_code  12 = region 2 + type 2 + sector 2 + main item 3 + sub-item 3
    task_code     31 = credit code of the implementing body 18 + level of use 1 + catalog_code 12
    handling item 33 = task_code + two digits
    step_code        = matter or handling item + -P + two digits + a letter for the kind of step
    material_code    = matter or handling item + -M + three digits

Any of them may carry a version (-V001) and, last, a check character (-H). Codes are never reused or
renumbered.
"""

import re
from dataclasses import dataclass

from yangguang.kernel.identifiers.check import Check, Part, normalise
from yangguang.kernel.identifiers.credit_codes import CREDIT_ALPHABET, check_character

MATTER_TYPES = {
    "01": "行政许可",
    "02": "行政处罚",
    "03": "行政强制",
    "04": "行政征收",
    "05": "行政给付",
    "06": "行政检查",
    "07": "行政确认",
    "08": "行政奖励",
    "09": "行政裁决",
    "10": "其他行政权力",
    "20": "公共服务",
}
USE_LEVELS = {
    "1": "国家级",
    "2": "省级",
    "3": "市级",
    "4": "县（区）级",
    "5": "镇（街道）级",
    "6": "村（社区）级",
}
STEP_KINDS = {
    "S": "收件受理",
    "A": "审查",
    "E": "专家评审或现场核查",
    "R": "复核",
    "D": "决定",
    "N": "送达公示",
    "X": "特别程序",
}

_CREDIT = f"[{CREDIT_ALPHABET}]{{18}}"
_TASK = rf"(?P<body>{_CREDIT})(?P<level>[1-6])(?P<catalog>[0-9A-Z]{{12}})"
_TAIL = rf"(?:-V(?P<version>\d{{3}}))?(?:-(?P<check>[{CREDIT_ALPHABET}]))?"
_TASK_CODE = re.compile(rf"(?P<code>{_TASK}){_TAIL}")
_HANDLING_ITEM = re.compile(rf"(?P<code>{_TASK}(?P<item>\d{{2}})){_TAIL}")
_STEP_CODE = re.compile(
    rf"(?P<code>{_TASK}(?P<item>\d{{2}})?-P(?P<place>\d{{2}})(?P<kind>[{''.join(STEP_KINDS)}])){_TAIL}"
)
_MATERIAL_CODE = re.compile(rf"(?P<code>{_TASK}(?P<item>\d{{2}})?-M(?P<place>\d{{3}})){_TAIL}")
_CATALOG_CODE = re.compile(r"[0-9A-Z]{12}")
_LOOK_ALIKES = str.maketrans("IOSVZ", "105U2")
_LEGACY_CODE = re.compile(r"\d{6}[0-9A-Z]{9}\d{3}(?:-\d{3})?")

_TASK_SHAPE = "实施编码应为 31 位：18 位统一社会信用代码、1 位行使层级（1 至 6）、12 位基本编码"


@dataclass(frozen=True, slots=True)
class MatterCode:
    """A well-shaped code of ours, taken apart; parts it does not have are empty."""

    code: str
    body_code: str
    use_level: str
    catalog_code: str
    item: str = ""
    place: str = ""
    step_kind: str = ""
    version: str = ""

    @property
    def task_code(self) -> str:
        """The matter it belongs to."""
        return self.body_code + self.use_level + self.catalog_code

    @property
    def matter_type(self) -> str:
        """The two digits of the matter type."""
        return self.catalog_code[2:4]


def check_catalog_code(text: str) -> Check:
    """Check the twelve characters of a catalogue code (基本编码)."""
    value = normalise(text)
    if not _CATALOG_CODE.fullmatch(value):
        return Check(
            value,
            ("基本编码应为 12 位数字或大写字母：地区 2 位、类型 2 位、行业 2 位、主项 3 位、子项 3 位。",),
        )
    return Check(value, (), _type_warnings(value))


def check_task_code(text: str) -> Check:
    """Check the code of a matter (实施编码, 31 characters)."""
    return _check(_TASK_CODE, text, f"{_TASK_SHAPE}。")


def check_handling_item(text: str) -> Check:
    """Check the code of a handling item (业务办理项, 33 characters)."""
    return _check(_HANDLING_ITEM, text, f"业务办理项编码应为 33 位，即实施编码加 2 位序号。{_TASK_SHAPE}。")


def check_step_code(text: str) -> Check:
    """Check the code of a step (环节编码)."""
    kinds = "、".join(f"{letter} {name}" for letter, name in STEP_KINDS.items())
    return _check(_STEP_CODE, text, f"环节编码应为事项编码加“-P”、2 位序号和 1 位环节类型（{kinds}）。")


def check_material_code(text: str) -> Check:
    """Check the code of a material (材料编码)."""
    return _check(_MATERIAL_CODE, text, "材料编码应为事项编码加“-M”和 3 位序号。")


def check_legacy_code(text: str) -> Check:
    """Check a matter number of 2009: area, organisation code, serial, sub-item (审批事项编号)."""
    value = normalise(text, keep_dashes=True)
    if not _LEGACY_CODE.fullmatch(value):
        return Check(
            value,
            ("2009 年审批事项编号应为 6 位行政区划、9 位组织机构代码、3 位流水号，子项另加“-”和 3 位。",),
        )
    return Check(value)


def parse_matter_code(text: str) -> MatterCode | None:
    """
    Take apart any well-shaped code of a matter, handling item, step or material; None for anything else.
    """
    value = normalise(text, keep_dashes=True)
    for shape in (_TASK_CODE, _HANDLING_ITEM, _STEP_CODE, _MATERIAL_CODE):
        match = shape.fullmatch(value)
        if match:
            found = match.groupdict()
            return MatterCode(
                code=found["code"],
                body_code=found["body"],
                use_level=found["level"],
                catalog_code=found["catalog"],
                item=found.get("item") or "",
                place=found.get("place") or "",
                step_kind=found.get("kind") or "",
                version=found["version"] or "",
            )
    return None


def explain_matter_code(text: str) -> tuple[Part, ...]:
    """Say what each stretch of a code means; empty for a text that is none."""
    code = parse_matter_code(text)
    if code is None:
        return ()
    catalog = code.catalog_code
    parts = [
        Part("实施主体统一社会信用代码", code.body_code),
        Part("行使层级", code.use_level, USE_LEVELS[code.use_level]),
        Part("地区", catalog[:2], "国家统一" if catalog[:2] == "00" else ""),
        Part("事项类型", catalog[2:4], MATTER_TYPES.get(catalog[2:4], "未列入代码表")),
        Part("行业部门", catalog[4:6]),
        Part("主项", catalog[6:9]),
        Part("子项", catalog[9:12], "无子项" if catalog[9:12] == "000" else ""),
    ]
    optional = [
        Part("业务办理项", code.item),
        Part("环节" if code.step_kind else "材料", code.place),
        Part("环节类型", code.step_kind, STEP_KINDS.get(code.step_kind, "")),
        Part("版本", code.version),
    ]
    return (*parts, *(part for part in optional if part.text))


def compose_catalog_code(*, region: str, matter_type: str, sector: str, main: int, sub: int = 0) -> str:
    """Compose a catalogue code; sub-item 000 says that there are none."""
    return _checked(check_catalog_code(f"{region}{matter_type}{sector}{main:03d}{sub:03d}"))


def compose_task_code(*, body_code: str, use_level: int, catalog_code: str) -> str:
    """Compose the code of a matter."""
    return _checked(check_task_code(f"{body_code}{use_level}{catalog_code}"))


def compose_handling_item(*, task_code: str, item: int) -> str:
    """Compose the code of a handling item of a matter."""
    return _checked(check_handling_item(f"{task_code}{item:02d}"))


def compose_step_code(*, matter: str, place: int, kind: str) -> str:
    """Compose the code of a step of a matter or handling item; *kind* is a letter of STEP_KINDS."""
    return _checked(check_step_code(f"{matter}-P{place:02d}{kind}"))


def compose_material_code(*, matter: str, place: int) -> str:
    """Compose the code of a material of a matter or handling item."""
    return _checked(check_material_code(f"{matter}-M{place:03d}"))


def with_version(code: str, *, version: int) -> str:
    """Add the version; a change of conditions, limits or materials makes a new one."""
    return f"{code}-V{version:03d}"


def with_check_character(code: str) -> str:
    """Add the mod-31 check character after a dash."""
    return f"{code}-{_check_character(code)}"


def _check_character(code: str) -> str:
    # The alphabet lacks I O S V Z; a sector, a step (S) or a version (V) may hold them. They count as the
    # character they are mistaken for, so that each code has a check character.
    return check_character(code.translate(_LOOK_ALIKES))


def _check(shape: re.Pattern[str], text: str, problem: str) -> Check:
    value = normalise(text, keep_dashes=True)
    match = shape.fullmatch(value)
    if not match:
        return Check(value, (f"{problem}请核对“{value}”。",))
    found = match.groupdict()
    warnings = list(_type_warnings(found["catalog"]))
    if check_character(found["body"][:17]) != found["body"][17]:
        warnings.append("实施主体的统一社会信用代码校验码对不上，请核对前 18 位。")
    if found["check"] and _check_character(value[:-2]) != found["check"]:
        return Check(value, ("编码末尾的校验字符对不上，请核对整个编码。",))
    return Check(value, (), tuple(warnings))


def _type_warnings(catalog_code: str) -> tuple[str, ...]:
    if catalog_code[2:4] in MATTER_TYPES:
        return ()
    return (f"事项类型“{catalog_code[2:4]}”不在代码表里，请核对。",)


def _checked(check: Check) -> str:
    if check.errors:
        raise ValueError("".join(check.errors))
    return check.value
