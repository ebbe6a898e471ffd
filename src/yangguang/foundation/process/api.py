"""
The door of the process engine.

Everything that writes is machinery: call it inside an operation of yours, which decides who may.
`fire_due_timers` alone stands by itself.
"""

from yangguang.foundation.process.bpmn import ModelRefused, Problem, Process, parse, read_document, write
from yangguang.foundation.process.bpmn.lint import lint
from yangguang.foundation.process.engine.cases import latest_definition
from yangguang.foundation.process.engine.happenings import broadcast_signal, deliver_message
from yangguang.foundation.process.engine.holding import hold_instance
from yangguang.foundation.process.engine.publishing import check, publish_definition, start_instance
from yangguang.foundation.process.engine.returns import return_to
from yangguang.foundation.process.engine.services import FlowError, service
from yangguang.foundation.process.engine.special import resume, suspend, terminate, withdraw
from yangguang.foundation.process.engine.verbs import (
    add_signers,
    claim_task,
    complete_task,
    hand_over,
    release_task,
)
from yangguang.foundation.process.models import Definition, Instance, Task
from yangguang.foundation.process.operations import fire_due_timers
from yangguang.foundation.process.permissions import may_work_on
from yangguang.foundation.process.queries import (
    Passage,
    active_nodes_of,
    count_inbox,
    done_tasks_of,
    inbox,
    inbox_mine,
    inbox_open,
    open_tasks_of,
    path_of,
    process_of,
)
from yangguang.foundation.process.rules import (
    DefinitionRefused,
    EndlessLoop,
    InstanceNotRunning,
    InstanceSuspended,
    MessageNotAwaited,
    NoPublishedDefinition,
    NotACollection,
    NotSuspended,
    NoWayForward,
    ReturnNotPossible,
    ServiceNotRegistered,
    SignersNotPossible,
    SignersOutstanding,
    TaskHeldByAnother,
    TaskNotHeld,
    TaskNotOpen,
    TimerUnreadable,
    TooManyCalls,
)
from yangguang.foundation.process.states import InstanceState, TaskState

__all__ = [
    "Definition",
    "DefinitionRefused",
    "EndlessLoop",
    "FlowError",
    "Instance",
    "InstanceNotRunning",
    "InstanceState",
    "InstanceSuspended",
    "MessageNotAwaited",
    "ModelRefused",
    "NoPublishedDefinition",
    "NoWayForward",
    "NotACollection",
    "NotSuspended",
    "Passage",
    "Problem",
    "Process",
    "ReturnNotPossible",
    "ServiceNotRegistered",
    "SignersNotPossible",
    "SignersOutstanding",
    "Task",
    "TaskHeldByAnother",
    "TaskNotHeld",
    "TaskNotOpen",
    "TaskState",
    "TimerUnreadable",
    "TooManyCalls",
    "active_nodes_of",
    "add_signers",
    "broadcast_signal",
    "check",
    "claim_task",
    "complete_task",
    "count_inbox",
    "deliver_message",
    "done_tasks_of",
    "fire_due_timers",
    "hand_over",
    "hold_instance",
    "inbox",
    "inbox_mine",
    "inbox_open",
    "latest_definition",
    "lint",
    "may_work_on",
    "open_tasks_of",
    "parse",
    "path_of",
    "process_of",
    "publish_definition",
    "read_document",
    "release_task",
    "resume",
    "return_to",
    "service",
    "start_instance",
    "suspend",
    "terminate",
    "withdraw",
    "write",
]
