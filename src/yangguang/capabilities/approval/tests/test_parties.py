"""Third persons whose interests a licence touches: told, heard, and a voice of their own (Licensing Law art. 36, 47)."""

from datetime import date

import pytest

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import MONDAY, later
from yangguang.foundation.messaging.models import Message
from yangguang.kernel.identifiers import compose_citizen_number
from yangguang.kernel.refusals import NotFound, NotPermitted

pytestmark = pytest.mark.django_db

INTEREST = "油烟排放口距离其居室不到二十米。"


def neighbour(office, **changes):
    facts = {"name": "王芳", "code": office.stranger.id_number, "interest": INTEREST, "phone": ""}
    return approval.PartyNamed(**{**facts, **changes})


def named(office, case, *, now=MONDAY, **changes):
    return approval.name_interested_party(
        actor=office.head, application=case, party=neighbour(office, **changes), now=now
    )


def grant(office, case, *, now):
    return approval.decide(
        actor=office.head, application=case, ruling=approval.Ruling("granted", "符合条件。"), now=now
    )


def test_party__named__is_told_in_writing_and_by_message_and_so_is_the_applicant():
    office = given.office()
    case = office.ready_to_decide()

    party = named(office, case)

    assert (party.number, party.answer_until) == (f"{case.number}-L1", date(2026, 9, 20))
    html = party.notice.document.html
    assert "王芳：" in html and "油烟排放口" in html and "2026年9月20日" in html
    message = Message.objects.get(title="一项许可申请关系到您的利益")
    assert (message.account_id, message.link) == (office.stranger.account_id, f"/interests/{party.number}/")
    assert case.documents.filter(kind="hearing_right").count() == 1
    assert approval.acts_of(application=case, actor=office.head)[0].facts["party"] == party.number


def test_party__until_they_have_spoken__nothing_is_decided():
    office = given.office()
    case = office.ready_to_decide()
    party = named(office, case)
    with pytest.raises(approval.PartiesNotHeard, match="王芳"):
        grant(office, case, now=later(1))

    approval.state_interest(actor=office.stranger, party=party, text="请加装净化设备。", now=later(1))

    assert grant(office, case, now=later(1)).result == "granted"
    told = Message.objects.filter(account_id=office.stranger.account_id).values_list("title", flat=True)
    assert "有关的申请已有决定" in told


def test_party__silent_for_five_working_days__the_decision_may_be_made():
    office = given.office()
    case = office.ready_to_decide()
    named(office, case)
    assert grant(office, case, now=later(8)).result == "granted"


def test_party__asks_for_a_hearing__which_is_held_before_the_decision():
    office = given.office()
    case = office.ready_to_decide()
    party = named(office, case)

    approval.request_party_hearing(actor=office.stranger, party=party, reason="影响居住", now=later(2))
    approval.request_party_hearing(actor=office.stranger, party=party, reason="影响居住", now=later(3))

    with pytest.raises(approval.HearingNotHeld):
        grant(office, case, now=later(9))
    at = approval.HearingDate(takes_place_at=later(21), place="第二会议室", chair_number="0305")
    approval.notify_hearing(actor=office.head, application=case, hearing_date=at, now=later(4))
    assert Message.objects.filter(account_id=office.stranger.account_id, title="听证通知").count() == 1


def test_hearing_request__of_a_party_after_five_working_days__is_refused():
    office = given.office()
    party = named(office, office.ready_to_decide())
    with pytest.raises(approval.HearingRequestTooLate):
        approval.request_party_hearing(actor=office.stranger, party=party, reason="", now=later(8))


def test_opinion__said_to_an_officer__is_recorded_as_such_and_once():
    office = given.office()
    party = named(office, office.ready_to_decide())
    heard = approval.state_interest(
        actor=office.examiner, party=party, text="电话里说没有意见。", now=later(1)
    )
    assert heard.is_opinion_recorded
    with pytest.raises(approval.AlreadyHeard):
        approval.state_interest(actor=office.stranger, party=party, text="改一下", now=later(1))


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": "", "interest": " "}, {"name", "interest"}),
        ({"code": "没带证"}, {"code"}),
        ({"code": compose_citizen_number(area="440305", born=date(1988, 1, 2), sequence=7)}, {"phone"}),
    ],
)
def test_party__that_could_not_be_told__is_refused_by_field(changes, fields):
    office = given.office()
    case = office.accepted()
    with pytest.raises(approval.PartyIncomplete) as refusal:
        named(office, case, **changes)
    assert set(refusal.value.fields) == fields
    assert not approval.InterestedParty.objects.exists() and not case.documents.filter(kind="party_notice")


def test_party__the_applicant_or_somebody_named_before_or_by_a_clerk__is_refused():
    office = given.office()
    case = office.accepted()
    with pytest.raises(approval.PartyIsApplicant):
        named(office, case, code=case.enterprise_code)
    with pytest.raises(NotPermitted):
        approval.name_interested_party(
            actor=office.clerk, application=case, party=neighbour(office), now=MONDAY
        )
    named(office, case)
    with pytest.raises(approval.PartyAlreadyNamed):
        named(office, case)


def test_party__sees_only_their_own_part__and_the_applicant_not_theirs():
    office = given.office()
    case = office.accepted()
    party = named(office, case)
    assert approval.get_interest(actor=office.stranger, number=party.number) == party
    assert list(approval.list_my_interests(actor=office.stranger)) == [party]
    for read in (
        lambda: approval.get_interest(actor=office.owner, number=party.number),
        lambda: approval.get_application(actor=office.stranger, number=case.number),
        lambda: approval.get_issued_document(actor=office.owner, uuid=party.notice.document.uuid),
    ):
        with pytest.raises(NotFound):
            read()
    with pytest.raises(NotPermitted):
        approval.state_interest(actor=office.owner, party=party, text="没有意见", now=MONDAY)
