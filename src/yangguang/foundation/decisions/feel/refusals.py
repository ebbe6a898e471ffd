"""How an expression is refused: a code, and the position of the trouble in the text."""

from typing import ClassVar, Self

from yangguang.kernel.refusals import Refusal


class ExpressionRefused(Refusal):
    """The text is not an S-FEEL expression; `position` counts characters from 1."""

    code: ClassVar[str] = "decisions.expression_refused"
    status = 422
    text = "{where}表达式第{position}个字符处{reason}：{source}"
    remedy = "请改正表达式后重新导入；写法见流程与决策表编写说明。"

    def __init__(self, *, reason_code: str, reason: str, source: str, position: int, where: str = "") -> None:
        """Keep the reason and where it is; *where* names the place of the text in its file."""
        self.reason_code = reason_code
        self.reason = reason
        self.source = source
        self.position = position
        shown = source if len(source) <= 80 else source[:77] + "…"
        super().__init__(position=position, reason=reason, source=shown, where=where)

    def placed(self, where: str) -> Self:
        """Give the same refusal with the place of the text in its file."""
        return type(self)(
            reason_code=self.reason_code,
            reason=self.reason,
            source=self.source,
            position=self.position,
            where=where,
        )

    def as_dict(self) -> dict[str, object]:
        """The same answer for machines, with the reason's own code."""
        return {**Refusal.as_dict(self), "reason_code": self.reason_code, "position": self.position}
