"""The signatures that bind, by hand in Chromium: an applicant hands in, officers accept and decide, each with a certificate."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import time
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, follow
from tests.browser.test_main_job import Walk, fill
from tests.journeys.conftest import city, city_databases  # noqa: F401 - fixtures
from tests.journeys.people import CANTEEN, FOOD, City
from yangguang.config.smoke.play import PDF
from yangguang.foundation.certificates import api as certificates
from yangguang.foundation.certificates.models import Challenge, Signature
from yangguang.kernel import clock
from yangguang.kernel.clock import SHANGHAI

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PIN = "我的口令 1"


@pytest.fixture
def walk(
    city: City,  # noqa: F811
    settings: Any,
    live_server: Any,
    open_context: Callable[..., BrowserContext],
) -> Walk:
    """People in the city of today, which has its authorities."""
    settings.BASE_URL = live_server.url
    city.go_to(datetime.fromtimestamp(time(), SHANGHAI))  # the browser's own clock cannot be set
    certificates.ensure_authorities(now=clock.now())
    return Walk(open_context, DESKTOP)


def certify(walk: Walk, page: Page) -> None:
    """Ask for a certificate in this browser; two officers issue it."""
    page.goto("/account/certificates/")
    page.fill("#pin", PIN)
    page.fill("#pin-again", PIN)
    with page.expect_navigation():
        page.get_by_role("button", name="生成密钥并申请").click()
    for username, button in (("security1", "审核通过，请同事批准"), ("security2", "批准")):
        desk = walk.person(username)
        desk.goto("/admin-desk/ca/")
        follow(desk, desk.get_by_role("link", name="申领证书").last)
        follow(desk, desk.get_by_role("button", name=button, exact=True))
    page.goto("/account/certificates/")
    expect(page.get_by_text("密钥在这个浏览器里").first).to_be_visible()


def fill_in(page: Page, answers: dict[str, Any], folder: Path) -> None:
    """Fill in the form of the canteen up to the page where it is read back."""
    page.goto(f"/apply/{FOOD}/")
    follow(page, page.locator("form[action$='/begin/'] button"))
    while "/materials/" not in page.url:
        before = page.url
        fill(page, answers)
        page.locator("main form button.yg-btn--primary").click()
        page.wait_for_url(lambda url, before=before: url != before)
    paper = folder / "材料.pdf"
    paper.write_bytes(PDF)
    for place in range(page.locator("form[data-upload]").count()):
        wanted = page.locator("li:not(:has(.yg-lamp--done)) form[data-upload]").first
        wanted.locator("input[type='file']").set_input_files(paper)
        expect(page.locator(".ap-mats .yg-lamp--done")).to_have_count(place + 1)
        page.wait_for_load_state()
    follow(page, page.get_by_role("link", name="下一步，核对"))


def sign_at_the_desk(page: Page, number: str, deed: str, **given: Any) -> str:
    """Do one binding thing at the workbench and sign it; gives the statement that was shown."""
    page.goto(f"/desk/cases/{number}/")
    choice = page.locator(f'input[name="do"][value="{deed}"]')
    if choice.get_attribute("type") == "radio":
        choice.check()
    fill(page, {f"{deed}-{name}": value for name, value in given.items()})
    read = page.locator("input[name='has_read']:visible")
    if read.count():
        read.check()
    follow(page, page.locator("form:has(input[name='do']) button[type='submit']:visible").last)
    return sign(page)


def sign(page: Page) -> str:
    """Read what is to be signed, give the PIN and send; gives the statement that was shown."""
    part = page.locator("[data-certificate-act]")
    part.locator("summary").click()
    statement = part.locator("pre").inner_text()
    form = page.locator("form:has([data-certificate-act])")
    read = form.locator("input[name='has_read']")
    if read.count():
        read.check()
    part.locator("[data-pin]").fill(PIN)
    follow(page, form.locator("button[type='submit']"))
    return statement


def test_application__signed_by_the_applicant_accepted_and_decided__all_signatures_hold(
    city: City,  # noqa: F811
    walk: Walk,
    tmp_path: Path,
) -> None:
    page = walk.person("lina")
    page.locator(f'input[name="credit_code"][value="{CANTEEN}"]').check()
    follow(page, page.locator("main form button[type='submit']").first)
    certify(walk, page)
    fill_in(page, city.answers(FOOD, commitment=False), tmp_path)

    # A wrong PIN signs nothing, sends nothing, and says so; what was read back is still there.
    page.locator("input[name='has_read']").check()
    page.locator("[data-pin]").fill("猜出来的口令")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("[data-certificate-act] [data-say]")).to_contain_text("口令不对")
    assert not Signature.objects.exists()
    statement = sign(page)
    page.wait_for_url("**/receipt/")
    number = page.url.rstrip("/").split("/")[-2]
    assert signed_statement("approval.submit_application") == statement

    window = walk.person("window")
    certify(walk, window)
    statement = sign_at_the_desk(window, number, "accept")
    assert number in statement
    assert signed_statement("approval.accept") == statement

    city.number = number
    city.act("examiner", "agree", text="材料齐全，符合法定形式。")
    city.act("inspector1", "visit", companions=["0648"], findings="布局与申请图纸一致。", is_passed="passed")
    city.act("examiner2", "agree", text="同意。")
    director = walk.person("director")
    certify(walk, director)
    statement = sign_at_the_desk(director, number, "grant", reasons="符合法定条件，准予许可。")
    assert signed_statement("approval.grant") == statement

    marks = [certificates.verify_mark(one) for one in Signature.objects.filter(kind="act").order_by("pk")]
    assert [(one.is_good, one.problem) for one in marks] == [(True, "")] * 3
    assert all(one.stamped_at for one in marks)
    assert Challenge.objects.filter(used_at__isnull=False, purpose="act").count() == 3
    page.goto(f"/log/{marks[-1].signature.act_number}/")
    expect(page.get_by_text("核对无误").first).to_be_visible()


def signed_statement(operation: str) -> str:
    """Give what stands stored as signed under the newest act of an operation, as a screen shows it."""
    found = Signature.objects.filter(statement__contains=f"操作：{operation}\n").order_by("-pk").first()
    assert found is not None
    return str(found.statement)
