"""
The two sheets in which matters travel: 事项 in the columns of the national implementation list (handbook §4.2) and its
extension, 材料 in those of the material list (§4.3), each followed by the few columns of our own.

One table says for every column its national name, its Chinese heading, where the value lives and how it is written; the
export, the check and the import all read this table.
"""

from dataclasses import dataclass
from typing import Any

UNITS = {"wd": "工作日", "cd": "日", "h": "小时"}
FORM_KINDS = {"online_form": "网上填写", "upload": "上传", "shared": "共享核验"}
NECESSITIES = {"required": "必要", "optional": "非必要", "later": "容缺后补"}
AUDIENCES = {"person": "个人", "enterprise": "企业和单位"}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """
    One column: `place` is where the value lives — entry, content, material, columns (kept as it is) or shown (export only).

    `kind` says how a cell is written: text, lines, whole, flag, names, words:<table>, laws, titled, named.
    """

    name: str
    heading: str
    place: str
    field: str = ""
    kind: str = "text"
    required: bool = False

    @property
    def target(self) -> str:
        """The field the value goes to."""
        return self.field or self.name


def _kept(*pairs: tuple[str, str]) -> tuple[SheetColumn, ...]:
    return tuple(SheetColumn(name, heading, "columns") for name, heading in pairs)


def _must(name: str, heading: str, place: str, field: str, kind: str = "text") -> SheetColumn:
    return SheetColumn(name, heading, place, field, kind, required=True)


# What only some kinds of power say (levy, penalty, compulsion, inspection and the others), each under one name everywhere.
SPECIAL_COLUMNS: tuple[SheetColumn, ...] = (
    *_kept(
        ("illegal_acts", "违法情形"),
        ("penalty_range", "处罚种类和幅度"),
        ("compulsion_kind", "强制种类"),
        ("compulsion_object", "强制对象和情形"),
        ("compulsion_limit", "期限和批准层级"),
        ("levy_kind", "征收种类"),
        ("levy_standard", "征收标准"),
        ("levy_relief", "减免情形"),
        ("inspection_object", "检查对象"),
        ("inspection_items", "检查内容"),
        ("inspection_frequency", "检查频次"),
        ("benefit_standard", "给付标准"),
        ("reward_standard", "奖励标准"),
        ("dispute_scope", "受理的争议"),
        ("power_content", "权力内容"),
    ),
    SheetColumn("service_class", "公共服务类别", "columns", kind="words:service_classes"),
)

MATTER_COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn("row_guid", "记录唯一标识", "shown"),
    _must("task_name", "事项名称", "entry", "name"),
    _must("catalog_code", "基本编码", "entry", "catalog_code"),
    SheetColumn("task_code", "实施编码", "shown"),
    *_kept(
        ("local_catalog_code", "地方基本编码"),
        ("local_task_code", "地方实施编码"),
        ("task_handle_item", "业务办理项编码"),
    ),
    _must("task_type", "事项类型", "entry", "kind"),
    SheetColumn("task_state", "事项状态", "shown"),
    SheetColumn("task_version", "版本", "shown"),
    _must("by_law", "设定依据", "content", "by_law", "laws"),
    SheetColumn("power_source", "权力来源", "columns", required=True),
    _must("use_level", "行使层级", "entry", "use_level"),
    SheetColumn("dept_name", "实施主体", "shown"),
    SheetColumn("dept_code", "实施主体编码", "shown", required=True),
    SheetColumn("dept_type", "实施主体性质", "columns", required=True),
    *_kept(("entrust_name", "委托部门")),
    _must("anticipate_day", "法定办结时限", "content", "statutory_days", "whole"),
    _must("anticipate_day_type", "法定办结时限单位", "content", "statutory_unit", "words:units"),
    *_kept(("anticipate_explain", "法定办结时限说明")),
    _must("promise_day", "承诺办结时限", "content", "promise_days", "whole"),
    _must("promise_day_type", "承诺办结时限单位", "content", "promise_unit", "words:units"),
    *_kept(("promise_explain", "承诺办结时限说明")),
    SheetColumn("project_type", "办件类型", "columns", required=True),
    SheetColumn("accept_condition", "受理条件", "content", "conditions", "lines"),
    SheetColumn("server_type", "服务对象", "columns", required=True),
    SheetColumn("handle_flow", "办理流程", "shown"),
    *_kept(("handle_type", "办理形式")),
    _must("limit_scene_num", "到办事现场次数", "content", "visits", "whole"),
    SheetColumn("special_procedure", "特别程序", "content", "special_procedures", "named"),
    SheetColumn("fee_amount", "收费金额（分）", "content", "fee_fen", "whole"),
    SheetColumn("fee_basis", "收费依据", "content", "fee_basis"),
    SheetColumn("fee_basis_rank", "收费依据位阶", "content", "fee_basis_rank"),
    _must("transact_addr", "办理地点", "content", "hall_address"),
    _must("transact_time", "办理时间", "content", "hall_hours"),
    _must("link_way", "咨询方式", "content", "hall_phone"),
    SheetColumn("supervise_way", "监督投诉方式", "columns", required=True),
    *_kept(
        ("plan_effective_date", "计划生效日期"),
        ("plan_cancel_date", "计划取消日期"),
        ("is_single_login", "单点登录"),
        ("app_is_single_login", "移动端单点登录"),
        ("link_addr", "办理地址"),
        ("mobile_terminal_url", "移动端办理地址"),
        ("is_hall", "是否进驻政务大厅"),
        ("service_scope", "通办范围"),
        ("union_dept", "联办机构"),
        ("agent_service", "中介服务"),
        ("count_limit", "数量限制"),
        ("result_type", "审批结果类型"),
    ),
    SheetColumn("result_name", "审批结果名称", "content", "result_name"),
    *_kept(
        ("result_sample", "审批结果样本"),
        ("is_book", "预约办理"),
        ("is_online_pay", "网上支付"),
        ("is_logistics", "物流快递"),
        ("is_self_terminal", "自助终端"),
    ),
    SheetColumn("theme", "主题分类", "entry", "themes", "names"),
    SheetColumn("is_online", "是否网办", "content", "is_online", "flag"),
    *_kept(
        ("online_depth", "网上办理深度"),
        ("online_url", "网办地址"),
        ("must_scene_explain", "必须现场办理原因说明"),
        ("town_name", "乡镇街道名称"),
        ("town_code", "乡镇街道代码"),
        ("village_name", "村居社区名称"),
        ("village_code", "村居社区代码"),
    ),
    _must("plain_name", "通俗名称", "content", "plain_name"),
    _must("summary", "一句话说明", "content", "summary"),
    SheetColumn("for_whom", "谁来办", "content"),
    SheetColumn("audience", "面向", "entry", "audience", "words:audiences"),
    SheetColumn("life_events", "一件事", "entry", "life_events", "names"),
    SheetColumn("words", "群众叫法", "entry", "words", "names"),
    SheetColumn("districts", "设窗口的区", "entry", "districts", "names"),
    SheetColumn("legacy_code", "2009 年审批事项编号", "entry"),
    SheetColumn("office_name", "具体处室", "content"),
    SheetColumn("acceptance_days", "受理期限", "content", kind="whole"),
    SheetColumn("correction_days", "补正期限", "content", kind="whole"),
    SheetColumn("extension_days", "最多延长", "content", kind="whole"),
    SheetColumn("delivery_days", "送达期限", "content", kind="whole"),
    SheetColumn("validity_months", "有效期（月）", "content", kind="whole"),
    SheetColumn("result_word", "文书字", "content"),
    SheetColumn("needs_site_visit", "现场核查", "content", kind="flag"),
    SheetColumn("remedies", "救济途径", "content", kind="titled"),
    *SPECIAL_COLUMNS,
)

MATERIAL_COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn("catalog_code", "基本编码", "shown", required=True),
    SheetColumn("material_code", "材料编码", "shown"),
    _must("material_name", "材料名称", "material", "name"),
    *_kept(("material_type", "材料类型"), ("material_form", "材料形式")),
    _must("necessity", "材料必要性", "material", "necessity", "words:necessities"),
    *_kept(("source_channel", "来源渠道")),
    SheetColumn("issuer", "出具单位", "material", "source"),
    *_kept(
        ("basis", "依据"),
        ("original_count", "原件份数"),
        ("copy_count", "复印件份数"),
        ("certificate_type_id", "对应证照类型"),
    ),
    SheetColumn("fill_notes", "填报须知", "material"),
    SheetColumn("accept_standard", "受理标准", "material"),
    _must("form_kind", "怎么来", "material", "form_kind", "words:form_kinds"),
    SheetColumn("when", "什么情况要交", "material"),
    SheetColumn("max_files", "最多几个文件", "material", kind="whole"),
    SheetColumn("sample_text", "示范文本", "material"),
)

MATTER_SHEET, MATERIAL_SHEET = "事项", "材料"
HEADER_ROWS = 2
"""Row 1 holds the national names, row 2 the Chinese headings; rows of matters begin below."""

# The nine fields of the national standard of basic public services (国家基本公共服务标准), and what serves people besides them.
SERVICE_CLASSES = {
    "1": "幼有所育", "2": "学有所教", "3": "劳有所得", "4": "病有所医", "5": "老有所养", "6": "住有所居", "7": "弱有所扶",
    "8": "优军服务保障", "9": "文体服务保障", "0": "便民利企服务",
}  # fmt: skip

WORD_TABLES: dict[str, dict[str, str]] = {
    "units": UNITS,
    "form_kinds": FORM_KINDS,
    "necessities": NECESSITIES,
    "audiences": AUDIENCES,
    "service_classes": SERVICE_CLASSES,
}
LISTED = frozenset({"words:audiences"})


class CellRefused(ValueError):
    """What is wrong with one cell, in Chinese."""


def write_cell(column: SheetColumn, value: Any) -> str | int | None:
    """Write a value as its cell; the counterpart of `read_cell`."""
    if value is None or value == "" or value == [] or value == ():
        return None
    if column.kind == "whole":
        return int(value)
    return _WRITERS.get(column.kind, _write_words if column.kind.startswith("words:") else _plain)(
        column, value
    )


def read_cell(column: SheetColumn, cell: Any) -> Any:
    """
    Read a cell as its value; an empty one gives None.

    Raises CellRefused with a reason in Chinese.
    """
    text = "" if cell is None else str(cell).strip()
    if text == "":
        if column.required:
            raise CellRefused("必填，不能空着")
        return None
    if column.kind.startswith("words:"):
        return _read_words(column, text)
    return _READERS[column.kind](text)


def _plain(column: SheetColumn, value: Any) -> str:
    return str(value)


def _write_lines(column: SheetColumn, value: Any) -> str:
    return "\n".join(value)


def _write_names(column: SheetColumn, value: Any) -> str:
    return "、".join(value)


def _write_flag(column: SheetColumn, value: Any) -> str:
    return "是" if value else "否"


def _write_laws(column: SheetColumn, value: Any) -> str:
    return "\n".join(
        f"《{one['law']}》{one['article']}" + (f"：{one['text']}" if one.get("text") else "") for one in value
    )


def _write_titled(column: SheetColumn, value: Any) -> str:
    return "\n".join(f"{one['title']}：{one['text']}" for one in value)


def _write_named(column: SheetColumn, value: Any) -> str:
    return "\n".join(f"{one['name']}：{one['limit']}" for one in value)


def _write_words(column: SheetColumn, value: Any) -> str:
    table = WORD_TABLES[column.kind.partition(":")[2]]
    values = value if isinstance(value, list | tuple) else [value]
    return "、".join(table.get(one, str(one)) for one in values)


_WRITERS = {
    "lines": _write_lines,
    "names": _write_names,
    "flag": _write_flag,
    "laws": _write_laws,
    "titled": _write_titled,
    "named": _write_named,
}


def _read_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _read_names(text: str) -> list[str]:
    return [one.strip() for one in text.replace("，", "、").split("、") if one.strip()]


def _read_whole(text: str) -> int:
    number = text.removesuffix(".0")
    if not (number.isascii() and number.isdigit()) or len(number) > 12:
        raise CellRefused(f"“{text}”不是不小于 0 的整数")
    return int(number)


def _read_flag(text: str) -> bool:
    if text not in ("是", "否"):
        raise CellRefused(f"“{text}”应为“是”或“否”")
    return text == "是"


def _read_laws(text: str) -> list[dict[str, str]]:
    laws = []
    for line in _read_lines(text):
        name, closed, rest = line.removeprefix("《").partition("》")
        article, _, quoted = rest.partition("：")
        if not line.startswith("《") or not closed or not article.startswith("第"):
            raise CellRefused(f"“{line[:20]}”要写成《法律名称》第几条，引原文的在冒号后面写")
        laws.append({"law": name, "article": article, "text": quoted})
    return laws


def _read_titled(text: str) -> list[dict[str, str]]:
    pairs = (line.partition("：") for line in _read_lines(text))
    return [{"title": title, "text": words} for title, _, words in pairs]


def _read_named(text: str) -> list[dict[str, str]]:
    return [{"name": one["title"], "limit": one["text"]} for one in _read_titled(text)]


def _read_words(column: SheetColumn, text: str) -> Any:
    table = {word: value for value, word in WORD_TABLES[column.kind.partition(":")[2]].items()}
    words = _read_names(text) if column.kind in LISTED else [text]
    for word in words:
        if word not in table:
            raise CellRefused(f"“{word}”应为：{'、'.join(table)}")
    values = [table[word] for word in words]
    return values if column.kind in LISTED else values[0]


_READERS = {
    "text": lambda text: text,
    "lines": _read_lines,
    "names": _read_names,
    "whole": _read_whole,
    "flag": _read_flag,
    "laws": _read_laws,
    "titled": _read_titled,
    "named": _read_named,
}
