"""A person asks for a certificate in the browser, two officers issue it, and the person signs in with it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, follow
from tests.browser.test_main_job import RULES
from yangguang.capabilities.approval.tests import given as approving
from yangguang.foundation.access.demo import build_people
from yangguang.foundation.acts.api import list_acts_of, system_actor
from yangguang.foundation.acts.tests.given import Case
from yangguang.foundation.certificates import api as certificates
from yangguang.foundation.certificates.demo import DEMO_PASSPHRASE, appoint_custodians
from yangguang.foundation.certificates.models import BodySeal, CertificateRequest, Signature
from yangguang.foundation.certificates.tests import foreign
from yangguang.foundation.certificates.tests import given as certified
from yangguang.foundation.certificates.tests.given import seal_within
from yangguang.foundation.identity.models import Account
from yangguang.kernel import clock, sm

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def enter(page: Page, username: str, to: str) -> None:
    page.goto("/sign-in/")
    page.evaluate(
        """([username, to]) => {
            const form = document.createElement("form");
            form.method = "post"; form.action = "/demo-accounts/sign-in/";
            const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
            for (const [name, value] of [["username", username], ["next", to], ["csrfmiddlewaretoken", token]]) {
              const input = document.createElement("input"); input.name = name; input.value = value; form.append(input);
            }
            document.body.append(form); form.submit();
        }""",
        [username, to],
    )
    page.wait_for_url(lambda address: "/sign-in/" not in address)


@pytest.fixture
def city(settings: Any, tmp_path: Any, live_server: Any) -> None:
    settings.VAR = tmp_path
    settings.BASE_URL = live_server.url
    now = clock.now() - timedelta(days=1)
    build_people(now=now)
    certificates.ensure_authorities(now=now)


def request_certificate(page: Page) -> None:
    page.goto("/account/certificates/")
    page.fill("#pin", "我的口令 1")
    page.fill("#pin-again", "我的口令 1")
    page.get_by_role("button", name="生成密钥并申请").click()
    expect(page.get_by_text("等待审核").first).to_be_visible()


def issue(open_context: Callable[..., BrowserContext]) -> None:
    first, second = (open_context(viewport=DESKTOP).new_page() for _ in range(2))
    enter(first, "security1", "/admin-desk/ca/")
    first.get_by_role("link", name="申领证书").click()
    first.get_by_role("button", name="审核通过，请同事批准").click()
    enter(second, "security2", "/admin-desk/ca/")
    second.get_by_role("link", name="申领证书").click()
    second.get_by_role("button", name="批准", exact=True).click()
    expect(second.get_by_text("已批准并办结")).to_be_visible()


def export(page: Page, file: Any) -> None:
    """Export the certificate to a file, under the PIN."""
    page.get_by_text("导出到文件").click()
    page.fill("form[data-export] input[type=password]", "我的口令 1")
    with page.expect_download() as saved:
        page.get_by_role("button", name="导出", exact=True).click()
    saved.value.save_as(file)


def test_certificate__asked_issued_and_signed_in_with__in_a_browser(
    city: None, open_context: Callable[..., BrowserContext], tmp_path: Any
) -> None:
    context = open_context(viewport=PHONE)
    page = context.new_page()
    enter(page, "zhangwei", "/account/")
    request_certificate(page)
    issue(open_context)

    page.goto("/account/certificates/")
    expect(page.get_by_text("密钥在这个浏览器里")).to_be_visible()
    page.get_by_text("导出到文件").click()
    page.fill("form[data-export] input[type=password]", "我的口令 1")
    with page.expect_download() as saved:
        page.get_by_role("button", name="导出", exact=True).click()
    file = tmp_path / "certificate.pem"
    saved.value.save_as(file)

    page.goto("/")
    context.clear_cookies()
    page.goto("/sign-in/certificate/?next=/account/")
    page.fill("#pin", "猜出来的口令")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_text("口令不对")).to_be_visible()
    page.fill("#pin", "我的口令 1")
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/acting-for/**")

    other = open_context(viewport=DESKTOP).new_page()
    other.goto("/sign-in/certificate/")
    other.set_input_files("#import-file", str(file))
    other.fill("#import-pin", "我的口令 1")
    other.get_by_role("button", name="导入到这个浏览器").click()
    expect(other.locator("#key option")).to_have_count(1)
    other.fill("#pin", "我的口令 1")
    other.get_by_role("button", name="登录", exact=True).click()
    other.wait_for_url(lambda address: "/sign-in/" not in address)


def test_batch__one_pin__signs_each_act_and_asks_for_the_certificate_again_when_it_grows_old(
    open_context: Callable[..., BrowserContext], live_server: Any, settings: Any, tmp_path: Any
) -> None:
    settings.VAR, settings.BASE_URL = tmp_path, live_server.url
    settings.DEMO_MODE, settings.STRICT_SIGN_IN = False, True
    now = clock.now()
    office = approving.office()
    certificates.ensure_authorities(now=now - timedelta(days=1))
    cases = [office.submitted(now=now) for _ in range(3)]
    Account.objects.update(password_changed_at=now)

    client = Client()
    client.force_login(Account.objects.get(username="clerk"))
    session = client.session
    session["factor_shown_at"], session["has_second_factor"] = now.timestamp(), True
    session.save()
    context = open_context(viewport=DESKTOP)
    context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": live_server.url}])
    page = context.new_page()
    request_certificate(page)
    certified.approved(CertificateRequest.objects.get(), certified.officer("41"), certified.officer("42"))
    page.goto("/account/certificates/")
    expect(page.get_by_text("密钥在这个浏览器里")).to_be_visible()

    accept(page, cases[:2])
    expect(page.get_by_text("已受理 2 件")).to_be_visible()
    assert {one.object_number for one in Signature.objects.filter(kind="act")} == {
        one.number for one in cases[:2]
    }

    session = client.session
    session["factor_shown_at"] = (clock.now() - timedelta(minutes=11)).timestamp()
    session.save()
    accept(page, cases[2:])
    expect(page.get_by_role("heading", level=1)).to_have_text("签署前再核验一次")
    page.get_by_label("证书口令").fill("我的口令 1")
    page.get_by_role("button", name="用证书核验").click()
    expect(page.get_by_text("已受理 1 件")).to_be_visible()
    acts = list_acts_of(object_type="account", object_number="clerk")
    assert acts.filter(operation="identity.confirm_second_factor", facts__kind="certificate").exists()


def accept(page: Page, cases: list[Any]) -> None:
    """Pick cases on the desk, read them back, sign them with one PIN."""
    page.goto("/desk/")
    for one in cases:
        page.locator(f'input[name="case"][value="{one.number}"]').check()
    follow(page, page.get_by_role("button", name="受理勾选的"))
    for one in page.get_by_text("您要签的原文").all():
        one.click()
    page.get_by_label("这几件我都看过").check()
    page.get_by_label("证书口令").fill("我的口令 1")
    page.get_by_role("button", name="签署，受理这").click()


def test_encryption_key__recovered_by_two_of_three_custodians__opens_with_the_holders_key(
    city: None, open_context: Callable[..., BrowserContext], tmp_path: Any
) -> None:
    appoint_custodians(now=clock.now() - timedelta(days=1))
    holder = open_context(viewport=PHONE).new_page()
    enter(holder, "zhangwei", "/account/")
    request_certificate(holder)
    issue(open_context)
    holder.goto("/account/certificates/")
    holder.get_by_text("下载", exact=True).click()
    holder.get_by_label("加密密钥丢了，申请恢复").fill("换了电脑，打不开以前的文件")
    follow(holder, holder.get_by_role("button", name="申请恢复加密密钥"))

    first, second = (open_context(viewport=DESKTOP).new_page() for _ in range(2))
    for page, username in ((first, "security1"), (second, "security2")):
        enter(page, username, "/admin-desk/ca/recovery/")
        page.get_by_label("您的保管口令").fill("猜的口令猜的口令" if page is first else DEMO_PASSPHRASE)
        follow(page, page.get_by_role("button", name="同意恢复，交出份额"))
        if page is first:  # a wrong passphrase opens nothing and says so
            expect(page.get_by_text("口令打不开您保管的那一份")).to_be_visible()
            page.goto("/admin-desk/ca/recovery/")
            page.get_by_label("您的保管口令").fill(DEMO_PASSPHRASE)
            follow(page, page.get_by_role("button", name="同意恢复，交出份额"))
        expect(page.get_by_text("您已交出")).to_be_visible()
    expect(second.get_by_text("份额已够")).to_be_visible()
    for page, button in ((first, "审核通过，请同事批准"), (second, "批准")):
        page.goto("/admin-desk/ca/recovery/")
        follow(page, page.locator("main section.yg-sheet h3 a"))
        follow(page, page.get_by_role("button", name=button, exact=True))
    expect(second.get_by_text("已批准并办结")).to_be_visible()

    holder.goto("/account/certificates/")
    export(holder, tmp_path / "certificate.pem")
    holder.get_by_text("下载", exact=True).click()
    with holder.expect_download() as saved:
        holder.get_by_role("link", name="加密密钥").click()
    saved.value.save_as(tmp_path / "key.env")
    written = (tmp_path / "certificate.pem").read_text(encoding="ascii")
    signing_key = sm.PrivateKey.from_pem(written, password="我的口令 1".encode())
    recovered = sm.unwrap_private_key((tmp_path / "key.env").read_bytes(), by=signing_key)
    encryption = certificates.IssuedCertificate.objects.get(is_encryption=True)
    assert recovered.public_key == encryption.certificate.sm2_key


@pytest.mark.parametrize("kind", ["rsa", "p256"])
def test_outside_certificate__trusted_by_two__bound_and_signed_in_with(
    city: None, open_context: Callable[..., BrowserContext], tmp_path: Any, kind: str
) -> None:
    now = clock.now()
    ca, key = foreign.Outside(kind="p384", start=now - timedelta(days=2)), foreign.new_key(kind)
    (tmp_path / "root.pem").write_text(ca.pem)
    (tmp_path / "list.crl").write_bytes(ca.revocation_list(at=now))
    person = Account.objects.get(username="zhangwei").person
    (tmp_path / "own.pem").write_bytes(foreign.as_file(key, ca.issue(person.name, key), "文件的口令 1"))

    first, second = (open_context(viewport=DESKTOP).new_page() for _ in range(2))
    enter(first, "security1", "/admin-desk/ca/outside/")
    first.set_input_files("input[name=bundle]", str(tmp_path / "root.pem"))
    first.get_by_label("为什么信任它").fill("省内企业都在用它的证书")
    first.get_by_role("button", name="提请批准").click()
    expect(first.get_by_text("您提请的，由另一位批准。")).to_be_visible()
    enter(second, "security2", "/admin-desk/ca/outside/")
    second.get_by_role("button", name="指纹核对无误").click()
    expect(second.get_by_text("缺吊销列表")).to_be_visible()
    second.get_by_text("上传吊销列表").click()
    second.set_input_files("input[name=list]", str(tmp_path / "list.crl"))
    second.get_by_role("button", name="上传南方数字认证根的列表").click()
    expect(second.get_by_text("已收下")).to_be_visible()

    context = open_context(viewport=PHONE)
    page = context.new_page()
    enter(page, "zhangwei", "/account/")
    page.goto("/account/certificates/")
    page.set_input_files("#import-file", str(tmp_path / "own.pem"))
    page.fill("#import-pin", "文件的口令 1")
    page.get_by_role("button", name="导入到这个浏览器").click()
    page.get_by_label("证书口令").fill("文件的口令 1")
    page.get_by_role("button", name="绑定到我的账户").click()
    expect(page.get_by_text("已绑定，以后可以用它登录")).to_be_visible()

    context.clear_cookies()
    page.goto("/sign-in/certificate/?next=/account/")
    page.fill("#pin", "文件的口令 1")
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/acting-for/**")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_seal__made_by_two_stopped_and_checked_by_anybody(
    city: None, open_context: Callable[..., BrowserContext], tmp_path: Any, viewport: dict[str, int]
) -> None:
    first, second = (open_context(viewport=viewport).new_page() for _ in range(2))
    enter(first, "security1", "/admin-desk/seals/")
    first.get_by_label("单位", exact=True).select_option(label="深圳市市场监督管理局")
    first.get_by_label("依据").fill("深府办〔2026〕1号")
    follow(first, first.get_by_role("button", name="提请制作"))
    expect(first.get_by_text("您已提请")).to_be_visible()
    enter(second, "security2", "/admin-desk/seals/")
    follow(second, second.get_by_role("link", name="深圳市市场监督管理局"))
    examine(second)
    follow(second, second.get_by_role("button", name="批准制作"))
    expect(second.get_by_text("电子印章已制作")).to_be_visible()
    examine(second)

    document = tmp_path / "决定书.pdf"
    document.write_bytes("准予行政许可决定书".encode())
    seal = BodySeal.objects.get()
    mark = seal_within(
        actor=system_actor("试验"), now=clock.now(), case=Case(), body_code=seal.body_code,
        digest=sm.sm3(document.read_bytes()).hex(),
    )  # fmt: skip
    assert mark is not None
    stranger = open_context(viewport=viewport).new_page()
    stranger.goto("/seals/")
    examine(stranger)
    with stranger.expect_download() as saved:
        stranger.evaluate("address => { location.href = address }", f"/seals/marks/{mark.pk}.ses")
    sealing = tmp_path / "决定书.ses"
    saved.value.save_as(sealing)
    check(stranger, sealing, document)
    expect(stranger.get_by_role("heading", name="核对无误")).to_be_visible()
    examine(stranger)
    document.write_bytes("不予行政许可决定书".encode())
    check(stranger, sealing, document)
    expect(stranger.get_by_text("这份文书与盖章时的不一样")).to_be_visible()
    check(stranger, document, document)
    expect(stranger.get_by_text("核对不通过")).to_be_visible()

    second.get_by_label("原因").fill("印章保管人调岗")
    follow(second, second.get_by_role("button", name="暂停使用"))
    expect(second.get_by_text("是您暂停的")).to_be_visible()
    stranger.goto(f"/seals/{seal.number}/")
    expect(stranger.get_by_text("起暂停使用")).to_be_visible()
    examine(stranger)
    first.goto(f"/admin-desk/seals/{seal.number}/")
    first.get_by_label("原因").fill("机构撤销")
    follow(first, first.get_by_role("button", name="注销印章"))
    expect(first.get_by_text("已注销，不能恢复")).to_be_visible()


def check(page: Page, sealing: Any, document: Any) -> None:
    """Bring a sealing and a document to be checked."""
    page.set_input_files("#sealing", str(sealing))
    page.set_input_files("#document", str(document))
    follow(page, page.get_by_role("button", name="核验文书"))


def examine(page: Page) -> None:
    """Find nothing that axe complains of, and nothing that scrolls sideways."""
    found = [one["id"] for one in Axe().run(page, options=RULES).response["violations"]]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
