"""The pages of third persons, of promised materials, and the officer's deeds for both."""

import pytest
from django.test import Client
from django.urls import reverse

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import upload
from yangguang.foundation.identity.api import Account
from yangguang.kernel import clock

pytestmark = pytest.mark.django_db


def signed_in(username):
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def named(office, case):
    party = approval.PartyNamed(name="王芳", code=office.stranger.id_number, interest="挡住采光。")
    return approval.name_interested_party(actor=office.head, application=case, party=party, now=clock.now())


def test_interest__opened_by_the_person__takes_one_opinion_and_a_request_to_be_heard():
    office = given.office()
    case = office.ready_to_decide(now=clock.now())
    party = named(office, case)
    page = reverse("approval:interest", args=[party.number])
    client = signed_in("stranger")
    assert "挡住采光。" in client.get(page).content.decode()
    assert page in client.get("/my/").content.decode()
    assert client.post(page, {"text": " "}).status_code == 422
    assert client.post(page, {"text": "请退后两米。"}).status_code == 302
    assert client.post(reverse("approval:interest_hearing", args=[party.number])).status_code == 302
    shown = client.get(page).content.decode()
    assert "请退后两米。" in shown and "申请了听证" in shown
    assert reverse("approval:interest_notice", args=[party.number]) in shown
    assert signed_in("owner").get(page).status_code == 404


def test_workbench__naming_a_party__reads_the_notice_back_before_it_is_signed():
    office = given.office()
    case = office.accepted(now=clock.now())
    client = signed_in("examiner")
    answer = client.post(
        reverse("approval:act", args=[case.number]),
        {
            "do": "party",
            "task": office.step(case, "A").pk,
            "party-name": "王芳",
            "party-code": office.stranger.id_number,
            "party-interest": "挡住采光。",
        },
    )
    text = answer.content.decode()
    assert answer.status_code == 200 and "利害关系人听证告知书" in text and "挡住采光。" in text
    assert not approval.InterestedParty.objects.exists()


def test_case_page__owing_a_promised_material__leads_to_where_it_is_handed_in():
    office = given.office("440123011000")
    case = office.accepted("440123011000", now=clock.now())
    row = case.deferred_materials.get()
    client = signed_in("owner")
    page = reverse("approval:supply", args=[case.number])
    assert page in client.get(reverse("approval:case", args=[case.number])).content.decode()
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {f"file-{row.material_code}": upload()}).status_code == 302
    assert page not in client.get(reverse("approval:case", args=[case.number])).content.decode()
    assert client.get(page).status_code == 409
