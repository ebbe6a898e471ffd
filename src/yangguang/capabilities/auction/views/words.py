"""How rooms write amounts and instants for people; amounts in ten thousand yuan, as the trade speaks."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from yangguang.capabilities.auction import api as auction
from yangguang.foundation.documents.api import capital_amount
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput

WAN = 1_000_000
REASONS = {
    "no_bid": "没有有效报价",
    "below_reserve": "最高报价没有达到底价",
    "too_few_bidders": "竞买人不足规定人数",
}


def wan(fen: int) -> str:
    """Write fen in ten thousand yuan, exactly: 12,860 or 0.5."""
    whole = Decimal(fen) / WAN
    return f"{whole.normalize():,f}"


def read_wan(text: str) -> int:
    """Read an amount typed in ten thousand yuan as fen. Refuses with InvalidInput."""
    try:
        fen = Decimal(text.replace(",", "").replace("，", "").strip()) * WAN
    except InvalidOperation as problem:
        raise InvalidInput(fields={"amount": "请填数字，以万元为单位，例如 12910。"}) from problem
    if not fen.is_finite() or fen <= 0 or fen != int(fen):
        raise InvalidInput(fields={"amount": "请填大于零的金额，最多精确到分。"})
    return int(fen)


def wall(us: int) -> datetime:
    """Give an instant of the log on the wall clock."""
    return clock.local(auction.instant(us))


def bid_rows(bids: list[dict[str, Any]], own: int = 0) -> list[dict[str, Any]]:
    """Give bids as the table shows them."""
    return [
        {
            **one,
            "wan": wan(one["amount"]) if one["amount"] else "密",
            "at": clock.local(auction.instant(one["arrived"] * 1000)),
            "mine": bool(own) and one["number"] == own,
        }
        for one in bids
    ]


def happening_words(one: dict[str, Any]) -> str:
    """Say in a sentence what happened."""
    kind = one["kind"]
    if kind == "phase":
        return f"进入{auction.PHASES[one['phase']]}，截止 {wall(one['ends']):%H:%M:%S}"
    if kind == "paused":
        return f"暂停（{one['by']}）：{one['reason']}"
    if kind == "resumed":
        return f"恢复（{one['by']}），补足 {one['stood'] // 1_000_000} 秒：{one['reason']}"
    if kind == "aborted":
        return f"终止（{one['by']}）：{one['reason']}"
    if kind == "excluded":
        return f"{one['number']} 号竞买人席位取消：{one['reason']}"
    if kind == "waived":
        return f"{one['number']} 号放弃优先购买权" + ("" if one["arrived"] else "（期内没有表示）")
    if kind == "decided":
        return outcome_words(one)
    return {"opened": "场次设立", "reserve": "底价已在监督下录入，承诺值入账"}.get(kind, kind)


def outcome_words(one: dict[str, Any]) -> str:
    """Say how it ended."""
    if one["outcome"] == "sold":
        return f"成交：{one['number']} 号竞买人，{wan(one['price'])} 万元（{capital_amount(one['price'])}）"
    return f"未成交：{REASONS.get(one.get('reason', ''), '已终止')}"
