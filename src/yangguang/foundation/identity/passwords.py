"""
Secrets: what makes a password good enough, how it is kept (argon2), and checking it at the same cost for
everybody.
"""

import functools
from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from yangguang.kernel.refusals import InvalidInput

SHORTEST = 10


@dataclass(frozen=True, slots=True)
class HashedPassword:
    """A password as it is stored. Operations take this, so that no clear text ever travels through them."""

    encoded: str


def hash_password(*, password: str, known: tuple[str, ...] = (), field: str = "password") -> HashedPassword:
    """
    Hash a new password; *known* are texts it must not contain (user name, telephone).

    Refuses with InvalidInput naming *field*: too short, digits only, common, or made of what everybody knows.
    """
    problems = password_problems(password=password, known=known, field=field)
    if problems:
        raise InvalidInput(fields=problems)
    return HashedPassword(make_password(password))


def password_problems(
    *, password: str, known: tuple[str, ...] = (), field: str = "password"
) -> dict[str, str]:
    """Say what is wrong with a new password, under the name of its field; empty if it can be taken."""
    problem = _problem(password, known)
    return {field: problem} if problem else {}


def verify_password(*, password: str, encoded: str | None) -> bool:
    """Check a password; without a stored one the same work is done and the answer is no."""
    spare = _nobody()  # made before it is known whether it is needed: the first sign-in pays, whoever it is
    matches = check_password(password, encoded or spare)
    return matches and encoded is not None


@functools.cache
def _nobody() -> str:
    return make_password("a password nobody has")


def _problem(password: str, known: tuple[str, ...]) -> str:
    if len(password) < SHORTEST:
        return f"密码至少 {SHORTEST} 个字符，可以是一句好记的话。"
    if password.isdigit():
        return "密码不能全是数字，请加上字母或者汉字。"
    if any(len(text) > 3 and text.lower() in password.lower() for text in known):
        return "密码里不要有用户名、手机号码或者证件号码。"
    try:
        _common().validate(password)
    except ValidationError:
        return "这个密码太常见，容易被猜中，请换一个。"
    return ""


@functools.cache
def _common() -> CommonPasswordValidator:
    return CommonPasswordValidator()
