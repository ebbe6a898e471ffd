"""What instances, tasks and the other rows of a running flow can be."""

from enum import StrEnum


class InstanceState(StrEnum):
    """The life of a case in its flow."""

    RUNNING = "running"
    SUSPENDED = "suspended"  # 特别程序: nothing moves, no timer fires
    DONE = "done"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    FAILED = "failed"  # an error event that nothing caught

    @property
    def label(self) -> str:
        """The word people read."""
        return _INSTANCE_LABELS[self]

    @property
    def is_live(self) -> bool:
        """Whether the case has not ended."""
        return self in (InstanceState.RUNNING, InstanceState.SUSPENDED)


_INSTANCE_LABELS = {
    InstanceState.RUNNING: "在办",
    InstanceState.SUSPENDED: "特别程序中",
    InstanceState.DONE: "办结",
    InstanceState.WITHDRAWN: "已撤回",
    InstanceState.TERMINATED: "已终止",
    InstanceState.FAILED: "出错停办",
}


class TaskState(StrEnum):
    """The life of one step in one pair of hands."""

    OPEN = "open"
    CLAIMED = "claimed"
    SUSPENDED = "suspended"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The word people read."""
        return _TASK_LABELS[self]


_TASK_LABELS = {
    TaskState.OPEN: "待领办",
    TaskState.CLAIMED: "在办",
    TaskState.SUSPENDED: "中止",
    TaskState.DONE: "已办",
    TaskState.CANCELLED: "取消",
}

LIVE_TASKS = (TaskState.OPEN, TaskState.CLAIMED, TaskState.SUSPENDED)
WORKABLE = (TaskState.OPEN, TaskState.CLAIMED)


class ScopeKind(StrEnum):
    """Why a part of a case has an inside."""

    SUBPROCESS = "subprocess"
    MULTI = "multi"  # the several instances of one activity
    CALL = "call"  # waits for the case of another flow


class RowState(StrEnum):
    """Whether a token, scope, timer or subscription still counts."""

    LIVE = "live"
    SPENT = "spent"
