"""Why somebody may or may not do something, in sentences an auditor can follow to the row and the act."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yangguang.foundation.access import judging, snapshot
from yangguang.foundation.access.derivation import is_for_officers, kinds_of
from yangguang.foundation.access.models import ConflictRule, Grant, Level
from yangguang.foundation.access.snapshot import Snapshot
from yangguang.foundation.acts.api import REGISTRY, Actor, HeldPost, Operation, find_own_act
from yangguang.foundation.organisation.models import PostKind
from yangguang.kernel import clock


@dataclass(frozen=True, slots=True)
class Explanation:
    """The verdict by data alone, and the sentences that lead to it."""

    may: bool
    sentences: tuple[str, ...]


def explain(
    *, actor: Actor, operation: str, now: datetime, target: tuple[str, str] | None = None
) -> Explanation:
    """
    Explain whether an actor may do an operation (on an object, by type and number).

    Told from the rule, the posts, the grants, what was lent, conflicts of interest and labels. What the rule asks of the
    object itself (its body, its state) can only be told when it is done; the sentences say so.
    """
    declared = REGISTRY[operation]
    rights, day = snapshot.current(), clock.today(now)
    said = [f"操作“{declared.summary}”（{operation}）。{_rule(declared)}"]
    said.append(_who(actor, day))
    counting = []
    for post in actor.posts:
        counts, sentence = _post(rights, post, operation, day)
        said.append(sentence)
        if counts:
            counting.append(post)
    may = bool(counting) or not is_for_officers(operation)
    if target is not None and may:
        stopped = _object(rights, declared, actor.with_posts(tuple(counting)), target, day)
        said.extend(stopped)
        may = not any(sentence.startswith("不能") for sentence in stopped)
    if may and declared.is_binding:
        said.append("这一步有法律效力：绑定了第二因素的，离上次核验超过 10 分钟要再核验一次。")
    said.append("结论：能办。" if may else "结论：不能办。")
    return Explanation(may, tuple(said))


def _rule(declared: Operation) -> str:
    kinds = kinds_of(declared.name)
    source = f"规则在代码的 {declared.permission.__name__}。"
    if kinds:
        named = "、".join(PostKind(kind).label for kind in sorted(kinds))
        return f"默认给{named}，{source}"
    if is_for_officers(declared.name):
        return f"默认给：流程为这一步指定的岗位。{source}"
    return f"这一步不看岗位（本人办，或者自动办）。{source}"


def _who(actor: Actor, day: date) -> str:
    on = _day(day)
    if not actor.is_officer:
        return f"{actor.name or '访客'}不是工作人员，没有岗位。"
    if not actor.posts:
        return f"{actor.name}（{actor.number} 号）在{on}没有有效的岗位任命，也没有受托的岗位。"
    return f"{actor.name}（{actor.number} 号）在{on}有 {len(actor.posts)} 个岗位算数："


def _post(rights: Snapshot, post: HeldPost, operation: str, day: date) -> tuple[bool, str]:
    named = f"{post.body_name}{post.name}（{post.code}）{_held_by(post)}"
    entry = rights.entry(post.code, operation, day)
    if entry is not None and not entry.is_genuine:
        return False, f"{named}：第 {entry.number} 号授权记录与平台写下的不一致，已停用，不算。"
    if entry is not None:
        told = _grant(entry.number)
        return entry.gives and rights.counts(post, operation, day), f"{named}：{told}"
    if not rights.counts(post, operation, day):
        return False, f"{named}：没有包括这一步，不算。"
    kinds = kinds_of(operation)
    if not kinds:
        return True, f"{named}：没有专门的授权，按规则算。"
    if post.kind in kinds:
        return True, f"{named}：默认就有这项权力，没有收回过。"
    return False, f"{named}：默认没有这项权力，也没有授予过。"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _held_by(post: HeldPost) -> str:
    kind, _, number = post.by.partition(" ")
    words = {"delegation": f"，按第 {number} 号委托代行", "emergency": f"，按第 {number} 号应急授权"}
    return words.get(kind, "，按授权代行" if kind else "")


def _grant(number: int) -> str:
    grant = Grant.objects.select_related("proposed_by", "decided_by").get(pk=number)
    until = f"到{_day(grant.valid_until)}为止" if grant.valid_until else "没有期限"
    approver = grant.decided_by.name if grant.decided_by else "无"
    return (
        f"第 {number} 号授权{grant.get_effect_display()}了这项权力，{_day(grant.valid_from)}起{until}，"
        f"{grant.proposed_by.name}提请，{approver}批准，理由“{grant.reason}”。"
    )


def _object(
    rights: Snapshot, declared: Operation, actor: Actor, target: tuple[str, str], day: date
) -> list[str]:
    said = []
    for conflict in rights.conflicts.get(declared.name, ()):
        act = find_own_act(
            object_type=target[0],
            object_number=target[1],
            account_id=actor.account_id or 0,
            operations=(conflict.first,),
        )
        first = REGISTRY[conflict.first].summary if conflict.first in REGISTRY else conflict.first
        rule = ConflictRule.objects.get(pk=conflict.number)
        if act is not None:
            said.append(
                f"不能：办过这一件的“{first}”（第 {act.number} 条记录），第 {rule.pk} 号回避规则：{rule.reason}。"
            )
        else:
            said.append(f"第 {rule.pk} 号回避规则：没有办过这一件的“{first}”，不受影响。")
    level = judging.label_of(object_type=target[0], object_number=target[1])
    if level == Level.SENSITIVE and not judging.is_cleared(rights, actor=actor, day=day):
        said.append("不能：这一件标为“敏感”，没有处理敏感事项的权力。")
    else:
        said.append(f"这一件的密级是“{Level(level).label}”，可以处理。")
    said.append("这一件归哪个单位、到了哪一步，要在办的时候按规则再核一次。")
    return said


def explain_power(*, actor: Actor, power: str, now: datetime) -> Explanation:
    """Explain a power that has no operation, such as handling what is 敏感."""
    rights, day = snapshot.current(), clock.today(now)
    said = [_who(actor, day), *(_post(rights, post, power, day)[1] for post in actor.posts)]
    may = judging.may_use(rights, actor=actor, operation=power, day=day)
    return Explanation(may, (*said, "结论：能。" if may else "结论：不能。"))


def read_target(text: str) -> tuple[str, str] | None:
    """Read an object as people type it: type and number, or the number of an application alone."""
    parts: list[Any] = text.split()
    if not parts:
        return None
    return (parts[0], parts[1]) if len(parts) > 1 else ("application", parts[0])
