"""The wallet, a look by another body, and what an officer decides about a comparison: played in the browser, checked by axe."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, follow
from tests.browser.test_certificates import enter
from yangguang.foundation.access.demo import build_people
from yangguang.foundation.acts.log.keys import log_signer
from yangguang.kernel import clock
from yangguang.reference.comparison import api as comparison
from yangguang.reference.licences import api as licences
from yangguang.reference.licences.demo import CANTEEN, build_types, build_wallets
from yangguang.reference.licences.models import Reading

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}


@pytest.fixture
def city(settings: Any, tmp_path: Any, live_server: Any) -> None:
    """Market and housing with their people, types in force, four old business licences, one share and three looks."""
    settings.VAR = tmp_path
    settings.BASE_URL = live_server.url
    now = clock.now()
    build_people(now=now, only=frozenset({"market", "housing", "service"}))
    log_signer(may_make=True)
    build_types(now=now)
    build_wallets(now=now)


def broken(page: Page, width: int) -> list[str]:
    """What axe finds, and whether the page scrolls sideways, with all details open."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = [one["id"] for one in Axe().run(page, options=RULES).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("scrolls sideways")
    return found


def act_for_canteen(page: Page) -> None:
    page.goto("/acting-for/")
    page.locator(f'[name=credit_code][value="{CANTEEN}"]').check()
    follow(page, page.locator("main button[type=submit]").first)


def test_holder__shares_one_licence__the_other_body_sees_it_and_loses_it_again(
    city: None, open_context: Callable[..., BrowserContext]
) -> None:
    holder, officer = (open_context(viewport=DESKTOP).new_page() for _ in range(2))
    enter(holder, "zhangwei", "/my/licences/")
    act_for_canteen(holder)
    holder.goto("/my/licences/")
    follow(holder, holder.get_by_role("link", name="营业执照"))
    holder.get_by_label("给谁看").select_option(label="深圳市住房和建设局")
    holder.get_by_label("做什么用").fill("核验施工单位")
    follow(holder, holder.get_by_role("button", name="授权查看"))
    expect(holder.get_by_text("核验施工单位").first).to_be_visible()

    enter(officer, "housing-examiner", "/desk/licences/call/")
    follow(officer, officer.locator("aside li", has_text="核验施工单位").get_by_role("link"))
    officer.get_by_label("办件编号").fill("SZ20260921000001")
    follow(officer, officer.get_by_role("button", name="查看证照"))
    expect(officer.get_by_label("证面").get_by_text("深圳市清禾里社区食堂有限公司")).to_be_visible()

    holder.reload()
    expect(holder.get_by_role("row", name="核验施工单位")).to_be_visible()
    follow(holder, holder.locator("li", has_text="核验施工单位").get_by_role("button", name="收回"))
    follow(officer, officer.get_by_role("button", name="查看证照"))
    expect(officer.get_by_text("不能再凭它查看").first).to_be_visible()
    assert Reading.objects.filter(purpose="核验施工单位").count() == 2


def test_officer__compares_and_decides__is_not_asked_again(
    city: None, open_context: Callable[..., BrowserContext]
) -> None:
    held = licences.Licence.objects.get(holder_code=CANTEEN, title="营业执照")
    licences.Licence.objects.filter(pk=held.pk).update(
        legal_representative="李娜", valid_until=date(2099, 1, 1)
    )
    comparison.compare_subjects(now=clock.now(), name="licences")
    page = open_context(viewport=PHONE).new_page()
    enter(page, "examiner", "/desk/comparisons/")

    follow(page, page.get_by_role("link", name="持证人登记信息"))
    page.get_by_label("核对了原件，以原件为准").check()
    page.get_by_label("依据").fill("已核对变更登记通知书")
    follow(page, page.get_by_role("button", name="记下判断"))

    expect(page.get_by_text("已核对变更登记通知书")).to_be_visible()
    page.goto("/desk/comparisons/")
    expect(page.get_by_text("没有要判断的比对")).to_be_visible()


PAGES = {
    "zhangwei": ("/my/licences/", "own", "/verify/offline/"),
    "director": ("/desk/licences/", "one", "/desk/licences/imports/", "import", "/desk/comparisons/"),
    "admin": ("/desk/licences/types/", "type"),
    "housing-examiner": ("/desk/licences/call/",),
    "information1": (
        "/desk/comparisons/rules/",
        "/desk/comparisons/rules/subject/1/",
        "/desk/comparisons/sources/",
        "/desk/comparisons/runs/",
        "/desk/licences/systems/",
    ),
}
FIRST = {
    "own": ("/my/licences/", ".lc-card a"),
    "one": ("/desk/licences/", "tbody th a"),
    "import": ("/desk/licences/imports/", "tbody th a"),
    "type": ("/desk/licences/types/", "tbody th a"),
}


def address_of(page: Page, named: str) -> str:
    """Find the address of the first of a list."""
    if named not in FIRST:
        return named
    listing, link = FIRST[named]
    page.goto(listing)
    return page.locator(link).first.get_attribute("href") or ""


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages__pass_axe_and_fit_the_screen(
    city: None, open_context: Callable[..., BrowserContext], viewport: dict[str, int]
) -> None:
    found = {}
    for username, named in PAGES.items():
        page = open_context(viewport=viewport).new_page()
        enter(page, username, named[0])
        if username == "zhangwei":
            act_for_canteen(page)
        for one in named:
            response = page.goto(address_of(page, one))
            problems = broken(page, viewport["width"])
            if response is None or response.status != 200:
                problems.append("not there")
            if problems:
                found[f"{username}: {one}"] = problems

    assert found == {}
