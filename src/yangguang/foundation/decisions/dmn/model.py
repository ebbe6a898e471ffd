"""
The values of a decision model: decisions, their tables or expressions, and what an evaluation tells.

DMN 1.3 (formal/2021-02-01) conformance level 2: decision tables and literal expressions in S-FEEL.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from yangguang.foundation.decisions.feel import Expression
from yangguang.kernel.refusals import Refusal


class HitPolicy(StrEnum):
    """What several matching rules mean (DMN 1.3, 8.2.10)."""

    UNIQUE = "U"
    ANY = "A"
    PRIORITY = "P"
    FIRST = "F"
    RULE_ORDER = "R"
    OUTPUT_ORDER = "O"
    COLLECT = "C"


@dataclass(frozen=True, slots=True)
class Output:
    """One output column; `order` are its output values, most important first."""

    name: str
    order: tuple[Any, ...] = ()
    default: Expression | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a table, numbered from 1 as people read it."""

    number: int
    id: str
    outputs: tuple[Expression, ...]
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matched:
    """One step of an evaluation: which rules of which decision matched, on what, with what result."""

    decision_id: str
    decision_name: str
    rules: tuple[int, ...]
    rule_ids: tuple[str, ...]
    inputs: Mapping[str, Any]
    result: Any
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """The result of a decision, with the trace of every decision evaluated on the way, the asked one last."""

    value: Any
    trace: tuple[Matched, ...] = field(default_factory=tuple)

    @property
    def matched(self) -> Matched:
        """What matched in the decision that was asked."""
        return self.trace[-1]


class DecisionModelRefused(Refusal):
    """The DMN file cannot be taken; `reason_code` and `element` tell what and where."""

    code: ClassVar[str] = "decisions.model_refused"
    status = 422
    text = "决策表文件没有导入：{place}{element}{reason}"
    remedy = "请改正后重新导入；原来已发布的决策表没有改动。"

    def __init__(self, *, reason_code: str, reason: str, element: str = "", line: int = 0) -> None:
        """Keep the reason, the element and the line of the file."""
        self.reason_code = reason_code
        self.element = element
        self.line = line
        super().__init__(
            reason=reason,
            element=f"“{element}”" if element else "",
            place=f"第{line}行" if line else "",
        )

    def as_dict(self) -> dict[str, object]:
        """The same answer for machines."""
        return {
            **Refusal.as_dict(self),
            "reason_code": self.reason_code,
            "element": self.element,
            "line": self.line,
        }


class RulesOverlap(Refusal):
    """Two rules of a table that may have one only (hit policy U) both match."""

    code = "decisions.rules_overlap"
    status = 409
    text = "决策表“{decision}”只准有一条规则适用，但第{first}条和第{second}条同时适用。"
    remedy = "请法制机构修订这张决策表；本次没有作出任何决定。"


class RulesDisagree(Refusal):
    """Matching rules of a table with hit policy A give different results."""

    code = "decisions.rules_disagree"
    status = 409
    text = "决策表“{decision}”的第{first}条和第{second}条都适用，但结果不同。"
    remedy = "请法制机构修订这张决策表；本次没有作出任何决定。"


class ValueNotAllowed(Refusal):
    """An input or output lies outside the values its column allows."""

    code = "decisions.value_not_allowed"
    status = 422
    text = "决策表“{decision}”的“{column}”不能取“{value}”。"
    remedy = "请核对填写的内容；可取的值见决策表该栏的说明。"


class UnknownDecision(Refusal):
    """The file has no decision of that name or id."""

    code = "decisions.unknown_decision"
    status = 404
    text = "没有找到决策“{decision}”。"
    remedy = "请核对流程里业务规则任务引用的决策编号。"
