"""The shell with hands: keyboard, size of text, and pages without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_first_tab__skips_to_the_content(page: Page) -> None:
    page.goto("/board/")
    page.keyboard.press("Tab")

    expect(page.locator(".yg-skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_large_text__grows_and_stays(page: Page) -> None:
    page.goto("/board/")
    page.get_by_role("link", name="大字版").click()
    page.get_by_role("link", name="无障碍", exact=True).click()

    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    page.get_by_role("link", name="标准字号").first.click()
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "16px"


def test_phone__five_entries_stay_visible(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(viewport=PHONE).new_page()
    page.goto("/")

    for word in ("办事", "查进度", "公开", "互动", "监督"):
        expect(
            page.get_by_role("navigation", name="主导航").get_by_role("link", name=word)
        ).to_be_in_viewport()


def test_without_script__search_and_progress_answer(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(viewport=DESKTOP, java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_label("查找事项、政策、办件").fill("没有这样的事")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("没有找到“没有这样的事”")

    page.goto("/progress/")
    page.get_by_label("办件编号").fill("SZ1")
    page.get_by_label("手机号").fill("8888")
    page.get_by_role("button", name="查这件办件").click()
    expect(page.get_by_role("alert")).to_contain_text("对不上")
    expect(page.get_by_label("办件编号")).to_have_value("SZ1")


def test_conditional_field__shows_only_when_it_is_asked(page: Page) -> None:
    page.goto("/parts/")
    site = page.get_by_label("网店地址")
    expect(site).to_be_hidden()

    page.get_by_label("有网络经营").check()

    expect(site).to_be_visible()
    expect(site).to_be_enabled()


def test_clock__opens_to_the_days_counted(page: Page) -> None:
    page.goto("/parts/")
    chip = page.locator("details.yg-clock").nth(1)
    chip.locator("summary").click()

    expect(chip.get_by_role("table", name="逐日计算表")).to_be_visible()


def test_print__hides_the_chrome(page: Page) -> None:
    page.goto("/board/")
    page.emulate_media(media="print")

    expect(page.get_by_role("navigation", name="主导航")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
