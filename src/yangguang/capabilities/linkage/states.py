"""Where a delegation, a preliminary review, a transfer of originals, a ticket and an exchanged event can stand."""

from django.db import models


class Mode(models.TextChoices):
    """Why a body handles a matter that is another's by law."""

    OWN = "own", "本级行使"
    DELEGATED = "delegated", "下放"
    ENTRUSTED = "entrusted", "委托"


class ReviewState(models.TextChoices):
    """A preliminary review below before a decision above."""

    RUNNING = "running", "初审中"
    PASSED_UP = "passed_up", "已初审，报上级"
    RETURNED = "returned", "初审不同意，报上级"


class TransferState(models.TextChoices):
    """Originals handed in at one hall for a body elsewhere."""

    HELD = "held", "代收窗口保管"
    SENT = "sent", "在途"
    ARRIVED = "arrived", "办理单位已签收"
    LOST = "lost", "对不上，正在查找"
    RETURNED = "returned", "已退还申请人"


TRANSFER_MOVES = {
    TransferState.HELD: {TransferState.SENT, TransferState.RETURNED},
    TransferState.SENT: {TransferState.ARRIVED, TransferState.LOST},
    TransferState.LOST: {TransferState.ARRIVED},
    TransferState.ARRIVED: {TransferState.RETURNED},
    TransferState.RETURNED: set(),
}


class TicketState(models.TextChoices):
    """A number in a queue."""

    WAITING = "waiting", "等候"
    CALLED = "called", "请到窗口"
    SERVED = "served", "办完"
    MISSED = "missed", "过号"


class Verdict(models.TextChoices):
    """What became of an event a district's system sent."""

    TAKEN = "taken", "已接收"
    REPEATED = "repeated", "重复，未再记入"
    HELD = "held", "前面的还没到，先存着"
    REFUSED = "refused", "退回"
