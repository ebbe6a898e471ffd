"""Why a clock or the calendar stays as it is."""

from yangguang.kernel.refusals import Refusal


class ClockAlreadyRuns(Refusal):
    """The same period already runs on this object."""

    code = "deadlines.clock_already_runs"
    text = "{number} 的{kind}已经在计时了。"
    remedy = "请先停止正在走的时限，再重新起算。"


class ClockAlreadyStopped(Refusal):
    """The period has ended; nothing can be changed any more."""

    code = "deadlines.clock_already_stopped"
    text = "这个时限已于 {stopped_on} 停止，不能再{deed}。"
    remedy = "如果办件需要重新办理，请从相应环节重新起算。"


class ClockAlreadyPaused(Refusal):
    """A period is paused once at a time."""

    code = "deadlines.clock_already_paused"
    text = "这个时限从 {from_on} 起已因“{ground}”暂停。"
    remedy = "请先登记该特别程序的结果、恢复计时，再开始下一个特别程序。"


class ClockNotPaused(Refusal):
    """There is nothing to resume."""

    code = "deadlines.clock_not_paused"
    text = "这个时限没有暂停，正在计时。"
    remedy = "不需要恢复，请继续办理。"


class ClockAlreadyOverdue(Refusal):
    """A period that is over can be neither paused nor extended."""

    code = "deadlines.clock_already_overdue"
    text = "这个时限已于 {due_on} 届满，届满之后不能再{deed}。"
    remedy = "请尽快作出决定，并在监察说明里写明超期原因。"


class PauseDayOutOfOrder(Refusal):
    """A pause begins within the period, not before an earlier one ended and not in the future."""

    code = "deadlines.pause_day_out_of_order"
    status = 422
    text = "日期 {day} 不合顺序：应在 {earliest} 至 {latest} 之间。"
    remedy = "请按文书上的日期填写。"


class PauseNeedsBasis(Refusal):
    """Only the eight special procedures stop the licensing clock by themselves (Licensing Law art. 45)."""

    code = "deadlines.pause_needs_basis"
    status = 422
    text = "“{ground}”不在行政许可法第四十五条列举的情形里，本身不停止计时。"
    remedy = "如果另有法律依据，请写明依据；公示不停止计时。"


class DocumentMissing(Refusal):
    """A pause and an extension are told to the applicant in writing."""

    code = "deadlines.document_missing"
    status = 422
    text = "{deed}需要书面告知，还没有填写告知文书的文号。"
    remedy = "请先出具告知书，再登记文号。"


class HourClockKeepsRunning(Refusal):
    """A period in hours runs day and night."""

    code = "deadlines.hour_clock_keeps_running"
    text = "按小时计算的时限不能暂停。"
    remedy = "请在时限内办理。"


class ExtensionNotForeseen(Refusal):
    """The rule knows no extension."""

    code = "deadlines.extension_not_foreseen"
    text = "{citation}没有规定可以延长。"
    remedy = "请在原期限内办结。"


class ExtensionTooLong(Refusal):
    """More than the law gives."""

    code = "deadlines.extension_too_long"
    status = 422
    text = "最多可以延长 {most}，不能延长 {asked}。"
    remedy = "请按规定的期限填写；依据是{citation}。"


class AlreadyExtended(Refusal):
    """The law gives one extension."""

    code = "deadlines.already_extended"
    text = "这个时限已经延长过一次，{citation}只允许延长一次。"
    remedy = "请在延长后的期限 {due_on} 前办结。"


class CalendarAlreadySays(Refusal):
    """The day already is what the notice makes it."""

    code = "deadlines.calendar_already_says"
    text = "{day} 现在就是“{name}”，没有需要改的。"
    remedy = "请核对通知上的日期。"


class YearAlreadyAnnounced(Refusal):
    """A year is announced once; later changes are single days."""

    code = "deadlines.year_already_announced"
    text = "{year} 年的放假安排已经录入。"
    remedy = "个别日期有变动的，请逐日调整。"
