"""
One land lot, one mining right and one share of a company with two shareholders' pre-emption, played to the end at the same
time by eight people in Chromium, on phones and desks, against a really served group with its bidding door and auctioneer.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, follow
from tests.journeys.conftest import city, city_databases  # noqa: F401 - fixtures
from tests.journeys.people import City
from tests.journeys.test_kill import Group
from yangguang.capabilities.auction import api as auction
from yangguang.capabilities.auction import demo as sales
from yangguang.capabilities.auction.demo import Sale
from yangguang.capabilities.venue import api as venue
from yangguang.capabilities.venue import demo as market
from yangguang.kernel import clock
from yangguang.kernel.clock import SHANGHAI

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCRIPT = Path(__file__).resolve().parents[2] / "verifiers" / "recompute_auction.py"
PATIENCE = 120_000
SHORT = {
    "willingness_seconds": 20,
    "countdown_seconds": 20,
    "preparation_seconds": 0,
    "priority_seconds": 20,
    "free_extension_seconds": 0,
    "has_reserve": 0,
    "fault_seconds": 60,
}
PHONES = ("zhangwei", "lina", "notary", "")


def sale(code: str, title: str, bidders: tuple[str, ...]) -> Sale:
    """Describe a lot whose listing ends a minute and a half from now."""
    return Sale(
        code,
        title,
        "竞价演练",
        "宝安区",
        1000,
        50,
        timedelta(days=-12),
        timedelta(seconds=90),
        bidders,
        own=dict(SHORT),
    )


@pytest.fixture
def group(city: City, tmp_path: Path) -> Iterator[Group]:  # noqa: F811 - the fixture
    """Serve the copy of the city."""
    one = Group(tmp_path)
    yield one
    if one.process is not None and one.process.poll() is None:
        one.kill()


class House:
    """Eight people, each with a browser of their own."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.contexts: dict[str, BrowserContext] = {}
        self.errors: list[str] = []

    def page(self, username: str, address: str) -> Page:
        """Open a page as somebody; nobody in particular is the public."""
        if username not in self.contexts:
            size = PHONE if username in PHONES else DESKTOP
            made = self.browser.new_context(base_url=self.url, locale="zh-CN", viewport=size)
            made.on("weberror", lambda error: self.errors.append(str(error.error)))
            made.set_default_timeout(PATIENCE)
            self.contexts[username] = made
            if username:
                entry = made.new_page()
                entry.goto("/demo-accounts/")
                follow(entry, entry.locator(f'form:has(input[value="{username}"]) button').first)
                entry.close()
        page = self.contexts[username].new_page()
        page.goto(address)
        return page

    def close(self) -> None:
        """Close all browsers."""
        for context in self.contexts.values():
            context.close()


@pytest.fixture
def rooms(city: City) -> dict[str, auction.Session]:  # noqa: F811 - the fixture
    """Announce three lots long ago, with bidders whose deposits are frozen."""
    now = datetime.now(SHANGHAI)  # noqa: TID251 - the served group's own clock cannot be set
    city.go_to(now)
    market.build_rules(now=now - timedelta(days=120))
    given = {
        "land": sale("land", "演练一号宗地", ("zhangwei", "liuyang")),
        "mining": sale("mining", "演练石场采矿权", ("zhangwei", "liuyang")),
        "property": sale("property", "演练公司 35% 股权", ("zhangwei", "lina", "wangfang")),
    }
    made = {}
    for name, one in given.items():
        lot = sales.plan(one, now=now)
        session = auction.find_session_of(lot_number=lot.number) or auction.open_session(
            actor=auction.BATCH, now=now - timedelta(days=20), lot=lot
        )
        for username in one.bidders:
            market.bring_to_the_table(lot, username, now=now - timedelta(days=15))
        auction.admit_ready(actor=auction.BATCH, now=now - timedelta(days=14), session=session)
        made[name] = session
    return made


def bid(page: Page) -> None:
    """Press the button and read that the bid was taken."""
    page.locator("[data-send]").click()
    expect(page.locator("[data-said]")).to_contain_text("已受理", timeout=PATIENCE)


def await_stage(page: Page, word: str) -> None:
    """Wait until the page has gone on to a stage by itself."""
    expect(page.locator(".stages [aria-current]")).to_have_text(re.compile(word), timeout=PATIENCE)


def test_three_markets__eight_people__are_played_to_the_end(
    browser: Browser, group: Group, rooms: dict[str, auction.Session], tmp_path: Path
) -> None:
    address = {name: f"/auctions/{one.uuid}/room/" for name, one in rooms.items()}
    connection.close()
    group.start()
    house = House(browser, group.url)
    try:
        play(house, address, rooms)
        check(house, rooms, tmp_path)
    finally:
        house.close()
    assert house.errors == []


def play(house: House, address: dict[str, str], rooms: dict[str, auction.Session]) -> None:
    """Everybody does their part, as the pages lead them."""
    zhang = {name: house.page("zhangwei", address[name]) for name in rooms}
    liu = {name: house.page("liuyang", address[name]) for name in ("land", "mining")}
    shareholder, other = house.page("lina", address["property"]), house.page("wangfang", address["property"])
    supervisor, notary = house.page("monitor", address["mining"]), house.page("notary", address["land"])
    owner, public = (
        house.page("land-owner", address["land"]),
        house.page("", f"/auctions/{rooms['land'].uuid}/"),
    )
    for name in ("land", "mining"):
        bid(zhang[name])
        expect(liu[name].locator("[data-lead]")).to_contain_text("领先", timeout=PATIENCE)
        bid(liu[name])
    bid(zhang["property"])
    for watching in (owner, public, notary):
        expect(watching.locator("[data-price]")).to_have_text("1,050", timeout=PATIENCE)

    supervisor.get_by_label("暂停的理由").fill("核实一条举报")
    follow(supervisor, supervisor.get_by_role("button", name="暂停竞价"))
    expect(liu["mining"].locator("[data-left]")).to_have_text("暂停", timeout=PATIENCE)
    supervisor.get_by_label("恢复的理由").fill("核实完毕")
    follow(supervisor, supervisor.get_by_role("button", name="恢复竞价"))
    follow(notary, notary.get_by_role("button", name="对此刻的状态存证"))
    expect(notary.get_by_text("已存证")).to_be_visible()

    for name in ("land", "mining"):
        await_stage(zhang[name], "确认意愿")
        follow(zhang[name], zhang[name].get_by_role("button", name="确认参加限时竞价"))
    for name in ("land", "mining"):
        await_stage(zhang[name], "限时竞价")
        bid(zhang[name])
    await_stage(shareholder, "征询优先购买权")
    follow(shareholder, shareholder.get_by_role("button", name=re.compile("行使优先购买权")))
    await_stage(other, "征询优先购买权")
    follow(other, other.get_by_role("button", name="放弃这一价位"))
    for page in (zhang["land"], zhang["mining"], shareholder, public):
        await_stage(page, "成交")


def check(house: House, rooms: dict[str, auction.Session], folder: Path) -> None:
    """The results are as played, and the stand-alone script comes to them from the public log."""
    outcomes = {}
    for name, one in rooms.items():
        page = house.page("", f"/auctions/{one.uuid}/")
        expect(page.get_by_text(re.compile("成交：")).first).to_be_visible()
        with page.expect_download() as download:
            page.locator('a[href$="log.jsonl"]').first.click()
        file = folder / f"{name}.jsonl"
        download.value.save_as(file)
        done = subprocess.run(
            [sys.executable, str(SCRIPT), str(file)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout
        outcomes[name] = done.stdout
    zhang = {
        name: auction.find_seat(session=one, account_id=_account("zhangwei")) for name, one in rooms.items()
    }
    lina = auction.find_seat(session=rooms["property"], account_id=_account("lina"))
    for name in ("land", "mining"):
        assert zhang[name] is not None
        assert f"bidder {zhang[name].number}, price 1100000000" in outcomes[name]
    assert lina is not None
    assert f"bidder {lina.number}, price 1000000000" in outcomes["property"]
    for one in rooms.values():
        deal = venue.find_deal(lot=venue.get_lot(number=one.lot_number))
        assert deal is not None
        confirmed = venue.confirm_deal(
            actor=market.person("trade-decide", clock.now()), now=clock.now(), deal=deal
        )
        assert confirmed.confirmation is not None


def _account(username: str) -> int:
    from yangguang.foundation.identity.models import Account

    return Account.objects.get(username=username).pk
