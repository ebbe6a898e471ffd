"""The shape of what people type into the portal."""

import re
from typing import Any

from django import forms
from django.http import HttpRequest

from yangguang.foundation.acts.api import REGISTRY
from yangguang.portal.queries.audit import LogQuestion


class ProgressForm(forms.Form):
    """Number of the case and the applicant's phone, whole or its last four digits."""

    number = forms.CharField(
        label="办件编号",
        max_length=40,
        help_text="在收件回执和短信里",
        error_messages={"required": "请填办件编号。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label="手机号",
        max_length=20,
        help_text="申请时留的手机号，填全部或者后四位",
        error_messages={"required": "请填手机号，后四位也可以。"},
        widget=forms.TextInput(attrs={"data-kind": "tel", "autocomplete": "tel"}),
    )

    def clean_number(self) -> str:
        """Take the number as people copy it: without blanks, with capitals."""
        return re.sub(r"\s+", "", self.cleaned_data["number"]).upper()

    def clean_phone(self) -> str:
        """Take a whole phone number or its last four digits."""
        digits = re.sub(r"[\s-]", "", self.cleaned_data["phone"])
        if not digits.isascii() or not digits.isdigit() or len(digits) not in range(4, 16):
            raise forms.ValidationError("请填 11 位手机号，或者它的后四位。")
        return digits


class EvidenceForm(forms.Form):
    """What evidence is taken for."""

    purpose = forms.CharField(
        label="用途",
        max_length=200,
        min_length=4,
        help_text="例如复议或诉讼的案号，会留在记录里",
        error_messages={"required": "请写明用途。", "min_length": "请写得具体一些。"},
    )


class LogQueryForm(EvidenceForm):
    """By object, person, post and time; at least one of them."""

    object_number = forms.CharField(
        label="对象编号", max_length=80, required=False, help_text="办件、事项、证照的编号"
    )
    person = forms.CharField(
        label="人员", max_length=60, required=False, help_text="工作人员编号，或者账户名"
    )
    post = forms.CharField(label="岗位代码", max_length=60, required=False)
    operation = forms.ChoiceField(label="做了什么", required=False)
    since = forms.DateField(label="从", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="到", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    field_order = ("object_number", "person", "post", "operation", "since", "until", "purpose")

    def __init__(self, *given: Any, **more: Any) -> None:
        """Offer every operation there is, by what people call it."""
        super().__init__(*given, **more)
        named = sorted((one.summary, name) for name, one in REGISTRY.items() if one.is_recorded)
        self.fields["operation"].choices = [  # type: ignore[attr-defined]
            ("", "不限"),
            *((name, f"{summary}　{name}") for summary, name in named),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for something, and for days in their order."""
        given: dict[str, Any] = super().clean() or {}
        asked = [given.get(name) for name in self.field_order[:-1]]
        if not any(asked):
            self.add_error("object_number", "请至少填一项：对象、人员、岗位、做了什么或时间。")
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", "结束日期要在开始日期之后。")
        return given

    def question(self) -> LogQuestion:
        """Give what was asked."""
        return LogQuestion(**self.cleaned_data)


def words_of(request: HttpRequest, name: str = "q") -> str:
    """Give the words somebody searches for: at most a line, without the signs nobody can type."""
    asked = request.GET.get(name, "")[:200]
    return "".join(sign for sign in asked if sign.isprintable()).strip()[:100]
