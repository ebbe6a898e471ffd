"""
Signing in, the own account, the desks of trust and the record, as those see them who use them: axe, and no sideways scroll.

One city with something in every list, one walk through it; each page is looked at on a desktop and again as narrow as a phone.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_accessible_pages import RULES
from yangguang.foundation.access import operations, snapshot
from yangguang.foundation.access.demo import SMALL_CITY, build_people
from yangguang.foundation.access.tests import given
from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.acts.log.sequencer import sequence_waiting
from yangguang.foundation.certificates import api as certificates
from yangguang.foundation.certificates import operations as certifying
from yangguang.foundation.certificates.models import BodySeal, OutsideAuthority
from yangguang.foundation.certificates.tests import foreign
from yangguang.foundation.certificates.tests.given import csr
from yangguang.foundation.organisation.models import Appointment, Officer, Post
from yangguang.foundation.sign_on import keys
from yangguang.foundation.sign_on.tests.given import BACK, connected, registered
from yangguang.kernel import clock, sm

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("YANGGUANG_SHOTS", "")
"""A folder to leave pictures in, for the eye; empty in tests."""

PAGES = {
    "": [
        "/sign-in/?next=/desk/",
        "/sign-up/",
        "/sign-in/certificate/",
        "/seals/",
        "/seals/{seal}/",
        "/log/",
        "/log/verify/",
    ],
    "ouyang": [
        "/account/",
        "/account/security/",
        "/account/security/totp/",
        "/account/security/passkeys/",
        "/account/password/",
        "/account/certificates/",
        "/account/consents/",
        "/acting-for/",
        "/sign-on/authorize?{consent}",
    ],
    "director": ["/account/", "/account/delegations/", "/account/emergency/", "/account/security/again/"],
    "system1": [
        "/admin-desk/system/",
        "/admin-desk/system/?only=unbound",
        "/admin-desk/system/{director}/",
        "/admin-desk/clients/",
        "/admin-desk/clients/new/",
        "/admin-desk/matrix/?body={body}",
    ],
    "security2": [
        "/admin-desk/security/",
        "/admin-desk/security/grants/new/",
        "/admin-desk/security/conflicts/new/",
        "/admin-desk/security/labels/",
        "/admin-desk/security/certification/",
        "/admin-desk/security/certification/?body={body}",
        "/admin-desk/ca/",
        "/admin-desk/ca/requests/{request}/",
        "/admin-desk/ca/recovery/",
        "/admin-desk/ca/outside/",
        "/admin-desk/seals/",
        "/admin-desk/seals/{seal}/",
    ],
    "audit1": [
        "/admin-desk/audit/?check=1",
        "/admin-desk/log/",
        "/admin-desk/log/state/",
        "/admin-desk/log/evidence/application/440300-2026-1/",
        "/admin-desk/why/?officer={director}&operation=approval.decide",
    ],
}


@pytest.fixture
def city(settings, tmp_path) -> dict[str, str]:
    """People, with something in every list."""
    settings.VAR, settings.DEMO_MODE = tmp_path, True
    snapshot._current = snapshot.Snapshot("never")
    now = clock.now()
    build_people(now=now - timedelta(days=2), only=SMALL_CITY)
    certificates.ensure_authorities(now=now - timedelta(days=1))
    told = {**_rights(now), **_trust(now)}
    sequence_waiting(now=clock.now())
    return told


def _rights(now) -> dict[str, str]:
    """Grants given and waiting, a re-certification, a label, an emergency."""

    def actor(username: str):
        return given.actor(username, now)

    window = Appointment.objects.get(officer__account__username="window").post
    told = {"operation_name": "approval.accept_application", "post": window, "valid_from": clock.today(now)}
    first, _ = (
        operations.propose_grant(
            actor=actor(by), now=now, effect="withhold", reason="轮岗期间暂停受理", **told
        )
        for by in ("security1", "system1")
    )
    operations.approve_proposal(actor=actor("security2"), now=now, proposal=first)
    campaign = operations.open_campaign(actor=actor("audit1"), now=now)
    operations.certify_seats(
        actor=actor("security1"),
        now=now,
        campaign=campaign,
        seats=campaign.seats.filter(appointment__officer__account__username="window"),
        keeps=True,
    )
    operations.label_object(
        actor=actor("security1"),
        now=now,
        object_type="application",
        object_number="440300-2026-1",
        level="sensitive",
        reason="涉及举报人的身份，名字很长的理由也要放得下",
    )
    post = Post.objects.get(office__body=window.office.body, kind="decide")
    operations.take_emergency_access(
        actor=actor("window"),
        now=now,
        post=post,
        reason="机房断电，值班领导不在，先受理急件",
        lasts=timedelta(hours=1),
    )
    return {
        "director": Officer.objects.get(account__username="director").number,
        "body": window.office.body.code,
    }


def _trust(now) -> dict[str, str]:
    """A request at the certificate desk, seals, outside authorities, connected systems."""
    asking = given.actor("ouyang", now)
    asked = certifying.request_certificate(
        actor=asking, now=now, profile="citizen", csr=csr(asking, sm.PrivateKey.generate())
    )
    certificates.ensure_seals(now=now, actor=system_actor("发证机构初始化"))
    for name, status in (("南方数字认证根", "http://ocsp.example.cn/"), ("北方电子认证中心第一代根证书", "")):
        certifying.propose_outside_authority(
            actor=given.actor("security1", now),
            now=now,
            bundle=foreign.Outside(name, start=now - timedelta(days=2)).pem,
            list_address="https://ca.example.cn/root.crl",
            status_address=status,
            reason="省内企业都在用",
        )
    known = OutsideAuthority.objects.earliest("pk")
    operations.approve_proposal(actor=given.actor("security2", now), now=now, proposal=known)
    certifying.record_outside_silence(
        actor=system_actor("证书状态查询"), now=now, authority=known, problem="等了 3 秒没有答复"
    )
    client, _ = connected()
    registered(name="市住房公积金管理中心业务系统")
    consent = {
        "client_id": client.client_id,
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "openid profile",
        "state": "s1",
        "nonce": "n1",
        "code_challenge": keys.challenge_of("v" * 50),
        "code_challenge_method": "S256",
    }
    return {
        "request": str(asked.pk),
        "seal": BodySeal.objects.earliest("pk").number,
        "consent": urlencode(consent),
    }


def test_account_and_console_pages__pass_axe_and_fit_the_screen(
    open_context: Callable[..., BrowserContext], live_server, city: dict[str, str]
) -> None:
    found: dict[str, list[str]] = {}
    for username, addresses in PAGES.items():
        page = page_of(open_context(viewport=DESKTOP), username, live_server.url)
        for address in addresses:
            broken = examine(page, address.format(**city))
            if broken:
                found[f"{username} {address}"] = broken

    assert found == {}


def examine(page: Page, address: str) -> list[str]:
    """Say what is wrong with a page: axe with everything open, and what does not fit a desktop or a phone."""
    page.set_viewport_size(DESKTOP)
    answer = page.goto(address)
    broken = [] if answer and answer.ok else [f"answers {answer.status if answer else 0}"]
    for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(size)
        if SHOTS:
            file = f"{address.split('?body', maxsplit=1)[0].strip('/').replace('/', '-')[:60]}-{name}.png"
            page.screenshot(path=str(Path(SHOTS) / file), full_page=True)
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            broken.append(f"scrolls sideways on a {name}")
    broken += [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}"
        for one in Axe().run(page, options=RULES).response["violations"]
    ]
    return broken


def page_of(context: BrowserContext, username: str, address: str) -> Page:
    """Give a page of somebody who is signed in, or of nobody."""
    if username:
        client = Client()
        client.post("/demo-accounts/sign-in/", {"username": username})
        context.add_cookies([{"name": "sessionid", "value": client.session.session_key, "url": address}])
    return context.new_page()
