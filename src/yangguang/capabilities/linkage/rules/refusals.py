"""What linkage refuses, by name (the exchange has its own in `exchange`)."""

from yangguang.kernel.refusals import InvalidInput, Refusal


class NoBodyForArea(Refusal):
    """Nobody exercises the matter there."""

    code = "linkage.no_body_for_area"
    status = 422
    text = "“{matter}”在{area}没有登记由谁办。"
    remedy = "请到市级大厅办理，或者拨打 12345 询问。"


class LendingOverlaps(Refusal):
    """The same power is lent for the same area at the same time."""

    code = "linkage.lending_overlaps"
    text = "这项权力在这个区已经由文号 {number} 借出，到 {until} 为止，不能重叠。"


class LentAgain(Refusal):
    """What is entrusted is not entrusted further (行政许可法第二十四条)."""

    code = "linkage.lent_again"
    text = "受委托的机关不得再委托（行政许可法第二十四条第三款）。"


class PeriodBackwards(InvalidInput):
    """A lending has a beginning and an end, in this order."""

    code = "linkage.period_backwards"
    text = "委托、下放要写明起止日期，截止要晚于开始。"


class TextNeeded(InvalidInput):
    """What binds is said in words."""

    code = "linkage.text_needed"
    text = "还有 {count} 处没有写。"


class ReviewNotRunning(Refusal):
    """The preliminary review is over or never began."""

    code = "linkage.review_not_running"
    text = "办件 {number} 现在没有在初审。"


class MoveNotPossible(Refusal):
    """Originals cannot go from here to there."""

    code = "linkage.move_not_possible"
    text = "原件现在是“{state}”，不能改成“{target}”。"


class TooEarlyToBook(Refusal):
    """Appointments lie ahead, on working days, in opening hours."""

    code = "linkage.time_not_bookable"
    status = 422
    text = "{when}不能预约：只能约以后三十天内的工作日，9:00 至 17:30，每半小时一段。"


class SlotFull(Refusal):
    """The half hour is taken."""

    code = "linkage.slot_full"
    text = "{when}已经约满。"
    remedy = "请换一个时间，或者当天到大厅取号。"


class BookedAlready(Refusal):
    """One person, one place at a time."""

    code = "linkage.booked_already"
    text = "您在这个时间已经有一个预约。"


class TicketNotCalled(Refusal):
    """The number is not at the counter."""

    code = "linkage.ticket_not_called"
    text = "{ticket} 现在是“{state}”，不能{deed}。"


class BookingNotForToday(Refusal):
    """An appointment is for its own day."""

    code = "linkage.booking_not_for_today"
    text = "这个预约是 {day} 的，今天不能用它取号。"
