"""
Step-up (再次核验): before an act that binds, whoever has a second factor shows it once more if it was shown more than ten
minutes ago.

The operation declares it (`binding=True` or `asks_factor=True`, see foundation/acts), and the actor of a request carries the
debt, so no page can forget. `@step_up` on a view only asks earlier: before uploads are taken in, before a page that leads to
such an act is read. The page that asks carries everything that was typed, and answers to the same address, so nothing is
lost and no view needs to know. Uploaded files wait on the server, tied to the session, for as long as a sign-in may be idle.
"""

import functools
import secrets
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.datastructures import MultiValueDict

from yangguang.foundation.access import challenges
from yangguang.foundation.access.duties import needs_factor
from yangguang.foundation.identity import api as identity
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal

View = TypeVar("View", bound=Callable[..., Any])

_ANSWERS = ("factor_code", "factor_passkey", "factor_password", "factor_certificate")
_OURS = frozenset({"csrfmiddlewaretoken", "held_files", "factor_nonce", "factor_serial", *_ANSWERS})
_NEEDED = "这一步要先再核验一次，刚才的没有提交。"
_HELD = "held_files"
_PASSWORD_FRESH = "password_shown_at"  # noqa: S105 - a session key


def step_up(view: View) -> View:
    """
    Ask whoever owes a second factor to show it before a post reaches the view, not only when an operation wants it.

    Stands inside the page's policy: `@officer_only() @step_up def sign(request)`.
    """
    return _guard(view, lambda request, now: FactorDebt(request)(now))


def step_up_always(view: View) -> View:
    """Ask everybody: for the factor, or for the password of those who have none yet; for changing the factors."""
    return _guard(view, lambda request, now: not _is_fresh(request, now))


def _guard(view: View, must_ask: Callable[[Any, datetime], bool]) -> View:
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and must_ask(request, clock.now()):
            return ask_factor(request)
        return cast("HttpResponse", view(request, *args, **kwargs))

    return cast("View", guarded)


class FactorDebt:
    """What the actor of a request carries: whether the person at this browser must show a second factor before a binding act."""

    def __init__(self, request: HttpRequest) -> None:
        """Keep the browser's request; the database is asked once, and only if no factor was shown lately."""
        self._request = request

    def __call__(self, now: datetime) -> bool:
        """Tell whether one is owed: by officers where sign-in is strict, else by those who have one (GB/T 22239, 8.1.4.1 d)."""
        return self._has_factor and not challenges.is_factor_fresh(self._request, now)

    @functools.cached_property
    def _has_factor(self) -> bool:
        actor = self._request.actor  # type: ignore[attr-defined]
        return needs_factor(actor) or _has_factor(self._request)


def take_answer(request: HttpRequest) -> HttpResponse | None:
    """Check what answers a page of `ask_factor`, before the page's own view sees the form; a wrong answer is asked again."""
    actor = request.actor  # type: ignore[attr-defined]
    if (
        request.method != "POST"
        or not actor.is_signed_in
        or not any(name in request.POST for name in _ANSWERS)
    ):
        return None
    now = clock.now()
    account = cast("identity.Account", request.user)
    try:
        kind = challenges.answer(request, account, actor=actor, now=now)
    except Refusal as refusal:
        return ask_factor(request, refusal)
    _remember(request, kind, now)
    _restore_files(request)
    return None


def ask_factor(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    """Ask for the factor on a page that carries everything typed and answers to the same address."""
    if request.headers.get("accept", "").startswith("application/json"):
        told = {"code": "access.factor_needed", "message": _NEEDED, "remedy": "请先核验，再提交一次。"}
        told["address"] = f"{reverse('identity:verify_again')}?next="
        return JsonResponse(told, status=403)
    response = _ask(request, cast("identity.Account", request.user), refusal)
    if getattr(
        request, "htmx", False
    ):  # the question takes the whole page, and the form then goes the plain way
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
    return response


def _has_factor(request: HttpRequest) -> bool:
    return challenges.holds_factor(account_id=request.actor.account_id, now=clock.now())  # type: ignore[attr-defined]


def _is_fresh(request: HttpRequest, now: datetime) -> bool:
    if challenges.is_factor_fresh(request, now):
        return True
    shown = request.session.get(_PASSWORD_FRESH) or request.session.get("signed_in_at")
    fresh = shown is not None and 0 <= now.timestamp() - shown <= identity.FACTOR_FRESH.total_seconds()
    return fresh and not _has_factor(request)


def _remember(request: HttpRequest, kind: str, now: datetime) -> None:
    if kind == "password":
        request.session[_PASSWORD_FRESH] = now.timestamp()
    else:
        challenges.remember_shown(request, now)


def _ask(request: HttpRequest, account: identity.Account, refusal: Refusal | None = None) -> HttpResponse:
    kept = [
        (name, value) for name in request.POST if name not in _OURS for value in request.POST.getlist(name)
    ]
    context = {
        **challenges.pose(request, account),
        "kept": kept,
        "held_files": _hold_files(request),
        "refusal": refusal,
        "address": request.get_full_path(),
    }
    context["shell"] = "ui/desk_shell.html" if request.actor.is_officer else "ui/shell.html"  # type: ignore[attr-defined]
    response = render(request, "access/step_up.html", context, status=refusal.status if refusal else 200)
    add_never_cache_headers(response)  # it carries what was typed
    return response


def _hold_files(request: HttpRequest) -> str:
    """Put uploaded files aside and give the token under which this session finds them again."""
    earlier = request.POST.get(_HELD, "")
    if not request.FILES:
        return earlier if _folder(request, earlier) else ""
    token = secrets.token_urlsafe(16)
    folder = Path(settings.VAR) / "held" / f"{request.session.session_key}-{token}"
    folder.mkdir(mode=0o700, parents=True)
    named: list[list[Any]] = []
    for name in request.FILES:
        for place, uploaded in enumerate(request.FILES.getlist(name)):
            kept = f"{len(named)}"
            with (folder / kept).open("wb") as target:
                target.writelines(uploaded.chunks())
            named.append([name, place, uploaded.name, uploaded.content_type or "", kept])
    request.session[_HELD] = {**request.session.get(_HELD, {}), token: named}
    return token


def _restore_files(request: HttpRequest) -> None:
    token = request.POST.get(_HELD, "")
    folder = _folder(request, token)
    if folder is None:
        return
    files: MultiValueDict[str, Any] = MultiValueDict()
    for name, _, original, kind, kept in request.session[_HELD].pop(token):
        content = (folder / kept).read_bytes()
        files.appendlist(name, SimpleUploadedFile(original, content, content_type=kind))
    request.session.modified = True
    shutil.rmtree(folder)
    request._files = files  # type: ignore[attr-defined]  # what the browser sent with the first post


def _folder(request: HttpRequest, token: str) -> Path | None:
    if not token or token not in request.session.get(_HELD, {}):
        return None
    folder = Path(settings.VAR) / "held" / f"{request.session.session_key}-{token}"
    return folder if folder.is_dir() else None


def forget_held_files(*, now: datetime) -> int:
    """Delete files whose officer never came back; they waited longer than a sign-in may be idle."""
    forgotten = 0
    for folder in (Path(settings.VAR) / "held").glob("*"):
        if now.timestamp() - folder.stat().st_mtime > identity.IDLE_LIMIT.total_seconds():
            shutil.rmtree(folder, ignore_errors=True)
            forgotten += 1
    return forgotten
