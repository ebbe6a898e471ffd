"""
The standard formats: what a unit says about a power, kind by kind, and what its review looks at (handbook §4.1, §4.2, §4.5).

Version 1 of every kind ships here as data; later versions are published by the legal office and may only add or sharpen.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from yangguang.reference.matters.rules import SERVICE_CLASSES, MatterEntry, VersionContent

PUBLIC_SERVICE = "20"
EX_OFFICIO = frozenset({"02", "03", "04", "06"})


@dataclass(frozen=True, slots=True)
class FormatField:
    """
    One field of a format. `place` is entry, content or columns; `kind` says how it is asked and read: text, area, lines,
    laws, titled, whole, money, choice:<table>, checks:<table>, yes_no.
    """

    name: str
    label: str
    section: str
    place: str = "content"
    kind: str = "text"
    required: bool = False
    hint: str = ""

    def as_record(self) -> dict[str, Any]:
        """Give the field as it is kept."""
        return asdict(self)


CHOICES: dict[str, tuple[tuple[str, str], ...]] = {
    "unit": (("wd", "工作日"), ("cd", "日（自然日）"), ("h", "小时")),
    "audience": (("person", "个人"), ("enterprise", "企业和单位")),
    "power_source": (
        ("1", "法定本级行使"), ("2", "上级下放"), ("3", "上级授权"), ("4", "同级授权"), ("5", "上级委托"), ("6", "同级委托"),
    ),
    "fee_rank": (("", "不收费"), ("法律", "法律"), ("行政法规", "行政法规")),
    "service_class": tuple(SERVICE_CLASSES.items()),
    "dept_type": (("1", "法定机关"), ("2", "授权组织"), ("3", "受委托组织")),
}  # fmt: skip

WHAT, BASIS, LIMITS, FEES, WINDOW, SPECIAL = (
    "这是什么事", "依据什么", "条件和时限", "收费和结果", "到哪里办、不服怎么办", "这一类事项另要写明的"
)  # fmt: skip

_HEAD = (
    FormatField("name", "事项名称", WHAT, "entry", required=True, hint="用法律、法规里的名称，不写简称。"),
    FormatField("plain_name", "通俗名称", WHAT, required=True, hint="群众怎么叫就怎么写。"),
    FormatField("summary", "一句话说明", WHAT, kind="area", required=True),
    FormatField("for_whom", "谁来办", WHAT),
    FormatField("audience", "面向", WHAT, "entry", "checks:audience", required=True),
    FormatField("words", "群众还怎么说", WHAT, "entry", "lines", hint="一行一个说法，供搜索。"),
    FormatField("office_name", "具体处室", WHAT, required=True),
    FormatField(
        "by_law", "设定依据", BASIS, kind="laws", required=True, hint="一行一条，写成《法律名称》第三十五条。"
    ),
    FormatField("power_source", "权力来源", BASIS, "columns", "choice:power_source", required=True),
    FormatField("dept_type", "实施主体性质", BASIS, "columns", "choice:dept_type", required=True),
)
_STATUTORY = (
    FormatField("statutory_days", "法定时限", LIMITS, kind="whole", required=True, hint="当场办结的填 0。"),
    FormatField("statutory_unit", "法定时限的单位", LIMITS, kind="choice:unit", required=True),
)
_BY_APPLICATION = (
    FormatField(
        "conditions", "办理条件", LIMITS, kind="lines", required=True, hint="一行一条，每条都能核对。"
    ),
    *_STATUTORY,
    FormatField("promise_days", "承诺时限", LIMITS, kind="whole", required=True, hint="不能长过法定时限。"),
    FormatField("promise_unit", "承诺时限的单位", LIMITS, kind="choice:unit", required=True),
    FormatField(
        "acceptance_days",
        "受理期限（工作日）",
        LIMITS,
        kind="whole",
        hint="最长 5 个（行政许可法第三十二条）。",
    ),
    FormatField("correction_days", "补正期限（日）", LIMITS, kind="whole"),
    FormatField("visits", "到现场次数", LIMITS, kind="whole"),
    FormatField("needs_site_visit", "要现场核查", LIMITS, kind="yes_no"),
    FormatField("is_online", "可以网上办", LIMITS, kind="yes_no"),
    FormatField("fee_fen", "收费（元）", FEES, kind="money", hint="不收费填 0。"),
    FormatField("fee_basis", "收费依据", FEES, hint="收费要有法律或者行政法规依据。"),
    FormatField("fee_basis_rank", "依据的位阶", FEES, kind="choice:fee_rank"),
    FormatField("result_name", "办理结果", FEES, required=True, hint="发什么证、什么文书。"),
    FormatField("result_word", "结果文书代字", FEES),
    FormatField("validity_months", "有效期（月）", FEES, kind="whole", hint="不设期限的不填。"),
)
_TAIL = (
    FormatField("hall_address", "办理地点", WINDOW, required=True),
    FormatField("hall_hours", "办理时间", WINDOW),
    FormatField("hall_phone", "咨询电话", WINDOW, required=True),
    FormatField("supervise_way", "监督投诉", WINDOW, "columns"),
    FormatField(
        "remedies", "救济途径", WINDOW, kind="titled", required=True, hint="一行一条，写成 标题：内容。"
    ),
)


def _special(*names: tuple[str, str, str]) -> tuple[FormatField, ...]:
    return tuple(
        FormatField(name, label, SPECIAL, "columns", "area", True, hint) for name, label, hint in names
    )


SPECIALS: dict[str, tuple[FormatField, ...]] = {
    "02": _special(
        ("illegal_acts", "违法情形", "写明什么行为要罚。"),
        ("penalty_range", "处罚种类和幅度", "与法条一致；裁量档次在裁量基准里。"),
    ),
    "03": _special(
        ("compulsion_kind", "强制种类", "查封、扣押、冻结、代履行等。"),
        ("compulsion_object", "强制对象和情形", ""),
        (
            "compulsion_limit",
            "期限和批准层级",
            "查封扣押不超过 30 日，延长要负责人批准（行政强制法第二十五条）。",
        ),
    ),
    "04": _special(
        ("levy_kind", "征收种类", "税、费、基金。"),
        ("levy_standard", "征收标准", "按什么算、算多少。"),
        ("levy_relief", "减免情形", "什么情况可以减、免、缓，由谁批准。"),
    ),
    "06": _special(
        ("inspection_object", "检查对象", ""),
        ("inspection_items", "检查内容", "一项一行。"),
        ("inspection_frequency", "检查频次", "没有法定频次的，写明随机抽查比例。"),
    ),
    "05": _special(("benefit_standard", "给付标准", "给多少、按什么算。")),
    "07": (),
    "08": _special(("reward_standard", "奖励标准", "")),
    "09": _special(("dispute_scope", "受理的争议", "哪些争议归这里裁决。")),
    "10": _special(("power_content", "权力内容", "写明对谁、做什么、产生什么效果。")),
    "20": (
        FormatField(
            "service_class",
            "公共服务类别",
            SPECIAL,
            "columns",
            "choice:service_class",
            True,
            "照国家基本公共服务标准的九类选；不属于这九类、方便办事的，选便民利企服务。",
        ),
    ),
    "01": (),
}
CHECKLIST = (
    "依据指向现行有效的条款，层级够不够设定这项权力",
    "名称、类型与依据一致，没有把一项权力拆成几项报",
    "时限不长过法定时限，各环节时限合计不长过承诺",
    "救济途径写全：行政复议、行政诉讼的机关和期限",
)
CHECKLISTS: dict[str, tuple[str, ...]] = {
    "application": (
        "条件都有依据，没有“其他”“等”一类的兜底条款",
        "材料都有依据和受理标准，没有要别的单位核发的材料",
        "收费有法律、行政法规依据（行政许可法第五十八条）",
    ),
    "02": ("处罚种类和幅度与法条一致，已有裁量基准", "告知、陈述申辩、听证、法制审核的环节都在流程里"),
    "03": ("强制措施由法律、法规设定（行政强制法第十条）", "期限、延长、解除写清楚"),
    "04": ("征收项目在公布的目录里", "减免条件和批准权限写清楚"),
    "06": ("检查频次有依据，没有与别的单位重复的检查",),
    "20": ("属于公共服务，没有把行政权力当服务报",),
}


def standard_fields(kind: str) -> tuple[FormatField, ...]:
    """Give the fields of version 1 of a kind's format."""
    middle = _STATUTORY if kind in EX_OFFICIO else _BY_APPLICATION
    return (*_HEAD, *middle, *SPECIALS[kind], *_TAIL)


def standard_checklist(kind: str) -> tuple[str, ...]:
    """Give the checklist of version 1 of a kind's format."""
    by_application = () if kind in EX_OFFICIO else CHECKLISTS["application"]
    return (*CHECKLIST, *by_application, *CHECKLISTS.get(kind, ()))


def read_fields(records: Iterable[dict[str, Any]]) -> tuple[FormatField, ...]:
    """Read fields back from their records."""
    return tuple(FormatField(**one) for one in records)


def value_of(field: FormatField, entry: MatterEntry, content: VersionContent) -> Any:
    """Give what a declaration says in a field."""
    if field.place == "columns":
        return content.columns.get(field.name, "")
    return getattr(entry if field.place == "entry" else content, field.name)


def shown(field: FormatField, value: Any) -> str:
    """Write a value as people read it."""
    if field.kind == "laws":
        return "\n".join(f"《{one['law']}》{one['article']}" for one in value)
    if field.kind == "titled":
        return "\n".join(f"{one.get('title', '')}：{one.get('text', '')}" for one in value)
    if field.kind == "money":
        return f"{value / 100:,.2f}" if value else "不收费"
    if field.kind == "yes_no":
        return "是" if value else "否"
    if field.kind.startswith(("choice:", "checks:")):
        words = dict(CHOICES[field.kind.partition(":")[2]])
        values = value if isinstance(value, (list, tuple)) else [value]
        return "、".join(words.get(str(one), str(one)) for one in values if one != "")
    if isinstance(value, (list, tuple)):
        return "\n".join(str(one) for one in value)
    return "" if value is None else str(value)
