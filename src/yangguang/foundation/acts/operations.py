"""
The one way to write: `@operation`.

An operation is one function with a name, a permission predicate, one transaction, one act row, events after the commit and
coded refusals. The registry it fills is the source of the permission matrix, the audit vocabulary and the map.
"""

import functools
import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from yangguang.foundation.acts.actors import Actor
from yangguang.foundation.acts.log.availability import require_log
from yangguang.foundation.acts.models import Act
from yangguang.foundation.events.api import announce, publish
from yangguang.kernel.refusals import NotPermitted

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Operation:
    """What the platform knows about one way of writing."""

    name: str
    summary: str
    permission: Callable[..., bool]
    subject: str
    is_binding: bool
    is_recorded: bool
    function: Callable[..., Any]
    asks_factor: bool = False

    @functools.cached_property
    def permission_parameters(self) -> tuple[str, ...]:
        """The arguments the predicate wants to see."""
        return tuple(inspect.signature(self.permission).parameters)

    def run(self, **arguments: Any) -> Any:
        """Do it as its callers do: judged, in one transaction, on record."""
        return _run(self, arguments)

    def permits(self, arguments: dict[str, Any]) -> bool:
        """Ask the predicate, handing it only what it names."""
        wanted = {name: arguments[name] for name in self.permission_parameters if name in arguments}
        return bool(self.permission(**wanted))


@dataclass
class _Frame:
    operation: Operation
    facts: dict[str, Any] = field(default_factory=dict)
    events: list[Any] = field(default_factory=list)
    post: str = ""


Judge = Callable[[Operation, dict[str, Any]], bool]

REGISTRY: dict[str, Operation] = {}
_frame: ContextVar[_Frame | None] = ContextVar("yangguang_operation", default=None)
_rehearsing: ContextVar[bool] = ContextVar("yangguang_rehearsal", default=False)


class FactorNeeded(Exception):
    """
    The person must show a second factor before this operation; nothing has been done.

    Not a Refusal, so that no page tells it as one: access asks on a page of its own and sends the same form again.
    """


def operation(
    name: str,
    *,
    summary: str,
    permission: Callable[..., bool],
    subject: str,
    binding: bool = False,
    asks_factor: bool | None = None,
    recorded: bool = True,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """
    Make a function the platform's one way to do something.

    *summary* is the Chinese sentence of the act; *subject* names the keyword argument (or "result") whose `act_object`
    gives the type and number of what was acted on; *binding* marks acts with legal force, which will carry a signature.
    *asks_factor* asks whoever sits at a keyboard for a fresh second factor first (再次核验); binding acts always ask.
    *recorded* is false only for what is not yet an act: a person's own draft, saved every few keystrokes.

    The wrapped function refuses with NotPermitted, a binding one with LogUnavailable while the log cannot take acts, and with
    whatever it raises itself, FactorNeeded included; then nothing is written.
    """

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        asks = binding if asks_factor is None else asks_factor
        declared = Operation(name, summary, permission, subject, binding, recorded, function, asks)
        if name in REGISTRY and REGISTRY[name].function.__qualname__ != function.__qualname__:
            raise RuntimeError(f"two operations are called {name}")
        REGISTRY[name] = declared

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            return _run(declared, kwargs)

        run.__dict__["operation"] = declared
        return run

    return declare


_judge: Judge = Operation.permits


def judge_by(judge: Judge) -> None:
    """
    Let *judge* say whether an operation may be done with these arguments, instead of the predicate alone.

    Access registers itself here: it asks the predicate and weighs grants, delegations, conflicts and labels. It may also
    raise a refusal that says more than no.
    """
    global _judge
    _judge = judge


def _run(declared: Operation, arguments: dict[str, Any]) -> Any:
    frame = _Frame(declared)
    if declared.is_binding:
        require_log(now=arguments["now"])
    with transaction.atomic():
        token = _frame.set(frame)
        try:
            if not _judge(declared, arguments):
                raise NotPermitted(summary=declared.summary)
            _ask_factor(declared, arguments["actor"], arguments["now"])
            result = declared.function(**arguments)
        finally:
            _frame.reset(token)
        number = _record(declared, arguments, result, frame) if declared.is_recorded else 0
        if declared.is_binding and number:
            announce("acts", {"act": number}, now=arguments["now"])
        for event in frame.events:
            transaction.on_commit(functools.partial(publish, event, number), robust=True)
    return result


def _ask_factor(declared: Operation, actor: Actor, now: datetime) -> None:
    if not declared.asks_factor or actor.owes_factor is None or _rehearsing.get():
        return
    if actor.owes_factor(now):
        raise FactorNeeded(declared.name)


@contextmanager
def rehearsal() -> Iterator[None]:
    """Play operations and undo every trace of them; as nothing stays, nobody is asked for a factor."""
    token = _rehearsing.set(True)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        _rehearsing.reset(token)


def _record(declared: Operation, arguments: dict[str, Any], result: Any, frame: _Frame) -> int:
    """Write the act of a finished operation and give its number."""
    target = result if declared.subject == "result" else arguments[declared.subject]
    object_type, object_number = target.act_object
    act = Act.record(
        operation=declared.name,
        summary=declared.summary,
        actor=arguments["actor"],
        post=frame.post,
        object_type=object_type,
        object_number=object_number,
        facts=frame.facts,
        happened_at=arguments["now"],
    )
    return act.number


@dataclass(frozen=True, slots=True)
class Member:
    """One deed within a batch: whose, on what, with which facts."""

    actor: Actor
    act_object: tuple[str, str]
    facts: dict[str, Any]


def record_members(*, operation: str, members: Sequence[Member], now: datetime) -> list[int]:
    """
    Write one act for each member of a batch, in order, in the transaction of the batch operation, and give their numbers.

    *operation* is registered; the batch asks its permission for each member (`access.may`). Decision 0030.
    """
    require_operation()
    if not members:
        return []
    declared = REGISTRY[operation]
    acts = [
        Act.compose(
            operation=declared.name,
            summary=declared.summary,
            actor=one.actor,
            post="",
            object_type=one.act_object[0],
            object_number=one.act_object[1],
            facts=one.facts,
            happened_at=now,
        )
        for one in members
    ]
    numbers = Act.write_all(acts)
    if declared.is_binding:
        announce("acts", {"act": numbers[-1]}, now=now)
    return numbers


def require_operation() -> None:
    """Stop machinery that writes (engine, clocks, numbers) from being used outside an operation."""
    if _frame.get() is None:
        raise RuntimeError("writes happen inside an operation; see foundation/acts")


def note(**facts: Any) -> None:
    """Add facts to the act that is being written."""
    frame = _current()
    frame.facts.update(facts)


def act_as(post_code: str) -> None:
    """Say under which of their posts the officer acts."""
    _current().post = post_code


def emit(event: Any) -> None:
    """Tell a fact to the rest of the platform once the transaction has committed."""
    _current().events.append(event)


def _current() -> _Frame:
    frame = _frame.get()
    if frame is None:
        raise RuntimeError("only an operation can note facts and emit events")
    return frame
