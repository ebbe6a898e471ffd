"""The pages that need a case, with one: axe and width, desktop and phone, normal and large text."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext

from tests.browser.conftest import DESKTOP, PHONE, follow
from yangguang.kernel import clock
from yangguang.portal.tests import given

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_progress_and_own_page__with_a_case__pass_axe_and_fit(
    open_context: Callable[..., BrowserContext], live_server: object
) -> None:
    now = clock.now()
    given.city(now=now)
    case = given.application(now=now)
    found = {}

    for viewport in (DESKTOP, PHONE):
        for size in ("normal", "large"):
            context = open_context(viewport=viewport)
            context.add_cookies([{"name": "yg-size", "value": size, "url": live_server.url}])  # type: ignore[attr-defined]
            page = context.new_page()
            page.goto("/progress/")
            page.get_by_label("办件编号").fill(case.number)
            page.get_by_label("手机号").fill(case.phone[-4:])
            follow(page, page.get_by_role("button", name="查这件办件"))
            assert page.url.endswith(f"/progress/{case.number}/")
            addresses = [page.url, "/", "/board/", f"/log/?object={case.number}"]
            page.goto("/demo-accounts/")
            follow(page, page.locator('form:has(input[value="zhangwei"]) button'))
            for address in [*addresses, "/my/"]:
                page.goto(address)
                page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
                broken = [one["id"] for one in Axe().run(page).response["violations"]]
                if page.evaluate("document.documentElement.scrollWidth") > viewport["width"]:
                    broken.append("scrolls sideways")
                if broken:
                    found[address, viewport["width"], size] = broken

    assert found == {}
