"""Licences in business words."""

from datetime import UTC, date, datetime

from yangguang.foundation.acts.api import Actor, ActorKind, HeldPost
from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.models import Area, Body
from yangguang.reference.licences import api as licences

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
CODE = "11440300MXDEM01705"


def body(code: str = CODE, name: str = "深圳市市场监督管理局") -> Body:
    area, _ = Area.objects.get_or_create(code="440300", defaults={"name": "深圳市", "level": "city"})
    return Body.objects.get_or_create(code=code, defaults={"name": name, "short_name": name, "area": area})[0]


def officer(kind: str = "decide", body_code: str = CODE, account: int | None = None) -> Actor:
    post = HeldPost("P1", kind, "0102", "决定岗", body_code, "深圳市市场监督管理局", "法规处", "440300")
    return Actor(ActorKind.OFFICER, account, "0102", "周知行", posts=(post,))


def grant(**options) -> licences.LicenceGrant:
    facts = {
        "title": "食品经营许可证",
        "issuer": options.pop("issuer", None) or body(),
        "holder_name": "深圳市清禾里社区食堂有限公司",
        "holder_code": "91440300MXDEMA012F",
        "holder_kind": "enterprise",
        "number_prefix": "JY",
        "legal_representative": "许晴川",
        "address": "深圳市南山区海月路18号一楼",
        "content": (
            ("主体业态", "单位食堂"),
            ("经营项目", "热食类食品制售，冷食类食品制售"),
        ),
        "valid_from": date(2026, 9, 21),
        "valid_until": date(2031, 9, 20),
        "matter_code": "440125001000",
        "application_number": "2026-0910-02954",
    }
    return licences.LicenceGrant(**{**facts, **options})


def licence(**options) -> licences.Licence:
    return licences.issue_licence(actor=officer(), now=NOW, grant=grant(**options))


def licence_type(name: str = "食品经营许可证") -> licences.LicenceType:
    known = licences.LicenceType.objects.filter(name=name).first()
    return known or licences.register_type(
        actor=officer("admin", account=1), now=NOW, owner=body(), name=name, kind="1"
    )


def type_content(**options) -> licences.TypeContent:
    facts = {
        "fields": (
            licences.TypeField("主体业态", is_required=True),
            licences.TypeField("经营项目"),
            licences.TypeField("库房地址", is_public=False),
        ),
        "number_prefix": "JY",
        "validity_months": 60,
        "holder_kinds": ("enterprise",),
        "covers": ("食品经营许可证复印件",),
        "uses": (licences.Use("监督检查", "《中华人民共和国行政许可法》第六十一条"),),
    }
    return licences.TypeContent(**{**facts, **options})


def published_type(content: licences.TypeContent | None = None, name: str = "食品经营许可证"):
    draft = licences.draft_type(
        actor=officer("admin", account=1),
        now=NOW,
        licence_type=licence_type(name),
        content=content or type_content(),
        why="首版",
    )
    proposed = licences.propose_type(actor=officer("admin", account=1), now=NOW, version=draft)
    return licences.publish_type(actor=officer("admin", account=2), now=NOW, version=proposed)


HOLDER = "91440300MXDEMA012F"
HOUSING = "11440300MXDEM0074U"


def housing() -> Body:
    return body(HOUSING, "深圳市住房和建设局")


def holder(code: str = HOLDER) -> Actor:
    account, _ = Account.objects.get_or_create(username="zhangwei", defaults={"created_at": NOW})
    return Actor(
        ActorKind.CITIZEN,
        account.pk,
        "zhangwei",
        "张伟",
        id_number="440305190003081016",
        enterprise_code=code,
        enterprise_name="深圳市清禾里社区食堂有限公司",
    )


def shared(one: licences.Licence, **options) -> licences.Share:
    facts = {"body": housing(), "purpose": "办理施工许可", "days": 7}
    return licences.share_licence(actor=holder(), now=NOW, licence=one, **{**facts, **options})


def reader(body_code: str = HOUSING, account: int = 11) -> Actor:
    return officer("examine", body_code, account)


def call(asked_for: str, **options) -> licences.Call:
    facts = {"purpose": "办理施工许可", "case_number": "SZ20260921000001"}
    return licences.Call(asked_for, **{**facts, **options})
