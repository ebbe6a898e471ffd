"""Comparison in business words."""

from datetime import UTC, date, datetime

from yangguang.foundation.acts.api import Actor, ActorKind, HeldPost, system_actor
from yangguang.foundation.identity.models import Enterprise
from yangguang.reference.comparison import api as comparison

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
BODY = "11440300MXDEM01705"
CODE = "91440300MXDEMA012F"
MACHINE = system_actor("自动比对")


def officer(kind: str = "examine", body: str = BODY, account: int = 7) -> Actor:
    post = HeldPost("P1", kind, "0417", "审查岗", body, "深圳市市场监督管理局", "许可处", "440300")
    return Actor(ActorKind.OFFICER, account, "0417", "陈明远", posts=(post,))


def keeper(account: int = 61) -> Actor:
    return officer("information", "11440300MXDEM0015Q", account)


def enterprise(**options) -> Enterprise:
    facts = {
        "credit_code": CODE,
        "name": "深圳市清禾里社区食堂有限公司",
        "legal_representative": "张伟",
        "legal_representative_id_number": "440305190003081016",
        "address": "深圳市南山区粤海街道演示路 8 号一层",
        "registered_on": date(2023, 6, 15),
        "business_scope": "餐饮服务",
        "phone": "0755-00002001",
    }
    return Enterprise.objects.create(**{**facts, **options})


def claim(**options) -> comparison.Claim:
    fields = {
        "code": CODE,
        "name": "深圳市清禾里社区食堂有限公司",
        "representative": "张伟",
        "address": "深圳市南山区粤海街道演示路8号一楼",
    }
    return comparison.Claim("subject", {**fields, **options}, item="营业执照", key="SZ1")


def subject(number: str = "SZ1", body: str = BODY) -> comparison.Subject:
    return comparison.Subject("application", number, body)


def compared(occasion: str = "asked", source: str = "enterprises", now: datetime = NOW, **options):
    (check,) = comparison.compare_claims(
        actor=MACHINE,
        now=now,
        subject=subject(),
        body_code=BODY,
        claims=[(source, claim(**options))],
        occasion=occasion,
    )
    return check
