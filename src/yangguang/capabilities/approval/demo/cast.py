"""Who plays in the demo city: applicants with enterprises of their own, and the officers of each post."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from yangguang.foundation.access.api import actor_of
from yangguang.foundation.acts.api import ANONYMOUS, Actor, system_actor
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.identity.api import (
    Account,
    EnterpriseDetails,
    HashedPassword,
    PersonDetails,
    claim_enterprise,
    register_enterprise,
    sign_up,
)
from yangguang.foundation.identity.models import Enterprise, Person
from yangguang.foundation.organisation.models import Appointment
from yangguang.kernel.clock import WorkCalendar, local, today
from yangguang.kernel.identifiers import compose_citizen_number, compose_credit_code
from yangguang.reference.matters import api as matters
from yangguang.reference.matters.models import MatterVersion

NO_PASSWORD = HashedPassword("!")  # nobody signs in as an extra
EXTRAS = 26
FAMILY = "林陈黄郑梁谢罗邓叶苏潘钟卢汪田杜邱贾"
GIVEN = (
    "嘉欣",
    "志强",
    "晓彤",
    "国栋",
    "美玲",
    "俊杰",
    "淑芬",
    "永康",
    "慧敏",
    "家豪",
    "丽华",
    "建明",
    "雅婷",
)
PLACES = (
    ("罗湖区", "东门街道"),
    ("福田区", "沙头街道"),
    ("南山区", "粤海街道"),
    ("宝安区", "西乡街道"),
    ("龙岗区", "布吉街道"),
    ("龙华区", "民治街道"),
    ("光明区", "公明街道"),
    ("盐田区", "海山街道"),
)
SHOPS = (
    ("巷口面馆", "餐饮服务"),
    ("四季茶饮", "餐饮服务"),
    ("湾畔便利店", "食品销售"),
    ("禾田烘焙", "食品制售"),
    ("老街肠粉店", "餐饮服务"),
    ("海风水产行", "食品销售"),
    ("安途物流", "普通货运"),
    ("里程货运", "普通货运"),
    ("静舍宾馆", "住宿服务"),
    ("山海民宿", "住宿服务"),
    ("澜泳健身", "游泳场所服务"),
    ("花间理发", "理发服务"),
    ("启程人力资源", "人力资源服务"),
)


@dataclass(frozen=True, slots=True)
class Party:
    """One applicant: the account that acts, and the enterprise it stands for, if any."""

    account: Account
    person: Person
    enterprise: Enterprise | None = None
    district: str = "南山区"

    def actor(self, at: datetime) -> Actor:
        """The actor of this moment."""
        code = self.enterprise.credit_code if self.enterprise else ""
        return actor_of(account=self.account, on=today(at), acting_for=code)


@dataclass
class City:
    """Everything the lives of cases draw on."""

    rng: random.Random
    now: datetime
    calendar: WorkCalendar
    parties: list[Party]
    named: dict[str, Party]
    officers: dict[tuple[str, str], list[Account]]
    versions: dict[str, MatterVersion] = field(default_factory=dict)
    seated: dict[tuple[int, date], Actor] = field(default_factory=dict)

    def officer(self, body_code: str, kind: str, at: datetime, place: int = 0) -> Actor | None:
        """Give an officer who holds the kind of post in the body, or none."""
        holders = self.officers.get((body_code, kind), [])
        if not holders:
            return None
        account, day = holders[place % len(holders)], today(at)
        if (account.pk, day) not in self.seated:
            self.seated[account.pk, day] = actor_of(account=account, on=day)
        return self.seated[account.pk, day]

    def version(self, code: str, at: datetime) -> MatterVersion:
        """Give the version of a matter in force."""
        if code not in self.versions:
            self.versions[code] = matters.get_published(code=code, on=today(at))
        return self.versions[code]

    def earlier(self, at: datetime, workdays: int) -> datetime:
        """Give a moment in office hours so many working days earlier."""
        day = self.calendar.add_workdays(today(at), -workdays)
        hour, minute = self.rng.randint(9, 16), self.rng.randint(0, 59)
        return local(at).replace(
            year=day.year, month=day.month, day=day.day, hour=hour, minute=minute, second=7
        )

    def later(self, at: datetime, workdays: int) -> datetime:
        """Give a moment in office hours so many working days later, the same day if it still can be."""
        day = self.calendar.add_workdays(today(at), workdays) if workdays else today(at)
        if not self.calendar.is_workday(day):
            day = self.calendar.roll_forward(day)
        moment = local(at)
        hour, minute = self.rng.randint(9, 16), self.rng.randint(0, 59)
        found = moment.replace(
            year=day.year, month=day.month, day=day.day, hour=hour, minute=minute, second=7
        )
        return found if found > at else at + timedelta(minutes=self.rng.randint(4, 50))


def load_city(*, rng: random.Random, since: datetime, now: datetime) -> City:
    """Gather the cast of the city, adding extras so that a hundred cases do not all belong to the same four people."""
    extras = [_extra(rng, place, since) for place in range(EXTRAS)]
    named = {
        account.username: account
        for account in Account.objects.filter(
            username__in=("zhangwei", "lina", "liuyang", "wangfang", "ouyang", "chan")
        )
    }
    officers: dict[tuple[str, str], list[Account]] = {}
    held = Appointment.objects.select_related("officer__account", "post__office__body").order_by(
        "officer__number"
    )
    for one in held:
        officers.setdefault((one.post.office.body.code, one.post.kind), []).append(one.officer.account)
    return City(
        rng=rng,
        now=now,
        calendar=deadlines.current_calendar(),
        parties=extras,
        named={name: _party(account) for name, account in named.items()},
        officers=officers,
    )


def standing_for(party: Party, name_part: str) -> Party:
    """The same person standing for the enterprise whose name holds the words."""
    enterprise = Enterprise.objects.filter(name__contains=name_part).first()
    return Party(party.account, party.person, enterprise, party.district)


def _party(account: Account) -> Party:
    person = Person.objects.get(account=account)
    return Party(account, person)


def _extra(rng: random.Random, place: int, since: datetime) -> Party:
    district, street = PLACES[place % len(PLACES)]
    name = rng.choice(FAMILY) + rng.choice(GIVEN)
    born = date(1901, 1, 1) + timedelta(days=rng.randint(0, 7000))
    number = compose_citizen_number(area="440301", born=born, sequence=700 + place)
    account_name = f"applicant{place + 1:02d}"
    person = PersonDetails(
        name, "citizen", number, f"139{place:04d}{rng.randint(0, 9999):04d}", "", f"深圳市{district}{street}"
    )
    sign_up(actor=ANONYMOUS, now=since, username=account_name, secret=NO_PASSWORD, person=person)
    known = Person.objects.select_related("account").get(account__username=account_name)
    if place % 5 == 4:
        return Party(known.account, known, None, district)
    shop, scope = SHOPS[place % len(SHOPS)]
    suffix = "" if place < len(SHOPS) else "二店"
    code = compose_credit_code(f"91440300MXDEM{place:03d}X")
    register_enterprise(
        actor=system_actor("市场主体登记"),
        now=since,
        details=EnterpriseDetails(
            credit_code=code,
            name=f"深圳市{district[:-1]}{shop}{suffix}",
            legal_representative=name,
            legal_representative_id_number=number,
            address=f"深圳市{district}{street}示例路 {place + 3} 号",
            registered_on=date(2024, 3, 1),
            business_scope=scope,
            phone=f"0755-0000 {3000 + place}",
        ),
    )
    own = actor_of(account=known.account, on=today(since))
    claim_enterprise(actor=own, now=since, person=known, credit_code=code)
    return Party(known.account, known, Enterprise.objects.get(credit_code=code), district)
