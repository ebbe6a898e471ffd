"""The usual shapes of a flow to begin with; each passes the linter as it is."""

from dataclasses import dataclass, replace

from yangguang.reference.flows.rules.editing import applied
from yangguang.reference.flows.rules.outline import Lane, Loop, Outline, Row, Way

_NAMES = {
    "applicant": "申请人",
    "accept": "受理岗",
    "examine": "审查岗",
    "inspect": "核查岗",
    "expert": "专家",
    "review": "复核岗",
    "decide": "决定岗",
    "deliver": "制证送达岗",
}
_BASIS = {
    "S": "行政许可法第三十二条",
    "A": "行政许可法第三十四条",
    "E": "行政许可法第三十四条",
    "D": "行政许可法第三十八条",
    "N": "行政许可法第四十四条",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """One usual shape: its key, its name, when it fits, its steps (id, name, post, letter, days)."""

    key: str
    name: str
    fits: str
    steps: tuple[tuple[str, str, str, str, int], ...]


_ACCEPT = ("accept", "收件受理", "accept", "S", 5)
_DELIVER = ("deliver", "制证送达", "deliver", "N", 1)
SHAPES = (
    Shape("spot", "即办", "当场能定的：收件、决定、送达都在窗口", (
        ("accept", "收件受理", "accept", "S", 1), ("decide", "作出决定", "decide", "D", 1), _DELIVER)),
    Shape("plain", "初审、复核、决定", "看材料就能定的", (
        _ACCEPT, ("examine", "审查材料", "examine", "A", 3), ("review", "复核", "review", "R", 1),
        ("decide", "作出决定", "decide", "D", 1), _DELIVER)),
    Shape("site", "现场核查", "要上门看的，两人去", (
        _ACCEPT, ("examine", "审查材料", "examine", "A", 2), ("inspect", "现场核查", "inspect", "E", 3),
        ("review", "复核", "review", "R", 1), ("decide", "作出决定", "decide", "D", 1), _DELIVER)),
    Shape("expert", "专家评审", "要专家一起评的", (
        _ACCEPT, ("examine", "审查材料", "examine", "A", 2), ("expert", "专家评审", "expert", "E", 5),
        ("review", "复核", "review", "R", 1), ("decide", "作出决定", "decide", "D", 2), _DELIVER)),
    Shape("parallel", "并联审查", "几个部门同时审，都审完才决定", (
        _ACCEPT, ("examine", "牵头审查", "examine", "A", 1), ("review", "汇总复核", "review", "R", 1),
        ("decide", "作出决定", "decide", "D", 1), _DELIVER)),
    Shape("levels", "两级审批", "下级先审、上级再定的", (
        _ACCEPT, ("examine", "初级审查", "examine", "A", 5), ("review_first", "初级机关审核", "review", "R", 2),
        ("examine_upper", "上级审查", "examine", "A", 5), ("decide", "上级决定", "decide", "D", 2), _DELIVER)),
)  # fmt: skip


def shape_named(key: str) -> Shape:
    """Give a shape by its key, the plain one for an unknown key."""
    return next((one for one in SHAPES if one.key == key), SHAPES[1])


def outline_from(shape: Shape, *, flow_id: str, name: str) -> Outline:
    """Build a flow of a usual shape."""
    posts = dict.fromkeys(("applicant", *(post for _, _, post, _, _ in shape.steps)))
    lanes = tuple(Lane(f"lane_{post}", _NAMES[post], post) for post in posts)
    ids = ["start", *(one[0] for one in shape.steps), "end"]
    rows = [
        Row(
            "start",
            "start",
            "提交申请",
            "lane_applicant",
            caption="网上或窗口",
            ways=(Way("f_start", ids[1]),),
        )
    ]
    for place, (step, title, post, letter, days) in enumerate(shape.steps, start=1):
        loop = Loop(times="3") if step == "expert" else None
        rows.append(
            Row(
                step,
                "user",
                title,
                f"lane_{post}",
                letter,
                str(days),
                basis=_BASIS.get(letter, "内部流程规定"),
                loop=loop,
                ways=(Way(f"f_{step}", ids[place + 1]),),
            )
        )
    rows.append(Row("end", "end", "领取结果", "lane_applicant"))
    outline = Outline(flow_id, name, lanes, tuple(rows))
    if shape.key == "parallel":
        outline, _ = applied(outline, "parallel", "examine")
    outline, _ = applied(outline, "correction", "accept")
    return replace(outline, name=name)
