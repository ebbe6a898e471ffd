"""
The eight events of the exchange and what makes one acceptable (handbook §3.4: Luohu's exchange tables).

The wire format is version 1: `kind serial version step matter matter_version at payload`. A later version of the same event
corrects an earlier one; the same version must say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from yangguang.kernel.refusals import Refusal

WIRE_VERSION = 1
KINDS = {
    "submitted": "申办",
    "pre_accepted": "预受理",
    "accepted": "受理",
    "step": "审批过程",
    "correction_requested": "补交告知",
    "correction_answered": "补交受理",
    "special": "特别程序",
    "closed": "办结",
}
AFTER: dict[str, frozenset[str]] = {
    "submitted": frozenset(),
    "pre_accepted": frozenset({"submitted"}),
    "correction_requested": frozenset({"submitted"}),
    "correction_answered": frozenset({"correction_requested"}),
    "accepted": frozenset({"submitted"}),
    "step": frozenset({"accepted"}),
    "special": frozenset({"accepted"}),
    "closed": frozenset({"submitted"}),
}
"""What must have been taken before an event counts; whatever comes early is kept and taken when its turn has come."""
CLOCK_TOLERANCE = timedelta(minutes=10)
LONGEST_SERIAL = 40


@dataclass(frozen=True, slots=True)
class Told:
    """One event as it came over the wire, read."""

    kind: str
    serial: str
    version: int
    step: int
    matter: str
    matter_version: int
    at: datetime
    payload: dict[str, Any]


class EventRefused(Refusal):
    """An event that cannot be taken, with a reason the sending system can act on."""

    code = "linkage.event_refused"
    status = 422
    text = "事件没有接收：{reason}"


class EventUnreadable(EventRefused):
    """Not the shape of an event."""

    code = "linkage.event_unreadable"


class KindUnknown(EventRefused):
    """Not one of the eight."""

    code = "linkage.kind_unknown"


class ClockAhead(EventRefused):
    """The sender's clock runs ahead of ours."""

    code = "linkage.clock_ahead"


class MatterUnknown(EventRefused):
    """The system does not handle this matter here."""

    code = "linkage.matter_unknown"


class MatterVersionUnknown(EventRefused):
    """No such version has been published."""

    code = "linkage.matter_version_unknown"


class SaidOtherwise(EventRefused):
    """The same version of the same event said something else before."""

    code = "linkage.said_otherwise"


class AlreadyClosed(EventRefused):
    """Nothing follows a closed case but a new version of its closing."""

    code = "linkage.already_closed"


class SystemUnknown(Refusal):
    """No active system has this code and secret."""

    code = "linkage.system_unknown"
    status = 401
    text = "没有认出是哪个区的系统：编号或者密钥不对，或者已经停用。"
    remedy = "请核对请求头 Authorization: Bearer <编号>:<密钥>。"


class BatchDamaged(Refusal):
    """The file is not what its first line says."""

    code = "linkage.batch_damaged"
    status = 422
    text = "批量文件没有接收：{reason}。文件里的事件一件都没有记入。"


class BatchNumberTaken(Refusal):
    """The number was used for another file."""

    code = "linkage.batch_number_taken"
    text = "批次号 {number} 已经用过，内容不一样。请换一个批次号。"


def read_event(raw: Any) -> Told:
    """
    Read one event from the wire.

    Refuses with EventUnreadable, KindUnknown.
    """
    if not isinstance(raw, Mapping):
        raise EventUnreadable(reason="一个事件应当是一个对象")
    missing = [
        name for name in ("kind", "serial", "version", "matter", "matter_version", "at") if name not in raw
    ]
    if missing:
        raise EventUnreadable(reason=f"缺 {'、'.join(missing)}")
    if raw["kind"] not in KINDS:
        raise KindUnknown(reason=f"不认识的事件“{str(raw['kind'])[:30]}”，八种是 {'、'.join(KINDS)}")
    numbers = [raw["version"], raw.get("step", 0), raw["matter_version"]]
    if not all(isinstance(one, int) and not isinstance(one, bool) and 0 <= one < 2**31 for one in numbers):
        raise EventUnreadable(reason="version、step、matter_version 应当是非负整数")
    serial, payload = raw["serial"], raw.get("payload", {})
    if not isinstance(serial, str) or not 0 < len(serial) <= LONGEST_SERIAL or not isinstance(payload, dict):
        raise EventUnreadable(reason=f"serial 应当是不超过 {LONGEST_SERIAL} 个字符的文字，payload 应当是对象")
    return Told(
        raw["kind"],
        serial,
        raw["version"],
        raw.get("step", 0),
        str(raw["matter"]),
        raw["matter_version"],
        _instant(raw["at"]),
        payload,
    )


def _instant(text: Any) -> datetime:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise EventUnreadable(reason="at 应当写成带时区的 2026-09-14T10:00:00+08:00")
    return found


def require_sane_clock(told: Told, *, now: datetime) -> None:
    """Refuse with ClockAhead an event from the future: its limits would be counted from a day that has not come."""
    ahead = told.at - now
    if ahead > CLOCK_TOLERANCE:
        minutes = int(ahead.total_seconds() // 60)
        raise ClockAhead(reason=f"事件时间比本平台快 {minutes} 分钟，请先校准贵方时钟，再按原内容重发")


STATES = {
    "submitted": "已申办",
    "pre_accepted": "预受理",
    "correction_requested": "待补正",
    "correction_answered": "已补正",
    "accepted": "已受理",
    "step": "审批中",
    "special": "特别程序",
    "closed": "已办结",
}
RESULTS = {
    0: "出证办结",
    1: "退回办结",
    2: "作废办结",
    3: "删除办结",
    4: "转报办结",
    5: "补正不来办结",
    6: "办结",
}


def masked_applicant(name: str) -> str:
    """Keep the first character; a district that sends the whole name has said too much."""
    return f"{name[0]}*" if name else ""
