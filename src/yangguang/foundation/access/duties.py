"""
What an officer must do before anything else: replace a password somebody else gave, or one grown old, and bind a second
factor (GB/T 22239-2019, 8.1.4.1 a and d). Until then no other page opens.

Strict in service; in demo mode the second factor is offered only (setting STRICT_SIGN_IN).
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from yangguang.foundation.access import challenges
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.identity import api as identity
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal

View = TypeVar("View", bound=Callable[..., object])

_BOUND = "has_second_factor"  # session key: seen once, so that later requests need not ask the database


class DutyFirst(Refusal):
    """A form was sent before the duty of the first sign-in was done."""

    code = "access.duty_first"
    status = 403
    text = "{what}以后才能办别的事，刚才的没有提交。"
    remedy = "办好以后请再提交一次。"


def before_duties(view: View) -> View:
    """Let a page be reached before the duties are done: the pages where they are done, and the way out."""
    view.is_before_duties = True  # type: ignore[attr-defined]
    return view


def duty_response(
    request: HttpRequest, view: Callable[..., object], actor: Actor, now: datetime
) -> HttpResponse | None:
    """
    Lead an officer to the first duty that is still open, or let the request pass.

    Refuses with DutyFirst when a form was sent.
    """
    if not actor.is_officer or getattr(view, "is_before_duties", False):
        return None
    open_duty = _open_duty(request, now)
    if open_duty is None:
        return None
    what, address = open_duty
    if request.method != "GET":
        raise DutyFirst(what=what)
    return redirect(address)


def needs_factor(actor: Actor) -> bool:
    """Tell whether the actor may not be without a second factor."""
    return actor.is_officer and settings.STRICT_SIGN_IN


def _open_duty(request: HttpRequest, now: datetime) -> tuple[str, str] | None:
    account = cast("identity.Account", request.user)
    if account.password_is_temporary or (settings.STRICT_SIGN_IN and _is_old(account, now)):
        return "修改密码", reverse("identity:change_password")
    if settings.STRICT_SIGN_IN and not request.session.get(_BOUND):
        if not identity.has_second_factor(account_id=account.pk):
            return "绑定第二因素", reverse("identity:security")
        request.session[_BOUND] = True
    return None


def _is_old(account: identity.Account, now: datetime) -> bool:
    changed = account.password_changed_at or account.created_at
    return clock.today(now) - clock.today(changed) >= identity.PASSWORD_AGE


def count_as_factor(request: HttpRequest, now: datetime) -> None:
    """Take a certificate just used as what it is: possession and PIN together (GB/T 22239-2019, 8.1.4.1 d)."""
    request.session[_BOUND] = True
    challenges.remember_shown(request, now)


def forget_bound(request: HttpRequest) -> None:
    """Ask the database again: a factor has been removed."""
    request.session.pop(_BOUND, None)
