"""Where a scenario version, a joint case, a part and a consultation can stand."""

from enum import StrEnum


class VersionStatus(StrEnum):
    """A version of a scenario."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    RETIRED = "retired"


VERSION_CHOICES = [
    (VersionStatus.DRAFT.value, "起草"),
    (VersionStatus.REVIEWED.value, "已审核"),
    (VersionStatus.PUBLISHED.value, "在用"),
    (VersionStatus.RETIRED.value, "停用"),
]


class CaseState(StrEnum):
    """A joint case."""

    SUBMITTED = "submitted"
    IN_HAND = "in_hand"
    CONCLUDED = "concluded"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """What people read."""
        return dict(CASE_CHOICES)[self.value]


CASE_CHOICES = [
    (CaseState.SUBMITTED.value, "已分送各部门"),
    (CaseState.IN_HAND.value, "各部门办理中"),
    (CaseState.CONCLUDED.value, "全部办完，待统一送达"),
    (CaseState.DELIVERED.value, "已办结"),
    (CaseState.WITHDRAWN.value, "申请人已撤回"),
]
RUNNING = frozenset({CaseState.SUBMITTED, CaseState.IN_HAND})


class PartState(StrEnum):
    """One matter of a joint case."""

    WAITING = "waiting"
    READY = "ready"
    STARTED = "started"
    ACCEPTED = "accepted"
    GRANTED = "granted"
    REFUSED = "refused"
    ENDED = "ended"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """What people read."""
        return dict(PART_CHOICES)[self.value]


PART_CHOICES = [
    (PartState.WAITING.value, "等前面的结果"),
    (PartState.READY.value, "轮到了，等您补齐这一阶段"),
    (PartState.STARTED.value, "已送达部门，待受理"),
    (PartState.ACCEPTED.value, "办理中"),
    (PartState.GRANTED.value, "准予"),
    (PartState.REFUSED.value, "不予许可"),
    (PartState.ENDED.value, "没有作出许可决定，已结束"),
    (PartState.DROPPED.value, "前提不成立，不再办理"),
]
PART_OPEN = frozenset({PartState.STARTED, PartState.ACCEPTED})
PART_OVER = frozenset({PartState.GRANTED, PartState.REFUSED, PartState.ENDED, PartState.DROPPED})


class RoomState(StrEnum):
    """A consultation."""

    OPINIONS = "opinions"
    DISCUSSION = "discussion"
    VOTING = "voting"
    MINUTES = "minutes"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """What people read."""
        return dict(ROOM_CHOICES)[self.value]


ROOM_CHOICES = [
    (RoomState.OPINIONS.value, "征求意见"),
    (RoomState.DISCUSSION.value, "讨论"),
    (RoomState.VOTING.value, "表决"),
    (RoomState.MINUTES.value, "会签纪要"),
    (RoomState.CLOSED.value, "已结束"),
]
RULE_CHOICES = [("consensus", "协商一致"), ("majority", "多数决")]
SILENCE_CHOICES = [("agree", "视为同意"), ("abstain", "视为弃权"), ("none", "不推定，继续等")]
STANCE_CHOICES = [("agree", "同意"), ("oppose", "不同意"), ("abstain", "弃权")]
