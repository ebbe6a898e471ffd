"""Telling the administrators when the log of acts stops, and when it goes on."""

from yangguang.foundation.acts.api import LogAlarmRaised, LogRecovered, subscribe, system_actor
from yangguang.portal.operations import LogAlarmNotice, tell_administrators

_HAND = "日志监测"


@subscribe(LogAlarmRaised)
def tell_alarm(event: LogAlarmRaised, act_number: int) -> None:
    """Put it into the administrators' inboxes."""
    notice = LogAlarmNotice(
        event.code, "存证日志停止入账", f"{event.problem}。有法律效力的步骤已经停办，请马上处理。"
    )
    tell_administrators(actor=system_actor(_HAND), now=event.raised_at, notice=notice)


@subscribe(LogRecovered)
def tell_recovery(event: LogRecovered, act_number: int) -> None:
    """Say that it is over."""
    notice = LogAlarmNotice(event.code, "存证日志已经恢复", "等待的记录已经全部入账，可以接着办理。")
    tell_administrators(actor=system_actor(_HAND), now=event.cleared_at, notice=notice)
