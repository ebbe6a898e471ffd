"""At the edge of every request: who asks, may they ask, and how a refusal is told."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject

from yangguang.foundation.access.actors import actor_of_request
from yangguang.foundation.access.duties import duty_response
from yangguang.foundation.access.policies import SignInRequired, StalePage, enforce
from yangguang.foundation.access.sessions import replaced_sign_in, sign_ended_notice
from yangguang.foundation.access.step_up import ask_factor, take_answer
from yangguang.foundation.acts.api import FactorNeeded
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal


class ActorMiddleware:
    """Puts the actor on the request (read once, and only when asked for) and enforces the page's policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the actor."""
        request.actor = SimpleLazyObject(lambda: actor_of_request(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Ask the view's policy before the view runs."""
        try:
            enforce(request, view, request.actor)  # type: ignore[attr-defined]
            return duty_response(request, view, request.actor, clock.now()) or take_answer(request)  # type: ignore[attr-defined]
        except Refusal as refusal:
            return refusal_response(request, refusal)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Tell a refusal that a view did not handle itself; ask for the factor an operation wants."""
        if isinstance(exception, FactorNeeded):
            return ask_factor(request)
        return refusal_response(request, exception) if isinstance(exception, Refusal) else None


def sign_in_address(back_to: str) -> str:
    """Give the sign-in page that leads back to where somebody was."""
    return f"/sign-in/?next={quote(back_to)}"


def refusal_response(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Tell a refusal as a page, or as JSON to those who asked for JSON."""
    if request.headers.get("accept", "").startswith("application/json"):
        return JsonResponse(refusal.as_dict(), status=refusal.status)
    if isinstance(refusal, SignInRequired):
        if getattr(
            request, "htmx", False
        ):  # a fragment cannot show the sign-in page; the whole page goes there
            here = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
            return HttpResponse(status=refusal.status, headers={"HX-Redirect": sign_in_address(here)})
        if request.method == "GET":
            ended = replaced_sign_in(request)
            told = f"&ended={quote(sign_ended_notice(ended))}" if ended else ""
            return redirect(sign_in_address(request.get_full_path()) + told)
    context = {
        "refusal": refusal,
        "kept": typed_by(request) if isinstance(refusal, SignInRequired | StalePage) else [],
    }
    return render(request, "ui/refusal.html", context, status=refusal.status)


SECRETS = re.compile(r"csrfmiddlewaretoken|code|otp|.*(password|secret|token).*")


def typed_by(request: HttpRequest) -> list[tuple[str, str]]:
    """
    List what somebody typed into a form of ours that could not be taken, so that they need not type it again.

    Only for a form sent from our own pages: the answer offers to send it once more. Secrets and files stay behind.
    """
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return []
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    if urlsplit(origin).netloc != request.get_host():
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if not SECRETS.fullmatch(name)
        for value in values
    ]
