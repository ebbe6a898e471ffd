"""What people say about a case while it runs: a neighbour who is asked, an applicant who urges or complains."""

from collections.abc import Generator
from datetime import datetime, timedelta

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.api import Application, PartyNamed
from yangguang.capabilities.approval.demo.cast import City
from yangguang.capabilities.approval.demo.deeds import attempt, seat
from yangguang.capabilities.approval.demo.plans import Plan
from yangguang.foundation.organisation.api import PostKind

Stretch = Generator[datetime, None, datetime]


def hear_neighbour(city: City, plan: Plan, application: Application, at: datetime) -> Stretch:
    """Have the examiner tell a neighbour of their rights, and the neighbour say what they think (art. 36)."""
    neighbour = city.named["ouyang"]
    at = city.later(at, 1)
    yield at
    examiner = seat(city, application.body.code, "examine", at)
    named = PartyNamed(
        name=neighbour.person.name,
        code=neighbour.person.id_number,
        interest="住在楼上，营业时间和排风会影响休息。",
    )
    attempt(
        lambda: approval.name_interested_party(actor=examiner, application=application, party=named, now=at)
    )
    at = city.later(at, 1)
    yield at
    told = application.interested_parties.first()
    if told is not None:
        attempt(
            lambda: approval.state_interest(
                actor=neighbour.actor(at),
                party=told,
                text="不反对开店，请晚上十点以后关掉排风机。",
                now=at,
            )
        )
    return at


def complain(city: City, plan: Plan, application: Application, at: datetime) -> Stretch:
    """Have the applicant complain, and supervision answer, which never handles cases itself."""
    at = yield from _say(city, plan, application, at, "窗口说的材料和办事指南上写的不一样，我跑了两趟。")
    at = city.later(at, 3)
    yield at
    bodies = [code for code, kind in city.officers if kind == PostKind.MONITOR]
    complaint = application.complaints.first()
    if bodies and complaint is not None:
        supervisor = seat(city, bodies[0], PostKind.MONITOR, at)
        attempt(
            lambda: approval.answer_complaint(
                actor=supervisor,
                complaint=complaint,
                answer="经查，窗口口头多要了一份租赁合同原件，指南没有这一项。已向经办人员说明，材料以指南为准。",
                now=at,
            )
        )
    return at


def urge(city: City, plan: Plan, application: Application, at: datetime) -> Stretch:
    """Have the applicant urge the case on; the answer is still open today."""
    return (yield from _say(city, plan, application, at, "店面在付租金，请问还要多久？", is_urging=True))


def _say(
    city: City, plan: Plan, application: Application, at: datetime, text: str, *, is_urging: bool = False
) -> Stretch:
    at = max(city.later(at, 1), at + timedelta(minutes=20))
    yield at
    attempt(
        lambda: approval.file_complaint(
            actor=plan.party.actor(at), application=application, text=text, now=at, is_urging=is_urging
        )
    )
    return at
