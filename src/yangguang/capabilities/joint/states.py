"""Where a scenario version, a joint case, a part and a consultation can stand, each with what people read."""

from django.db import models


class VersionStatus(models.TextChoices):
    """A version of a scenario."""

    DRAFT = "draft", "起草"
    REVIEWED = "reviewed", "已审核"
    PUBLISHED = "published", "在用"
    RETIRED = "retired", "停用"


class CaseState(models.TextChoices):
    """A joint case."""

    SUBMITTED = "submitted", "已分送各部门"
    IN_HAND = "in_hand", "各部门办理中"
    CONCLUDED = "concluded", "全部办完，待统一送达"
    DELIVERED = "delivered", "已办结"
    WITHDRAWN = "withdrawn", "申请人已撤回"


RUNNING = frozenset({CaseState.SUBMITTED, CaseState.IN_HAND})


class PartState(models.TextChoices):
    """One matter of a joint case."""

    WAITING = "waiting", "等前面的结果"
    READY = "ready", "轮到了，等您补齐这一阶段"
    STARTED = "started", "已送达部门，待受理"
    ACCEPTED = "accepted", "办理中"
    GRANTED = "granted", "准予"
    REFUSED = "refused", "不予许可"
    ENDED = "ended", "没有作出许可决定，已结束"
    DROPPED = "dropped", "前提不成立，不再办理"


PART_OPEN = frozenset({PartState.STARTED, PartState.ACCEPTED})
PART_OVER = frozenset({PartState.GRANTED, PartState.REFUSED, PartState.ENDED, PartState.DROPPED})


class RoomState(models.TextChoices):
    """A consultation."""

    OPINIONS = "opinions", "征求意见"
    DISCUSSION = "discussion", "讨论"
    VOTING = "voting", "表决"
    MINUTES = "minutes", "会签纪要"
    CLOSED = "closed", "已结束"


class RoomRule(models.TextChoices):
    """How a consultation comes to its end."""

    CONSENSUS = "consensus", "协商一致"
    MAJORITY = "majority", "多数决"


class Silence(models.TextChoices):
    """What it means when a department does not answer in time."""

    AGREE = "agree", "视为同意"
    ABSTAIN = "abstain", "视为弃权"
    NONE = "none", "不推定，继续等"


class Stance(models.TextChoices):
    """What a department says."""

    AGREE = "agree", "同意"
    OPPOSE = "oppose", "不同意"
    ABSTAIN = "abstain", "弃权"
