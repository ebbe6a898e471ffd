"""The market of the demo city: the rules of each market, reviewed by a second person, and who trades."""

from datetime import datetime, timedelta
from typing import Any

from yangguang.capabilities.venue import api as venue
from yangguang.foundation.access.api import actor_of
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.identity.api import Account
from yangguang.foundation.organisation.api import Body
from yangguang.foundation.organisation.demo import body_code
from yangguang.kernel import clock

LAND = {
    "strategy": "listing", "willingness_seconds": 300, "countdown_seconds": 300, "must_have_quoted": 1, "has_reserve": 1,
    "reserve_lead_seconds": 1800, "large_jump_steps": 20,
}  # fmt: skip
SETS: tuple[tuple[str, str, str, str, dict[str, Any], dict[str, Any]], ...] = (
    ("land", "land", "国有建设用地使用权挂牌出让规则", "国土资源部令第39号", LAND, {"announce": 20, "listing": 10, "unit": "cd"}),
    (
        "mining", "mining", "采矿权挂牌出让规则", "矿业权交易规则", {**LAND, "preparation_seconds": 60},
        {"announce": 20, "listing": 10, "unit": "cd"},
    ),
    (
        "property", "property", "企业国有产权网络竞价规则", "企业国有资产交易监督管理办法",
        {
            "strategy": "free_timed", "must_have_quoted": 0, "countdown_seconds": 180, "priority": "inquiry",
            "priority_seconds": 180, "takes_proxies": 1, "free_extension_seconds": 300, "large_jump_steps": 50,
        },
        {"announce": 20, "listing": 1, "unit": "wd"},
    ),
    (
        "paddle", "asset", "拍卖规则", "拍卖法第四十五条", {"strategy": "paddle", "min_bidders": 3, "countdown_seconds": 60},
        {"announce": 7, "listing": 0, "unit": "cd"},
    ),
    (
        "dutch", "asset", "减价拍卖规则", "拍卖法",
        {"strategy": "dutch", "drop": 2_000_000, "drop_seconds": 60, "floor": 60_000_000},
        {"announce": 7, "listing": 0, "unit": "cd"},
    ),
    (
        "sealed", "asset", "一次报价租赁规则", "公共资产租赁办法", {"strategy": "sealed", "publicity": "after"},
        {"announce": 7, "listing": 1, "unit": "cd"},
    ),
)  # fmt: skip


def person(username: str, now: datetime) -> Actor:
    """Give somebody of the cast as they act on a day."""
    return actor_of(account=Account.objects.get(username=username), on=clock.today(now))


def body(key: str) -> Body:
    """Give a body of the city."""
    found: Body = Body.objects.get(code=body_code(key))
    return found


def build_rules(*, now: datetime) -> None:
    """Draft, review and publish the rules of each market; twice changes nothing."""
    drafts, reviews = person("trade-examine", now), person("trade-review", now)
    for code, market, title, basis, content, periods in SETS:
        if venue.find_set(code=code) is None:
            made = venue.draft_parameters(
                actor=drafts, now=now, operator_body=body("trading"), code=code, market=market, title=title,
                basis=basis, content=content, periods=periods,
            )  # fmt: skip
            venue.publish_parameters(actor=reviews, now=now + timedelta(hours=1), parameter_set=made)


def register(username: str, *, now: datetime) -> venue.Party:
    """Register one of the applicants as a trading party, with a bank account of the demo bank."""
    account = Account.objects.select_related("person").get(username=username)
    own = account.person
    details = venue.PartyDetails(
        "person", own.name, own.id_number, f"6222{account.pk:012d}", email=own.email, phone=own.phone
    )
    return venue.register_party(actor=person(username, now), now=now, account=account, details=details)


def bring_to_the_table(lot: venue.Lot, username: str, *, now: datetime) -> venue.Registration:
    """Apply, pay from the own account, be qualified by the operator."""
    made = venue.register_for_lot(
        actor=person(username, now), now=now, lot=lot, party=register(username, now=now)
    )
    pay(made, now=now + timedelta(hours=2))
    return venue.qualify(actor=person("trade-examine", now), now=now + timedelta(hours=3), registration=made)


def pay(registration: venue.Registration, *, now: datetime) -> venue.Deposit:
    """Play the bank: pay a deposit from the party's own account."""
    return venue.pay_demo_deposit(registration=registration, now=now)
