"""What a case is held against: the published matter or field, brought to what supervision can check."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from yangguang.oversight.monitoring.rules.clocks import Term
from yangguang.oversight.monitoring.rules.flows import net_of_steps
from yangguang.oversight.monitoring.rules.nets import Net

NOTHING: Mapping[str, Any] = {}
KINDS = {
    "open": "收件",
    "accept": "受理",
    "refuse": "不予受理",
    "ask": "告知补正",
    "answer": "补正",
    "step": "办理环节",
    "return": "退回环节",
    "pause": "暂停计时",
    "resume": "恢复计时",
    "extend": "延长期限",
    "hear_ask": "申请听证",
    "hear_done": "举行听证",
    "charge": "收费",
    "decide": "作出决定",
    "deliver": "送达",
    "publish": "公开结果",
    "record": "其他来源的记录",
    "close": "办结",
}

AT_STEP = "step:"
CHECKED = frozenset(
    {"ask", "charge", "decide", "refuse", "pause", "resume", "extend", "return", "close", "record"}
)


class Happening(NamedTuple):
    """
    One thing that happened to a case, from the log of acts or from outside; *mark* is what it can be found again by.

    *at* is whole seconds since 1970; *outcome* is `decision=granted`, joined by `;`; *people* how many took part.
    """

    case: str
    kind: str
    at: int
    node: str = ""
    outcome: str = ""
    post: str = ""
    people: int = 0
    facts: Mapping[str, Any] = NOTHING
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """
    One limit: begins and ends with kinds of happenings, or with steps (`step:<code>`); *result* narrows the beginning.

    *code* tells limits of one kind apart. One that is *least* must have passed before its end may come (公示不少于五个工作日).
    """

    kind: str
    length: int
    unit: str
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    post: str = ""
    basis: str = ""
    result: str = ""
    may_pause: bool = False
    code: str = ""
    name: str = ""
    is_least: bool = False

    @property
    def key(self) -> str:
        """How the clock of a case is called."""
        return f"{self.kind}:{self.code}" if self.code else self.kind


@dataclass(slots=True)
class Plan:
    """One version of one matter or field, as published."""

    code: str
    name: str
    field: str
    net: Net
    body_code: str = ""
    spans: tuple[Span, ...] = ()
    materials: frozenset[str] = frozenset()
    fee_fen: int | None = None
    grounds: frozenset[str] = frozenset()
    tiers: Mapping[str, tuple[int, int]] = dataclasses.field(default_factory=dict)
    grace: int = 0  # seconds an outside system may take to report
    first_post: str = ""
    starting: dict[str, tuple[tuple[str, Term], ...]] = dataclasses.field(
        default_factory=dict
    )  # (result, term)
    stopping: dict[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    terms: dict[str, Term] = dataclasses.field(default_factory=dict)
    turning: frozenset[str] = CHECKED
    turning_steps: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Order the limits by what begins and ends them."""
        self.terms = {
            span.key: Term(
                span.kind,
                span.key,
                span.length,
                span.unit,
                name=span.name,
                post=span.post,
                basis=span.basis,
                may_pause=span.may_pause,
                is_least=span.is_least,
            )
            for span in self.spans
        }
        turns = {turn for span in self.spans for turn in (*span.starts, *span.stops)}
        for turn in turns:
            starting = tuple(
                (span.result, self.terms[span.key]) for span in self.spans if turn in span.starts
            )
            stopping = tuple(span.key for span in self.spans if turn in span.stops)
            if starting:
                self.starting[turn] = starting
            if stopping:
                self.stopping[turn] = stopping
        self.turning = CHECKED | {turn for turn in turns if not turn.startswith(AT_STEP)}
        self.turning_steps = frozenset(turn for turn in turns if turn.startswith(AT_STEP))

    @property
    def is_timeless(self) -> bool:
        """Whether what a deed means never depends on the hours between two deeds."""
        return not any(span.is_least for span in self.spans)


DECISIONS = ("decide", "close")


def licensing_spans(
    *,
    acceptance: int,
    statutory: tuple[int, str],
    promised: tuple[int, str],
    delivery: int,
    publication: int = 7,
    hearing: int = 20,
    basis: str = "行政许可法第四十二条",
) -> tuple[Span, ...]:
    """Give the limits of an administrative licence (行政许可法 第三十二、四十、四十二、四十四、四十七条)."""
    answered = ("accept", "ask", "refuse", "close")
    return (
        Span(
            "acceptance",
            acceptance,
            "wd",
            ("open", "answer"),
            answered,
            "accept",
            "行政许可法第三十二条第四项",
        ),
        Span("statutory", *statutory, ("accept",), DECISIONS, "decide", basis, may_pause=True),
        Span("promised", *promised, ("accept",), DECISIONS, "decide", "本机关承诺时限", may_pause=True),
        Span(
            "delivery", delivery, "wd", ("decide",), ("deliver", "close"), "deliver", "行政许可法第四十四条"
        ),
        Span(
            "publication",
            publication,
            "wd",
            ("decide",),
            ("publish",),
            "deliver",
            "国办发〔2018〕118号",
            result="granted",
        ),
        Span(
            "hearing", hearing, "wd", ("hear_ask",), ("hear_done", "close"), "decide", "行政许可法第四十七条"
        ),
    )


def plan_of_standard(content: Mapping[str, Any]) -> Plan:
    """Read a field's standard as it is kept: `code name field steps spans materials fee_fen grounds tiers grace_hours`."""
    spans = tuple(
        Span(
            kind=str(one["kind"]),
            length=int(one["length"]),
            unit=str(one.get("unit", "wd")),
            starts=tuple(one["starts"]),
            stops=tuple(one["stops"]),
            post=str(one.get("post", "")),
            basis=str(one.get("basis", "")),
            result=str(one.get("result", "")),
            may_pause=bool(one.get("may_pause", False)),
            code=str(one.get("code", "")),
            name=str(one.get("name", "")),
            is_least=bool(one.get("is_least", False)),
        )
        for one in content.get("spans", ())
    )
    return Plan(
        code=str(content["code"]),
        name=str(content["name"]),
        field=str(content["field"]),
        net=net_of_steps(content.get("steps", ())),
        body_code=str(content.get("body_code", "")),
        spans=spans,
        materials=frozenset(content.get("materials", ())),
        fee_fen=content.get("fee_fen"),
        grounds=frozenset(content.get("grounds", ())),
        tiers={key: (int(low), int(high)) for key, (low, high) in content.get("tiers", {}).items()},
        grace=int(content.get("grace_hours", 0)) * 3600,
    )
