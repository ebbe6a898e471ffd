"""What changed between two versions, in words a citizen can follow."""

import json
from dataclasses import dataclass
from typing import Any

from yangguang.foundation.process.api import ModelRefused, parse
from yangguang.reference.matters.rules import FlowStep, MaterialContent, VersionContent, list_rows, with_unit


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs between two versions, as people read it."""

    name: str
    before: str
    after: str


LABELS = {
    "plain_name": "名称",
    "summary": "说明",
    "for_whom": "谁来办",
    "by_law": "设定依据",
    "conditions": "办理条件",
    "acceptance_days": "受理期限（工作日）",
    "correction_days": "补正期限（日）",
    "extension_days": "最多延长（工作日）",
    "delivery_days": "送达期限（工作日）",
    "visits": "跑几趟",
    "needs_site_visit": "现场核查",
    "is_online": "网上办",
    "fee_fen": "收费（分）",
    "fee_basis": "收费依据",
    "result_name": "办理结果",
    "validity_months": "有效期（月）",
    "special_procedures": "特别程序",
    "hall_address": "办理地点",
    "hall_hours": "办理时间",
    "hall_phone": "咨询电话",
    "office_name": "具体处室",
    "remedies": "救济途径",
    "columns": "实施清单其他栏目",
    "form": "申请表的问题",
    "flow_xml": "流程文件",
}


def differences(
    old: VersionContent, new: VersionContent, old_steps: list[FlowStep], new_steps: list[FlowStep]
) -> list[Difference]:
    """List the differences, limits first, then materials and steps, then the rest."""
    found = [
        Difference("承诺时限", *(with_unit(one.promise_days, one.promise_unit) for one in (old, new))),
        Difference("法定时限", *(with_unit(one.statutory_days, one.statutory_unit) for one in (old, new))),
        *_by_name(
            "材料",
            {one.name: _material(one) for one in old.materials},
            {one.name: _material(one) for one in new.materials},
        ),
        *_by_name(
            "环节", {one.name: _step(one) for one in old_steps}, {one.name: _step(one) for one in new_steps}
        ),
        *(
            Difference(label, _text(name, getattr(old, name)), _text(name, getattr(new, name)))
            for name, label in LABELS.items()
            if getattr(old, name) != getattr(new, name)
        ),
    ]
    return [one for one in found if one.before != one.after]


def compare_contents(*, old: VersionContent, new: VersionContent) -> list[Difference]:
    """List what differs between two contents that need not be versions yet; flows that cannot be read have no steps."""
    return differences(old, new, _steps(old), _steps(new))


def _steps(content: VersionContent) -> list[FlowStep]:
    try:
        return list_rows(process=parse(content.flow_xml)) if content.flow_xml else []
    except ModelRefused:
        return []


def _by_name(kind: str, old: dict[str, str], new: dict[str, str]) -> list[Difference]:
    names = [*old, *(name for name in new if name not in old)]
    return [Difference(f"{kind}《{name}》", old.get(name, "没有"), new.get(name, "取消")) for name in names]


def _material(one: MaterialContent) -> str:
    form = {"online_form": "网上填写", "upload": "上传电子件", "shared": "系统核验，不用交"}.get(
        one.form_kind, one.form_kind
    )
    return "；".join(filter(None, (form, one.accept_standard, one.source)))


def _step(one: FlowStep) -> str:
    limit = "" if one.limit is None else with_unit(one.limit, one.unit)
    return "，".join(filter(None, (one.post_name, limit)))


def _text(name: str, value: Any) -> str:
    if name == "form":
        titles = [
            item.get("title", key) for key, item in value.get("schema", {}).get("properties", {}).items()
        ]
        return "、".join(titles)
    if name == "flow_xml":
        return f"{len(value)} 字" if value else "没有"
    if name == "by_law":
        return "\n".join(f"《{one.get('law')}》{one.get('article')}" for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "\n".join(one if isinstance(one, str) else _pair(one) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return "长期" if value is None else str(value)


def _pair(record: dict[str, Any]) -> str:
    first = record.get("title") or record.get("name", "")
    return f"{first}：{record.get('text') or record.get('limit', '')}"
