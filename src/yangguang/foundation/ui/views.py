"""Pages that belong to no capability."""

from django.http import HttpRequest, HttpResponse

from yangguang.foundation.access.api import public, refusal_response
from yangguang.kernel.refusals import Refusal


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
