"""
What the editor's buttons do to a flow: each takes rows and gives rows, and leaves nothing dangling.

A row put in takes over the ways out of the row before it, so a flow stays one piece; a row taken out hands its ways back.
"""

from collections.abc import Callable
from dataclasses import replace

from yangguang.reference.flows.rules.outline import Loop, Outline, Row, Way, lane_for
from yangguang.reference.flows.rules.refusals import ChangeNotPossible, StepNotThere


def applied(outline: Outline, deed: str, row_id: str, choice: str = "") -> tuple[Outline, str]:
    """
    Apply a button to a row; gives the flow and the row to show next.

    Refuses with StepNotThere, ChangeNotPossible.
    """
    row = outline.find(row_id)
    if row is None:
        raise StepNotThere(step=row_id)
    act = _DEEDS.get(deed)
    if act is None:
        raise ChangeNotPossible(reason=f"不认识的操作“{deed}”。")
    return act(outline, row, choice)


def _put_after(outline: Outline, row: Row, added: Row, *more: Row) -> Outline:
    """Put a row behind another: it takes that one's usual way, and stands right after it in the list."""
    if row.is_end:
        raise ChangeNotPossible(reason="结束后面不能再加环节。", way_on="请在它前面的环节后面加。")
    usual = row.usual
    if usual is None:
        way = Way(outline.free_id(f"f_{row.id}"), added.id)
        row = replace(row, ways=(way,))
    else:
        if not added.ways:
            onward = Way(outline.free_id(f"f_{added.id}"), usual.target)
            added = replace(added, ways=(onward,))
        turned = replace(usual, target=added.id)
        row = replace(row, ways=tuple(turned if one.id == usual.id else one for one in row.ways))
    rows: list[Row] = []
    for one in outline.rows:
        rows += [row, added, *more] if one.id == row.id else [one]
    return replace(outline, rows=tuple(rows))


def _next_of(row: Row) -> str:
    usual = row.usual
    if usual is None:
        raise ChangeNotPossible(
            reason=f"“{row.name or row.id}”后面还没有环节。", way_on="请先在它后面加一个环节。"
        )
    return usual.target


def _add_step(outline: Outline, row: Row, choice: str) -> tuple[Outline, str]:
    kind, _, post = (choice or "user:examine").partition(":")
    outline, lane = lane_for(outline, post or "examine")
    new = outline.free_id("step")
    added = _NEW.get(kind, _NEW["user"])(new, lane, row)
    return _put_after(outline, row, added), new


_NEW: dict[str, Callable[[str, str, Row], Row]] = {
    "user": lambda new, lane, row: Row(new, "user", "新环节", lane, letter="A", limit="1", parent=row.parent),
    "service": lambda new, lane, row: Row(new, "service", "自动核验", lane, parent=row.parent),
    "rule": lambda new, lane, row: Row(new, "rule", "查决策表", lane, parent=row.parent),
    "wait": lambda new, lane, row: Row(
        new, "catch", "等待", lane, event="timer", timer="P5D", timer_unit="wd", parent=row.parent
    ),
    "message": lambda new, lane, row: Row(
        new, "catch", "等消息", lane, event="message", event_name="回复", parent=row.parent
    ),
}


def _add_branch(outline: Outline, row: Row, choice: str) -> tuple[Outline, str]:
    after = _next_of(row)
    new, usual, other = outline.free_id("branch"), outline.free_id("f_usual"), outline.free_id("f_other")
    target = choice if outline.find(choice) else _some_end(outline, row.parent)
    if not target:
        outline = _with_end(outline, row)
        target = _some_end(outline, row.parent)
    ways = (Way(other, target, "另一种情况", ""), Way(usual, after, "通常"))
    gateway = Row(new, "exclusive", "分情况", row.lane, default=usual, parent=row.parent, ways=ways)
    return _put_after(outline, outline.row(row.id), gateway), new


def _some_end(outline: Outline, parent: str) -> str:
    return next((one.id for one in outline.rows if one.is_end and one.parent == parent), "")


def _with_end(outline: Outline, row: Row) -> Outline:
    end = Row(outline.free_id("end"), "end", "办结", row.lane, parent=row.parent)
    return replace(outline, rows=(*outline.rows, end))


def _add_parallel(outline: Outline, row: Row, choice: str) -> tuple[Outline, str]:
    after = _next_of(row)
    kind = choice if choice in ("parallel", "inclusive") else "parallel"
    outline, lane = lane_for(outline, "examine")
    split, join = outline.free_id("split"), outline.free_id("join")
    names = ("甲部门审查", "乙部门审查")
    steps = []
    for place, name in enumerate(names, start=1):
        new = outline.free_id(f"both{place}")
        way = (Way(outline.free_id(f"f_both{place}"), join),)
        steps.append(Row(new, "user", name, lane, letter="A", limit="3", parent=row.parent, ways=way))
    forks = tuple(
        Way(outline.free_id(f"f_fork{place}"), one.id, when="true" if kind == "inclusive" else "")
        for place, one in enumerate(steps, start=1)
    )
    default = ""
    if kind == "inclusive":
        forks = (replace(forks[0], when=""), forks[1])
        default = forks[0].id
    head = Row(split, kind, "", row.lane, parent=row.parent, ways=forks, default=default)
    joined = (Way(outline.free_id("f_joined"), after),)
    tail = Row(join, kind, "", row.lane, parent=row.parent, ways=joined)
    return _put_after(outline, row, head, *steps, tail), steps[0].id


def _add_correction(outline: Outline, row: Row, _choice: str) -> tuple[Outline, str]:
    """Add what the law wants after acceptance: correction asked once, refusal in writing (行政许可法第三十二条)."""
    if row.kind != "user":
        raise ChangeNotPossible(reason="补正只能加在收件受理的环节后面。")
    after = _next_of(row)
    outline, applicant = lane_for(outline, "applicant")
    gate, fix, no = outline.free_id("accepted"), outline.free_id("correct"), outline.free_id("not_accepted")
    usual = outline.free_id("f_accepted")
    ways = (
        Way(outline.free_id("f_correct"), fix, "缺材料，只告知一次", 'acceptance = "correction"'),
        Way(
            outline.free_id("f_refused"), no, "", 'acceptance = "not_accepted" or acceptance = "not_required"'
        ),
        Way(usual, after, "受理"),
    )
    gateway = Row(gate, "exclusive", "受理吗", row.lane, default=usual, parent=row.parent, ways=ways)
    basis = "行政许可法第三十二条"
    back = (Way(outline.free_id("f_back"), row.id),)
    correct = Row(
        fix, "user", "补正材料", applicant, letter="S", limit="30", unit="cd", what="您的时间，不计时；补齐后接着办",
        basis=basis, parent=row.parent, ways=back,
    )  # fmt: skip
    end = Row(
        no,
        "end",
        "不予受理",
        row.lane,
        what="出具书面凭证，写明理由和救济途径",
        basis=basis,
        parent=row.parent,
    )
    outline = _put_after(outline, replace(row, letter="S"), gateway, correct, end)
    return outline.with_row(replace(outline.row(row.id), letter="S")), gate


def _add_deadline(outline: Outline, row: Row, choice: str) -> tuple[Outline, str]:
    """Hang a timer on a step: when it fires, the case goes to another row."""
    if row.kind not in ("user", "subprocess", "call", "receive"):
        raise ChangeNotPossible(reason="计时只能挂在由人办的环节上。")
    target = choice if outline.find(choice) else _next_of(row)
    new = outline.free_id("timer")
    ways = (Way(outline.free_id("f_timer"), target, "到期"),)
    timer = Row(
        new,
        "boundary",
        "到期未办",
        event="timer",
        timer="P10D",
        timer_unit="wd",
        host=row.id,
        parent=row.parent,
        ways=ways,
    )
    at = outline.rows.index(row) + 1
    return replace(outline, rows=(*outline.rows[:at], timer, *outline.rows[at:])), new


def _set_together(outline: Outline, row: Row, choice: str) -> tuple[Outline, str]:
    """Let several people do a step, each for themselves (会签); again takes it back."""
    if row.kind not in ("user", "subprocess", "call"):
        raise ChangeNotPossible(reason="会签只能用在由人办的环节上。")
    loop = None if row.loop else Loop(times=choice if choice.isdigit() and int(choice) > 1 else "2")
    return outline.with_row(replace(row, loop=loop)), row.id


def _add_way(outline: Outline, row: Row, choice: str) -> tuple[Outline, str]:
    target = choice if outline.find(choice) else _some_end(outline, row.parent)
    if row.is_end or not target:
        raise ChangeNotPossible(reason="这里不能再加一条路。")
    if not row.is_gateway and row.ways:
        return _add_branch(outline, row, choice)
    way = Way(outline.free_id(f"f_{row.id}"), target)
    row = replace(row, ways=(*row.ways, way))
    if row.kind in ("exclusive", "inclusive") and len(row.ways) > 1 and not row.default:
        row = replace(row, default=row.ways[0].id)
    return outline.with_row(row), row.id


_OTHERWISE = {
    "A": 'opinion = "disagree"',
    "R": 'opinion = "disagree"',
    "E": 'visit = "failed"',
    "D": 'decision = "refused"',
    "S": 'acceptance = "correction"',
}


def _connect(outline: Outline, row: Row, choice: str) -> tuple[Outline, str]:
    """
    Draw a way from a row to another: a branching takes one more, a step gets a branching whose other way leads there.

    From a step backwards this is a return (退回); the condition is the one its kind of step gives.
    """
    target = outline.find(choice)
    if target is None:
        raise StepNotThere(step=choice)
    if (
        row.is_end
        or target.kind in ("start", "boundary")
        or target.parent != row.parent
        or target.id == row.id
    ):
        raise ChangeNotPossible(
            reason=f"“{row.name or row.id}”不能连到“{target.name or target.id}”。",
            way_on="结束没有下一步，开始不能回去；子流程里外也不能相连。",
        )
    if any(way.target == target.id for way in row.ways):
        raise ChangeNotPossible(reason=f"“{row.name or row.id}”已经通到“{target.name or target.id}”。")
    if row.is_gateway or not row.ways:
        return _add_way(outline, row, choice)
    following = outline.find(_next_of(row))
    is_back = outline.rows.index(target) < outline.rows.index(row)
    if following is not None and following.kind == "exclusive":
        outline, gate = _add_way(outline, following, choice)
    else:
        outline, gate = _add_branch(outline, row, choice)
    branching = outline.row(gate)
    when = _OTHERWISE.get(row.letter, "")
    new = next(
        way
        for way in reversed(branching.ways)
        if way.target == choice and way.id != branching.default and not way.when
    )
    word = "退回" if is_back else "另一种情况"
    taken = any(way.when == when for way in branching.ways)
    named = replace(new, name=word, when="" if taken else when)
    ways = tuple(named if way.id == new.id else way for way in branching.ways)
    return outline.with_row(replace(branching, ways=ways)), gate


def _remove_way(outline: Outline, row: Row, choice: str) -> tuple[Outline, str]:
    ways = tuple(one for one in row.ways if one.id != choice)
    if len(ways) == len(row.ways):
        raise StepNotThere(step=choice)
    if not ways:
        raise ChangeNotPossible(
            reason="这是唯一的一条路，去掉以后办件就断在这里。", way_on="请改它通到哪里，或者删去整个环节。"
        )
    default = row.default if any(one.id == row.default for one in ways) else ""
    if not default and len(ways) > 1 and row.kind in ("exclusive", "inclusive"):
        default = ways[-1].id
    ways = tuple(replace(one, when="") if one.id == default or len(ways) == 1 else one for one in ways)
    return outline.with_row(replace(row, ways=ways, default=default)), row.id


def _remove(outline: Outline, row: Row, _choice: str) -> tuple[Outline, str]:
    if row.kind == "start" and not row.parent:
        raise ChangeNotPossible(reason="开始不能删去：办件总要从申请开始。")
    if row.is_end and sum(one.is_end and one.parent == row.parent for one in outline.rows) == 1:
        raise ChangeNotPossible(reason="这是唯一的结束，删去以后办件办不完。")
    usual = row.usual
    onward = usual.target if usual and usual.target != row.id else ""
    before = outline.into(row.id)
    gone = {row.id} | {one.id for one in outline.rows if one.host == row.id}
    gone |= _inside(outline, row.id)
    rows = []
    for one in outline.rows:
        if one.id in gone:
            continue
        ways = tuple(
            replace(way, target=onward) if way.target in gone else way
            for way in one.ways
            if way.target not in gone or (onward and onward != one.id)
        )
        default = one.default if any(way.id == one.default for way in ways) else ""
        rows.append(replace(one, ways=ways, default=default))
    shown = before[0].id if before and before[0].id not in gone else (rows[0].id if rows else "")
    return replace(outline, rows=tuple(rows)), shown


def _inside(outline: Outline, parent: str) -> set[str]:
    found = {one.id for one in outline.rows if one.parent == parent}
    return found | {inner for one in found for inner in _inside(outline, one)}


def _move_up(outline: Outline, row: Row, _choice: str) -> tuple[Outline, str]:
    """Swap a step with the one before it, where both lie on one line."""
    before = outline.into(row.id)
    if len(before) != 1 or before[0].kind in ("start", "boundary") or before[0].is_gateway:
        raise ChangeNotPossible(
            reason="它前面是开始、分支或者不止一条路，不能直接上移。", way_on="请改前面的路通到哪里。"
        )
    first = before[0]
    if len(first.ways) != 1 or len(row.ways) != 1 or row.is_gateway:
        raise ChangeNotPossible(reason="分支处不能直接上移。", way_on="请改各条路通到哪里。")
    after = row.ways[0].target
    if after == first.id:
        raise ChangeNotPossible(reason="它又回到前一个环节，不能对调。")
    swapped = {
        row.id: replace(row, ways=(replace(row.ways[0], target=first.id),)),
        first.id: replace(first, ways=(replace(first.ways[0], target=after),)),
    }
    rows = []
    for one in outline.rows:
        if one.id in swapped:
            rows.append(swapped[one.id])
            continue
        ways = tuple(replace(way, target=row.id) if way.target == first.id else way for way in one.ways)
        rows.append(replace(one, ways=ways))
    here, there = outline.rows.index(row), outline.rows.index(first)
    rows[here], rows[there] = rows[there], rows[here]
    return replace(outline, rows=tuple(rows)), row.id


def _move_down(outline: Outline, row: Row, _choice: str) -> tuple[Outline, str]:
    following = outline.find(_next_of(row))
    if following is None or following.is_end:
        raise ChangeNotPossible(reason="它后面就是结束，不能下移。")
    outline, _ = _move_up(outline, following, "")
    return outline, row.id


_DEEDS: dict[str, Callable[[Outline, Row, str], tuple[Outline, str]]] = {
    "add": _add_step,
    "branch": _add_branch,
    "parallel": _add_parallel,
    "correction": _add_correction,
    "deadline": _add_deadline,
    "together": _set_together,
    "way": _add_way,
    "connect": _connect,
    "unway": _remove_way,
    "remove": _remove,
    "up": _move_up,
    "down": _move_down,
}
