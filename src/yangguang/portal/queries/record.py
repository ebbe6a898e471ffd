"""The public record: which acts everybody may see, and how each is told in one line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet
from django.db.models.fields.json import KT

from yangguang.capabilities.approval import api as approval
from yangguang.foundation.access.api import about_sensitive, hide_from_public
from yangguang.foundation.acts import api as acts
from yangguang.foundation.acts.models import Act
from yangguang.foundation.organisation.models import Body
from yangguang.kernel import clock
from yangguang.portal.rules import PRIVATE_OBJECTS, SHOWN_FACTS, is_public_operation
from yangguang.reference.matters.api import Matter

LIVE_ROWS = 5
WARNING = 1  # a warning stands between the post and its supervisor; yellow and red cards are public
OUTCOMES = {"granted": "准予许可", "refused": "不予许可", 2: "发出黄牌", 5: "发出红牌"}


@dataclass(frozen=True, slots=True)
class ActView:
    """One act as the public reads it."""

    number: int
    summary: str
    happened_at: datetime
    who: str
    body: str
    topic: str
    outcome: str
    object_type: str
    object_number: str
    digest: str
    operation: str
    is_binding: bool
    facts: tuple[tuple[str, str], ...]
    seal: str = "open"


@dataclass(frozen=True, slots=True)
class ActStream:
    """What stands under 此刻: the newest acts and how many there were today."""

    rows: list[ActView]
    today: int


OBJECT_WORDS = {
    "account": "账户",
    "administrator": "管理员任命",
    "agency": "代理机构",
    "application": "办件",
    "area": "行政区划",
    "auction": "竞价",
    "authority": "办理权限",
    "body": "单位",
    "body_seal": "电子印章",
    "calling_system": "调用系统",
    "campaign": "清理任务",
    "card": "监察牌",
    "case": "办件",
    "certificate": "证书",
    "certificate_authority": "发证机构",
    "certificate_request": "证书申请",
    "certification": "年度复核",
    "client": "接入系统",
    "comparison_rules": "核验规则",
    "comparison_run": "批量核验",
    "comparison_source": "核验来源",
    "conflict_rule": "回避规则",
    "declaration": "事项申报",
    "delegation": "委托代行",
    "deposit": "保证金",
    "discretion_standard": "裁量基准",
    "discretion_version": "裁量基准版本",
    "district_case": "区系统办件",
    "district_system": "区系统",
    "document": "文书",
    "draft": "草稿",
    "emergency_access": "应急授权",
    "enterprise": "企业",
    "field_standard": "监察标准",
    "file": "文件",
    "first_review": "初审",
    "flow_draft": "流程草稿",
    "format": "申报格式",
    "grant": "授权",
    "hall": "大厅",
    "hold_rule": "缴费后发件规则",
    "inbox": "通知",
    "instance": "流程",
    "intake_batch": "监察数据批次",
    "intake_source": "监察数据来源",
    "joint_case": "联合办理",
    "joint_consultation": "会商",
    "joint_draft": "联合申报草稿",
    "joint_part": "联合办理分件",
    "joint_round": "联合清理",
    "joint_scenario": "一件事",
    "key_custodian": "密钥保管人",
    "law": "法律文本",
    "lending": "委托下放",
    "licence": "证照",
    "licence_import": "存量证照",
    "licence_share": "证照授权",
    "licence_status_list": "证照状态列表",
    "licence_type": "证照种类",
    "log": "行为日志",
    "log_question": "日志查询",
    "lot": "交易标的",
    "mandate": "代理授权",
    "matter": "事项",
    "matter_import": "事项导入",
    "matter_version": "事项版本",
    "message": "通知",
    "objection": "异议",
    "officer": "工作人员",
    "outside_authority": "外部发证机构",
    "parameter_set": "竞价规则",
    "payment_order": "缴费单",
    "person": "个人",
    "post": "岗位",
    "question": "咨询",
    "reconciliation": "对账",
    "registration": "竞买申请",
    "rule": "监察规则",
    "sheet_import": "表格导入",
    "signing_key": "签名密钥",
    "subscription": "订阅",
    "task": "环节",
    "trading_party": "交易主体",
    "transfer": "流转单",
    "watch": "监察范围",
}
"""What people call the things acts are about."""


def public_operations() -> tuple[str, ...]:
    """List the operations whose acts are public, as registered."""
    return tuple(sorted(name for name in acts.REGISTRY if is_public_operation(name)))


def list_public_acts(*, object_number: str = "", area: str = "") -> QuerySet[Act]:
    """List the public acts, of one object if a number is given, of one area if named; the caller pages by number."""
    names = [name for name in public_operations() if not area or name.startswith(f"{area}.")]
    found = (
        Act.objects.filter(operation__in=names)
        .exclude(object_type__in=PRIVATE_OBJECTS)
        .exclude(operation="monitoring.issue_card", facts__level=WARNING)
    )
    found = hide_from_public(found, object_type=OuterRef("object_type"), number="object_number")
    told = about_sensitive(object_type="application", number="about")  # a card's act names its case
    found = found.alias(about=KT("facts__object")).exclude(Q(told, object_type="card"))
    return found.filter(object_number=object_number) if object_number else found


def find_act(*, number: int) -> ActView | None:
    """Find one public act by its number in the log."""
    act = list_public_acts().filter(number=number).first()
    return next(iter(to_act_view([act])), None) if act else None


def act_stream(*, now: datetime) -> ActStream:
    """Give the newest public acts and the count of today's."""
    rows = to_act_view(list_public_acts().order_by("-number")[:LIVE_ROWS])
    return ActStream(rows, count_today(now=now))


def newest_act_number() -> int:
    """Give the number of the last act of all; it moves whenever anything has changed."""
    return Act.objects.order_by("-number").values_list("number", flat=True).first() or 0


def count_today(*, now: datetime, area: str = "") -> int:
    """Count today's public acts, of one area if named."""
    return list_public_acts(area=area).filter(happened_at__gte=start_of_day(now)).count()


def start_of_day(now: datetime) -> datetime:
    """Give midnight of the city's day."""
    return clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)


def to_act_view(found: Iterable[Act]) -> list[ActView]:
    """Turn acts into what the public reads; the bodies' names come in one query."""
    rows = list(found)
    codes = {act.body_code for act in rows if act.body_code}
    names = dict(Body.objects.filter(code__in=codes).values_list("code", "short_name")) if codes else {}
    topics = _matter_names(rows) | _case_matters(rows)
    seals = acts.seal_states(act.number for act in rows)
    return [_view(act, names, topics, seals) for act in rows]


def _matter_names(rows: list[Act]) -> dict[str, str]:
    """Name the matters among the objects, by the object's number; one query."""
    numbers = {act.object_number for act in rows if act.object_type in ("matter", "matter_version")}
    if not numbers:
        return {}
    codes = {number: number.partition("-V")[0] for number in numbers}
    known = dict(Matter.objects.filter(code__in=set(codes.values())).values_list("code", "name"))
    return {number: known[code] for number, code in codes.items() if code in known}


def _case_matters(rows: list[Act]) -> dict[str, str]:
    """Name the matter of each case among the objects."""
    cases = {
        act.object_number: _case_number(act) for act in rows if act.object_type in ("application", "card")
    }
    about = approval.facts_of(numbers=sorted(set(cases.values()))) if cases else {}
    return {number: about[case].matter for number, case in cases.items() if case in about}


def _case_number(act: Act) -> str:
    if act.object_type == "card":
        return str(act.facts.get("object", ""))
    return act.object_number


def _outcome(act: Act, facts: dict[str, Any]) -> str:
    told = facts.get("result") if act.operation == "approval.decide" else None
    if act.operation == "monitoring.issue_card":
        told = facts.get("level")
    return OUTCOMES.get(told, act.summary) if isinstance(told, (str, int)) else act.summary


def _view(act: Act, names: dict[str, str], topics: dict[str, str], seals: dict[int, str]) -> ActView:
    declared = acts.REGISTRY.get(act.operation)
    facts: dict[str, Any] = act.facts if isinstance(act.facts, dict) else {}
    topic = topics.get(act.object_number) or facts.get("matter_name") or facts.get("matter")
    word = OBJECT_WORDS.get(act.object_type, "")
    return ActView(
        number=act.number,
        summary=_outcome(act, facts),
        happened_at=act.happened_at,
        who=act.actor_label,
        body=names.get(act.body_code, "") or act.actor_label,
        topic=str(topic) if topic else f"{word} {act.object_number}".strip(),
        outcome=_outcome(act, facts),
        object_type=act.object_type,
        object_number=act.object_number,
        digest=act.digest,
        operation=act.operation,
        is_binding=bool(declared and declared.is_binding),
        seal=seals.get(act.number, "open"),
        facts=tuple(
            (SHOWN_FACTS[key], _words(key, value)) for key, value in facts.items() if key in SHOWN_FACTS
        ),
    )


def _words(key: str, value: Any) -> str:
    if key in ("result", "level") and isinstance(value, (str, int)) and value in OUTCOMES:
        return OUTCOMES[value]
    return "、".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
