"""Joint opinion rounds over several bodies and districts: asked at once, answered by each area's own office."""

from datetime import timedelta

import pytest
from django.test import Client

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.api import Body
from yangguang.kernel.refusals import NotPermitted
from yangguang.reference.declarations import api as declarations
from yangguang.reference.declarations.demo import Cast, build_districts, declare_in_districts, review
from yangguang.reference.declarations.models import Campaign, JointRound
from yangguang.reference.declarations.queries.joint import build_joint_board, list_own_questions
from yangguang.reference.declarations.queries.rounds import build_board, list_asked
from yangguang.reference.declarations.rules import refusals
from yangguang.reference.declarations.tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organised")]

DUE = given.TODAY + timedelta(days=7)
ALL = ("monitor", "hall", "information")


def gathered() -> tuple[Campaign, list[Body]]:
    """Open a clean-up of one city body and two districts, in which all three have submitted."""
    districts = build_districts(now=given.NOW)
    campaign = declarations.open_campaign(
        actor=given.legal(),
        now=given.NOW,
        title="市区联动清理",
        bodies=[given.body("police"), *districts],
        due_on=DUE,
    )
    declare_in_districts(Cast(given.TODAY), campaign, districts, given.NOW)
    given.submitted(given.opened(inside=campaign))
    return campaign, districts


def asked(campaign: Campaign, *, offices: tuple[str, ...] = ALL, areas: tuple[str, ...] = ()) -> JointRound:
    return declarations.open_joint_round(
        actor=given.legal(), now=given.NOW, campaign=campaign, offices=offices, due_on=DUE, areas=areas
    )


def officer(username: str) -> Actor:
    from yangguang.foundation.access.api import actor_of

    return actor_of(account=Account.objects.get(username=username), on=given.TODAY)


def answer(joint: JointRound, username: str, office: str, *, agrees: bool = True, text: str = "") -> int:
    actor = officer(username)
    numbers = [one.declaration.number for one in list_own_questions(actor=actor, joint=joint)]
    return declarations.answer_joint_round(
        actor=actor,
        now=given.NOW,
        joint=joint,
        office=office,
        declarations=numbers,
        agrees=agrees,
        text=text,
    )


def test_joint_round__over_districts__asks_each_area_s_own_office() -> None:
    campaign, _ = gathered()
    joint = asked(campaign)

    board = build_joint_board(joint=joint)
    assert (board.asked, board.given) == (9, 0)
    assert [name for name, _ in board.areas] == ["深圳市", "福田区", "南山区"]
    assert {one.declaration.body.area.name for one in list_asked(actor=officer("futian-monitor"))} == {
        "福田区"
    }
    assert {one.declaration.body.area.name for one in list_asked(actor=officer("monitor"))} == {"深圳市"}


def test_joint_round__district_without_the_office__is_answered_by_the_city() -> None:
    from yangguang.foundation.organisation.models import Appointment

    campaign, _ = gathered()
    Appointment.objects.filter(officer__account__username="nanshan-monitor").delete()

    joint = asked(campaign, offices=("monitor",))

    assert {
        one.declaration.body.area.name for one in list_own_questions(actor=officer("monitor"), joint=joint)
    } == {
        "深圳市",
        "南山区",
    }


def test_joint_round__narrowed_to_a_district__leaves_the_others_for_later() -> None:
    campaign, _ = gathered()

    assert asked(campaign, areas=("440304",)).opinions.count() == 3
    assert asked(campaign).opinions.count() == 6
    with pytest.raises(refusals.NothingToAsk):
        asked(campaign)


def test_answers__of_all_offices__let_the_declaration_be_filed() -> None:
    campaign, districts = gathered()
    joint = asked(campaign)
    declaration = campaign.declarations.get(body=districts[0])
    with pytest.raises(refusals.OpinionsOutstanding, match="监察、政务大厅、信息化"):
        review(declaration, given.legal(), given.NOW)

    for place, office in (("monitor", "monitor"), ("hall", "hall"), ("information", "information")):
        assert answer(joint, f"futian-{place}", office) == 1

    assert review(declaration, given.legal(), given.NOW).state == "filed"
    board = build_joint_board(joint=joint)
    row = next(rows[0] for name, rows in board.areas if name == "福田区")
    assert row.is_done
    assert board.given == 3


def test_answer__objection_without_reason__and_another_area_s__are_refused() -> None:
    campaign, districts = gathered()
    joint = asked(campaign)
    nanshan = campaign.declarations.get(body=districts[1])

    with pytest.raises(refusals.ReasonNeeded):
        answer(joint, "futian-monitor", "monitor", agrees=False)
    with pytest.raises(NotPermitted):
        declarations.answer_joint_round(
            actor=officer("futian-monitor"),
            now=given.NOW,
            joint=joint,
            office="monitor",
            declarations=[nanshan.number],
            agrees=True,
        )
    with pytest.raises(refusals.NothingToAnswer):
        declarations.answer_joint_round(
            actor=officer("futian-monitor"),
            now=given.NOW,
            joint=joint,
            office="monitor",
            declarations=[],
            agrees=True,
        )
    assert build_joint_board(joint=joint).given == 0


@pytest.mark.parametrize(("offices", "days", "says"), [((), 7, "哪些部门"), (ALL, -1, "期限已经过去")])
def test_open_joint_round__incomplete__is_refused_by_name(
    offices: tuple[str, ...], days: int, says: str
) -> None:
    campaign, _ = gathered()

    with pytest.raises(refusals.JointRoundIncomplete, match=says):
        declarations.open_joint_round(
            actor=given.legal(),
            now=given.NOW,
            campaign=campaign,
            offices=offices,
            due_on=given.TODAY + timedelta(days=days),
        )


def test_pages__round_opened_answered_and_shown_by_district() -> None:
    campaign, _ = gathered()
    legal, monitor = Client(), Client()
    legal.force_login(Account.objects.get(username="legal1"))
    monitor.force_login(Account.objects.get(username="futian-monitor"))

    assert "福田区" in legal.get(campaign.get_absolute_url()).content.decode()
    assert build_board(campaign=campaign).rows[-1].area == "南山区"
    refused = legal.post(f"{campaign.get_absolute_url()}joint/", {"offices": [], "due_on": "2099-01-01"})
    assert refused.status_code == 422
    opened = legal.post(f"{campaign.get_absolute_url()}joint/", {"offices": ALL, "due_on": "2099-01-01"})
    page = monitor.get(opened.url).content.decode()
    assert "监察还要答复的 1 份" in page
    number = campaign.declarations.get(body__area__code="440304").number
    monitor.post(opened.url, {"office": "monitor", "declarations": [number], "agrees": "yes"})
    assert "已答复 <b>1</b> 份" in legal.get(opened.url).content.decode()
    assert "答复会审" not in monitor.get("/admin-desk/powers/").content.decode()
