"""Second factors in a real browser: a passkey made and used, a replayed answer, an authenticator app, codes to download."""

import base64
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP
from yangguang.foundation.access import snapshot
from yangguang.foundation.access.demo import build_people
from yangguang.foundation.identity import factors
from yangguang.foundation.identity.demo import DEMO_PASSWORD
from yangguang.foundation.identity.models import Account, Passkey
from yangguang.foundation.identity.tests.given import NOW
from yangguang.kernel import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer_page(open_context: Callable[..., BrowserContext], settings) -> Page:
    settings.DEMO_MODE = settings.STRICT_SIGN_IN = True
    snapshot._current = snapshot.Snapshot("never")
    build_people(now=NOW)
    Account.objects.update(password_changed_at=clock.now())
    return open_context(viewport=DESKTOP).new_page()


def sign_in(page: Page, username: str = "director") -> None:
    page.goto("/sign-in/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def add_authenticator(page: Page) -> None:
    """Plug a virtual authenticator into Chromium, with a finger always on it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_passkey__made_at_the_first_sign_in__signs_in_the_next_time(officer_page: Page) -> None:
    page = officer_page
    add_authenticator(page)
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("登录安全")
    page.get_by_role("link", name="添加通行密钥").click()
    page.get_by_label("给它起个名字").fill("办公室的电脑")
    page.get_by_role("button", name="生成通行密钥").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("请收好这 10 个恢复码")
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="下载恢复码").click()
    assert downloaded.value.suggested_filename == "恢复码.txt"
    page.get_by_role("link", name="已收好，回到登录安全").click()
    expect(page.get_by_text("办公室的电脑", exact=True)).to_be_visible()

    page.get_by_role("button", name="退出").click()
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("第二步核验")
    with page.expect_request("**/sign-in/second-step/") as sent:
        page.get_by_role("button", name="用通行密钥核验").click()
    page.wait_for_url("**/desk/")
    assert Passkey.objects.get().used_at

    replayed = page.context.browser.new_context(
        base_url=page.url.split("/desk")[0], locale="zh-CN"
    ).new_page()
    sign_in(replayed)
    token = replayed.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = sent.value.post_data_json["factor_passkey"]
    again = replayed.request.post(
        "/sign-in/second-step/",
        form={"csrfmiddlewaretoken": token, "factor_passkey": answer},
        headers={"Referer": replayed.url},
    )
    assert again.status == 422
    assert "没有通过核对" in again.text()
    replayed.context.close()


def test_totp__bound_by_its_text__asks_again_before_binding_acts(officer_page: Page) -> None:
    page = officer_page
    sign_in(page)
    page.get_by_role("link", name="绑定验证器应用").click()
    expect(page.get_by_role("img", name="绑定用的二维码")).to_be_visible()
    secret = base64.b32decode(page.locator(".yg-hash").first.inner_text().replace(" ", ""))
    page.get_by_label("给它起个名字").fill("我的手机")
    page.get_by_label("应用里现在显示的 6 位数字").fill("000000")
    page.get_by_role("button", name="绑定这个应用").click()
    expect(page.get_by_text("对不上")).to_be_visible()
    page.get_by_label("应用里现在显示的 6 位数字").fill(
        factors.totp_code(secret=secret, step=factors.totp_step(clock.now()))
    )
    page.get_by_role("button", name="绑定这个应用").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("请收好这 10 个恢复码")
