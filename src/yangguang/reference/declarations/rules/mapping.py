"""
Which column of a body's own spreadsheet says what: guessed by how alike the headings are, corrected by the clerk.

The targets are the fields of the formats, and besides them what finds a power: kind, codes, names of materials.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from yangguang.kernel.identifiers import MATTER_TYPES
from yangguang.reference.declarations.rules.formats import WHAT, FormatField, standard_fields

NEAR = 0.72
KIND, CATALOG_CODE, LEGACY_CODE, MATERIALS = "kind", "catalog_code", "legacy_code", "materials"
_OWN = (
    FormatField(KIND, "事项类型", WHAT, "entry", "kind", required=True),
    FormatField(CATALOG_CODE, "基本编码", WHAT, "entry", "code"),
    FormatField(LEGACY_CODE, "2009 年编码", WHAT, "entry", "code"),
    FormatField(MATERIALS, "申请材料名称", WHAT, "content", "lines"),
)
INDISPENSABLE = ("name", KIND, "by_law")
"""Without these a row is no power at all; everything else may be filled in later, declaration by declaration."""

_ALIASES: dict[str, tuple[str, ...]] = {
    "name": ("事项名称", "职权名称", "权力名称", "项目名称", "行政职权名称", "权责事项", "task_name"),
    "plain_name": ("通俗名称", "俗称", "群众叫法", "简称"),
    "summary": ("一句话说明", "事项说明", "简介", "职权内容", "事项描述"),
    "for_whom": ("谁来办", "办理对象", "服务对象", "行政相对人", "适用对象"),
    "audience": ("面向", "面向对象", "对象类型"),
    "words": ("群众还怎么说", "别名", "关键词", "搜索词"),
    "office_name": (
        "具体处室",
        "责任处室",
        "承办处室",
        "承办机构",
        "内设机构",
        "责任科室",
        "经办科室",
        "承办科室",
    ),
    "by_law": ("设定依据", "职权依据", "实施依据", "法律依据", "法定依据", "依据", "by_law"),
    "power_source": ("权力来源", "职权来源"),
    "dept_type": ("实施主体性质", "主体性质"),
    "conditions": ("办理条件", "受理条件", "申请条件", "准予条件", "accept_condition"),
    "statutory_days": ("法定时限", "法定期限", "法定办结时限", "法定办理时限", "anticipate_day"),
    "statutory_unit": ("法定时限单位", "法定时限的单位", "法定办结时限单位"),
    "promise_days": ("承诺时限", "承诺期限", "承诺办结时限", "承诺办理时限", "promise_day"),
    "promise_unit": ("承诺时限单位", "承诺时限的单位", "承诺办结时限单位"),
    "acceptance_days": ("受理期限", "受理时限"),
    "correction_days": ("补正期限", "补正时限"),
    "visits": ("到现场次数", "跑动次数", "到办事现场次数", "跑几次"),
    "needs_site_visit": ("要现场核查", "现场核查", "是否现场勘察", "是否现场核查"),
    "is_online": ("可以网上办", "是否网办", "是否网上办理", "网上办理"),
    "fee_fen": ("收费（元）", "收费标准", "收费金额", "收费"),
    "fee_basis": ("收费依据",),
    "fee_basis_rank": ("依据的位阶", "收费依据位阶"),
    "result_name": ("办理结果", "审批结果", "结果名称", "证照名称", "审批结果名称"),
    "result_word": ("结果文书代字", "文书字"),
    "validity_months": ("有效期", "有效期（月）", "有效期限"),
    "hall_address": ("办理地点", "办公地址", "受理地点", "窗口地址", "办事地点"),
    "hall_hours": ("办理时间", "办公时间", "上班时间"),
    "hall_phone": ("咨询电话", "联系电话", "咨询方式", "电话"),
    "supervise_way": ("监督投诉", "投诉电话", "监督电话", "监督投诉方式"),
    "remedies": ("救济途径", "救济渠道", "法律救济", "救济方式"),
    KIND: ("事项类型", "职权类型", "权力类型", "权力类别", "职权类别", "类型", "类别", "task_type"),
    CATALOG_CODE: ("基本编码", "目录编码", "catalog_code"),
    LEGACY_CODE: ("2009年编码", "审批事项编号", "原编码", "旧编码"),
    MATERIALS: ("申请材料", "材料清单", "所需材料", "提交材料", "申报材料"),
}
_NOISE = re.compile(r"[\s*＊：:、，。/／\-—_]|[（(][^（）()]*[)）]")


def targets_for(kinds: Sequence[str]) -> dict[str, FormatField]:
    """Give every field a spreadsheet may fill for these kinds of power, by name; no kinds: all."""
    found: dict[str, FormatField] = {}
    for one in _OWN[:1]:
        found[one.name] = one
    for kind in kinds or MATTER_TYPES:
        for field in standard_fields(kind):
            found.setdefault(field.name, field)
    return found | {one.name: one for one in _OWN[1:]}


def plain(heading: str) -> str:
    """Give a heading without spaces, marks and what stands in brackets; so the next file of the body finds it again."""
    text = heading.strip().lower()
    return _NOISE.sub("", text) or text


def guess_targets(
    headings: Sequence[str], targets: Mapping[str, FormatField], remembered: Mapping[str, str]
) -> list[str]:
    """
    Give for each heading the field it most likely means, or nothing; no field twice.

    What the body decided before comes first (an empty target: not imported), then the likeness to the label of the field and
    to what bodies usually call it.
    """
    decided = {
        place: remembered[plain(one)] for place, one in enumerate(headings) if plain(one) in remembered
    }
    chosen = {place: one for place, one in decided.items() if not one or one in targets}
    taken = {one for one in chosen.values() if one}
    pairs = [
        (likeness(heading, targets[name]), -place, name)
        for place, heading in enumerate(headings)
        if heading and place not in chosen
        for name in targets
        if name not in taken
    ]
    for score, place, name in sorted(pairs, reverse=True):
        if score < NEAR:
            break
        if -place not in chosen and name not in taken:
            chosen[-place] = name
            taken.add(name)
    return [chosen.get(place, "") for place in range(len(headings))]


def likeness(heading: str, target: FormatField) -> float:
    """Say how alike a heading and a field are, 1 being the same."""
    wanted = plain(heading)
    return max(_ratio(wanted, plain(word)) for word in (target.label, *_ALIASES.get(target.name, ())))


def _ratio(wanted: str, word: str) -> float:
    if wanted == word:
        return 1.0
    if len(word) >= 3 and (wanted.endswith(word) or wanted.startswith(word)):
        return 0.9
    return SequenceMatcher(None, wanted, word).ratio()


def count_known(headings: Iterable[str], targets: Mapping[str, FormatField]) -> int:
    """Count the headings that mean a field beyond doubt; the row with most of them is the header."""
    return sum(
        1 for one in headings if one and any(likeness(one, field) >= 0.9 for field in targets.values())
    )
