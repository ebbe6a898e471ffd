"""
The catalogue of the demo city, by the way every power goes: clean-up, declaration, signature, review, filing, codes,
authority, publication; each step by the hand whose office it is.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction

from yangguang.foundation.access.api import actor_of
from yangguang.foundation.access.demo import DemoAccount
from yangguang.foundation.acts.api import Actor, system_actor
from yangguang.foundation.identity.api import Account, HashedPassword
from yangguang.foundation.organisation.api import (
    Area,
    Body,
    BodyDetails,
    PostKind,
    appoint_officer,
    create_post,
    enrol_officer,
    list_holders,
    open_office,
    register_body,
)
from yangguang.foundation.organisation.demo import body_code, what_they_do
from yangguang.kernel import clock
from yangguang.kernel.identifiers import compose_credit_code, organisation_check_character
from yangguang.reference.declarations import api as declarations
from yangguang.reference.declarations.models import Campaign, Declaration
from yangguang.reference.matters import api as matters
from yangguang.reference.matters.rules.refusals import BodyUnknown

DISTRICT_SINCE = date(2024, 1, 2)
OFFICES = {"legal": "市司法局", "information": "市政务服务和数据管理局", "government": "市政府办公厅"}


class Cast:
    """The officers who play the round, each read once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.bodies = list(Body.objects.filter(valid_until__isnull=True).select_related("area"))
        self.known: dict[tuple[str, str], Actor] = {}

    def body(self, name: str) -> Body:
        """Find a body by name or short name."""
        for one in self.bodies:
            if name in (one.name, one.short_name) or one.name == f"深圳{name}":
                return one
        raise BodyUnknown(body=name)

    def officer(self, kind: str, body: Body) -> Actor:
        """Give the first holder of a kind of post in a body."""
        if (kind, body.code) not in self.known:
            holder = list_holders(kind=kind, body_code=body.code, on=self.on)[0]
            self.known[kind, body.code] = actor_of(account=holder.account, on=self.on)
        return self.known[kind, body.code]

    def office(self, kind: PostKind) -> Actor:
        """Give the legal, the information or the government officer."""
        return self.officer(kind, self.body(OFFICES[kind]))


def build_catalogue(
    *, now: datetime, codes: Callable[[str], bool] | None = None
) -> list[matters.MatterVersion]:
    """
    Put the shipped catalogue in order and publish it at *now*; what is already there stays. *codes* picks some of it.

    The clean-up began four months before; every office does its part on a day of its own.
    """
    known = set(matters.Matter.objects.values_list("catalog_code", flat=True))
    shipped = [
        one
        for one in matters.read_catalogue()
        if one.entry.catalog_code not in known and (codes is None or codes(one.entry.catalog_code))
    ]
    if shipped:
        with transaction.atomic():  # the whole round or nothing
            _play(shipped, now)
    today = clock.today(now)
    versions = matters.MatterVersion.objects.filter(status="published", effective_from__lte=today)
    return list(
        versions.select_related("matter__body").prefetch_related("materials").order_by("matter__catalog_code")
    )


def _play(shipped: list[matters.CatalogueMatter], now: datetime) -> None:
    cast = Cast(clock.today(now))
    legal = cast.office(PostKind.LEGAL)
    bodies = {one.body: cast.body(one.body) for one in shipped}
    declared_at, filed_at, coded_at, approved_at = (now - timedelta(days=days) for days in (100, 70, 50, 20))
    campaign = declarations.open_campaign(
        actor=legal,
        now=now - timedelta(days=120),
        title=f"{clock.local(now).year}年市级行政职权清理",
        bodies=list({one.code: one for one in bodies.values()}.values()),
        due_on=clock.today(filed_at),
        note_text="按照统一格式，清理登记本单位的行政职权和公共服务，一项不漏，一项不重。",
    )
    opened = [_declare(cast, campaign, bodies[one.body], one, declared_at) for one in shipped]
    for one in opened:
        review(one, legal, filed_at)
    information = cast.office(PostKind.INFORMATION)
    coded = [declarations.assign_codes(actor=information, now=coded_at, declaration=one) for one in opened]
    government = cast.office(PostKind.GOVERNMENT)
    for one in coded:
        authorise(one, cast, legal, government, approved_at)
    for one in coded:
        declarations.publish_declaration(
            actor=cast.officer(PostKind.ADMIN, one.body), now=now, declaration=one
        )
    for part in campaign.bodies.select_related("body", "campaign"):
        declarations.finish_part(actor=cast.officer(PostKind.DECIDE, part.body), now=now, part=part)
    declarations.close_campaign(actor=legal, now=now, campaign=campaign)


def _declare(
    cast: Cast, campaign: Campaign, body: Body, one: matters.CatalogueMatter, now: datetime
) -> Declaration:
    clerk = cast.officer(PostKind.ADMIN, body)
    declaration = declarations.open_declaration(
        actor=clerk,
        now=now,
        campaign=campaign,
        body=body,
        kind=one.entry.kind,
        entry=one.entry,
        content=one.content,
    )
    return hand_in(declaration, cast, now)


def hand_in(declaration: Declaration, cast: Cast, now: datetime) -> Declaration:
    """Have the head sign and the clerk submit."""
    head = cast.officer(PostKind.DECIDE, declaration.body)
    clerk = cast.officer(PostKind.ADMIN, declaration.body)
    signed = declarations.sign_declaration(actor=head, now=now, declaration=declaration)
    return declarations.submit_declaration(actor=clerk, now=now, declaration=signed)


def review(declaration: Declaration, legal: Actor, now: datetime) -> Declaration:
    """Go through the checklist and file."""
    lines = declarations.format_of(declaration).checklist
    declarations.tick_checklist(actor=legal, now=now, declaration=declaration, lines=lines)
    return declarations.file_declaration(actor=legal, now=now, declaration=declaration)


def authorise(declaration: Declaration, cast: Cast, legal: Actor, government: Actor, now: datetime) -> None:
    """Report, examine and approve the authority of a coded declaration."""
    if declaration.matter is None:
        return
    clerk = cast.officer(PostKind.ADMIN, declaration.body)
    authority = declarations.propose_authority(actor=clerk, now=now, matter=declaration.matter)
    authority = declarations.examine_authority(actor=legal, now=now, authority=authority)
    declarations.approve_authority(actor=government, now=now, authority=authority)


def build_open_round(*, now: datetime) -> Campaign:
    """
    Open a second clean-up in which things stand where they stand in life: drafts, one returned with comments, one waiting
    for review, one for codes, one published for the first of next month.
    """
    districts = build_districts(now=now - timedelta(days=31))
    cast = Cast(clock.today(now))
    legal = cast.office(PostKind.LEGAL)
    opened_at = now - timedelta(days=30)
    names = ("market", "water", "transport", "culture", "civil", "cityworks", "ecology")
    bodies = {name: Body.objects.select_related("area").get(code=body_code(name)) for name in names}
    campaign = declarations.open_campaign(
        actor=legal,
        now=opened_at,
        title=f"{clock.local(now).year}年下半年职权动态调整",
        bodies=[*bodies.values(), *districts],
        due_on=clock.today(now) + timedelta(days=20),
        note_text="法律、法规、机构职责有变动的，及时调整；没有变动的，报“没有要申报的职权”。",
    )
    waiting = declare_change(
        cast,
        campaign,
        bodies["market"],
        "440131016002",
        opened_at,
        hall_hours="工作日 9:00 至 18:00，周六 9:00 至 12:00",
    )
    hand_in(waiting, cast, now - timedelta(days=2))
    declare_in_districts(cast, campaign, districts, now - timedelta(days=3))
    declarations.open_joint_round(
        actor=legal,
        now=now - timedelta(days=1),
        campaign=campaign,
        offices=("monitor", "hall", "information"),
        due_on=clock.today(now) + timedelta(days=7),
        note_text="区级承接的职权，请核对系统和大厅是否准备好。",
    )
    returned = declare_change(cast, campaign, bodies["water"], "440120002000", opened_at, correction_days=45)
    returned = hand_in(returned, cast, now - timedelta(days=12))
    declarations.comment(
        actor=legal,
        now=now - timedelta(days=8),
        declaration=returned,
        pin_kind="field",
        pin="补正期限（日）",
        text="从 30 日改到 45 日，请说明为什么；取水许可的申请人多为企业，30 日是否不够，附近一年的补正情况。",
    )
    declarations.return_declaration(actor=legal, now=now - timedelta(days=8), declaration=returned)
    filed = declare_change(
        cast,
        campaign,
        bodies["transport"],
        "440118010000",
        opened_at,
        hall_hours="工作日 9:00 至 17:30，中午不休息",
    )
    review(hand_in(filed, cast, now - timedelta(days=10)), legal, now - timedelta(days=4))
    coming = declare_change(cast, campaign, bodies["culture"], "440122009000", opened_at, correction_days=45)
    coming = review(hand_in(coming, cast, now - timedelta(days=20)), legal, now - timedelta(days=15))
    coming = declarations.assign_codes(
        actor=cast.office(PostKind.INFORMATION), now=now - timedelta(days=10), declaration=coming
    )
    first_of_next = (clock.today(now).replace(day=28) + timedelta(days=4)).replace(day=1)
    declarations.publish_declaration(
        actor=cast.officer(PostKind.ADMIN, coming.body),
        now=now - timedelta(days=1),
        declaration=coming,
        effective_from=first_of_next,
    )
    declarations.open_declaration(
        actor=cast.officer(PostKind.ADMIN, bodies["civil"]),
        now=now - timedelta(days=3),
        campaign=campaign,
        body=bodies["civil"],
        kind="05",
        entry=matters.MatterEntry(name="高龄老人津贴发放", kind="05", catalog_code="", audience=("person",)),
    )
    return campaign


DISTRICTS = (("440304", "福田区", "futian", "31"), ("440305", "南山区", "nanshan", "32"))
_DISTRICT_BODIES = (
    # serial of the code, name, the posts: word, kind, office, name
    (
        "1",
        "城市管理和综合执法局",
        (("admin", PostKind.ADMIN, "办公室", "罗敏"), ("director", PostKind.DECIDE, "行政许可科", "贺一诺")),
    ),
    (
        "2",
        "政务服务和数据管理局",
        (
            ("information", PostKind.INFORMATION, "数据科", "章可"),
            ("hall", PostKind.REVIEW, "大厅管理科", "田园"),
        ),
    ),
    ("3", "纪委监委", (("monitor", PostKind.MONITOR, "电子监察室", "方正"),)),
)


def build_districts(*, now: datetime) -> list[Body]:
    """
    Staff three bodies in each of two districts: one that declares, and those that are heard; what is there stays.

    Codes are synthetic, names and numbers invented; they sign in with the password of the other demo accounts.
    """
    actor = system_actor("演示城市")
    secret = HashedPassword(Account.objects.get(username="admin").password)
    declaring = []
    for area_code, name, word, digits in DISTRICTS:
        area = Area.objects.get(code=area_code)
        for serial, title, posts in _DISTRICT_BODIES:
            organisation = f"MXDEM{digits}{serial}"
            whole = f"11{area_code}{organisation}{organisation_check_character(organisation)}"
            code = compose_credit_code(whole)
            body = Body.objects.filter(code=code).first() or register_body(
                actor=actor,
                now=now,
                area=area,
                details=BodyDetails(
                    code, f"深圳市{name}{title}", f"{name}{title}", valid_from=DISTRICT_SINCE
                ),
            )
            for place, (account, kind, office, person) in enumerate(posts, start=1):
                _staff(
                    actor,
                    now,
                    body,
                    (f"{word}-{account}", f"{digits}{serial}{place}", person),
                    kind,
                    office,
                    secret,
                )
            if serial == "1":
                declaring.append(body)
    return declaring


def district_accounts() -> list[DemoAccount]:
    """List the officers of the districts that take part in joint rounds, once the demo city has staffed them."""
    cast = [
        (f"{name}{title}", f"{word}-{account}", f"{kind.label} {digits}{serial}{place} 号　{person}", kind)
        for _, name, word, digits in DISTRICTS
        for serial, title, posts in _DISTRICT_BODIES
        for place, (account, kind, _office, person) in enumerate(posts, start=1)
    ]
    there = set(
        Account.objects.filter(username__in=[one[1] for one in cast]).values_list("username", flat=True)
    )
    return [
        DemoAccount(body, role, username, what_they_do(kind))
        for body, username, role, kind in cast
        if username in there
    ]


def _staff(
    actor: Actor,
    now: datetime,
    body: Body,
    who: tuple[str, str, str],
    kind: PostKind,
    office: str,
    secret: HashedPassword,
) -> None:
    username, number, person = who
    if Account.objects.filter(username=username).exists():
        return
    room = open_office(actor=actor, now=now, body=body, name=office)
    officer = enrol_officer(
        actor=actor, now=now, body=body, name=person, number=number, username=username, secret=secret
    )
    post = create_post(actor=actor, now=now, office=room, kind=kind)
    appoint_officer(actor=actor, now=now, officer=officer, post=post, valid_from=DISTRICT_SINCE)


def declare_in_districts(
    cast: Cast, campaign: Campaign, bodies: Iterable[Body], now: datetime
) -> list[Declaration]:
    """Have each district declare the city's power over outdoor structures as its own, and hand it in."""
    pattern = next(one for one in matters.read_catalogue() if one.entry.catalog_code == "440119003000")
    entry = replace(pattern.entry, catalog_code="", use_level="4", name=f"{pattern.entry.name}（区级）")
    handed_in = []
    for body in bodies:
        opened = declarations.open_declaration(
            actor=cast.officer(PostKind.ADMIN, body),
            now=now,
            campaign=campaign,
            body=body,
            kind=entry.kind,
            entry=entry,
            content=replace(pattern.content, office_name="行政许可科"),
        )
        handed_in.append(hand_in(opened, cast, now))
    return handed_in


def declare_change(
    cast: Cast, campaign: Campaign, body: Body, code: str, now: datetime, **changes: object
) -> Declaration:
    """Declare the change of a matter in force."""
    matter = matters.Matter.objects.select_related("body").get(catalog_code=code)
    version = matter.versions.filter(status="published").order_by("-number")[0]
    content = replace(matters.content_of(version), **changes)  # type: ignore[arg-type]
    return declarations.open_declaration(
        actor=cast.officer(PostKind.ADMIN, body),
        now=now,
        campaign=campaign,
        body=body,
        action="change",
        matter=matter,
        content=content,
    )
