"""Joint approval and linkage in a browser: three scenarios and a linked case by every role, and every page with axe."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import DESKTOP, PHONE, follow
from yangguang.capabilities.joint import api as joint
from yangguang.capabilities.joint.demo import answers_for, scan
from yangguang.capabilities.joint.tests import given as joint_given
from yangguang.capabilities.linkage import api as linkage
from yangguang.capabilities.linkage.tests import given as linkage_given
from yangguang.foundation.identity.api import Account
from yangguang.kernel import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}


def sign_in(context: BrowserContext, live_server: Any, username: str) -> Page:
    """Open a page as somebody whose password is nobody's business."""
    account = Account.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "yangguang.foundation.access.backends.AccountBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    context.add_cookies([{"name": "sessionid", "value": str(session.session_key), "url": live_server.url}])
    return context.new_page()


def broken_pages(page: Page, addresses: list[str], width: int) -> dict[str, list[str]]:
    """Give what axe or the width finds wrong, page by page, with everything opened."""
    found = {}
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        broken = [one["id"] for one in Axe().run(page, options=RULES).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            broken.append("scrolls sideways")
        if broken:
            found[address] = broken
    return found


class Roles:
    """Everybody of a city, each in a browser of their own, and the workbench as their hands use it."""

    def __init__(self, open_context: Callable[..., BrowserContext], live_server: Any) -> None:
        self.open_context, self.live_server = open_context, live_server
        self.pages: dict[str, Page] = {}

    def page(self, username: str) -> Page:
        """The page somebody has open."""
        if username not in self.pages:
            context = self.open_context(viewport=DESKTOP)
            self.pages[username] = sign_in(context, self.live_server, username)
        return self.pages[username]

    def act(self, username: str, number: str, deed: str, **given: str) -> None:
        """Do one thing at the workbench: fill in, read back, sign."""
        page = self.page(username)
        page.goto(f"/desk/cases/{number}/")
        choice = page.locator(f'input[name="do"][value="{deed}"]')
        if choice.get_attribute("type") == "radio":
            choice.check()
        for name, value in given.items():
            control = page.locator(f'[name="{deed}-{name}"]').first
            if control.get_attribute("type") == "radio":
                page.locator(f'[name="{deed}-{name}"][value="{value}"]').check()
            else:
                control.fill(value)
        follow(page, page.locator("#deed button[type='submit']:visible").last)
        signature = page.locator("form:has(input[name='signed'])")
        if signature.count():
            read = signature.locator("input[name='has_read']")
            if read.count():
                read.check()
            follow(page, signature.locator("button[type='submit']"))
        told = page.locator("[role='alert']").all_inner_texts()
        assert page.url.endswith("/desk/"), (deed, page.url, page.title(), told)


def test_three_scenarios__by_every_role__end_in_licences(
    open_context: Callable[..., BrowserContext], live_server: Any
) -> None:
    city = joint_given.city(bodies=tuple(joint_given.BODIES))
    roles = Roles(open_context, live_server)
    founder = roles.page("founder")

    setup = handed_in(roles, city, "enterprise-setup", sign=True, hire=True)
    founder.goto("/joint/enterprise-setup/?sign=true&food=false&public_place=false&hire=true")
    assert "您要办 6 件事" in founder.content()
    by_hand(roles, city, setup, "registration")
    finish(city, setup, by_lead=roles)

    for scenario, facts in (("government-project", {"new_land": True}), ("major-project", {})):
        case = handed_in(roles, city, scenario, **facts)
        first = case.parts.exclude(case_number="").order_by("place").first()
        by_hand(roles, city, case, first.key)
        finish(city, case, by_lead=roles)

    founder.goto("/joint/cases/")
    assert founder.get_by_text("已办结").count() >= 3
    own = city.case_of(setup, "registration")
    founder.goto(f"/cases/{own.number}/")
    follow(founder, founder.get_by_role("link", name="查看和验真"))
    assert "真实有效" in founder.inner_text("h1")


def handed_in(roles: Roles, city: joint_given.City, scenario: str, **facts: Any) -> joint.JointCase:
    """The founder reads everything back and hands it in by hand."""
    draft = city.draft(scenario=scenario, now=clock.now(), **facts)
    page = roles.page("founder")
    page.goto(f"/joint/drafts/{draft.uuid}/review/")
    page.get_by_label("以上内容和材料真实").check()
    follow(page, page.get_by_role("button", name="提交联办申请"))
    assert "部门正在办" in page.inner_text("h1")
    return joint.JointCase.objects.get(uuid=draft.uuid)


def by_hand(roles: Roles, city: joint_given.City, case: joint.JointCase, key: str) -> None:
    """One department's way with hands: accept, examine as its flow asks, decide, serve."""
    own = city.case_of(case, key)
    name = next(one for one, body in joint_given.BODIES.items() if body == own.body.short_name)
    roles.act(name, own.number, "accept")
    own = city.case_of(case, key)
    city.examine(own, city.by_code(own.body.code), clock.now())
    roles.act(name, own.number, "grant", reasons="符合法定条件，准予许可。")
    roles.act(name, own.number, "deliver", way="electronic")
    assert case.parts.get(key=key).finished_at is not None


def finish(city: joint_given.City, case: joint.JointCase, *, by_lead: Roles) -> None:
    """The other departments, phase by phase; then the lead serves everything together by hand."""
    case.refresh_from_db()
    while case.state != "concluded":
        now = clock.now()
        ready = [one.key for one in case.parts.all() if one.state == "ready"]
        if ready:
            supply(city, case, ready, by_lead.page("founder"))
        started = [one.key for one in case.parts.all() if one.state == "started"]
        assert started or ready, list(case.parts.values_list("key", "state"))
        city.accept(case, *started, now=now)
        for key in started:
            city.decide(case, key, now=now)
        case.refresh_from_db()
    lead = next(one for one, body in joint_given.BODIES.items() if body == case.lead.short_name)
    page = by_lead.page(lead)
    page.goto(f"/desk/joint/cases/{case.number}/")
    follow(page, page.get_by_role("button", name="出具结果清单，统一送达"))
    case.refresh_from_db()
    assert case.state == "delivered"
    assert set(case.parts.values_list("state", flat=True)) == {"granted"}


def supply(city: joint_given.City, case: joint.JointCase, ready: list[str], founder: Page) -> None:
    """The founder sees what the next phase asks and hands it in; the many answers are typed for them."""
    founder.goto(f"/joint/cases/{case.number}/phase/")
    assert "补齐这一阶段" in founder.inner_text("h1")
    pinned = {one.key: one.version_id for one in case.parts.all()}
    combined = joint.combine(version=case.version, matters=pinned, keys=ready)
    now = clock.now()
    answers = answers_for(combined.definition, day=clock.today(now))
    fields = {name: value for name, value in answers.items() if name not in case.fields}
    known = set(case.files.values_list("item", flat=True))
    for item in combined.pool({**case.fields, **fields}, case.given):
        if item.key not in known:
            joint.attach_phase_file(actor=city.founder, case=case, item=item.key, upload=scan(), now=now)
    joint.supply_phase(actor=city.founder, case=case, fields=fields, now=now)


def test_linked_case__reviewed_below_and_decided_above__ends_in_a_licence(
    open_context: Callable[..., BrowserContext], live_server: Any
) -> None:
    city = linkage_given.city()
    roles = Roles(open_context, live_server)
    water, now = linkage_given.WATER, clock.now()
    citizen = roles.page("citizen")
    citizen.goto(f"/levels/{water}/?district=南山区&daily_m3=500")
    assert "初审" in citizen.content()
    case = city.applied(water, now=now, district="南山区", daily_m3=500)

    below = next(name for name in ("nanshan-water", "city-water") if city.bodies[name].pk == case.body_id)
    roles.act(below, case.number, "accept")
    page = roles.page("nanshan-water")
    page.goto(f"/desk/linkage/cases/{case.number}/")
    page.locator("textarea[name='text']").fill("取水点和水量属实，同意上报。")
    follow(page, page.get_by_role("button", name="同意，报市水务局", exact=True))
    case.refresh_from_db()
    assert case.body.short_name == "市水务局"
    examine_above(city, case)
    roles.act("city-water", case.number, "grant", reasons="符合条件，准予许可。")
    roles.act("city-water", case.number, "deliver", way="electronic")

    citizen.goto(f"/cases/{case.number}/")
    follow(citizen, citizen.get_by_role("link", name="查看和验真"))
    assert "真实有效" in citizen.inner_text("h1")


def examine_above(city: linkage_given.City, case: Any) -> None:
    """The opinions before the decision."""
    from yangguang.capabilities.approval import api as approval

    while (task := next(filter(None, (case.open_task(letter=one) for one in "AER")), None)) is not None:
        actor = city.officer("city-water2" if task.step == "R" else "city-water")
        approval.give_opinion(
            actor=actor, application=case, task=task, verdict="agree", text="材料齐全。", now=clock.now()
        )


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_joint_pages__pass_axe_and_fit(
    open_context: Callable[..., BrowserContext], live_server: Any, viewport: dict[str, int]
) -> None:
    now = clock.now()
    city = joint_given.city()
    draft, case = city.draft(now=now), city.submitted(now=now)
    city.accept(case, "seal", now=now)
    room = joint.call_consultation(
        actor=city.officer("market"),
        case=case,
        invitation=joint.Invitation(
            "招牌", ("遮挡",), (case.parts.get(key="seal").body.code,), now + timedelta(days=2)
        ),
        now=now,
    )
    start = f"/joint/drafts/{draft.uuid}"
    own = ["/joint/", "/joint/enterprise-setup/", f"{start}/1/", f"{start}/materials/", f"{start}/review/"]
    own += [f"{start}/advice/", "/joint/cases/", f"/joint/cases/{case.number}/"]
    desk = ["/desk/joint/", f"/desk/joint/cases/{case.number}/", f"/desk/joint/rooms/{room.uuid}/"]

    founder = sign_in(open_context(viewport=viewport), live_server, "founder")
    officer = sign_in(open_context(viewport=viewport), live_server, "market")
    legal = sign_in(open_context(viewport=viewport), live_server, "legal")

    width = viewport["width"]
    assert broken_pages(founder, own, width) == {}
    assert broken_pages(officer, desk, width) == {}
    assert broken_pages(legal, ["/desk/joint/scenarios/"], width) == {}


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_linkage_pages__pass_axe_and_fit(
    open_context: Callable[..., BrowserContext], live_server: Any, viewport: dict[str, int]
) -> None:
    now = clock.now()
    city = linkage_given.city()
    water = linkage_given.WATER
    case = city.accepted(
        city.applied(water, now=now, district="南山区", daily_m3=500), "nanshan-water", now=now
    )
    hall = linkage.open_hall(
        actor=linkage_given.PLATFORM,
        code="nanshan",
        name="南山区大厅",
        area=city.bodies["nanshan-water"].area,
        body=city.bodies["nanshan-water"],
        address="示例路 8 号",
        counters=2,
        now=now,
    )
    ticket = linkage.take_ticket(actor=city.citizen, hall=hall, matter_name="办证", now=now)
    own = ["/levels/", f"/levels/{water}/?district=南山区&daily_m3=500", "/halls/", "/halls/nanshan/"]
    own.append(f"/halls/tickets/{ticket.uuid}/")
    desk = ["/desk/linkage/", f"/desk/linkage/cases/{case.number}/", "/desk/linkage/transfers/"]
    desk += [
        f"/desk/linkage/take-in/{water}/",
        "/desk/halls/",
        "/desk/halls/nanshan/1/",
        "/desk/linkage/lendings/",
    ]
    linkage_given.system()
    today = f"{clock.today(now)}"
    watching = [f"/desk/linkage/exchange/{one}" for one in ("", "luohu/", f"luohu/{today}/")]

    citizen = sign_in(open_context(viewport=viewport), live_server, "citizen")
    officer = sign_in(open_context(viewport=viewport), live_server, "nanshan-water")
    monitor = sign_in(open_context(viewport=viewport), live_server, "monitor")

    width = viewport["width"]
    assert broken_pages(citizen, own, width) == {}
    assert broken_pages(officer, desk, width) == {}
    assert broken_pages(monitor, watching, width) == {}
