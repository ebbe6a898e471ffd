"""What a question may not say when everybody reads it."""

import re

from yangguang.kernel.identifiers import mask_in_text

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_ACCOUNT = re.compile(r"(?<!\d)\d{13,19}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")
_CASE = re.compile(r"\d{4}-\d{4}-\d{5}")
_CALLED = re.compile(r"(我叫|本人叫?|我是|姓名[:：]?)\s*([\u4e00-\u9fff]{2,3})(?=[,，。；;\s]|$)")
_LEFT = (
    ("身份证号或者手机号", re.compile(r"(?<![\dXx*])(\d{17}[\dXx]|1[3-9]\d{9})(?![\dXx])")),
    ("邮箱", _EMAIL),
    ("账号", _ACCOUNT),
    ("办件编号", _CASE),
)


def masked(text: str) -> str:
    """Mask identity, telephone, account and case numbers, addresses of mail, and a name somebody gives as their own."""
    shown = mask_in_text(text)
    shown = _EMAIL.sub("***@***", shown)
    shown = _LANDLINE.sub("****", shown)
    shown = _ACCOUNT.sub("****", shown)
    shown = _CASE.sub("****-****-*****", shown)
    return _CALLED.sub(lambda found: f"{found[1]}{found[2][0]}{'*' * (len(found[2]) - 1)}", shown)


def what_is_left(text: str) -> str:
    """Name what in a text that is to be public still points at somebody, or nothing."""
    return next((what for what, pattern in _LEFT if pattern.search(text)), "")
