"""The small office of approval with a fee on one matter, and what happens around its cases."""

from dataclasses import replace
from datetime import date, datetime

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.tests import given as cases
from yangguang.capabilities.approval.tests.given import FOOD, LONG_AGO, MONDAY, PLATFORM, Office
from yangguang.capabilities.hall import api as hall
from yangguang.foundation.acts.api import ANONYMOUS
from yangguang.foundation.identity.api import Person, PersonDetails, appoint_agent, sign_up
from yangguang.foundation.identity.models import Enterprise
from yangguang.foundation.organisation.api import (
    PostKind,
    appoint_officer,
    create_post,
    enrol_officer,
)
from yangguang.kernel.identifiers import compose_citizen_number
from yangguang.reference.matters.api import read_catalogue
from yangguang.reference.matters.operations import draft_version, publish_version

FEE = 12_800
LAW = "《特种设备安全法》第五十五条（试验）"


def office(*, fee: int = FEE, rank: str = "法律") -> Office:
    """The office, its food licence with a fee on a law."""
    made = cases.office()
    made.versions[FOOD] = with_fee(made, fee, rank) if fee else made.versions[FOOD]
    return made


def with_fee(made: Office, fee: int, rank: str = "法律"):
    """The next version of the matter, with a fee."""
    entry = next(one for one in read_catalogue() if one.entry.catalog_code == FOOD)
    content = replace(entry.content, fee_fen=fee, fee_basis=LAW, fee_basis_rank=rank)
    matter = made.versions[FOOD].matter
    version = draft_version(actor=PLATFORM, now=LONG_AGO, matter=matter, content=content)
    return publish_version(actor=PLATFORM, now=LONG_AGO, version=version, effective_from=date(2024, 2, 1))


def second_head(made: Office):
    """Another officer who decides in the body."""
    room = made.body.offices.get()
    officer = enrol_officer(
        actor=PLATFORM, now=LONG_AGO, body=made.body, name="试0103", number="0103", username="head2",
        secret=cases.SECRET,
    )  # fmt: skip
    post = create_post(actor=PLATFORM, now=LONG_AGO, office=room, kind=PostKind.DECIDE)
    appoint_officer(actor=PLATFORM, now=LONG_AGO, officer=officer, post=post, valid_from=date(2024, 1, 2))
    from yangguang.foundation.access.api import actor_of
    from yangguang.foundation.identity.api import Account

    return actor_of(account=Account.objects.get(username="head2"), on=date(2026, 9, 14))


def agent(made: Office, *, until: date | None = None):
    """A person the shop's owner has appointed, standing for the shop, and the mandate."""
    from yangguang.foundation.access.api import actor_of
    from yangguang.foundation.identity.api import Account

    number = compose_citizen_number(area="440305", born=date(1990, 3, 8), sequence=303)
    details = PersonDetails("李娜", "citizen", number, "13800000309", "", "深圳市南山区")
    sign_up(actor=ANONYMOUS, now=LONG_AGO, username="agent", secret=cases.SECRET, person=details)
    enterprise = Enterprise.objects.get(credit_code=cases.SHOP_CODE)
    mandate = appoint_agent(
        actor=made.owner,
        now=LONG_AGO,
        enterprise=enterprise,
        name="李娜",
        id_number=number,
        valid_until=until,
    )
    actor = actor_of(
        account=Account.objects.get(username="agent"), on=date(2026, 9, 14), acting_for=cases.SHOP_CODE
    )
    assert Person.objects.filter(name="李娜").exists()
    return actor, mandate


def posted(made: Office, *, address: str = "深圳市南山区试验路 1 号", now: datetime = MONDAY):
    """A granted case whose result was given to the post, taken by it."""
    case = made.granted(now=now)
    parcel = hall.post_result(
        actor=made.clerk, application=case, to=hall.Address("张伟", "13800000308", address), now=now
    )
    hall.hand_parcel(actor=PLATFORM, parcel=parcel, waybill=f"W{parcel.number}", problem="", now=now)
    parcel.refresh_from_db()
    return case, parcel


def told(parcel, state: str, *, at: datetime, serial: str = "E1", now: datetime | None = None):
    """The post says something of a parcel."""
    words = {"carried": "运送中", "signed": "已签收", "returned": "查无此人，退回", "lost": "遗失"}
    event = hall.PostEvent(serial, state, words[state], at)
    return hall.hear_post(carrier=parcel.carrier, waybill=parcel.waybill, event=event, now=now or at)


__all__ = ["approval"]
