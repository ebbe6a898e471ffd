"""
The life of an application as one table: from which situations, by which operation, to which, by what right.

The codes of the provincial exchange tables (handbook §3.4) are an outside mapping; inside only these names count.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where an application stands."""

    SUBMITTED = "submitted"
    CORRECTING = "correcting"
    RESUBMITTED = "resubmitted"
    NOT_ACCEPTED = "not_accepted"
    NOT_REQUIRED = "not_required"
    UNCORRECTED = "uncorrected"
    ACCEPTED = "accepted"
    SUSPENDED = "suspended"
    GRANTED = "granted"
    REFUSED = "refused"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """What people read."""
        return LABELS[self]


LABELS = {
    State.SUBMITTED: "已提交，待受理",
    State.CORRECTING: "待您补正材料",
    State.RESUBMITTED: "已补正，待受理",
    State.NOT_ACCEPTED: "不予受理",
    State.NOT_REQUIRED: "不需要办理许可",
    State.UNCORRECTED: "逾期未补正，已办结",
    State.ACCEPTED: "已受理，办理中",
    State.SUSPENDED: "特别程序中，暂停计时",
    State.GRANTED: "准予许可，待送达",
    State.REFUSED: "不予许可，待送达",
    State.DELIVERED: "已办结",
    State.WITHDRAWN: "申请人已撤回",
}

CHOICES = [(state.value, label) for state, label in LABELS.items()]

BEFORE_ACCEPTANCE = frozenset({State.SUBMITTED, State.CORRECTING, State.RESUBMITTED})
AWAITING_OFFICE = frozenset({State.SUBMITTED, State.RESUBMITTED})
IN_HAND = frozenset({State.ACCEPTED, State.SUSPENDED})
DECIDED = frozenset({State.GRANTED, State.REFUSED})
CLOSED = frozenset(
    {State.DELIVERED, State.WITHDRAWN, State.NOT_ACCEPTED, State.NOT_REQUIRED, State.UNCORRECTED}
)
OPEN = frozenset(set(State) - CLOSED)


@dataclass(frozen=True, slots=True)
class Line:
    """One permitted change and the right it stands on."""

    operation: str
    sources: frozenset[State]
    target: State
    source_of_law: str


LIFE = (
    Line("request_correction", frozenset({State.SUBMITTED}), State.CORRECTING, "行政许可法 §32(4)"),
    Line("answer_correction", frozenset({State.CORRECTING}), State.RESUBMITTED, "行政许可法 §32(4)"),
    Line("close_uncorrected", frozenset({State.CORRECTING}), State.UNCORRECTED, "办结码 5 补正不来办结"),
    Line("accept_application", AWAITING_OFFICE, State.ACCEPTED, "行政许可法 §32(5)"),
    Line("deem_accepted", AWAITING_OFFICE, State.ACCEPTED, "行政许可法 §32(4)"),
    Line("refuse_acceptance", AWAITING_OFFICE, State.NOT_ACCEPTED, "行政许可法 §32(2)"),
    Line("declare_not_required", AWAITING_OFFICE, State.NOT_REQUIRED, "行政许可法 §32(1)"),
    Line("start_special_procedure", frozenset({State.ACCEPTED}), State.SUSPENDED, "行政许可法 §45"),
    Line("end_special_procedure", frozenset({State.SUSPENDED}), State.ACCEPTED, "行政许可法 §45"),
    Line("grant", frozenset({State.ACCEPTED}), State.GRANTED, "行政许可法 §38(1)"),
    Line("refuse", frozenset({State.ACCEPTED}), State.REFUSED, "行政许可法 §38(2)"),
    Line("deliver_result", DECIDED, State.DELIVERED, "行政许可法 §44"),
    Line("deem_renewed", AWAITING_OFFICE | IN_HAND, State.DELIVERED, "行政许可法 §50(2)"),
    Line(
        "withdraw_application",
        BEFORE_ACCEPTANCE | IN_HAND,
        State.WITHDRAWN,
        "申请人在决定作出前可以撤回申请（行政许可法 §29 的申请权）",
    ),
)

BY_OPERATION = {line.operation: line for line in LIFE}


def allows(*, operation: str, state: str) -> bool:
    """Tell whether the operation may start from this situation."""
    return State(state) in BY_OPERATION[operation].sources


def target_of(*, operation: str) -> State:
    """Give the situation an operation leads to."""
    return BY_OPERATION[operation].target


ACCEPTANCE_CODES = {  # EX_GDBS_SL.slztdm
    State.NOT_REQUIRED: 2,
    State.CORRECTING: 3,
    State.RESUBMITTED: 3,
    State.NOT_ACCEPTED: 4,
    State.ACCEPTED: 1,
    State.SUSPENDED: 1,
    State.GRANTED: 1,
    State.REFUSED: 1,
    State.DELIVERED: 1,
}

CLOSING_CODES = {  # EX_GDBS_BJ.bjjgdm; a refused case closes as 6 with grant flag 1
    ("delivered", "granted"): 0,
    ("delivered", "refused"): 6,
    ("withdrawn", ""): 1,
    ("not_accepted", ""): 1,
    ("not_required", ""): 1,
    ("uncorrected", ""): 5,
}

GRANT_FLAGS = {"granted": 0, "refused": 1}  # 准予标志
CHANNEL_CODES = {"online": 0, "window": 9}  # 申请渠道: 0 PC, 9 other
APPLICANT_CODES = {"person": 1, "enterprise": 2}  # 申请人类型


def acceptance_code(*, state: str) -> int | None:
    """Give the exchange code of acceptance (受理状态代码), none before the office has answered."""
    return ACCEPTANCE_CODES.get(State(state))


def closing_code(*, state: str, result: str = "") -> int | None:
    """Give the exchange code of closing (办结结果代码), none while the case is open."""
    return CLOSING_CODES.get((State(state).value, result if State(state) is State.DELIVERED else ""))
