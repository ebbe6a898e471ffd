"""Builders in the words of the organisation, through operations only."""

from datetime import date, datetime

from yangguang.foundation.acts.api import Actor, ActorKind, HeldPost, system_actor
from yangguang.foundation.identity.api import HashedPassword
from yangguang.foundation.organisation.api import (
    Area,
    Body,
    BodyDetails,
    Officer,
    Post,
    PostKind,
    create_post,
    enrol_officer,
    load_areas,
    open_office,
    register_body,
)
from yangguang.kernel.clock import SHANGHAI
from yangguang.kernel.identifiers import compose_credit_code, organisation_check_character

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
TODAY = date(2026, 3, 2)
PLATFORM = system_actor("测试")
SECRET = HashedPassword("!")  # nobody can sign in with it


def city() -> Area:
    return load_areas(now=NOW)


def code(serial: int) -> str:
    main = f"MXTAT{serial:03d}"
    return compose_credit_code("11440300" + main + organisation_check_character(main))


def body(serial: int = 1, *, area: Area | None = None) -> Body:
    details = BodyDetails(code=code(serial), name=f"深圳市示例{serial}局", short_name=f"市示例{serial}局")
    return register_body(actor=PLATFORM, now=NOW, area=area or city(), details=details)


def post(where: Body, kind: PostKind = PostKind.EXAMINE) -> Post:
    office = where.offices.filter(name="业务处").first() or open_office(
        actor=PLATFORM, now=NOW, body=where, name="业务处"
    )
    return create_post(actor=PLATFORM, now=NOW, office=office, kind=kind)


def officer(where: Body, number: str = "9001") -> Officer:
    return enrol_officer(
        actor=PLATFORM, now=NOW, body=where, name="何工", number=number, username=f"o{number}", secret=SECRET
    )


def admin_of(where: Body, *, account_id: int = 0) -> Actor:
    held = HeldPost(
        f"{where.code}-admin-01",
        "admin",
        "9000",
        "管理岗",
        where.code,
        where.name,
        "办公室",
        where.area.code,
    )
    return Actor(ActorKind.OFFICER, account_id, "9000", "管理员", posts=(held,))
