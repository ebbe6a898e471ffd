"""
The unit of work of one step: the live rows of a locked case, the tokens on the move, and one writing at the
end.

While tokens move nothing is written, so a refusal half-way leaves no trace, and rows that come and go
within a step never reach the database.
"""

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from yangguang.foundation.acts.api import emit
from yangguang.foundation.process import events
from yangguang.foundation.process.bpmn import Node, NodeKind
from yangguang.foundation.process.engine import rows
from yangguang.foundation.process.engine.compiled import Compiled, compiled_definition
from yangguang.foundation.process.models import Instance, Scope, Subscription, Task, Timer, Token
from yangguang.foundation.process.states import LIVE_TASKS, InstanceState, RowState, TaskState

_LIVE = [state.value for state in LIVE_TASKS]
JOINS = (NodeKind.PARALLEL, NodeKind.INCLUSIVE)
Host = Task | Scope | Token
Changeable = Task | Scope | Timer | Subscription


class Arrival(NamedTuple):
    """A token about to enter a node, by a flow (empty at a start) within a scope (None: the top)."""

    node_id: str
    flow_id: str
    scope: Scope | None


class Run:
    """One step of one case."""

    def __init__(self, instance: Instance, *, now: datetime) -> None:
        """Take a locked case."""
        self.instance = instance
        self.now = now
        self.compiled: Compiled = compiled_definition(instance.definition_id)
        self.nodes: Mapping[str, Node] = self.compiled.nodes
        self.queue: deque[Arrival] = deque()
        self.trail: list[str] = []
        self.tasks: list[Task] = []
        self.tokens: list[Token] = []
        self.scopes: list[Scope] = []
        self.calls: list[Scope] = []
        self.hooks: list[Timer | Subscription] = []  # armed in this step
        self.changed: dict[str, Any] = {}  # fields of the instance to write
        self.decided: list[dict[str, Any]] = []
        self.ended_children: list[int] = []
        self.trigger: Task | Timer | Subscription | Scope | Instance | None = None  # keeps the trail
        self.returns_to_caller = True
        self.assignees: dict[str, int] = {}  # node → who gets the step opened there
        self._dirty: dict[int, tuple[Changeable, set[str]]] = {}
        self._spent_tokens: list[int] = []
        self._disarmed: dict[str, list[int]] = {"task": [], "scope": [], "token": []}
        self._outgoing_events: list[Any] = []

    # -- reading

    def load(self) -> "Run":
        """Read the live rows of the case."""
        key = self.instance.pk
        self.tasks = rows.fetch(Task, "instance_id = %s AND state = ANY(%s)", [key, _LIVE])
        if not self.instance.inner_count:
            return self
        inner = "instance_id = %s AND state = 'live'"
        found = rows.fetch(Scope, inner, [key]) if self.compiled.has_scopes else []
        scopes = {scope.pk: scope for scope in found}
        self.tokens = rows.fetch(Token, inner, [key])
        for scope in scopes.values():
            if scope.parent_id:
                scope.parent = scopes[scope.parent_id]
        for task in self.tasks:
            if task.scope_id:
                task.scope = scopes[task.scope_id]
        for token in self.tokens:
            if token.scope_id:
                token.scope = scopes[token.scope_id]
        self.scopes = list(scopes.values())
        return self

    def variables(self, scope: Scope | None, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Give what expressions see: the case's variables, then those of each scope inwards."""
        if scope is None and not extra:
            return self.instance.variables
        seen: dict[str, Any] = dict(extra or {})
        while scope is not None:
            seen = {**scope.local, **seen}
            scope = scope.parent
        return {**self.instance.variables, **seen}

    @property
    def is_over(self) -> bool:
        """Whether the case has ended in this step."""
        return not InstanceState(self.instance.state).is_live

    def rows_in(self, scope: Scope | None) -> list[Host]:
        """List the live rows directly in a scope."""
        found: list[Host] = [task for task in self.tasks if task.scope is scope]
        found += [token for token in self.tokens if token.scope is scope]
        return found + [inner for inner in self.scopes if inner.parent is scope]

    # -- moving

    def arrive(self, flow_id: str, scope: Scope | None) -> None:
        """Send a token along a flow."""
        self.trail.append(flow_id)
        self.queue.append(Arrival(self.compiled.process.flows[flow_id].target, flow_id, scope))

    def enter(self, node_id: str, scope: Scope | None) -> None:
        """Put a token into a node without a flow: a start event, or the target of a return."""
        self.queue.append(Arrival(node_id, "", scope))

    # -- changing

    def set_variables(self, values: Mapping[str, Any]) -> None:
        """Merge values into the variables of the case."""
        if values:
            self.instance.variables = {**self.instance.variables, **values}
            self.changed["variables"] = self.instance.variables

    def change(self, row: Changeable, **values: Any) -> None:
        """Change fields of a row; written at the end."""
        for name, value in values.items():
            setattr(row, name, value)
        if row.pk is not None:
            self._dirty.setdefault(id(row), (row, set()))[1].update(values)

    def add_task(self, task: Task) -> Task:
        """Open a step."""
        self.tasks.append(task)
        return task

    def close_task(self, task: Task, state: TaskState, **values: Any) -> None:
        """Take a step off the live rows."""
        self.change(task, state=state, done_at=self.now, **values)
        self.tasks.remove(task)
        self.disarm(task)

    def add_token(self, node_id: str, flow_id: str, scope: Scope | None) -> Token:
        """Let a token wait."""
        token = Token(
            instance=self.instance, scope=scope, node_id=node_id, flow_id=flow_id, arrived_at=self.now
        )
        self.tokens.append(token)
        return token

    def spend(self, token: Token) -> None:
        """Use up a waiting token."""
        self.tokens.remove(token)
        if token.pk is not None:
            self._spent_tokens.append(token.pk)
        self.disarm(token)

    def add_scope(self, scope: Scope) -> Scope:
        """Open a scope; it is written at once, since rows point to it."""
        scope.save(force_insert=True)
        self.scopes.append(scope)
        return scope

    def close_scope(self, scope: Scope) -> None:
        """Close a scope that is empty."""
        self.change(scope, state=RowState.SPENT, ended_at=self.now)
        self.scopes.remove(scope)
        if scope in self.calls:
            self.calls.remove(scope)
        self.disarm(scope)

    def disarm(self, host: Host) -> None:
        """Take back the timers and subscriptions that hang on a row."""
        self.hooks = [hook for hook in self.hooks if _host(hook) is not host]
        waits = isinstance(host, Token) and self.nodes[host.node_id].kind not in JOINS
        hooked = waits or bool(self.compiled.hooks.get(host.node_id))
        if host.pk is not None and hooked:
            self._disarmed[type(host).__name__.lower()].append(host.pk)

    def tell(self, event: Any) -> None:
        """Emit an event once everything is written."""
        self._outgoing_events.append(event)

    def case(self) -> dict[str, Any]:
        """Give the fields every event carries."""
        return {
            "instance_id": self.instance.pk,
            "business_type": self.instance.business_type,
            "business_number": self.instance.business_number,
        }

    # -- writing

    def flush(self) -> None:
        """Write everything, with as few statements as the step allows."""
        opened = [task for task in self.tasks if task.pk is None]
        if isinstance(self.trigger, Instance):
            self.changed["trail"] = self.trail
        elif self.trigger is not None:
            self.change(self.trigger, trail=self.trail)
        self._write_inner()
        if opened:
            rows.insert(opened)
        self._write_hooks()
        self.write_changes()
        inner = len(self.tokens) + len(self.scopes)
        if inner != self.instance.inner_count:
            self.instance.inner_count = self.changed["inner_count"] = inner
        if self.changed:
            for name, value in self.changed.items():
                setattr(self.instance, name, value)
            rows.update(self.instance, self.changed)
        for task in opened:
            emit(self._opened(task))
        for event in self._outgoing_events:
            emit(event)

    def write_changes(self) -> None:
        """Write the changed fields of changed rows."""
        for row, names in self._dirty.values():
            rows.update(row, names)
        self._dirty.clear()

    def _write_inner(self) -> None:
        fresh = [token for token in self.tokens if token.pk is None]
        if fresh:
            rows.insert(fresh)
        if self._spent_tokens:
            Token.objects.filter(pk__in=self._spent_tokens).update(state=RowState.SPENT)

    def _write_hooks(self) -> None:
        for kind, keys in self._disarmed.items():
            if keys:
                for model in (Timer, Subscription):
                    found = model.objects.filter(**{f"{kind}__in": keys}, state=RowState.LIVE)
                    found.update(state=RowState.SPENT)
        timers = [hook for hook in self.hooks if isinstance(hook, Timer)]
        subscriptions = [hook for hook in self.hooks if isinstance(hook, Subscription)]
        if timers:
            rows.insert(timers)
        if subscriptions:
            rows.insert(subscriptions)

    def _opened(self, task: Task) -> events.TaskOpened:
        return events.TaskOpened(
            **self.case(),
            task_id=task.pk,
            node_id=task.node_id,
            name=task.name,
            step=task.step,
            post_kind=task.post_kind,
            body_code=task.body_code,
            assignee_account_id=task.assignee_account_id,
            due_on=task.due_on,
            at=self.now,
        )


def _host(hook: Timer | Subscription) -> Host | None:
    return hook.task or hook.scope or hook.token
