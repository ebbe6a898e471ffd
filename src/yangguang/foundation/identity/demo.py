"""
The demo city's applicants, made through operations: people and enterprises for the main job, and the edge
cases that real counters meet. Born in 1900, so that no number belongs to a living person; all names are
invented.
"""

from dataclasses import dataclass
from datetime import date, datetime

from yangguang.foundation.acts.api import ANONYMOUS, Actor, ActorKind, system_actor
from yangguang.foundation.identity.models import Account, Enterprise, Mandate, Person
from yangguang.foundation.identity.operations import (
    appoint_agent,
    claim_enterprise,
    register_enterprise,
    sign_up,
)
from yangguang.foundation.identity.passwords import HashedPassword
from yangguang.foundation.identity.rules import EnterpriseDetails, PersonDetails
from yangguang.kernel.identifiers import compose_citizen_number

DEMO_PASSWORD = "yangguang-demo"  # noqa: S105 - published on purpose, and only in demo mode


@dataclass(frozen=True, slots=True)
class Applicant:
    """One applicant of the demo city and what their account is good for."""

    username: str
    what: str
    details: PersonDetails


def _resident(username: str, name: str, area: str, born: date, sequence: int, what: str) -> Applicant:
    number = compose_citizen_number(area=area, born=born, sequence=sequence)
    phone = f"1380000{born:%m%d}"
    address = "深圳市南山区粤海街道演示路 1 号"
    return Applicant(
        username, what, PersonDetails(name, "citizen", number, phone, f"{username}@example.com", address)
    )


APPLICANTS = (
    _resident(
        "zhangwei", "张伟", "440305", date(1900, 3, 8), 101,
        "个人办事；清禾里社区食堂的法定代表人、小满餐饮店的经营者",
    ),
    _resident("lina", "李娜", "440303", date(1900, 5, 17), 202, "清禾里社区食堂的委托代理人，代企业申请"),
    _resident("liuyang", "刘洋", "440306", date(1900, 8, 21), 303, "远帆货运的法定代表人；看不到别人的办件"),
    _resident(
        "wangfang", "王芳", "440304", date(1900, 11, 2), 404, "企业代码的校验码对不上，只提醒、不拦"
    ),
    _resident("ouyang", "欧阳若兰", "440307", date(1900, 12, 30), 606, "复姓；公开时写作“欧***”"),
    Applicant(
        "chan", "香港居民，用来往内地通行证",
        PersonDetails("陈嘉朗", "hm_permit", "H00000018", "13800000801"),
    ),
    Applicant(
        "jane", "外国人，用护照", PersonDetails("Jane Sample", "passport", "X0000012", "13800000802")
    ),
)  # fmt: skip

_CANTEEN = "91440300MXDEMA012F"
_SCOPE = "餐饮服务；食品销售。（依法须经批准的项目，经相关部门批准后方可开展经营活动）"
_ENTERPRISES = (
    ("zhangwei", _CANTEEN, "深圳市清禾里社区食堂有限公司", "深圳市南山区粤海街道演示路 8 号一层", _SCOPE),
    ("zhangwei", "92440300MXDEMB015W", "深圳市南山区小满餐饮店", "深圳市南山区蛇口街道样板街 12 号", _SCOPE),
    (
        "liuyang",
        "91440300MXDEMA020A",
        "深圳市远帆货运有限公司",
        "深圳市宝安区沙井街道示例路 20 号",
        "普通货运；仓储服务。",
    ),
    (
        "wangfang",
        "91440300MXDEMA0990",
        "深圳市旧码头贸易有限公司",
        "深圳市福田区福田街道虚构大厦 3 楼",
        "国内贸易。",
    ),
)
_REGISTERED_ON = date(2023, 6, 15)


def build_applicants(*, now: datetime, secret: HashedPassword) -> None:
    """Make the demo city's applicants, enterprises and mandates; what exists already stays as it is."""
    known = set(Account.objects.values_list("username", flat=True))
    for one in APPLICANTS:
        if one.username not in known:
            sign_up(actor=ANONYMOUS, now=now, username=one.username, secret=secret, person=one.details)
    people = {one.username: Person.objects.get(account__username=one.username) for one in APPLICANTS}
    for username, code, name, address, scope in _ENTERPRISES:
        if not Enterprise.objects.filter(credit_code=code).exists():
            _build_enterprise(now, people[username], username, (code, name, address, scope))
    canteen = Enterprise.objects.get(credit_code=_CANTEEN)
    agent = people["lina"]
    if not Mandate.objects.filter(person=agent, enterprise=canteen).exists():
        appoint_agent(
            actor=_actor("zhangwei", people["zhangwei"]),
            now=now,
            enterprise=canteen,
            name=agent.name,
            id_number=agent.id_number,
        )


def _build_enterprise(now: datetime, person: Person, username: str, facts: tuple[str, str, str, str]) -> None:
    code, name, address, scope = facts
    register_enterprise(
        actor=system_actor("市场主体登记"),
        now=now,
        details=EnterpriseDetails(
            credit_code=code,
            name=name,
            legal_representative=person.name,
            legal_representative_id_number=person.id_number,
            address=address,
            registered_on=_REGISTERED_ON,
            business_scope=scope,
            phone="0755-0000 2001",
        ),
    )
    claim_enterprise(actor=_actor(username, person), now=now, person=person, credit_code=code)


def _actor(username: str, person: Person) -> Actor:
    return Actor(ActorKind.CITIZEN, person.account_id, username, person.name, id_number=person.id_number)
