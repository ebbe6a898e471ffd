"""What must fit in a scenario before anybody can use it: matters, keys, order, aliases and limits."""

from collections.abc import Iterator, Mapping
from typing import Any

LEGAL_TOTAL = 45
LEGAL_EXTENSION = 15


def problems_with(content: Mapping[str, Any], *, decided: set[str], awaited: set[str]) -> Iterator[str]:
    """
    Name everything that does not fit; *decided* are the parts the table can give, *awaited* those the flow waits for.

    The total limit is at most 45 working days and 15 more (Licensing Law art. 42).
    """
    keys = [one["key"] for one in content["parts"]]
    known = set(keys)
    if len(known) != len(keys):
        yield "有两件事用了同一个代号"
    if len({one["matter"] for one in content["parts"]}) < 2:
        yield "联合办理至少要有两件事"
    yield from (f"决策表给出的“{one}”没有这件事" for one in sorted(decided - known))
    yield from (f"“{one}”在决策表里永远选不到" for one in sorted(known - decided))
    yield from (f"流程里等的“{one}”没有这件事" for one in sorted(awaited - known))
    yield from (f"“{one}”不在流程里" for one in sorted(known - awaited))
    for one in content["parts"]:
        yield from _problems_of_part(one, known, content)
    if not 0 < content["total_days"] <= LEGAL_TOTAL:
        yield f"总时限最多 {LEGAL_TOTAL} 个工作日（行政许可法第四十二条）"
    if content["extension_days"] > LEGAL_EXTENSION:
        yield f"延长最多 {LEGAL_EXTENSION} 个工作日（行政许可法第四十二条）"
    if _has_cycle({one["key"]: list(one["after"]) for one in content["parts"]}):
        yield "先后次序绕成了圈"


def _problems_of_part(one: Mapping[str, Any], known: set[str], content: Mapping[str, Any]) -> Iterator[str]:
    for word in ("after", "relies_on"):
        yield from (
            f"“{one['key']}”的 {word} 里“{other}”没有这件事" for other in one[word] if other not in known
        )
    if not 0 < one["days"] <= content["total_days"]:
        yield f"“{one['key']}”的部门时限 {one['days']} 天不在总时限之内"
    phases = {phase["key"] for phase in content.get("phases", ())}
    if phases and one.get("phase") not in phases:
        yield f"“{one['key']}”没有放进任何阶段"


def _has_cycle(after: Mapping[str, list[str]]) -> bool:
    done: set[str] = set()
    while True:
        free = {key for key, before in after.items() if key not in done and set(before) & set(after) <= done}
        if not free:
            return len(done) < len(after)
        done |= free
