"""Every page type, desktop and phone, normal and large text: no axe violation and no sideways scroll."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "home": "/",
    "nothing found": "/search/?q=没有这样的事",
    "search": "/search/",
    "progress": "/progress/",
    "results": "/results/",
    "board": "/board/",
    "record": "/log/",
    "demo accounts": "/demo-accounts/",
    "plain text": "/accessibility/",
    "not there yet": "/coming/participation/",
    "parts": "/parts/",
    "sign in": "/sign-in/",
    "missing page": "/no/such/page/",
    "refusal": "/log/999999999/",
}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}


@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_page_types__pass_axe_and_fit_the_screen(
    open_context: Callable[..., BrowserContext], live_server: object, width: str, size: str
) -> None:
    viewport = DESKTOP if width == "desktop" else PHONE
    context = open_context(viewport=viewport)
    if size == "large":
        context.add_cookies([{"name": "yg-size", "value": "large", "url": live_server.url}])  # type: ignore[attr-defined]
    page = context.new_page()
    found = {}

    for name, address in PAGES.items():
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        broken = [one["id"] for one in Axe().run(page, options=RULES).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > viewport["width"]:
            broken.append("scrolls sideways")
        if broken:
            found[name] = broken

    assert found == {}


@pytest.mark.parametrize("address", ["/", "/parts/", "/board/"])
def test_narrowest_phone__large_text__fits(
    open_context: Callable[..., BrowserContext], live_server: object, address: str
) -> None:
    context = open_context(viewport={"width": 320, "height": 640})
    context.add_cookies([{"name": "yg-size", "value": "large", "url": live_server.url}])  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(address)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
