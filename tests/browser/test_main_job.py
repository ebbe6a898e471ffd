"""The main job with hands in Chromium, as every role, on a phone and on a desk; each page on the way is examined."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import time
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, follow
from tests.journeys.conftest import city, city_databases  # noqa: F401 - fixtures
from tests.journeys.people import CANTEEN, FOOD, City, Given
from yangguang.config.smoke.play import PDF
from yangguang.kernel.clock import SHANGHAI

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [
  "scrolls sideways: " + [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".yg-scroll, .yg-sr, svg"))
    .slice(-2).map((one) => one.outerHTML.slice(0, 160)).join(" / ")
]"""
NARROWEST = {"width": 320, "height": 640}


class Walk:
    """People with browsers of one size, and what was wrong on the pages they saw."""

    def __init__(self, open_context: Callable[..., BrowserContext], viewport: dict[str, int]) -> None:
        self.open_context, self.viewport = open_context, viewport
        self.pages: dict[str, Page] = {}
        self.found: dict[str, list[str]] = {}

    def person(self, username: str) -> Page:
        """Sign somebody in by hand."""
        if username not in self.pages:
            page = self.open_context(viewport=self.viewport).new_page()
            page.goto("/demo-accounts/")
            follow(page, page.locator(f'form:has(input[value="{username}"]) button').first)
            self.pages[username] = page
        return self.pages[username]

    def look(self, page: Page, name: str) -> None:
        """Examine a page: axe and no sideways scroll, in normal and large text, on a phone also at 320."""
        broken = []
        for size in ("normal", "large"):
            page.evaluate("size => { document.documentElement.dataset.size = size }", size)
            broken += [
                f"{one['id']} ({size}): {one['nodes'][0]['html'][:120]}"
                for one in Axe().run(page, options=RULES).response["violations"]
            ]
            broken += [f"{one} ({size})" for one in self.too_wide(page)]
        if self.viewport == PHONE:
            page.set_viewport_size(NARROWEST)
            broken += [f"{one} (320, large)" for one in self.too_wide(page)]
            page.evaluate("() => { document.documentElement.dataset.size = 'normal' }")
            broken += [f"{one} (320)" for one in self.too_wide(page)]
            page.set_viewport_size(PHONE)
        page.evaluate("() => { delete document.documentElement.dataset.size }")
        if broken:
            self.found[name] = broken

    @staticmethod
    def too_wide(page: Page) -> list[str]:
        """Name what makes the page wider than the screen."""
        return page.evaluate(WIDER)

    def act(self, username: str, number: str, deed: str, **given: Any) -> Page:
        """Do one thing at the workbench, looking at each page."""
        page = self.person(username)
        page.goto("/desk/")
        if not given.pop("unseen", False):
            self.look(page, f"desk of {username}")
        page.goto(f"/desk/cases/{number}/")
        choice = page.locator(f'input[name="do"][value="{deed}"]')
        if choice.get_attribute("type") == "radio":
            choice.check()
        fill(page, {f"{deed}-{name}": value for name, value in given.items()})
        read = page.locator("input[name='has_read']:visible")
        if read.count():
            read.check()
        self.look(page, f"workbench of {username}")
        follow(page, page.locator("form:has(input[name='do']) button[type='submit']:visible").last)
        signature = page.locator("form:has(input[name='signed'])")
        if signature.count():
            self.look(page, f"confirmation of {username}")
            if signature.locator("input[name='has_read']").count():
                signature.locator("input[name='has_read']").check()
            follow(page, signature.locator("button[type='submit']"))
        page.wait_for_url("**/desk/")
        return page


def fill(page: Page, answers: Given) -> None:
    """Fill in what the page shows of the answers."""
    for name, value in answers.items():
        for each in value if isinstance(value, list) else [value]:
            control = page.locator(f'[name="{name}"]')
            if control.count() == 0 or not control.first.locator("xpath=..").is_visible():
                continue
            kind = control.first.get_attribute("type") or control.first.evaluate("e => e.tagName")
            if kind in ("radio", "checkbox"):
                page.locator(f'[name="{name}"][value="{each}"]').check()
            elif kind == "SELECT":
                control.first.select_option(each)
            elif control.first.is_editable():
                control.first.fill(each)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_main_job__by_hand__as_every_role(
    city: City,  # noqa: F811
    open_context: Callable[..., BrowserContext],
    viewport: dict[str, int],
    tmp_path: Path,
) -> None:
    city.go_to(datetime.fromtimestamp(time(), SHANGHAI))  # the browser's own clock cannot be set
    walk = Walk(open_context, viewport)

    number = apply_by_hand(walk, city.answers(FOOD, commitment=False), tmp_path)
    walk.act("window", number, "accept")
    walk.act("examiner", number, "agree", text="材料齐全，符合法定形式。")
    walk.act(
        "inspector1",
        number,
        "visit",
        companions=["0648"],
        findings="布局与申请图纸一致。",
        is_passed="passed",
    )
    walk.act("examiner2", number, "agree", text="同意。", unseen=True)
    walk.act("director", number, "grant", reasons="符合法定条件，准予许可。")
    walk.act("window", number, "deliver", unseen=True)

    page = walk.person("lina")
    page.goto(f"/cases/{number}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("办完了")
    walk.look(page, "closed case")
    follow(page, page.locator("a[href^='/verify/']").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("真实有效")
    walk.look(page, "verification")
    for name, address in (
        ("list", "/matters/"),
        ("guide", f"/matters/{FOOD}/"),
        ("my", "/my/"),
        ("history", f"/cases/{number}/rate/"),
        ("results", "/results/"),
        ("one act", page.locator("a[href^='/log/']").first.get_attribute("href") or "/log/"),
    ):
        page.goto(address)
        walk.look(page, name)

    assert not walk.found, "\n".join(f"{name}: {one}" for name, many in walk.found.items() for one in many)


def apply_by_hand(walk: Walk, answers: Given, folder: Path) -> str:
    """Apply as an agent of the canteen; gives the number of the case."""
    page = walk.person("lina")
    page.locator(f'input[name="credit_code"][value="{CANTEEN}"]').check()
    follow(page, page.locator("main form button[type='submit']").first)
    page.goto(f"/apply/{FOOD}/")
    walk.look(page, "start")
    follow(page, page.locator("form[action$='/begin/'] button"))
    is_tried = False
    while "/materials/" not in page.url:
        before = page.url
        if not is_tried and page.locator("[name='area_m2']").count():
            page.locator("main form button.yg-btn--primary").click()
            expect(page.locator(".yg-problems")).to_be_focused()
            walk.look(page, "step with errors")
            is_tried = True
        fill(page, answers)
        page.locator("main form button.yg-btn--primary").click()
        page.wait_for_url(lambda url, before=before: url != before)
    walk.look(page, "materials")
    paper = folder / "材料.pdf"
    paper.write_bytes(PDF)
    for place in range(page.locator("form[data-upload]").count()):
        wanted = page.locator("li:not(:has(.yg-lamp--done)) form[data-upload]").first
        wanted.locator("input[type='file']").set_input_files(paper)
        expect(page.locator(".ap-mats .yg-lamp--done")).to_have_count(place + 1)
        page.wait_for_load_state()  # the page came anew; its script must be there before the next file
    follow(page, page.get_by_role("link", name="下一步，核对"))
    walk.look(page, "review")
    page.locator("input[name='has_read']").check()
    follow(page, page.get_by_role("button", name="提交申请"))
    page.wait_for_url("**/receipt/")
    walk.look(page, "receipt")
    number = page.url.rstrip("/").split("/")[-2]
    page.goto(f"/cases/{number}/")
    walk.look(page, "case")
    return number


def test_examination__with_the_keyboard_alone(
    city: City,  # noqa: F811
    open_context: Callable[..., BrowserContext],
) -> None:
    city.go_to(datetime.fromtimestamp(time(), SHANGHAI))
    number = city.apply("lina", FOOD, for_enterprise=CANTEEN, commitment=True)
    city.act("window", "accept")
    page = Walk(open_context, DESKTOP).person("examiner")
    page.goto("/desk/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/cases/{number}/**")

    tab_to(page, "input[name='do'][value='agree']")
    page.keyboard.press("Space")
    tab_to(page, "[name='agree-text']")
    page.keyboard.type("材料齐全，符合法定形式。")
    tab_to(page, "button[type='submit']")
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name='signed']", state="attached")
    tab_to(page, "input[name='has_read']")
    page.keyboard.press("Space")
    tab_to(page, "form:has(input[name='signed']) button[type='submit']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")

    expect(page.get_by_text("意见已签署")).to_be_visible()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def test_without_script__guide_application_and_tracking_work(
    city: City,  # noqa: F811
    open_context: Callable[..., BrowserContext],
    tmp_path: Path,
) -> None:
    city.go_to(datetime.fromtimestamp(time(), SHANGHAI))
    answers = city.answers(FOOD, commitment=True)
    page = open_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto("/matters/?words=餐馆")
    follow(page, page.get_by_role("link", name="食品经营许可（新办）").first)
    follow(page, page.get_by_role("link", name="开始申请").first)
    page.goto("/demo-accounts/")
    follow(page, page.locator('form:has(input[value="lina"]) button').first)
    page.locator(f'input[name="credit_code"][value="{CANTEEN}"]').check()
    follow(page, page.locator("main form button[type='submit']").first)
    page.goto(f"/apply/{FOOD}/")
    follow(page, page.locator("form[action$='/begin/'] button"))
    while "/materials/" not in page.url:
        fill(page, answers)
        follow(page, page.locator("main form button.yg-btn--primary"))
    paper = tmp_path / "材料.pdf"
    paper.write_bytes(PDF)
    for _ in range(page.locator("form[data-upload]").count()):
        form = page.locator("li:not(:has(.yg-lamp--done)) form[data-upload]").first
        form.locator("input[type='file']").set_input_files(paper)
        follow(page, form.locator("button[type='submit']"))
    follow(page, page.get_by_role("link", name="下一步，核对"))
    page.locator("input[name='has_read']").check()
    follow(page, page.get_by_role("button", name="提交申请"))
    number = page.url.rstrip("/").split("/")[-2]

    page.goto("/progress/")
    page.get_by_label("办件编号").fill(number)
    page.get_by_label("手机号").fill("0517")
    follow(page, page.get_by_role("button", name="查这件办件"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url.endswith(f"/progress/{number}/")
