"""
Step-up (再次核验): before an act that binds, the officer shows the second factor once more if it was shown more than ten
minutes ago.

The page that asks carries everything that was typed, and answers to the same address, so nothing is lost and no view
needs to know. Uploaded files wait on the server, tied to the session, for as long as a sign-in may be idle.
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
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict

from yangguang.foundation.access import challenges
from yangguang.foundation.identity import api as identity
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal

View = TypeVar("View", bound=Callable[..., Any])

_OURS = frozenset({"csrfmiddlewaretoken", "factor_code", "factor_passkey", "factor_password", "held_files"})
_HELD = "held_files"
_PASSWORD_FRESH = "password_shown_at"  # noqa: S105 - a session key


def step_up(view: View) -> View:
    """
    Ask officers who have a second factor to show it again before a post reaches the view.

    Stands inside the page's policy: `@officer_only() @step_up def sign(request)`.
    """
    return _guard(view, lambda request: bool(request.actor.is_officer) and _has_factor(request))


def step_up_always(view: View) -> View:
    """Ask everybody: for the factor, or for the password of those who have none yet; for changing the factors."""
    return _guard(view, lambda request: True)


def _guard(view: View, applies: Callable[[Any], bool]) -> View:
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now = clock.now()
        if request.method != "POST" or not applies(request) or _is_fresh(request, now):
            return cast("HttpResponse", view(request, *args, **kwargs))
        account = cast("identity.Account", request.user)
        if not any(name.startswith("factor_") for name in request.POST):
            return _ask(request, account)
        try:
            kind = challenges.answer(request, account, actor=request.actor, now=now)  # type: ignore[attr-defined]
        except Refusal as refusal:
            return _ask(request, account, refusal)
        _remember(request, kind, now)
        _restore_files(request)
        return cast("HttpResponse", view(request, *args, **kwargs))

    return cast("View", guarded)


def _has_factor(request: HttpRequest) -> bool:
    return identity.has_second_factor(account_id=request.actor.account_id)  # type: ignore[attr-defined]


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
    return render(request, "access/step_up.html", context, status=refusal.status if refusal else 200)


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
