"""The four levels and the rules of the house: what each is called, how grave it is, and where it is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """The codes of the exchange tables: 0 正常, 1 预警, 2 黄牌, 5 红牌."""

    NORMAL = 0
    WARNING = 1
    YELLOW = 2
    RED = 5

    @property
    def label(self) -> str:
        """What people read."""
        return {0: "正常", 1: "预警", 2: "黄牌", 5: "红牌"}[self.value]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the house: it follows from the published matter and needs no setting per matter."""

    rule_id: str
    level: int
    text: str
    basis: str
    version: int = 1


FLOW = "事项公布的办理流程"
CLOCK = "监察规则：时限"
OTHER_CITIES = "监察规则：违规办理（汇集各市规定，深圳原文未见）"

_CLOCKS = (
    ("statutory", Level.RED, "法定时限", "行政许可法第四十二条"),
    ("promised", Level.YELLOW, "承诺时限", "本机关公布的承诺时限"),
    ("acceptance", Level.YELLOW, "受理期限", "行政许可法第三十二条第四项"),
    ("delivery", Level.RED, "颁发送达期限", "行政许可法第四十四条"),
    ("publication", Level.RED, "结果公开期限", "行政许可法第四十条；国办发〔2018〕118号"),
    ("hearing", Level.RED, "组织听证期限", "行政许可法第四十七条"),
    ("step", Level.YELLOW, "环节时限", FLOW),
    ("limit", Level.RED, "法定期限", "该领域的法律规定"),
    ("report", Level.YELLOW, "报送期限", "报送约定"),
)
_OVERDUE = {
    "acceptance": "超过受理期限没有答复申请人",
    "publication": "结果没有按期公开",
}
_DEEDS = (
    Rule("card.flow.skipped", Level.RED, "跳过应当办理的环节", FLOW),
    Rule("card.flow.repeated", Level.YELLOW, "重复办理同一环节", FLOW),
    Rule("card.flow.order", Level.YELLOW, "环节先后颠倒", FLOW),
    Rule("card.flow.unknown", Level.YELLOW, "办理了流程里没有的环节", FLOW),
    Rule("card.post.wrong", Level.YELLOW, "由不该办这一环节的岗位办理", FLOW),
    Rule("card.post.single_officer", Level.YELLOW, "现场核查只有一人", "行政许可法第三十四条第三款"),
    Rule("card.material.beyond_list", Level.YELLOW, "要求提供清单以外的材料", "行政许可法第三十一条"),
    Rule("card.material.twice", Level.YELLOW, "没有一次告知，再次要求补正", "行政许可法第三十二条第四项"),
    Rule("card.fee.off_list", Level.RED, "收取清单以外的费用", "行政许可法第五十八条、第五十九条"),
    Rule("card.refusal.no_reasons", Level.YELLOW, "不予办理没有说明理由", "行政许可法第三十八条第二款"),
    Rule("card.decision.outside_tier", Level.YELLOW, "决定超出裁量档次", "裁量基准"),
    Rule("card.pause.no_ground", Level.YELLOW, "没有法定事由暂停计时", "行政许可法第四十五条"),
    Rule("card.span.too_short", Level.RED, "法定的最短时间没有过完", "该领域的法律规定"),
    Rule(
        "card.complaint.late",
        Level.YELLOW,
        "投诉没有在 15 个工作日内答复",
        "广东省 12345 热线办理规定：投诉答复期限",
    ),
    Rule(
        "card.joint.late", Level.YELLOW, "联合办理中超过部门时限", "行政许可法第四十二条第二款；联合办理方案"
    ),
    Rule("card.ladder.uncorrected", Level.RED, "黄牌满两个工作日没有改正", "监察规则：升级"),
    Rule("card.compare.licence", Level.YELLOW, "准予决定与证照库不一致", "数据比对"),
    Rule("card.compare.payment", Level.YELLOW, "收费记录与财政票据不一致", "数据比对"),
    Rule("card.compare.portal", Level.YELLOW, "门户公示与办理结果不一致", "数据比对"),
    Rule("card.compare.queue", Level.YELLOW, "大厅取号与收件时间不一致", "数据比对"),
    Rule("card.compare.plan", Level.YELLOW, "成交与计划或者合同不一致", "数据比对"),
    Rule("card.compare.progress", Level.YELLOW, "项目进度落后于计划", "数据比对"),
)


def _clock_rules() -> dict[str, Rule]:
    made = {}
    for kind, level, name, basis in _CLOCKS:
        over, soon = f"card.{kind}.overdue", f"card.{kind}.due_soon"
        made[over] = Rule(over, level, _OVERDUE.get(kind, f"超过{name}"), basis)
        made[soon] = Rule(soon, Level.WARNING, f"{name}只剩一个工作日", basis)
    return made


RULES: Mapping[str, Rule] = {**_clock_rules(), **{one.rule_id: one for one in _DEEDS}}
RULE_TEXTS: Mapping[str, str] = {one.rule_id: one.text for one in RULES.values()}


def rule_for(*, kind: str, level: int) -> str:
    """Name the rule behind a card of a clock, as kept with it for good."""
    return f"card.{kind}.{'due_soon' if level == Level.WARNING else 'overdue'}"
