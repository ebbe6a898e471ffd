"""Pages that belong to no capability: the stale page, the size of the text, the parts."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme

from yangguang.foundation.access.api import StalePage, demo_only, public, refusal_response
from yangguang.foundation.ui.samples import sample_parts

SIZE_COOKIE = "yg-size"
A_YEAR = 365 * 24 * 60 * 60


@public
def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token does not fit."""
    return refusal_response(request, StalePage())


@public
def choose_text_size(request: HttpRequest) -> HttpResponse:
    """Remember the large or the normal text in a cookie and lead back; works without script."""
    asked = request.POST if request.method == "POST" else request.GET
    response = redirect(local_address(request, asked.get("next", "")))
    if asked.get("size") == "large":
        response.set_cookie(
            SIZE_COOKIE, "large", max_age=A_YEAR, samesite="Lax", secure=not settings.DEMO_MODE, httponly=True
        )
    else:
        response.delete_cookie(SIZE_COOKIE, samesite="Lax")
    return response


def local_address(request: HttpRequest, address: str) -> str:
    """Give the address if it stays on this site, else the home page."""
    stays = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if stays and urlsplit(address).path.startswith("/") else "/"


@public
def show_mark(request: HttpRequest) -> HttpResponse:
    """Lead whoever asks for the icon at its old address, as browsers do on documents, to the mark."""
    return redirect(static("ui/mark.svg"), permanent=True)


@demo_only
def show_parts(request: HttpRequest) -> HttpResponse:
    """Show every part once."""
    return render(request, "ui/parts_page.html", {"nav": "none", **sample_parts(request.GET)})
