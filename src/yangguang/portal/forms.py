"""The shape of what people type into the portal."""

import re

from django import forms
from django.http import HttpRequest


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


def words_of(request: HttpRequest, name: str = "q") -> str:
    """Give the words somebody searches for: at most a line, without the signs nobody can type."""
    asked = request.GET.get(name, "")[:200]
    return "".join(sign for sign in asked if sign.isprintable()).strip()[:100]
