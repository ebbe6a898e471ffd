"""Advice before acceptance, contradictions, consultations; shared materials replaced; what each department may see."""

import pytest

from yangguang.capabilities.joint import api as joint
from yangguang.capabilities.joint.demo import scan
from yangguang.capabilities.joint.tests import given
from yangguang.capabilities.joint.tests.given import later
from yangguang.foundation.access.tests.labelling import concealed, label
from yangguang.foundation.acts.models import Act
from yangguang.foundation.deadlines.models import RunningClock
from yangguang.foundation.organisation.models import Body
from yangguang.kernel.refusals import NotFound, NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> given.City:
    return given.city()


def room_of(city: given.City, case: joint.JointCase, *names: str, **how: object) -> joint.Consultation:
    codes = tuple(Body.objects.get(short_name=given.BODIES[name]).code for name in names)
    invitation = joint.Invitation(
        topic="招牌与救援口", agenda=("是否遮挡",), bodies=codes, opinions_until=later(2), **how
    )
    return joint.call_consultation(
        actor=city.officer("market"), case=case, invitation=invitation, now=later()
    )


def test_early_advice__is_on_record_and_starts_no_clock(city: given.City) -> None:
    draft = city.draft()
    body = Body.objects.get(short_name=given.BODIES["cityworks"])
    advice = joint.ask_early_advice(
        actor=city.founder, draft=draft, body=body, question="能挂多高？", now=later()
    )

    joint.answer_early_advice(actor=city.officer("cityworks"), advice=advice, text="不过三米。", now=later(1))
    case = joint.submit_joint_application(actor=city.founder, draft=draft, now=later(2))

    assert not RunningClock.objects.filter(subject_type="joint_draft").exists()
    assert [one.answer for one in joint.list_advice_of(draft_uuid=case.uuid)] == ["不过三米。"]
    act = Act.objects.get(operation="joint.answer_early_advice")
    assert act.facts["is_binding"] is False


def test_early_advice__other_department__may_not_answer(city: given.City) -> None:
    body = Body.objects.get(short_name=given.BODIES["cityworks"])
    advice = joint.ask_early_advice(
        actor=city.founder, draft=city.draft(), body=body, question="能挂多高？", now=later()
    )

    with pytest.raises(NotPermitted):
        joint.answer_early_advice(actor=city.officer("tax"), advice=advice, text="行。", now=later())


def test_consultation__opinions_vote_minutes_signed_by_all__is_decided(city: given.City) -> None:
    case = city.submitted()
    room = room_of(city, case, "police", "cityworks")
    seats = ("market", "police", "cityworks")
    for name in seats:
        joint.give_consultation_opinion(
            actor=city.officer(name), consultation=room, stance="agree", text="没有问题。", now=later(1)
        )
    joint.say_remark(actor=city.officer("police"), consultation=room, text="请标出救援口。", now=later(1))
    joint.open_vote(actor=city.officer("market"), consultation=room, now=later(1))
    for name in seats:
        joint.cast_vote(actor=city.officer(name), consultation=room, vote="agree", now=later(1))
    joint.write_minutes(actor=city.officer("market"), consultation=room, text="一致同意。", now=later(1))
    for name in seats[:2]:
        joint.sign_minutes(actor=city.officer(name), consultation=room, dissent="", now=later(1))

    with pytest.raises(joint.SignaturesMissing, match="城管"):
        joint.close_consultation(actor=city.officer("market"), consultation=room, now=later(1))
    joint.sign_minutes(
        actor=city.officer("cityworks"), consultation=room, dissent="夜间不得亮灯", now=later(1)
    )
    closed = joint.close_consultation(actor=city.officer("market"), consultation=room, now=later(1))

    assert (closed.state, closed.is_passed) == ("closed", True)


@pytest.mark.parametrize(("silence", "stance"), [("agree", "agree"), ("abstain", "abstain"), ("none", "")])
def test_consultation__department_never_answers__counts_by_the_rule_chosen(
    city: given.City, silence: str, stance: str
) -> None:
    case = city.submitted()
    room = room_of(city, case, "police", silence=silence)
    joint.give_consultation_opinion(
        actor=city.officer("market"), consultation=room, stance="agree", text="同意。", now=later(1)
    )

    assert joint.close_due_opinions(now=later(1)) == 0
    assert joint.close_due_opinions(now=later(3)) == 1

    room.refresh_from_db()
    silent = room.invitees.get(is_silent=True)
    assert room.state == "discussion"
    assert silent.stance == stance


def test_consultation__opinion_after_the_end__is_refused_by_name(city: given.City) -> None:
    room = room_of(city, city.submitted(), "police")

    with pytest.raises(joint.OpinionTooLate):
        joint.give_consultation_opinion(
            actor=city.officer("police"), consultation=room, stance="agree", text="同意。", now=later(3)
        )


def test_consultation__twice_or_uninvited__is_refused(city: given.City) -> None:
    room = room_of(city, city.submitted(), "police")
    joint.give_consultation_opinion(
        actor=city.officer("police"), consultation=room, stance="agree", text="同意。", now=later(1)
    )

    with pytest.raises(joint.AlreadySaid):
        joint.give_consultation_opinion(
            actor=city.officer("police2"), consultation=room, stance="oppose", text="再想想。", now=later(1)
        )
    with pytest.raises(joint.NotInvited):
        joint.say_remark(actor=city.officer("tax"), consultation=room, text="我也说。", now=later(1))
    with pytest.raises(NotFound):
        joint.get_consultation(actor=city.officer("tax"), uuid=room.uuid)


def test_contradiction__holds_the_package_until_the_consultation_settles_it(city: given.City) -> None:
    case = city.submitted()
    city.accept(case)
    police, cityworks = case.parts.get(key="seal"), case.parts.get(key="signboard")
    found = joint.raise_contradiction(
        actor=city.officer("police"), part=police, other=cityworks, text="地址不是一个。", now=later()
    )
    for key in case.parts.values_list("key", flat=True):
        city.decide(case, key)
    case.refresh_from_db()

    with pytest.raises(joint.PackageWaits, match="矛盾"):
        joint.deliver_package(actor=city.officer("market"), case=case, way="electronic", now=later(1))
    joint.settle_contradiction(
        actor=city.officer("market"), case=case, contradiction=found, text="以登记住所为准。", now=later(1)
    )

    assert joint.deliver_package(
        actor=city.officer("market"), case=case, way="electronic", now=later(1)
    ).package


def test_contradiction__with_oneself__is_refused(city: given.City) -> None:
    case = city.submitted()
    part = case.parts.get(key="seal")

    with pytest.raises(joint.SamePartTwice):
        joint.raise_contradiction(actor=city.officer("police"), part=part, other=part, text="？", now=later())


def test_material_replaced__after_a_department_relied_on_it__must_be_confirmed(city: given.City) -> None:
    case = city.submitted()
    city.accept(case)
    city.decide(case, "signboard")
    old = case.files.get(item="premises")

    new = joint.replace_pool_file(
        actor=city.founder, case=case, file=old, upload=scan("新合同.pdf"), reason="合同续签了", now=later(1)
    )
    for key in case.parts.exclude(key="signboard").values_list("key", flat=True):
        city.decide(case, key, now=later(1))

    reliance = joint.Reliance.objects.get(part__case=case)
    assert (reliance.part.key, new.edition) == ("signboard", 2)
    assert case.files.filter(item="premises").count() == 2
    assert new.file_id in city.case_of(case, "registration").files.values_list("file_id", flat=True)
    case.refresh_from_db()
    with pytest.raises(joint.PackageWaits, match="更换"):
        joint.deliver_package(actor=city.officer("market"), case=case, way="mail", now=later(2))
    joint.confirm_reliance(
        actor=city.officer("cityworks"),
        part=reliance.part,
        reliance=reliance,
        stands=True,
        text="地址没变。",
        now=later(2),
    )
    assert (
        joint.deliver_package(actor=city.officer("market"), case=case, way="mail", now=later(2)).state
        == "delivered"
    )


def test_material_replaced__twice_from_one_page__second_is_refused(city: given.City) -> None:
    case = city.submitted()
    old = case.files.get(item="premises")
    joint.replace_pool_file(actor=city.founder, case=case, file=old, upload=scan(), reason="换", now=later())

    with pytest.raises(NotFound):
        joint.replace_pool_file(
            actor=city.founder, case=case, file=old, upload=scan(), reason="换", now=later()
        )


def test_shared_page__department__reads_its_share_and_whose_the_rest_is(city: given.City) -> None:
    case = joint.get_case(actor=city.officer("tax"), number=city.submitted().number)

    rows = {
        label: (shown, hidden)
        for _, page in joint.shared_fields(actor=city.officer("tax"), case=case)
        for label, shown, hidden in page
    }

    assert rows["适用会计制度"][1] is False
    assert rows["招牌上写什么"] == ("由市城管和综合执法局查看", True)
    assert not [one for one, hidden in rows.values() if hidden and "云栖" in one]


def test_shared_file__only_departments_that_use_it(city: given.City) -> None:
    case = city.submitted()
    picture = case.files.exclude(item="premises").first()
    assert picture is not None

    assert joint.get_pool_file(actor=city.officer("cityworks"), uuid=picture.file.uuid) == picture
    with pytest.raises(NotFound):
        joint.get_pool_file(actor=city.officer("police"), uuid=picture.file.uuid)


def test_scenario__drafter_reviews_own_draft__is_refused(city: given.City) -> None:
    version = city.scenarios[given.SETUP]
    drafter = city.officer("legal")
    draft = joint.draft_scenario(
        actor=drafter,
        content=version.content,
        decision_xml=version.decision_xml,
        flow_xml=version.flow_xml,
        lead=version.scenario.lead,
        now=later(),
    )

    with pytest.raises(joint.ReviewerDrafted):
        joint.review_scenario(actor=drafter, version=draft, text="好", now=later())


def test_scenario__new_version__running_cases_keep_theirs(city: given.City) -> None:
    case = city.submitted()
    old = city.scenarios[given.SETUP]
    draft = joint.draft_scenario(
        actor=city.officer("list_office"),
        content=old.content,
        decision_xml=old.decision_xml,
        flow_xml=old.flow_xml,
        lead=old.scenario.lead,
        now=later(),
    )
    reviewed = joint.review_scenario(actor=city.officer("legal"), version=draft, text="好", now=later())
    joint.publish_scenario(actor=city.officer("government"), version=reviewed, now=later())

    case.refresh_from_db()
    assert case.version_id == old.pk
    assert joint.get_scenario(code=given.SETUP).number == 2


def test_scenario__matter_outside_the_flow__is_named(city: given.City) -> None:
    old = city.scenarios[given.SETUP]
    content = {**old.content, "parts": old.content["parts"][:-1]}

    with pytest.raises(joint.ScenarioNotFit, match="health"):
        joint.draft_scenario(
            actor=city.officer("legal"),
            content=content,
            decision_xml=old.decision_xml,
            flow_xml=old.flow_xml,
            lead=old.scenario.lead,
            now=later(),
        )


@pytest.mark.parametrize("of_a_part", [False, True])
def test_8_1_4_2_g__sensitive_case_or_part__is_in_no_list_and_under_no_number(
    city: given.City, of_a_part: bool
) -> None:
    case, plain = city.submitted(), city.submitted()
    room, _ = room_of(city, case, "police"), room_of(city, plain, "police")
    part = case.parts.exclude(case_number="").order_by("pk").first()
    assert part is not None
    named = ("application", part.case_number) if of_a_part else ("joint_case", case.number)
    label(*named)
    lead, police = concealed(city.officer("market"), named[0]), concealed(city.officer("police"), named[0])
    own = city.by_code(part.body.code)

    assert [one.number for one in joint.list_lead_cases(actor=lead)] == [plain.number]
    assert [one.case for one in joint.list_rooms_for(actor=police)] == [plain]
    assert case not in [one.case for one in joint.list_desk_parts(actor=concealed(own, named[0]))]
    with pytest.raises(NotFound):
        joint.get_case(actor=lead, number=case.number)
    with pytest.raises(NotFound):
        joint.get_consultation(actor=police, uuid=room.uuid)
    assert case in [one.case for one in joint.list_desk_parts(actor=own)]
    assert joint.get_case(actor=city.officer("market"), number=case.number) == case
    assert joint.get_case(actor=city.founder, number=case.number) == case
