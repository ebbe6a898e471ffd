"""Pages that belong to no capability: the stale page, the size of the text, the parts."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from yangguang.foundation.access.api import demo_only, public, refusal_response
from yangguang.foundation.ui.samples import sample_parts
from yangguang.kernel.refusals import Refusal

SIZE_COOKIE = "yg-size"
A_YEAR = 365 * 24 * 60 * 60


class StalePage(Refusal):
    """The form's token no longer fits the session: the page was open too long, or the log-in changed."""

    code = "access.stale_page"
    status = 403
    text = "这个页面打开得太久，或者您在别处重新登录过，所以这次没有提交。"
    remedy = "请返回上一页，刷新以后再提交；存过的草稿都在。"


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


@demo_only
def show_parts(request: HttpRequest) -> HttpResponse:
    """Show every part once."""
    return render(request, "ui/parts_page.html", {"nav": "none", **sample_parts(request.GET)})
