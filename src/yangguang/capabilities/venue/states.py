"""
The lives of the venue's things, each as one table: from → to, with the source.

Land: domain rules of the listing (39号令); property: 32号令; deposits: 39号令, 最高法网络司法拍卖规定.
"""

from django.db import models


class Market(models.TextChoices):
    """The markets; tendering and procurement use the same venue later."""

    LAND = "land", "国有建设用地使用权"
    MINING = "mining", "矿业权"
    PROPERTY = "property", "国有产权"
    ASSET = "asset", "公共资产"
    TENDER = "tender", "工程建设"
    PROCUREMENT = "procurement", "政府采购"


class PartyKind(models.TextChoices):
    """Who may trade."""

    ENTERPRISE = "enterprise", "企业"
    PERSON = "person", "自然人"
    CONSORTIUM = "consortium", "联合体"


class SetState(models.TextChoices):
    """Of a parameter set."""

    DRAFT = "draft", "起草"
    PUBLISHED = "published", "已发布"


class LotState(models.TextChoices):
    """Of a lot."""

    PLANNED = "planned", "准备"
    ANNOUNCED = "announced", "公告"
    BIDDING = "bidding", "竞价"
    SOLD = "sold", "已竞得"
    UNSOLD = "unsold", "未成交"
    CONFIRMED = "confirmed", "已确认"
    PUBLISHED = "published", "结果公示"
    CONTRACTED = "contracted", "已签合同"
    CLOSED = "closed", "已办结"
    TERMINATED = "terminated", "已终止"


class RegistrationState(models.TextChoices):
    """Of a registration."""

    APPLIED = "applied", "待审"
    QUALIFIED = "qualified", "资格已确认"
    REFUSED = "refused", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"


class DepositState(models.TextChoices):
    """Of a deposit."""

    DUE = "due", "待交"
    RECEIVED = "received", "已到账"
    FROZEN = "frozen", "已冻结"
    REFUND_DUE = "refund_due", "待退还"
    REFUNDED = "refunded", "已退还"
    FORFEITED = "forfeited", "不予退还"
    OFFSET = "offset", "已抵作价款"


class DealState(models.TextChoices):
    """Of a deal."""

    WON = "won", "已竞得"
    CONFIRMED = "confirmed", "成交已确认"
    PUBLISHED = "published", "结果已公示"
    CONTRACTED = "contracted", "合同已签"
    CERTIFIED = "certified", "已出具鉴证书"
    DEFAULTED = "defaulted", "竞得人违约"


LOT_STEPS: dict[LotState, tuple[LotState, ...]] = {
    LotState.PLANNED: (LotState.ANNOUNCED, LotState.TERMINATED),
    LotState.ANNOUNCED: (LotState.BIDDING, LotState.ANNOUNCED, LotState.TERMINATED),
    LotState.BIDDING: (LotState.SOLD, LotState.UNSOLD, LotState.TERMINATED),
    LotState.SOLD: (LotState.CONFIRMED, LotState.UNSOLD),
    LotState.UNSOLD: (LotState.ANNOUNCED, LotState.TERMINATED),  # 降价重新公告
    LotState.CONFIRMED: (LotState.PUBLISHED,),
    LotState.PUBLISHED: (LotState.CONTRACTED, LotState.UNSOLD),
    LotState.CONTRACTED: (LotState.CLOSED,),
    LotState.CLOSED: (),
    LotState.TERMINATED: (),
}

DEPOSIT_STEPS: dict[DepositState, tuple[DepositState, ...]] = {
    DepositState.DUE: (DepositState.RECEIVED,),
    DepositState.RECEIVED: (DepositState.FROZEN, DepositState.REFUND_DUE),  # 资格未通过的，原路退回
    DepositState.FROZEN: (DepositState.REFUND_DUE, DepositState.FORFEITED, DepositState.OFFSET),
    DepositState.REFUND_DUE: (DepositState.REFUNDED,),
    DepositState.REFUNDED: (),
    DepositState.FORFEITED: (),
    DepositState.OFFSET: (),
}
