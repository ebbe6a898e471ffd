"""
Whether an operation may be done: the operation's own rule, weighed with grants, delegations, conflicts of interest and labels.

Registered with acts in `apps.ready()`, so that no operation can be done around it. Where no data speak the rule stands alone.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from yangguang.foundation.access import snapshot as compiled
from yangguang.foundation.access.models import Level, ObjectLabel
from yangguang.foundation.access.rules import (
    SEE_SENSITIVE,
    ConflictOfInterest,
    GrantTampered,
    LabelTooHigh,
    PowerWithheld,
)
from yangguang.foundation.access.snapshot import Snapshot
from yangguang.foundation.acts.api import REGISTRY, Actor, ActorKind, HeldPost, Operation, find_own_act, note
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotPermitted

Guard = Callable[[Operation, dict[str, Any]], None]
_guards: list[Guard] = []


def guard_operations_by(guard: Guard) -> None:
    """
    Let *guard* refuse (NotPermitted) an officer's operation for a reason kept above access, such as a suspended authority.

    It is asked before everything else and must be cheap where it has nothing to say.
    """
    if guard not in _guards:
        _guards.append(guard)


def judge(declared: Operation, arguments: dict[str, Any], *, is_recording: bool = True) -> bool:
    """
    Say whether these arguments may be.

    Refuses with PowerWithheld, GrantTampered, ConflictOfInterest, LabelTooHigh where more can be said than no.
    """
    actor: Actor = arguments["actor"]
    if actor.kind is not ActorKind.OFFICER:
        return declared.permits(arguments)
    for guard in _guards:
        guard(declared, arguments)
    rights = compiled.current()
    if rights.is_silent and not any(post.by for post in actor.posts):
        return declared.permits(arguments)
    now: datetime = arguments["now"]
    weighed = weigh(rights, actor=actor, operation=declared.name, day=clock.today(now))
    if not declared.permits({**arguments, "actor": weighed}):
        _say_why(rights, declared, arguments, clock.today(now))
        return False
    lent = decisive_stand_ins(declared, arguments, weighed)
    if lent and is_recording:
        note(by_power_of=[{"post": post.code, "by": post.by} for post in lent])
    target = _object_of(declared, arguments)
    if target is not None:
        refuse_conflict(rights, declared, actor, target)
        refuse_label(rights, declared, weighed, target, clock.today(now))
    return True


def weigh(rights: Snapshot, *, actor: Actor, operation: str, day: date) -> Actor:
    """Give the actor with only those posts that count for an operation: the heart of every check, without a query."""
    posts = actor.posts
    counting = tuple(post for post in posts if rights.counts(post, operation, day))
    return actor if len(counting) == len(posts) else actor.with_posts(counting)


def may_use(rights: Snapshot, *, actor: Actor, operation: str, day: date) -> bool:
    """Tell whether any post of an actor counts for a power by grant alone; for powers without an operation."""
    for post in actor.posts:
        entry = rights.entry(post.code, operation, day)
        if entry is not None and entry.gives and entry.is_genuine:
            return True
    return False


def refuse_conflict(rights: Snapshot, declared: Operation, actor: Actor, target: tuple[str, str]) -> None:
    """Refuse with ConflictOfInterest whoever did the other half on the same object."""
    rules = rights.conflicts.get(declared.name)
    if not rules or actor.account_id is None:
        return
    act = find_own_act(
        object_type=target[0],
        object_number=target[1],
        account_id=actor.account_id,
        operations=tuple(rule.first for rule in rules),
    )
    if act is None:
        return
    reason = next(rule.reason for rule in rules if rule.first == act.operation)
    raise ConflictOfInterest(first=act.summary, act=act.number, summary=declared.summary, reason=reason)


def refuse_label(
    rights: Snapshot, declared: Operation, actor: Actor, target: tuple[str, str], day: date
) -> None:
    """Refuse with LabelTooHigh for 敏感 objects; a label is stronger than any grant of the operation itself (8.1.4.2 g)."""
    if target[0] not in rights.labelled or is_cleared(rights, actor=actor, day=day):
        return
    if label_of(object_type=target[0], object_number=target[1]) == Level.SENSITIVE:
        raise LabelTooHigh(summary=declared.summary)


def is_cleared(rights: Snapshot, *, actor: Actor, day: date) -> bool:
    """Tell whether an actor may see what is 敏感; administrators who set labels see what they label."""
    return actor.holds("security") or may_use(rights, actor=actor, operation=SEE_SENSITIVE, day=day)


def concealed_from(rights: Snapshot, *, actor: Actor, day: date) -> frozenset[str]:
    """Give the types of objects some of which an officer may not see on a day (GB/T 22239-2019, 8.1.4.2 g)."""
    if not rights.labelled or is_cleared(rights, actor=actor, day=day):
        return frozenset()
    return rights.labelled


def is_concealed(*, actor: Actor, object_type: str, object_number: str) -> bool:
    """Tell whether an object does not exist for an officer; whose own it is, always sees it."""
    if object_type not in actor.concealed:
        return False
    return label_of(object_type=object_type, object_number=object_number) == Level.SENSITIVE


def label_of(*, object_type: str, object_number: str) -> str:
    """Give the label of an object; 内部 where none is set. A label somebody changed counts as 敏感."""
    found = ObjectLabel.objects.filter(object_type=object_type, object_number=object_number).first()
    if found is None:
        return Level.INTERNAL
    return found.level if found.is_genuine else Level.SENSITIVE


def extra_posts(
    rights: Snapshot, *, account_id: int, posts: tuple[HeldPost, ...], now: datetime
) -> list[HeldPost]:
    """Give the posts an officer holds besides by appointment: kinds their posts stand in for, and posts lent or taken."""
    day = clock.today(now)
    extra = []
    for post in posts:
        for kind in rights.extra_kinds.get(post.code, ()):
            extra.append(replace(post, kind=kind, by=f"grant {post.code} {kind}"))
    extra.extend(one.post for one in rights.stand_ins.get(account_id, ()) if one.runs_at(now, day))
    return extra


def _say_why(rights: Snapshot, declared: Operation, arguments: dict[str, Any], day: date) -> None:
    actor: Actor = arguments["actor"]
    own = tuple(post for post in actor.posts if not post.by)
    if not declared.permits({**arguments, "actor": actor.with_posts(own)}):
        return
    for post in own:
        entry = rights.entry(post.code, declared.name, day)
        if entry is not None and not entry.is_genuine:
            raise GrantTampered(summary=declared.summary, number=entry.number)
        if entry is not None and not entry.gives:
            raise PowerWithheld(summary=declared.summary, number=entry.number)


def decisive_stand_ins(declared: Operation, arguments: dict[str, Any], weighed: Actor) -> list[HeldPost]:
    """Give the lent posts by whose power it is done, when the own ones would not suffice; the act names them."""
    lent = [post for post in weighed.posts if post.by]
    own = weighed.with_posts(tuple(post for post in weighed.posts if not post.by))
    return lent if lent and not declared.permits({**arguments, "actor": own}) else []


def _object_of(declared: Operation, arguments: dict[str, Any]) -> tuple[str, str] | None:
    """Name what is acted on; a thing of several versions bears one label, under `labelled_as`."""
    target = arguments.get(declared.subject)
    named = getattr(target, "labelled_as", None) or getattr(target, "act_object", None)
    found: tuple[str, str] | None = named
    return found


def may(*, actor: Actor, operation: str, now: datetime, **arguments: Any) -> bool:
    """Tell whether an operation would be let through; for pages that offer it. Conflicts and labels count, too."""
    declared = REGISTRY[operation]
    try:
        return judge(declared, {**arguments, "actor": actor, "now": now}, is_recording=False)
    except NotPermitted:
        return False
