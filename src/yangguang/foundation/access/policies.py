"""
Deny by default: every page says who may ask for it.

The policy stands on the view function; the middleware enforces it, and a test walks all routes and fails on
a view without one.
"""

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest

from yangguang.foundation.acts.api import Actor
from yangguang.kernel.refusals import NotFound, NotPermitted, Refusal

View = TypeVar("View", bound=Callable[..., object])
Policy = Callable[[Actor], None]


class SignInRequired(Refusal):
    """The page belongs to somebody; the visitor has not signed in or the session has ended."""

    code = "access.sign_in_required"
    status = 401
    text = "登录状态可能已经过期，您存过的内容都还在。"
    remedy = "登录以后会回到刚才的页面。"


class StalePage(Refusal):
    """The form's token no longer fits the session: the page was open too long, or the log-in changed."""

    code = "access.stale_page"
    status = 403
    text = "这个页面打开得太久，或者您在别处重新登录过，所以这次没有提交。"
    remedy = "请核对以后再提交一次；存过的草稿都在。"


def _declare(view: View, name: str, policy: Policy) -> View:
    view.access_policy = policy  # type: ignore[attr-defined]
    view.access_policy_name = name  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Open a page to everybody."""
    return _declare(view, "public", lambda actor: None)


def signed_in(view: View) -> View:
    """Open a page to anybody who has signed in."""

    def policy(actor: Actor) -> None:
        if not actor.is_signed_in:
            raise SignInRequired

    return _declare(view, "signed_in", policy)


def citizen_only(view: View) -> View:
    """Open a page to applicants who have signed in."""

    def policy(actor: Actor) -> None:
        if not actor.is_signed_in:
            raise SignInRequired
        if actor.is_officer:
            raise NotPermitted(summary="这是申请人自己的页面")

    return _declare(view, "citizen_only", policy)


def officer_only(*kinds: str) -> Callable[[View], View]:
    """Open a page to officers, or only to those who hold a post of one of the kinds."""

    def policy(actor: Actor) -> None:
        if not actor.is_signed_in:
            raise SignInRequired
        if not actor.is_officer or (kinds and not any(actor.holds(kind) for kind in kinds)):
            raise NotPermitted(summary="这是工作人员的页面")

    return lambda view: _declare(view, f"officer_only({', '.join(kinds)})", policy)


def demo_only(view: View) -> View:
    """Open a page in demo mode only; in service it does not exist."""

    def policy(actor: Actor) -> None:
        if not settings.DEMO_MODE:
            raise NotFound(what="这个页面")

    return _declare(view, "demo_only", policy)


def policy_of(view: Callable[..., object]) -> Policy | None:
    """Give the policy a view declares, looking through decorators and class-based views."""
    return getattr(view, "access_policy", None)


def enforce(request: HttpRequest, view: Callable[..., object], actor: Actor) -> None:
    """Let the request pass or refuse it; a view without policy is a fault of ours and stays closed."""
    policy = policy_of(view)
    if policy is None:
        raise NotPermitted(summary="这个页面没有声明谁可以看")
    policy(actor)
