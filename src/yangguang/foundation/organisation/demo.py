"""
The demo city's bodies and officers, made through operations: the market regulator with a full cast, one
person per post for the other bodies of the demo matters. Names, numbers and telephones are invented.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

from django.db import connection

from yangguang.foundation.acts.api import Actor, system_actor
from yangguang.foundation.identity.api import HashedPassword
from yangguang.foundation.organisation.models import Appointment, Area, Body, Office, Officer, Post, PostKind
from yangguang.foundation.organisation.operations import (
    BodyDetails,
    appoint_officer,
    create_post,
    enrol_officer,
    load_areas,
    open_office,
    register_body,
    renew_certificate,
    succeed_body,
)

SINCE = date(2024, 1, 2)  # first day of all demo appointments
CERTIFIED_UNTIL = date(2029, 1, 1)
EXPIRED = date(2025, 7, 1)

_HALL = "政务服务大厅"


@dataclass(frozen=True, slots=True)
class Cast:
    """One officer of the demo city: who, where, in which post."""

    body: str
    username: str
    number: str
    name: str
    kind: PostKind
    office: str
    certified_until: date | None = None

    @property
    def role(self) -> str:
        """What the demo-accounts page calls the officer."""
        return f"{self.kind.label} {self.number} 号　{self.name}"


_MARKET = (
    ("window", "0208", "林静", PostKind.ACCEPT, f"{_HALL} 6 号窗口", None),
    ("window2", "0209", "何欣", PostKind.ACCEPT, f"{_HALL} 7 号窗口", None),
    ("examiner", "0417", "陈明远", PostKind.EXAMINE, "食品经营安全监管处", None),
    ("examiner2", "0423", "苏岚", PostKind.EXAMINE, "食品经营安全监管处", None),
    ("examiner3", "0429", "郑一帆", PostKind.EXAMINE, "登记注册处", None),
    ("inspector1", "0631", "吴桐", PostKind.INSPECT, "现场核查处", CERTIFIED_UNTIL),
    ("inspector2", "0648", "马骁", PostKind.INSPECT, "现场核查处", CERTIFIED_UNTIL),
    ("inspector3", "0655", "方志", PostKind.INSPECT, "现场核查处", EXPIRED),
    ("reviewer", "0305", "许慧", PostKind.REVIEW, "行政许可处", None),
    ("director", "0102", "周启明", PostKind.DECIDE, "行政许可处", None),
    ("maker", "0712", "丁悦", PostKind.DELIVER, f"{_HALL} 发证窗口", None),
    ("admin", "0009", "唐守正", PostKind.ADMIN, "办公室", None),
)

_PLATFORM_OFFICE = "平台管理处"
_PLATFORM_ADMINISTRATORS = (
    ("system1", "0031", "郝建", PostKind.SYSTEM),
    ("system2", "0032", "毕成", PostKind.SYSTEM),
    ("security1", "0041", "安宁", PostKind.SECURITY),
    ("security2", "0042", "卫青禾", PostKind.SECURITY),
    ("audit1", "0051", "沈察", PostKind.AUDIT),
)

# Those who review, code and approve powers: body, account, number, name, kind, office.
_LIST_OFFICES = (
    ("justice", "legal1", "0401", "程允之", PostKind.LEGAL, "行政执法协调监督处"),
    ("justice", "legal2", "0402", "邵明德", PostKind.LEGAL, "行政执法协调监督处"),
    ("service", "information1", "0061", "白书远", PostKind.INFORMATION, "数据资源处"),
    ("service", "information2", "0062", "温如玉", PostKind.INFORMATION, "数据资源处"),
    ("service", "hall", "0063", "岑可", PostKind.REVIEW, "大厅管理处"),
    ("government", "government1", "0011", "高仲平", PostKind.GOVERNMENT, "行政审批制度改革处"),
)

# Those around a sale: the venue's posts, the land owner's, the notary's; the supervisor is the monitor above.
_TRADING = (
    ("trading", "trade-accept", "0081", "阮清", PostKind.ACCEPT, "标的受理部"),
    ("trading", "trade-examine", "0082", "路远", PostKind.EXAMINE, "资格审查部"),
    ("trading", "trade-review", "0083", "简洁", PostKind.REVIEW, "交易规则部"),
    ("trading", "trade-decide", "0084", "方正", PostKind.DECIDE, "交易服务部"),
    ("planning", "land-owner", "0094", "田野", PostKind.EXAMINE, "土地利用处"),
    ("notary", "notary", "0091", "何公", PostKind.EXPERT, "公证一部"),
)

# The other bodies of the demo matters: key, first two digits of the numbers, the office that examines.
_OTHERS = (
    ("housing", "11", "建筑市场监管处"),
    ("transport", "12", "运输管理处"),
    ("ecology", "13", "环境影响评价与排放管理处"),
    ("police", "14", "治安管理处"),
    ("health", "15", "公共卫生监督处"),
    ("cityworks", "16", "市容景观管理处"),
    ("culture", "17", "文化市场管理处"),
    ("labour", "18", "人力资源市场处"),
    ("emergency", "19", "危险化学品监管处"),
    ("water", "20", "水资源管理处"),
    ("civil", "21", "养老服务处"),
    ("tax", "22", "纳税服务处"),
    ("planning", "23", "用地管理处"),
    ("development", "24", "投资处"),
)
_SMALL_CAST = (
    ("window", PostKind.ACCEPT, _HALL),
    ("examiner", PostKind.EXAMINE, ""),
    ("inspector1", PostKind.INSPECT, ""),
    ("inspector2", PostKind.INSPECT, ""),
    ("reviewer", PostKind.REVIEW, "行政许可处"),
    ("director", PostKind.DECIDE, "行政许可处"),
    ("maker", PostKind.DELIVER, _HALL),
    ("admin", PostKind.ADMIN, "办公室"),
)
# Flows that ask for three experts, three who sign together, or a second examiner find them here.
_THREE_EXPERTS = tuple((f"expert{place}", PostKind.EXPERT, "专家库") for place in (1, 2, 3))
_MORE: dict[str, tuple[tuple[str, PostKind, str], ...]] = {
    "housing": (("examiner2", PostKind.EXAMINE, ""),),
    "transport": (*_THREE_EXPERTS, ("reviewer2", PostKind.REVIEW, "行政许可处")),
    "ecology": _THREE_EXPERTS,
    "health": (
        *_THREE_EXPERTS,
        ("reviewer2", PostKind.REVIEW, "医政医管处"),
        ("reviewer3", PostKind.REVIEW, "规划发展处"),
    ),
    "cityworks": _THREE_EXPERTS,
    "culture": _THREE_EXPERTS,
    "emergency": _THREE_EXPERTS,
    "water": _THREE_EXPERTS,
}
_FAMILY_NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN_NAMES = (
    "亦安", "思齐", "若水", "子墨", "文昭", "景行", "知秋", "云舒", "望舒", "怀瑾",
    "清和", "嘉树", "承泽", "书宁", "如松", "晓棠", "明朗", "海宁", "向南",
)  # fmt: skip
_WHAT_THEY_DO = {
    PostKind.ACCEPT: "收件、受理、一次性告知补正，录入窗口递交的纸质申请",
    PostKind.EXAMINE: "审查材料，写审查意见，启动特别程序",
    PostKind.INSPECT: "两人一组现场核查，写核查结果",
    PostKind.REVIEW: "复核前面各岗的意见，可以退回",
    PostKind.DECIDE: "作出准予或者不予许可的决定",
    PostKind.DELIVER: "制作证照、送达、登记送达回证",
    PostKind.EXPERT: "随机抽取的专家，各自写评审意见",
    PostKind.MONITOR: "查看预警和红黄牌，督办",
    PostKind.ADMIN: "设岗、录用、任命本单位的工作人员，不能办件",
    PostKind.SYSTEM: "管理账户和接入的系统，提请授权，不能批准授权",
    PostKind.SECURITY: "提请和批准授权、密级、回避规则，提请与批准不能是同一人",
    PostKind.AUDIT: "查行为记录，复核应急授权，核对权限数据有没有被改动",
    PostKind.LEGAL: "开展职权清理，审核、退回、备案申报，审查网上行使身份",
    PostKind.INFORMATION: "给备案的事项、环节、材料赋码，会审信息化要求",
    PostKind.GOVERNMENT: "核准、暂停、撤销各单位的网上行使身份",
}


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One line of the table of bodies."""

    key: str
    code: str
    successor: str
    valid_until: date | None
    details: BodyDetails


def read_bodies() -> dict[str, BodyLine]:
    """
    Read the bodies that come with the platform, of today and of 2009, by key; their codes are synthetic.
    """
    text = files("yangguang.foundation.organisation").joinpath("bodies.csv").read_text(encoding="utf-8")
    return {line["key"]: _body_line(line) for line in csv.DictReader(text.splitlines())}


def body_code(key: str) -> str:
    """Give the code of a demo body by its key, as in `market` or `housing`."""
    return read_bodies()[key].code


def cast() -> list[Cast]:
    """List the officers of the demo city."""
    people = [Cast("market", *one) for one in _MARKET]
    people.append(Cast("supervision", "monitor", "0021", "严清", PostKind.MONITOR, "电子监察室"))
    people.append(Cast("service", "service-admin", "0007", "罗实", PostKind.ADMIN, "机构编制与权限处"))
    people.extend(Cast("service", *one, _PLATFORM_OFFICE) for one in _PLATFORM_ADMINISTRATORS)
    people.extend(Cast(*one) for one in _LIST_OFFICES)
    people.extend(Cast(*one) for one in _TRADING)
    people.extend(_small_casts())
    return people


def what_they_do(kind: PostKind) -> str:
    """Say in a line what a post of a kind may do."""
    return _WHAT_THEY_DO[kind]


def build_organisation(*, now: datetime, secret: HashedPassword, only: frozenset[str] = frozenset()) -> None:
    """
    Make the areas, bodies, offices, posts and officers of the demo city; what exists already stays as it is.

    *only* names the bodies to staff, by key; without it, all of them.
    """
    actor = system_actor("演示城市")
    city = load_areas(now=now)
    bodies = _build_bodies(actor, now, city)
    existing = set(Officer.objects.values_list("number", flat=True))
    offices: dict[tuple[str, str], Office] = {}
    for one in cast():
        if one.number in existing or (only and one.body not in only):
            continue
        body = bodies[one.body]
        if (one.body, one.office) not in offices:
            offices[one.body, one.office] = _office(actor, now, body, one.office)
        _build_officer(actor, now, one, body, offices[one.body, one.office], secret)
    _count_rows()


def _count_rows() -> None:
    """
    Have PostgreSQL count what was just made.

    Until then it takes the tables for empty and joins them row by row; it would do so by itself after a minute, but only
    once the city is committed, and what comes next asks for posts thousands of times.
    """
    tables = ", ".join(model._meta.db_table for model in (Area, Body, Office, Post, Officer, Appointment))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


def _build_bodies(actor: Actor, now: datetime, city: Area) -> dict[str, Body]:
    lines = read_bodies()
    known = {body.code: body for body in Body.objects.all()}
    bodies = {
        key: known.get(line.code) or register_body(actor=actor, now=now, area=city, details=line.details)
        for key, line in lines.items()
    }
    for key, line in lines.items():
        if line.successor and line.valid_until and bodies[key].valid_until is None:
            successor = bodies[line.successor]
            succeed_body(actor=actor, now=now, body=bodies[key], successor=successor, on=line.valid_until)
    return bodies


def _office(actor: Actor, now: datetime, body: Body, name: str) -> Office:
    found = Office.objects.filter(body=body, name=name).first()
    return found or open_office(actor=actor, now=now, body=body, name=name)


def _build_officer(
    actor: Actor, now: datetime, one: Cast, body: Body, office: Office, secret: HashedPassword
) -> None:
    officer = enrol_officer(
        actor=actor,
        now=now,
        body=body,
        name=one.name,
        number=one.number,
        username=one.username,
        secret=secret,
    )
    if one.certified_until is not None:
        renew_certificate(
            actor=actor,
            now=now,
            officer=officer,
            body=body,
            number=f"粤深执演示{one.number}",
            valid_until=one.certified_until,
        )
    post: Post = create_post(actor=actor, now=now, office=office, kind=one.kind)
    appoint_officer(actor=actor, now=now, officer=officer, post=post, valid_from=SINCE)


def _small_casts() -> Iterator[Cast]:
    more = 0
    for place, (key, digits, examining_office) in enumerate(_OTHERS):
        for seat, (word, kind, office) in enumerate(_SMALL_CAST):
            index = place * len(_SMALL_CAST) + seat
            name = _FAMILY_NAMES[index % len(_FAMILY_NAMES)] + _GIVEN_NAMES[index % len(_GIVEN_NAMES)]
            yield Cast(
                key,
                f"{key}-{word}",
                f"{digits}{seat + 1:02d}",
                name,
                kind,
                office or examining_office,
                CERTIFIED_UNTIL if kind is PostKind.INSPECT else None,
            )
        for seat, (word, kind, office) in enumerate(_MORE.get(key, ()), start=len(_SMALL_CAST)):
            name = _FAMILY_NAMES[-1 - more % len(_FAMILY_NAMES)] + _GIVEN_NAMES[more % len(_GIVEN_NAMES)]
            more += 1
            yield Cast(
                key, f"{key}-{word}", f"{digits}{seat + 1:02d}", name, kind, office or examining_office
            )


def _body_line(line: dict[str, str]) -> BodyLine:
    return BodyLine(
        line["key"],
        line["code"],
        line["successor"],
        _day(line["valid_until"]),
        BodyDetails(
            code=line["code"],
            name=line["name"],
            short_name=line["short_name"],
            document_word=line["document_word"],
            name_2009=line["name_2009"],
            phone=line["phone"],
            valid_from=_day(line["valid_from"]),
        ),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
