"""Two districts that share matters with the city: bodies, levels, rules, a lending, halls, and a system one of them keeps."""

from datetime import date, datetime, timedelta

from yangguang.capabilities.linkage import api as linkage
from yangguang.foundation.acts.api import Actor, system_actor
from yangguang.foundation.decisions.api import Sheet, SheetInput, SheetOutput, SheetRow, write_sheets
from yangguang.foundation.identity.api import HashedPassword
from yangguang.foundation.organisation.models import Area, Body, Office, Officer, PostKind
from yangguang.foundation.organisation.operations import (
    BodyDetails,
    appoint_officer,
    create_post,
    enrol_officer,
    open_office,
    register_body,
)
from yangguang.kernel.clock import today
from yangguang.kernel.identifiers import compose_credit_code
from yangguang.reference.matters.models import Matter

PLACES = (("440305", "南山区", "nanshan", "31"), ("440303", "罗湖区", "luohu", "41"))
KINDS = (("health", "卫生健康局", "1"), ("water", "水务局", "2"))
HEALTH, WATER = "440123011000", "440120002000"
SEATS = (
    (PostKind.ACCEPT, "window"),
    (PostKind.EXAMINE, "examiner"),
    (PostKind.INSPECT, "inspector1"),
    (PostKind.INSPECT, "inspector2"),
    (PostKind.REVIEW, "reviewer"),
    (PostKind.DECIDE, "director"),
    (PostKind.DELIVER, "maker"),
)
HALLS = (
    ("city", "市政务服务大厅", "440300", "福田区福中三路市民中心", 12),
    ("nanshan", "南山区政务服务大厅", "440305", "南山区南头街道示例路 8 号", 8),
    ("luohu", "罗湖区政务服务大厅", "440303", "罗湖区东门街道示例路 18 号", 6),
)
DEMO_SECRET = "yangguang-demo-district"  # noqa: S105 - printed in the how-to, for the demo city only
SINCE = date(2024, 1, 2)


def rule(name: str, rows: tuple[tuple[str, str, str], ...], *, input_name: str, title: str) -> str:
    """Write a rule of levels: rows of test, level and reason."""
    sheet = Sheet(
        id="level",
        name="由谁办",
        inputs=(SheetInput(title, input_name),),
        outputs=(SheetOutput("level"),),
        rows=tuple(SheetRow((test,), (f'"{level}"',), reason) for test, level, reason in rows),
        policy="FIRST",
    )
    return write_sheets([sheet], name=name, model_id=f"level_{input_name}")


HEALTH_RULE = rule(
    "公共场所卫生许可由谁办",
    (
        ("< 3000", "district", "营业面积不到 3000 平方米的，由所在区办理"),
        ("-", "city", "营业面积 3000 平方米以上的，由市级办理"),
    ),
    input_name="area_m2",
    title="营业面积",
)
WATER_RULE = rule(
    "取水许可由谁办",
    (
        ("< 100", "district", "日取水量不到 100 立方米的，由所在区办理"),
        ("< 5000", "first_review", "日取水量 100 至 5000 立方米的，由所在区初审、市级决定"),
        ("-", "city", "日取水量 5000 立方米以上的，由市级办理"),
    ),
    input_name="daily_m3",
    title="日最大取水量",
)


def build(*, now: datetime, secret: HashedPassword) -> None:
    """Build what city and districts share; twice changes nothing."""
    actor = system_actor("演示城市")
    if linkage.Exercise.objects.exists():
        return
    bodies = {
        (place, kind): _body(actor, now, area, place, kind, word, digits + kind_digit, secret)
        for area, word, place, digits in PLACES
        for kind, _, kind_digit in KINDS
    }
    day = today(now)
    for kind, code, xml, basis in (
        ("health", HEALTH, HEALTH_RULE, "深圳市公共场所卫生许可分级办法（演示）"),
        ("water", WATER, WATER_RULE, "取水许可和水资源费征收管理条例第十四条、市区分级目录（演示）"),
    ):
        matter = Matter.objects.select_related("body__area").filter(catalog_code=code).first()
        if matter is None:
            continue
        linkage.register_exercise(
            actor=actor, matter=matter, body=matter.body, area=matter.body.area, now=now
        )
        for area_code, _, place, _ in PLACES:
            linkage.register_exercise(
                actor=actor,
                matter=matter,
                body=bodies[place, kind],
                area=Area.objects.get(code=area_code),
                now=now,
                reviews_first=kind == "water",
            )
        linkage.set_jurisdiction(
            actor=actor, matter=matter, decision_xml=xml, basis=basis, effective_from=day, now=now
        )
    _lend(actor, bodies, now)
    _halls(actor, now)
    linkage.register_district_system(
        actor=actor,
        code="luohu",
        name="罗湖区审批系统",
        area=Area.objects.get(code="440303"),
        secret=DEMO_SECRET,
        now=now,
    )


def _body(
    actor: Actor,
    now: datetime,
    area: str,
    place: str,
    kind: str,
    word: str,
    digits: str,
    secret: HashedPassword,
) -> Body:
    title = {one: name for one, name, _ in KINDS}[kind]
    short = f"{word[:2]}{title}"
    known = Body.objects.filter(short_name=short).first()
    if known is not None:
        return known
    body = register_body(
        actor=actor,
        now=now,
        area=Area.objects.get(code=area),
        details=BodyDetails(
            code=compose_credit_code(f"11{area}MXDEM{digits}D"),
            name=f"深圳市{word}{title}",
            short_name=short,
            document_word=f"深{word[0]}{title[0]}",
            name_2009="",
            phone=f"0755-0000 {digits}00",
            valid_from=SINCE,
        ),
    )
    office: Office = open_office(actor=actor, now=now, body=body, name="行政审批科")
    for place_number, (post_kind, seat) in enumerate(SEATS, start=1):
        officer: Officer = enrol_officer(
            actor=actor,
            now=now,
            body=body,
            name=f"{word[0]}{title[0]}{'甲乙丙丁戊己庚'[place_number - 1]}",
            number=f"{digits}{place_number:02d}",
            username=f"{place}-{kind}-{seat}",
            secret=secret,
        )
        post = create_post(actor=actor, now=now, office=office, kind=post_kind)
        appoint_officer(actor=actor, now=now, officer=officer, post=post, valid_from=SINCE)
    return body


def _lend(actor: Actor, bodies: dict[tuple[str, str], Body], now: datetime) -> None:
    """The city entrusts large places of one district for a year, up to a size."""
    matter = Matter.objects.select_related("body").filter(catalog_code=HEALTH).first()
    if matter is None:
        return
    linkage.lend_power(
        actor=actor,
        matter=matter,
        mode=linkage.Mode.ENTRUSTED.value,
        lender=matter.body,
        borrower=bodies["nanshan", "health"],
        area=Area.objects.get(code="440305"),
        period=(today(now), today(now) + timedelta(days=365)),
        document_number="深卫健委托〔2026〕3号",
        limit="area_m2 < 10000",
        limit_text="营业面积不到 10000 平方米的",
        now=now,
    )


def _halls(actor: Actor, now: datetime) -> None:
    for code, name, area_code, address, counters in HALLS:
        area = Area.objects.get(code=area_code)
        body = Body.objects.filter(area=area, valid_until__isnull=True).order_by("pk").first()
        if body is not None:
            linkage.open_hall(
                actor=actor,
                code=code,
                name=name,
                area=area,
                body=body,
                address=address,
                counters=counters,
                now=now,
            )
