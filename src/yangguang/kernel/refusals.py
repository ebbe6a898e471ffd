"""
How the platform says no: a coded refusal in the user's words, with what to do next.

Every layer raises these; only the edge (page, REST, command line) turns them into a response.
"""

from typing import Any, ClassVar


class Refusal(Exception):
    """
    One reason why the platform will not do what was asked.

    `code` is stable and published; `text` and `remedy` are Chinese and may hold {placeholders} filled from the
    constructor's keyword arguments; `status` is the HTTP status an edge should answer with.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    text: ClassVar[str] = "这一步现在不能办。"
    remedy: ClassVar[str] = ""

    def __init__(self, *, fields: dict[str, str] | None = None, **values: Any) -> None:
        """Fill the placeholders; *fields* names form fields and what is wrong with each."""
        self.fields = dict(fields or {})
        self.values = values
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """What happened and why."""
        return self.text.format(**self.values)

    @property
    def remedy_text(self) -> str:
        """What the person can do next."""
        return self.remedy.format(**self.values)

    def as_dict(self) -> dict[str, Any]:
        """The same answer for machines."""
        return {
            "code": self.code,
            "message": self.message,
            "remedy": self.remedy_text,
            "fields": self.fields,
        }


class NotPermitted(Refusal):
    """The actor holds no right to this operation on this object."""

    code = "access.not_permitted"
    status = 403
    text = "您现在的身份不能办这一步：{summary}。"
    remedy = "请换有这项权限的岗位登录，或者请本单位管理员核对岗位任命。"


class InvalidInput(Refusal):
    """One or more values cannot be taken as they are; `fields` tells which."""

    code = "input.invalid"
    status = 422
    text = "还有 {count} 处需要改。您填的内容都还在。"
    remedy = "请按每一处的提示修改后再提交。"

    def __init__(self, *, fields: dict[str, str], **values: Any) -> None:
        """Count the fields for the message."""
        super().__init__(fields=fields, count=len(fields), **values)


class NotFound(Refusal):
    """Nothing there that this person may see; says the same whether it is absent or hidden."""

    code = "access.not_found"
    status = 404
    text = "没有找到{what}。"
    remedy = "请核对编号；如果是别人的办件，只有申请人和经办人能看。"
