"""The shapes of what people type on the account pages; whether it can be taken is identity's question."""

from collections.abc import Mapping
from typing import Any

from django import forms

from yangguang.kernel.identifiers import DOCUMENT_KINDS


def _text(
    label: str, *, hint: str = "", required: bool = True, longest: int = 60, kind: str = "", **attributes: str
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=longest,
        widget=forms.TextInput(attrs={**attributes, "data-kind": kind}),
        error_messages={"required": "这里要填。", "max_length": f"最多 {longest} 个字符。"},
    )


def _password(label: str, *, hint: str = "", autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": "这里要填。"},
    )


def _email() -> forms.EmailField:
    return forms.EmailField(
        label="电子邮箱",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "邮箱地址不完整，应像 name@example.com。"},
    )


class _NewPassword(forms.Form):
    """A password typed twice."""

    def clean(self) -> dict[str, object]:
        """Compare the two."""
        cleaned = super().clean() or {}
        first, again = cleaned.get("password"), cleaned.get("password_again")
        if first and again and first != again:
            self.add_error("password_again", "两次输入的密码不一样。")
        return cleaned


class SignInForm(forms.Form):
    """User name and password."""

    username = _text("用户名", longest=64, autocomplete="username", autocapitalize="none")
    password = _password("密码", autocomplete="current-password")


class SignUpForm(_NewPassword):
    """A natural person who wants an account."""

    name = _text("姓名", hint="照证件填写", autocomplete="name")
    id_kind = forms.ChoiceField(label="证件种类", choices=list(DOCUMENT_KINDS.items()))
    id_number = _text("证件号码", longest=30, autocomplete="off")
    phone = _text("手机号码", hint="办理进度会发短信到这个号码", longest=20, autocomplete="tel", kind="tel")
    username = _text(
        "用户名", hint="3 到 32 个字符，以小写字母开头，登录时使用", longest=32, autocomplete="username"
    )
    password = _password("密码", hint="至少 10 个字符，可以是一句好记的话", autocomplete="new-password")
    password_again = _password("再输入一次密码", autocomplete="new-password")


class ContactForm(forms.Form):
    """How to reach a person."""

    phone = _text("手机号码", longest=20, autocomplete="tel", kind="tel")
    email = _email()
    address = _text("联系地址", required=False, longest=200, autocomplete="street-address")


class PasswordForm(_NewPassword):
    """A change of password, confirmed by the old one."""

    current_password = _password("现在的密码", autocomplete="current-password")
    password = _password("新密码", hint="至少 10 个字符，可以是一句好记的话", autocomplete="new-password")
    password_again = _password("再输入一次新密码", autocomplete="new-password")


class ClaimForm(forms.Form):
    """The enterprise whose legal representative one is."""

    credit_code = _text("统一社会信用代码", hint="营业执照上的 18 位代码", longest=30, autocomplete="off")


class AgentForm(forms.Form):
    """Whom the enterprise lets act for it."""

    enterprise = forms.ChoiceField(label="委托单位")
    name = _text("代理人姓名", autocomplete="off")
    id_number = _text("代理人证件号码", longest=30, autocomplete="off")
    valid_until = forms.DateField(
        label="委托到哪一天（这一天不再有效）",
        required=False,
        help_text="不填就是没有期限，随时可以结束",
        widget=forms.DateInput(),
        error_messages={"invalid": "请照 2026-12-31 的样子填写日期。"},
    )

    def __init__(self, data: Mapping[str, str] | None = None, *, enterprises: list[tuple[str, str]]) -> None:
        """Offer the enterprises one represents."""
        super().__init__(data)
        self.fields["enterprise"].choices = enterprises  # type: ignore[attr-defined]


class TotpForm(forms.Form):
    """A new authenticator app: what to call it, and the code it shows."""

    name = _text("给它起个名字", hint="以后从名字认出是哪台手机，如“我的手机”", longest=40)
    code = _text("应用里现在显示的 6 位数字", longest=10, autocomplete="one-time-code", inputmode="numeric")


class PasskeyForm(forms.Form):
    """A new passkey: what to call it, and the browser's answer."""

    name = _text("给它起个名字", hint="如“办公室的电脑”“蓝色 U 盾”", longest=40)
    answer = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20000)


_NONE = ("", "请选择")


def _choice(label: str, *, hint: str = "", required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        required=required,
        error_messages={"required": "请选择一项。", "invalid_choice": "请从列表里选。"},
    )


def _day(label: str, *, hint: str = "", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.DateInput(),
        error_messages={"invalid": "请照 2026-12-31 的样子填写日期。", "required": "这里要填。"},
    )


def _reason(label: str = "理由和依据", *, hint: str = "至少 5 个字，会写进记录") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "这里要填。", "max_length": "最多 300 个字。"},
    )


class GrantForm(forms.Form):
    """A power for a post, or away from it."""

    effect = forms.ChoiceField(
        label="办法",
        choices=[("give", "授予：岗位本来没有的权力"), ("withhold", "收回：岗位本来就有的权力")],
        widget=forms.RadioSelect,
    )
    operation_name = _choice("权力")
    post = _choice("岗位")
    valid_from = _day("从哪一天起")
    valid_until = _day("到哪一天为止（这一天不再有效）", hint="不填就是没有期限", required=False)
    reason = _reason()

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        powers: list[tuple[str, str]],
        posts: list[tuple[str, str]],
        **more: Any,
    ) -> None:
        """Offer the powers and the posts there are."""
        super().__init__(data, **more)
        self.fields["operation_name"].choices = [_NONE, *powers]  # type: ignore[attr-defined]
        self.fields["post"].choices = [_NONE, *posts]  # type: ignore[attr-defined]


class ConflictForm(forms.Form):
    """Two steps that want two persons."""

    first_operation = _choice("办过这一步的人")
    second_operation = _choice("同一件不能再办这一步")
    reason = _reason()

    def __init__(self, data: Mapping[str, str] | None = None, *, operations: list[tuple[str, str]]) -> None:
        """Offer all operations."""
        super().__init__(data)
        for name in ("first_operation", "second_operation"):
            self.fields[name].choices = [_NONE, *operations]  # type: ignore[attr-defined]


LABELLED = {
    "application": "办件",
    "joint_case": "联合办理",
    "licence": "证照",
    "declaration": "权力事项申报",
    "lot": "交易标的",
}
"""What carries a label, and how it is called: each of these leaves it out of its lists (`hide_sensitive`)."""


class LabelForm(forms.Form):
    """The label of one object."""

    object_type = forms.ChoiceField(label="是什么", choices=list(LABELLED.items()))
    object_number = _text("编号", longest=80, autocomplete="off")
    level = forms.ChoiceField(
        label="密级",
        choices=[("public", "公开"), ("internal", "内部"), ("sensitive", "敏感")],
        widget=forms.RadioSelect,
    )
    reason = _reason()


class WhyForm(forms.Form):
    """Who, what, on which object."""

    officer = _text("工号", longest=12, autocomplete="off")
    operation = _choice("权力")
    target = _text("哪一件", hint="办件编号，不填就只看岗位和授权", required=False, longest=120)

    def __init__(self, data: Mapping[str, str] | None = None, *, powers: list[tuple[str, str]]) -> None:
        """Offer the powers there are."""
        super().__init__(data)
        self.fields["operation"].choices = [_NONE, *powers]  # type: ignore[attr-defined]


class DelegationForm(forms.Form):
    """What is lent, to whom, until when."""

    post = _choice("委托我的哪个岗位")
    delegate = _text("受托人的工号", longest=12, autocomplete="off")
    operations = forms.MultipleChoiceField(
        label="只委托这几项", help_text="都不选就是这个岗位的全部权力", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    valid_from = _day("从哪一天起")
    valid_until = _day("到哪一天为止（这一天不再有效）", hint="最长 92 天")
    reason = _reason()

    def __init__(
        self, data: Any = None, *, posts: list[tuple[str, str]], powers: list[tuple[str, str]], **more: Any
    ) -> None:
        """Offer the own posts and their powers."""
        super().__init__(data, **more)
        self.fields["post"].choices = [_NONE, *posts]  # type: ignore[attr-defined]
        self.fields["operations"].choices = powers  # type: ignore[attr-defined]


class EmergencyForm(forms.Form):
    """Whose powers, how long, why it cannot wait."""

    post = _choice("需要哪个岗位的权力")
    hours = forms.ChoiceField(label="多长时间", choices=[("1", "1 小时"), ("2", "2 小时"), ("4", "4 小时")])
    reason = _reason("发生了什么，为什么不能等", hint="至少 10 个字，审计管理员会看到")

    def __init__(self, data: Mapping[str, str] | None = None, *, posts: list[tuple[str, str]]) -> None:
        """Offer the posts of the own body."""
        super().__init__(data)
        self.fields["post"].choices = [_NONE, *posts]  # type: ignore[attr-defined]
