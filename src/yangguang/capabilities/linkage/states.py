"""Where a delegation, a preliminary review, a transfer of originals, a ticket and an exchanged event can stand."""

from enum import StrEnum


class Mode(StrEnum):
    """Why a body handles a matter that is another's by law."""

    OWN = "own"
    DELEGATED = "delegated"
    ENTRUSTED = "entrusted"


MODE_CHOICES = [
    (Mode.OWN.value, "本级行使"),
    (Mode.DELEGATED.value, "下放"),
    (Mode.ENTRUSTED.value, "委托"),
]


class ReviewState(StrEnum):
    """A preliminary review below before a decision above."""

    RUNNING = "running"
    PASSED_UP = "passed_up"
    RETURNED = "returned"


REVIEW_CHOICES = [
    (ReviewState.RUNNING.value, "初审中"),
    (ReviewState.PASSED_UP.value, "已初审，报上级"),
    (ReviewState.RETURNED.value, "初审不同意，报上级"),
]


class TransferState(StrEnum):
    """Originals handed in at one hall for a body elsewhere."""

    HELD = "held"
    SENT = "sent"
    ARRIVED = "arrived"
    LOST = "lost"
    RETURNED = "returned"


TRANSFER_CHOICES = [
    (TransferState.HELD.value, "代收窗口保管"),
    (TransferState.SENT.value, "在途"),
    (TransferState.ARRIVED.value, "办理单位已签收"),
    (TransferState.LOST.value, "对不上，正在查找"),
    (TransferState.RETURNED.value, "已退还申请人"),
]
TRANSFER_MOVES = {
    TransferState.HELD: {TransferState.SENT, TransferState.RETURNED},
    TransferState.SENT: {TransferState.ARRIVED, TransferState.LOST},
    TransferState.LOST: {TransferState.ARRIVED},
    TransferState.ARRIVED: {TransferState.RETURNED},
    TransferState.RETURNED: set(),
}


class TicketState(StrEnum):
    """A number in a queue."""

    WAITING = "waiting"
    CALLED = "called"
    SERVED = "served"
    MISSED = "missed"


TICKET_CHOICES = [
    (TicketState.WAITING.value, "等候"),
    (TicketState.CALLED.value, "请到窗口"),
    (TicketState.SERVED.value, "办完"),
    (TicketState.MISSED.value, "过号"),
]


class Verdict(StrEnum):
    """What became of an event a district's system sent."""

    TAKEN = "taken"
    REPEATED = "repeated"
    HELD = "held"
    REFUSED = "refused"


VERDICT_CHOICES = [
    (Verdict.TAKEN.value, "已接收"),
    (Verdict.REPEATED.value, "重复，未再记入"),
    (Verdict.HELD.value, "前面的还没到，先存着"),
    (Verdict.REFUSED.value, "退回"),
]
