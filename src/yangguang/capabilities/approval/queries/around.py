"""
What capabilities above add to a case: parts of its pages, and reasons the law gives to hold a granted result back.

They lie above approval and register here, as supervision does with its cards. Nothing can be registered that would hold
back acceptance, examination or decision, or stop a clock: there is no place for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yangguang.capabilities.approval.models import Application
from yangguang.foundation.acts.api import Actor


@dataclass(frozen=True, slots=True)
class CasePart:
    """One part beside a case: what it is about, how it stands in a sentence or two, where to go on."""

    title: str
    lines: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()


PartSource = Callable[[Application, Actor, datetime], Sequence[CasePart]]
HoldSource = Callable[[Application], str]
LimitSource = Callable[[Actor, str, str, date], str]
_parts: list[PartSource] = []
_holds: list[HoldSource] = []
_limits: list[LimitSource] = []


def register_parts(source: PartSource) -> PartSource:
    """Let a capability show parts on the pages of a case: *source* is asked with the case, the reader and the time."""
    if source not in _parts:
        _parts.append(source)
    return source


def register_hold(source: HoldSource) -> HoldSource:
    """Let a capability name a reason of law for which a granted result is not handed out yet; none is an empty text."""
    if source not in _holds:
        _holds.append(source)
    return source


def register_limits(source: LimitSource) -> LimitSource:
    """
    Let a capability say how far an agent's mandate reaches.

    *source* gets actor, matter code, right (apply, correct, withdraw) and day, and gives the reason for a no, or nothing.
    """
    if source not in _limits:
        _limits.append(source)
    return source


def parts_of(*, application: Application, actor: Actor, now: datetime) -> list[CasePart]:
    """List the parts others add to a case, for this reader."""
    return [part for source in _parts for part in source(application, actor, now)]


def reason_to_hold(application: Application) -> str:
    """Give the first reason to hold a granted result back, or nothing."""
    return next((reason for source in _holds if (reason := source(application))), "")


def reason_to_stop(*, actor: Actor, matter_code: str, right: str, on: date) -> str:
    """Give the first reason an agent may not do this for the enterprise, or nothing."""
    return next((no for source in _limits if (no := source(actor, matter_code, right, on))), "")
