"""What the facts of a card say in a sentence, and how people read lengths of time and kinds of records."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

UNITS = {"wd": "个工作日", "cd": "日", "mo": "个月", "h": "小时", "yr": "年"}
SOURCES = {
    "licence": "证照库",
    "payment": "财政票据",
    "portal": "门户公示",
    "queue": "大厅取号",
    "plan": "计划或者合同",
    "progress": "项目计划",
}


@cache
def limit_text(length: int, unit: str) -> str:
    """Write a length of time as people say it."""
    return f"{length} {UNITS.get(unit, unit)}" if length else "当场"


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.month}月{day.day}日"


def _yuan(fen: Any) -> str:
    return f"{int(fen) / 100:,.2f} 元"


def sentence_of(rule_id: str, facts: Mapping[str, Any], happened_on: date) -> str:
    """Say what happened, from the facts as they were kept."""
    if "due_on" in facts:
        began = facts.get("started_on") or str(facts.get("arrived_at", ""))[:10]
        start = f"{_day(began)}起算，" if began else ""
        return f"{start}{_day(facts['due_on'])}到期，发牌时还没有办完。"
    when = f"{happened_on.month}月{happened_on.day}日"
    kind = rule_id.removeprefix("card.")
    sentences = {
        "flow.skipped": lambda: (
            f"{when}办理“{facts.get('step')}”时，没有先办“{'、'.join(facts.get('skipped', []))}”。"
        ),
        "flow.repeated": lambda: f"{when}再次办理“{facts.get('step')}”，这一环节已经办过。",
        "flow.order": lambda: f"{when}才办理“{facts.get('step')}”，后面的环节已经办了。",
        "flow.unknown": lambda: f"{when}办理了“{facts.get('step')}”，公布的流程里没有这一环节。",
        "post.single_officer": lambda: (
            f"{when}的“{facts.get('step')}”只有 {facts.get('people')} 人，应当 {facts.get('needed')} 人以上。"
        ),
        "material.beyond_list": lambda: (
            f"{when}要求提供：{'、'.join(facts.get('materials', []))}，材料清单里没有。"
        ),
        "material.twice": lambda: f"{when}第 {facts.get('times')} 次要求补正。",
        "complaint.late": lambda: (
            f"投诉 {facts.get('complaint')} {_day(str(facts.get('until')))}到期，还没有书面答复。"
        ),
        "joint.late": lambda: (
            f"联办件 {facts.get('joint')} 给本部门的时限{_day(str(facts.get('until')))}到期，还没有办完。"
        ),
        "fee.off_list": lambda: (
            f"{when}共收取 {_yuan(facts.get('charged_fen', 0))}，清单公布 {_yuan(facts.get('listed_fen', 0))}。"
        ),
        "refusal.no_reasons": lambda: f"{when}作出不予决定，没有写明理由。",
        "decision.outside_tier": lambda: (
            f"{when}按“{facts.get('tier')}”档决定 {_yuan(facts.get('amount_fen', 0))}，"
            f"这一档是 {_yuan(facts.get('low_fen', 0))} 到 {_yuan(facts.get('high_fen', 0))}，没有写明偏离的理由。"
        ),
        "pause.no_ground": lambda: (
            f"{when}以“{facts.get('ground') or '未写明'}”为由暂停，法律没有这一事由，期限照常计算。"
        ),
        "span.too_short": lambda: (
            f"{_day(facts['began_on'])}起算，“{facts.get('span')}”不得少于{facts.get('limit')}，"
            f"{_day(facts['not_before'])}以前不得进行下一步，{when}就进行了。"
        ),
        "ladder.uncorrected": lambda: f"黄牌 {facts.get('card', '')} 满两个工作日没有改正。",
    }
    if kind == "post.wrong":
        return f"{when}由{facts.get('post_name') or facts.get('post')}办理“{facts.get('step')}”。"
    if kind.startswith("compare."):
        source = SOURCES.get(kind.removeprefix("compare."), "")
        return f"{when}{source}记为“{facts.get('there')}”，办件记为“{facts.get('here')}”。"
    return sentences[kind]() if kind in sentences else f"{when}发现。"
