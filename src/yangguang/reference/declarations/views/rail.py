"""The rail of these pages, by what the officer's posts may do; and how a refusal is told on the page it came from."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from yangguang.foundation.access.api import actor_of_request
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel.refusals import Refusal

Link = tuple[str, str, int | None, bool]
CONCERNED = (
    PostKind.ADMIN,
    PostKind.DECIDE,
    PostKind.LEGAL,
    PostKind.INFORMATION,
    PostKind.GOVERNMENT,
    PostKind.MONITOR,
    PostKind.REVIEW,
)


def rail_of(request: HttpRequest, actor: Actor) -> list[tuple[str, list[Link]]]:
    """Give the groups of the rail."""
    holds = actor.holds
    legal, unit = holds(PostKind.LEGAL), holds(PostKind.ADMIN)
    pages = [
        ("清理和申报", "desk", True),
        ("审核备案", "review", legal),
        ("标准格式", "formats", legal or unit),
        ("法规库", "laws", legal or unit),
        ("赋码", "coding", holds(PostKind.INFORMATION)),
        ("网上行使身份", "authorities", legal or unit or holds(PostKind.GOVERNMENT)),
        ("暂停和恢复", "stops", legal or unit or holds(PostKind.GOVERNMENT)),
    ]
    links: list[Link] = []
    for word, name, is_shown in pages:
        if is_shown:
            address = reverse(f"declarations:{name}")
            here = request.path == address or (name != "desk" and request.path.startswith(address))
            links.append((word, address, None, here))
    if legal or unit:
        links.append(("裁量基准", reverse("discretion:desk"), None, False))
    public: list[Link] = [
        ("权责清单", reverse("declarations:powers"), None, False),
        ("编码查询", reverse("declarations:codes"), None, False),
    ]
    return [("职权清理", links), ("我的工作", [("待办", "/desk/", None, False)]), ("对外公开", public)]


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page of the desk with its rail."""
    actor = actor_of_request(request)
    whole = {**context, "rail_groups": rail_of(request, actor), "me": actor}
    return render(request, f"declarations/{template}.html", whole, status=status)


def done(request: HttpRequest, act: Callable[[], Any], said: str, otherwise: str = "没有办成") -> bool:
    """Do one act and tell how it went, on the next page; a refusal says why and what to do."""
    try:
        act()
    except Refusal as refusal:
        details = "".join(f"　{problem}" for problem in list((refusal.fields or {}).values())[:5])
        messages.error(request, f"{otherwise}：{refusal.message}{details} {refusal.remedy_text}")
        return False
    messages.success(request, said)
    return True


def back(request: HttpRequest) -> HttpResponseRedirect:
    """Lead back to the page that was posted to."""
    return HttpResponseRedirect(request.path)
