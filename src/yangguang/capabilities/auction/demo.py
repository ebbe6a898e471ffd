"""Sales of the demo city: one finished, one about to enter its last minutes, some open for days, one announced."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from yangguang.capabilities.auction import api as auction
from yangguang.capabilities.venue import api as venue
from yangguang.capabilities.venue import demo as market
from yangguang.foundation.identity.api import Account

WAN = 1_000_000
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Sale:
    """One lot of the demo: what, for how much, from when to when, who comes."""

    code: str
    title: str
    kind_name: str
    place: str
    start: int
    step: int
    opens: timedelta
    ends: timedelta
    bidders: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    own: dict[str, Any] = field(default_factory=dict)


SALES = (
    Sale(
        "land", "A012-0039 宗地", "工业用地", "宝安区", 8200, 50, timedelta(days=-36), timedelta(days=-25),
        ("zhangwei", "liuyang", "lina"), (("土地面积", "21,460 平方米"), ("容积率", "不高于 3.5"), ("使用年限", "30 年")),
    ),
    Sale(
        "land", "A012-0047 宗地", "工业用地", "宝安区", 9800, 50, timedelta(days=-11), timedelta(minutes=30),
        ("zhangwei", "liuyang", "wangfang"), (("土地面积", "28,310 平方米"), ("容积率", "不高于 4.0"), ("使用年限", "30 年")),
    ),
    Sale(
        "mining", "大鹏石场建筑用花岗岩采矿权", "采矿权", "大鹏新区", 3600, 20, timedelta(days=-4), timedelta(days=7),
        ("liuyang", "chan"), (("可采储量", "412 万立方米"), ("出让年限", "8 年")),
    ),
    Sale(
        "property", "深圳远景物业公司 35% 股权", "企业产权", "福田区", 5200, 10, timedelta(days=-2), timedelta(days=2),
        ("zhangwei", "chan", "lina", "wangfang"), (("评估结果", "5,150 万元"), ("标的企业", "深圳远景物业有限公司")),
    ),
    Sale(
        "sealed", "会展中心西侧商铺三年租赁权", "公共资产租赁", "福田区", 96, 1, timedelta(days=-1), timedelta(days=3),
        ("jane",), (("建筑面积", "186 平方米"), ("租期", "三年")),
    ),
    Sale(
        "paddle", "罚没车辆一批", "公共资产", "罗湖区", 42, 1, timedelta(days=6), timedelta(days=6, hours=2),
    ),
)  # fmt: skip


def build_sales(*, now: datetime) -> int:
    """Build the sales up to *now*; a city that has sales already stays as it is."""
    if venue.list_lots().exists():
        return 0
    market.build_rules(now=now - timedelta(days=120))
    for sale in SALES:
        _build(sale, now)
    return len(SALES)


def plan(sale: Sale, *, now: datetime) -> venue.Lot:
    """Take a lot in and announce it long enough before its listing."""
    rules = venue.find_set(code=sale.code)
    assert rules is not None  # noqa: S101 - built before
    is_property = sale.code == "property"
    holders = []
    if is_property:
        for rank, username in enumerate(("lina", "wangfang"), start=1):
            party = market.register(username, now=now - timedelta(days=70))
            holders.append({"code": party.code, "name": party.name, "rank": rank})
    announced = now + sale.opens - timedelta(days=31 if is_property else 21)
    share = 10 if is_property else 5
    details = venue.LotDetails(
        title=sale.title,
        kind_name=sale.kind_name,
        place=sale.place,
        start_price=sale.start * WAN,
        step=sale.step * WAN,
        deposit_amount=sale.start * WAN // share,
        operator_body=market.body("trading"),
        supervisor_body=market.body("supervision"),
        notary_body=market.body("notary"),
        transferor_name="深圳市国资资产管理有限公司" if is_property else market.body("planning").name,
        transferor_body=None if is_property else market.body("planning"),
        transferor_account=Account.objects.get(username="ouyang") if is_property else None,
        facts=sale.facts,
        holders=holders,
        own=sale.own,
        appraisal=5150 * WAN if is_property else 0,
        description=f"{sale.title}（{sale.kind_name}），位于{sale.place}，现公开交易。符合条件的单位和个人均可报名，可以单独或者联合竞买。",
        conditions=("具有完全民事行为能力或者依法设立", "没有被限制参加本市公共资源交易"),
    )
    lot = venue.plan_lot(
        actor=market.person("trade-accept", now),
        now=announced - timedelta(days=3),
        parameter_set=rules,
        details=details,
    )
    venue.announce_lot(
        actor=market.person("trade-review", now),
        now=announced,
        lot=lot,
        listing_from=now + sale.opens,
        listing_until=now + sale.ends,
    )
    return venue.get_lot(number=lot.number)


def _build(sale: Sale, now: datetime) -> None:
    lot = plan(sale, now=now)
    opens, ends = now + sale.opens, now + sale.ends
    registered = min(opens, now) - timedelta(days=5)
    session = auction.find_session_of(lot_number=lot.number) or auction.open_session(
        actor=auction.BATCH, now=registered, lot=lot
    )
    for place, username in enumerate(sale.bidders):
        market.bring_to_the_table(lot, username, now=registered + place * timedelta(hours=4))
    if opens > now:
        return
    auction.admit_ready(actor=auction.BATCH, now=registered + timedelta(days=2), session=session)
    auction.move_on(actor=auction.BATCH, now=opens + MINUTE, session=session)
    price = 0
    at = opens
    for place in range(6 if sale.code != "sealed" else 1):
        at = min(opens + timedelta(hours=5 * place + 1), now - timedelta(minutes=20 - place))
        username = sale.bidders[place % len(sale.bidders)]
        price = price + sale.step * WAN if price else sale.start * WAN
        bid(session, username, price, at)
    if ends < now:
        _finish(sale, session, lot, price, ends)


def bid(session: auction.Session, username: str, amount: int, at: datetime) -> auction.Answer:
    """Place one bid of the demo."""
    seat = auction.find_seat(session=session, account_id=Account.objects.get(username=username).pk)
    assert seat is not None  # noqa: S101 - seated before
    asked = auction.Asked(
        seat.uuid, seat.account_id, amount, uuid4().hex, session.seq, auction.micros(at), is_confirmed=True
    )
    return auction.place_bids(actor=auction.BATCH, now=at, asked=[asked])[0]


def _finish(sale: Sale, session: auction.Session, lot: venue.Lot, price: int, ends: datetime) -> None:
    auction.move_on(actor=auction.BATCH, now=ends + timedelta(seconds=1), session=session)
    at = ends + timedelta(seconds=40)
    for username in sale.bidders[:2]:
        seat = auction.find_seat(session=session, account_id=Account.objects.get(username=username).pk)
        assert seat is not None  # noqa: S101 - seated before
        auction.declare_willing(
            actor=market.person(username, at), now=at, session=session, seat=seat, arrived=auction.micros(at)
        )
    at = ends + 6 * MINUTE
    auction.move_on(actor=auction.BATCH, now=at, session=session)
    for place in range(14):
        at += timedelta(seconds=37 + 11 * place)
        price += sale.step * WAN
        bid(session, sale.bidders[place % 2], price, at)
    auction.move_on(actor=auction.BATCH, now=at + 6 * MINUTE, session=session)
    deal = venue.find_deal(lot=lot)
    assert deal is not None  # noqa: S101 - nobody set a reserve
    decides = market.person("trade-decide", at)
    deal = venue.confirm_deal(actor=decides, now=at + timedelta(hours=3), deal=deal)
    deal = venue.publish_result(actor=decides, now=at + timedelta(days=1), deal=deal)
    signed = at + timedelta(days=9)
    deal = venue.record_contract(
        actor=decides, now=signed, deal=deal, number=f"深地合字{lot.number}", seller=lot.transferor_name,
        buyer=deal.registration.party.name,
        price=deal.price, paid=deal.price, signed_at=signed,
    )  # fmt: skip
    venue.certify_deal(actor=decides, now=signed + timedelta(hours=2), deal=deal)
