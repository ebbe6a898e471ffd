"""Joint approval and linkage in a browser: the founder's way from the questions to six departments, and every page with axe."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import DESKTOP, PHONE, follow
from yangguang.capabilities.joint import api as joint
from yangguang.capabilities.joint.tests import given as joint_given
from yangguang.capabilities.linkage import api as linkage
from yangguang.capabilities.linkage.tests import given as linkage_given
from yangguang.foundation.identity.api import Account
from yangguang.kernel import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}


def sign_in(context: BrowserContext, live_server: Any, username: str) -> Page:
    """Open a page as somebody whose password is nobody's business."""
    account = Account.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "yangguang.foundation.access.backends.AccountBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    context.add_cookies([{"name": "sessionid", "value": str(session.session_key), "url": live_server.url}])
    return context.new_page()


def broken_pages(page: Page, addresses: list[str], width: int) -> dict[str, list[str]]:
    """Give what axe or the width finds wrong, page by page, with everything opened."""
    found = {}
    for address in addresses:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        broken = [one["id"] for one in Axe().run(page, options=RULES).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            broken.append("scrolls sideways")
        if broken:
            found[address] = broken
    return found


def test_founder__questions_to_six_departments__in_the_browser(
    open_context: Callable[..., BrowserContext], live_server: Any
) -> None:
    city = joint_given.city()
    draft = city.draft(now=clock.now())
    page = sign_in(open_context(viewport=DESKTOP), live_server, "founder")

    page.goto("/joint/enterprise-setup/?sign=true&food=false&public_place=false&hire=true")
    assert "您要办 6 件事" in page.content()
    page.goto(f"/joint/drafts/{draft.uuid}/review/")
    page.get_by_label("以上内容和材料真实").check()
    follow(page, page.get_by_role("button", name="提交联办申请"))

    assert "6 个部门正在办" in page.inner_text("h1")
    assert joint.JointCase.objects.get().parts.exclude(case_number="").count() == 6


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_joint_pages__pass_axe_and_fit(
    open_context: Callable[..., BrowserContext], live_server: Any, viewport: dict[str, int]
) -> None:
    now = clock.now()
    city = joint_given.city()
    draft, case = city.draft(now=now), city.submitted(now=now)
    city.accept(case, "seal", now=now)
    room = joint.call_consultation(
        actor=city.officer("market"),
        case=case,
        invitation=joint.Invitation(
            "招牌", ("遮挡",), (case.parts.get(key="seal").body.code,), now + timedelta(days=2)
        ),
        now=now,
    )
    start = f"/joint/drafts/{draft.uuid}"
    own = ["/joint/", "/joint/enterprise-setup/", f"{start}/1/", f"{start}/materials/", f"{start}/review/"]
    own += [f"{start}/advice/", "/joint/cases/", f"/joint/cases/{case.number}/"]
    desk = ["/desk/joint/", f"/desk/joint/cases/{case.number}/", f"/desk/joint/rooms/{room.uuid}/"]

    founder = sign_in(open_context(viewport=viewport), live_server, "founder")
    officer = sign_in(open_context(viewport=viewport), live_server, "market")
    legal = sign_in(open_context(viewport=viewport), live_server, "legal")

    width = viewport["width"]
    assert broken_pages(founder, own, width) == {}
    assert broken_pages(officer, desk, width) == {}
    assert broken_pages(legal, ["/desk/joint/scenarios/"], width) == {}


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_linkage_pages__pass_axe_and_fit(
    open_context: Callable[..., BrowserContext], live_server: Any, viewport: dict[str, int]
) -> None:
    now = clock.now()
    city = linkage_given.city()
    water = linkage_given.WATER
    case = city.accepted(
        city.applied(water, now=now, district="南山区", daily_m3=500), "nanshan-water", now=now
    )
    hall = linkage.open_hall(
        actor=linkage_given.PLATFORM,
        code="nanshan",
        name="南山区大厅",
        area=city.bodies["nanshan-water"].area,
        body=city.bodies["nanshan-water"],
        address="示例路 8 号",
        counters=2,
        now=now,
    )
    ticket = linkage.take_ticket(actor=city.citizen, hall=hall, matter_name="办证", now=now)
    own = ["/levels/", f"/levels/{water}/?district=南山区&daily_m3=500", "/halls/", "/halls/nanshan/"]
    own.append(f"/halls/tickets/{ticket.uuid}/")
    desk = ["/desk/linkage/", f"/desk/linkage/cases/{case.number}/", "/desk/linkage/transfers/"]
    desk += [f"/desk/linkage/take-in/{water}/", "/desk/halls/", "/desk/halls/nanshan/1/"]

    citizen = sign_in(open_context(viewport=viewport), live_server, "citizen")
    officer = sign_in(open_context(viewport=viewport), live_server, "nanshan-water")
    monitor = sign_in(open_context(viewport=viewport), live_server, "monitor")

    width = viewport["width"]
    assert broken_pages(citizen, own, width) == {}
    assert broken_pages(officer, desk, width) == {}
    assert broken_pages(monitor, ["/desk/linkage/exchange/"], width) == {}
