"""Licences in business words."""

from datetime import UTC, date, datetime

from yangguang.foundation.acts.api import Actor, ActorKind, HeldPost
from yangguang.foundation.organisation.models import Area, Body
from yangguang.reference.licences import api as licences

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
CODE = "11440300MXDEM01705"


def body(code: str = CODE, name: str = "深圳市市场监督管理局") -> Body:
    area, _ = Area.objects.get_or_create(code="440300", defaults={"name": "深圳市", "level": "city"})
    return Body.objects.get_or_create(code=code, defaults={"name": name, "short_name": name, "area": area})[0]


def officer(kind: str = "decide", body_code: str = CODE) -> Actor:
    post = HeldPost("P1", kind, "0102", "决定岗", body_code, "深圳市市场监督管理局", "法规处", "440300")
    return Actor(ActorKind.OFFICER, None, "0102", "周知行", posts=(post,))


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
