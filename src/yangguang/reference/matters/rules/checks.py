"""The rules a version must keep to be published, each with its ground; the answer lists every fault."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from yangguang.foundation.decisions.api import ExpressionRefused
from yangguang.foundation.forms.api import FormDefinitionRefused, load_definition
from yangguang.foundation.process.api import Process
from yangguang.kernel.identifiers import MATTER_TYPES, check_catalog_code
from yangguang.reference.matters.rules.contents import MatterEntry, VersionContent
from yangguang.reference.matters.rules.flow import decisive_days, fields_in, names_in, step_letters

EX_OFFICIO = frozenset({"02", "03", "04", "06"})
"""Kinds that nobody applies for; conditions, materials and forms do not belong to them (handbook §4.2)."""

FEE_RANKS = ("法律", "行政法规")
UNIT_WORDS = {"wd": "个工作日", "cd": "日", "h": "小时"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps a version from being published."""

    field: str
    problem: str


@dataclass(frozen=True, slots=True)
class _Subject:
    entry: MatterEntry
    content: VersionContent
    process: Process | None

    @property
    def is_applied_for(self) -> bool:
        return self.entry.kind not in EX_OFFICIO


def find_faults(*, entry: MatterEntry, content: VersionContent, process: Process | None) -> list[Fault]:
    """List everything that keeps this version from being published; an empty list means that it may be."""
    subject = _Subject(entry, content, process)
    return [fault for rule in RULES for fault in rule(subject)]


def find_column_faults(*, entry: MatterEntry, content: VersionContent) -> list[Fault]:
    """List the faults of what a spreadsheet carries; form and flow are looked at when it is published."""
    subject = _Subject(entry, content, None)
    return [fault for rule in COLUMN_RULES for fault in rule(subject)]


def with_unit(days: int, unit: str) -> str:
    """Write a time limit as people read it; nothing to wait for is 当场."""
    return f"{days} {UNIT_WORDS[unit]}" if days else "当场"


def _identity(one: _Subject) -> Iterator[Fault]:
    if one.entry.kind not in MATTER_TYPES:
        yield Fault("kind", f"事项类型“{one.entry.kind}”不在代码表里")
    for error in check_catalog_code(one.entry.catalog_code).errors:
        yield Fault("catalog_code", error)
    if one.entry.catalog_code[2:4] != one.entry.kind:
        yield Fault("catalog_code", "基本编码第 3、4 位应与事项类型一致")


def _said(one: _Subject) -> Iterator[Fault]:
    """行政许可法第三十条: what must be public."""
    content = one.content
    for name, words in (("plain_name", "通俗名称"), ("summary", "一句话说明"), ("hall_phone", "咨询电话")):
        if not getattr(content, name).strip():
            yield Fault(name, f"缺{words}")
    if not content.by_law:
        yield Fault("by_law", "没有写明设定依据")
    for place, law in enumerate(content.by_law, start=1):
        if not law.get("law") or not law.get("article"):
            yield Fault("by_law", f"第 {place} 条依据要写明法律名称和条款")
    if one.is_applied_for and not content.conditions:
        yield Fault("conditions", "没有写明办理条件")
    if not content.remedies:
        yield Fault("remedies", "没有写明救济途径")


def _limits(one: _Subject) -> Iterator[Fault]:
    content = one.content
    if _in_calendar_days(content.promise_days, content.promise_unit) > _in_calendar_days(
        content.statutory_days, content.statutory_unit
    ):
        promise = with_unit(content.promise_days, content.promise_unit)
        statutory = with_unit(content.statutory_days, content.statutory_unit)
        yield Fault("promise_days", f"承诺时限 {promise}超过法定时限 {statutory}")
    if content.acceptance_days > 5:
        yield Fault("acceptance_days", "受理期限不能超过 5 个工作日（行政许可法第三十二条）")
    if content.delivery_days > 10:
        yield Fault("delivery_days", "送达期限不能超过 10 个工作日（行政许可法第四十四条）")
    if content.extension_days > 10 and one.entry.kind == "01":
        yield Fault("extension_days", "延长不能超过 10 个工作日（行政许可法第四十二条）")


def _fee(one: _Subject) -> Iterator[Fault]:
    """行政许可法第五十八条: no fee unless a law or an administrative regulation says so."""
    content = one.content
    if content.fee_fen and (not content.fee_basis.strip() or content.fee_basis_rank not in FEE_RANKS):
        yield Fault("fee_basis", "收费要有法律或者行政法规依据，并写明位阶（行政许可法第五十八条）")


def _materials(one: _Subject) -> Iterator[Fault]:
    form = one.content.form
    known = set(form.get("schema", {}).get("properties", {})) if form else None
    seen: set[str] = set()
    for place, material in enumerate(one.content.materials, start=1):
        where = f"第 {place} 份材料《{material.name}》"
        if not material.name.strip() or material.name in seen:
            yield Fault("materials", f"第 {place} 份材料没有名称或者重名")
        seen.add(material.name)
        if material.form_kind not in ("online_form", "upload", "shared"):
            yield Fault("materials", f"{where}的来法“{material.form_kind}”不认识")
        if material.form_kind == "shared" and not material.source.strip():
            yield Fault("materials", f"{where}由共享取得，要写明来源单位")
        if material.form_kind != "shared" and not material.accept_standard.strip():
            yield Fault("materials", f"{where}没有受理标准：窗口凭什么收、凭什么退要写清楚")
        yield from _condition(where, material.when, known)


def _condition(where: str, text: str, known: set[str] | None) -> Iterator[Fault]:
    try:
        unknown = names_in(text) - (known if known is not None else names_in(text))
    except ExpressionRefused as refused:
        yield Fault("materials", f"{where}的条件写错了：{refused.message}")
        return
    if unknown:
        yield Fault("materials", f"{where}的条件用到表单里没有的项：{'、'.join(sorted(unknown))}")


def _form(one: _Subject) -> Iterator[Fault]:
    form = one.content.form
    if not form:
        if one.is_applied_for and one.content.is_online:
            yield Fault("form", "可以网上办的事项要有表单")
        return
    try:
        definition = load_definition(form)
    except FormDefinitionRefused as refused:
        yield Fault("form", refused.message)
        return
    if len(definition.steps) > 7:
        yield Fault("form", f"表单最多 7 步，现在是 {len(definition.steps)} 步")
    known = set(form["schema"].get("properties", {}))
    asked = {field.id for field in definition.fields()}
    for name in sorted(known - asked):
        yield Fault("form", f"“{name}”定义了，但哪一步都没有问")
    for field in definition.fields():
        unknown = set(field.when.names) - known if field.when else set()
        if unknown:
            yield Fault("form", f"“{field.id}”的出现条件用到没有定义的项：{'、'.join(sorted(unknown))}")


def _flow(one: _Subject) -> Iterator[Fault]:
    if one.process is None:
        yield Fault("flow_xml", "没有流程文件")
        return
    content = one.content
    days = decisive_days(one.process)
    if content.promise_unit == "wd" and days > content.promise_days:
        yield Fault("flow_xml", f"各环节时限最长合计 {days} 个工作日，超过承诺的 {content.promise_days} 个")
    unknown = fields_in(one.process) - set(content.form.get("schema", {}).get("properties", {}))
    if unknown and one.is_applied_for:
        yield Fault("flow_xml", f"流程的条件用到表单里没有的项：{'、'.join(sorted(unknown))}")
    if one.is_applied_for:
        missing = {"S", "D", "N"} - step_letters(one.process)
        if missing:
            yield Fault("flow_xml", f"流程缺环节：{'、'.join(sorted(missing))}（收件受理 S、决定 D、送达 N）")


def _in_calendar_days(length: int, unit: str) -> float:
    return {"wd": length * 7 / 5, "cd": float(length), "h": length / 24}[unit]


COLUMN_RULES: tuple[Callable[[_Subject], Iterator[Fault]], ...] = (
    _identity,
    _said,
    _limits,
    _fee,
    _materials,
)
RULES: tuple[Callable[[_Subject], Iterator[Fault]], ...] = (*COLUMN_RULES, _form, _flow)
