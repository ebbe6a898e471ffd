"""Signing in, the own account, the three desks and sign-on, as those see them who use them: axe, and no sideways scroll."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_accessible_pages import RULES
from yangguang.foundation.access import operations, snapshot
from yangguang.foundation.access.demo import SMALL_CITY, build_people
from yangguang.foundation.access.tests import given
from yangguang.foundation.certificates import api as certificates
from yangguang.foundation.certificates import operations as certifying
from yangguang.foundation.certificates.tests import foreign
from yangguang.foundation.organisation.models import Appointment, Officer, Post
from yangguang.kernel import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("YANGGUANG_SHOTS", "")
"""A folder to leave pictures in, for the eye; empty in tests."""

PAGES = {
    "": ["/sign-in/", "/sign-in/?next=/desk/", "/sign-up/", "/sign-in/certificate/"],
    "ouyang": [
        "/account/",
        "/account/security/",
        "/account/security/totp/",
        "/account/security/passkeys/",
        "/account/password/",
        "/account/certificates/",
        "/account/consents/",
        "/acting-for/",
    ],
    "director": ["/account/", "/account/delegations/", "/account/emergency/", "/account/security/again/"],
    "system1": [
        "/admin-desk/system/",
        "/admin-desk/system/?only=unbound",
        "/admin-desk/system/{director}/",
        "/admin-desk/clients/",
        "/admin-desk/matrix/",
    ],
    "security1": [
        "/admin-desk/security/",
        "/admin-desk/security/grants/new/",
        "/admin-desk/security/conflicts/new/",
        "/admin-desk/security/labels/",
        "/admin-desk/security/certification/",
        "/admin-desk/ca/",
        "/admin-desk/ca/outside/",
        "/admin-desk/why/",
    ],
    "audit1": [
        "/admin-desk/audit/",
        "/admin-desk/audit/acts/",
        "/admin-desk/why/?officer={director}&operation=approval.decide",
    ],
}


@pytest.fixture
def city(settings, tmp_path) -> dict[str, str]:
    """People, with something in every list: grants waiting and given, a re-certification, an outside authority, an emergency."""
    settings.VAR, settings.DEMO_MODE = tmp_path, True
    snapshot._current = snapshot.Snapshot("never")
    now = clock.now()
    build_people(now=now - timedelta(days=2), only=SMALL_CITY)
    certificates.ensure_authorities(now=now - timedelta(days=1))

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
    operations.open_campaign(actor=actor("audit1"), now=now)
    operations.label_object(
        actor=actor("security1"),
        now=now,
        object_type="application",
        object_number="440300-2026-1",
        level="sensitive",
        reason="涉及举报人的身份，名字很长的理由也要放得下",
    )
    post = Post.objects.filter(office__body=window.office.body, kind="decide").first() or window
    operations.take_emergency_access(
        actor=actor("window"),
        now=now,
        post=post,
        reason="机房断电，值班领导不在，先受理急件",
        lasts=timedelta(hours=1),
    ) if post != window else None
    ca = foreign.Outside(start=now - timedelta(days=2))
    certifying.propose_outside_authority(
        actor=actor("security2"),
        now=now,
        bundle=ca.pem,
        list_address="https://ca.example.cn/root.crl",
        reason="省内企业都在用",
    )
    return {"director": Officer.objects.get(account__username="director").number}


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_account_and_console_pages__pass_axe_and_fit_the_screen(
    open_context: Callable[..., BrowserContext], live_server, city: dict[str, str], width: str
) -> None:
    viewport = DESKTOP if width == "desktop" else PHONE
    found: dict[str, list[str]] = {}
    for username, addresses in PAGES.items():
        page = page_of(open_context(viewport=viewport), username, live_server.url)
        for address in addresses:
            answer = page.goto(address.format(**city))
            broken = [] if answer and answer.ok else [f"answers {answer.status if answer else 0}"]
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            broken += [
                f"{one['id']}: {one['nodes'][0]['html'][:120]}"
                for one in Axe().run(page, options=RULES).response["violations"]
            ]
            if page.evaluate("document.documentElement.scrollWidth") > viewport["width"]:
                broken.append("scrolls sideways")
            if broken:
                found[f"{username} {address}"] = broken
            if SHOTS:
                name = f"{username or 'nobody'}{address.split('?')[0].replace('/', '-')}{width}.png"
                page.screenshot(path=str(Path(SHOTS) / name), full_page=True)

    assert found == {}


def page_of(context: BrowserContext, username: str, address: str) -> Page:
    """Give a page of somebody who is signed in, or of nobody."""
    if username:
        client = Client()
        client.post("/demo-accounts/sign-in/", {"username": username})
        context.add_cookies([{"name": "sessionid", "value": client.session.session_key, "url": address}])
    return context.new_page()
