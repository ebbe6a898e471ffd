"""The interface for programs: every row of the table answers in its described shape, and says no by code."""

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from yangguang.capabilities.approval.tests import given
from yangguang.foundation.identity.api import Account
from yangguang.kernel import clock
from yangguang.portal import rest

pytestmark = pytest.mark.django_db
JSON = {"headers": {"accept": "application/json"}}


def signed_in(username):
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


@pytest.fixture
def case():
    office = given.office()
    return office.delivered(now=clock.now())


def asked(endpoint, case):
    named = {
        "code": case.licence.verification_code if "verify" in endpoint.route else case.version.matter.code,
        "number": case.number,
    }
    address = endpoint.address.format(**named)
    client = signed_in("owner")
    if endpoint.method == "POST":
        said = {"number": case.number, "phone": case.phone[-4:]}
        return client.post(address, said, content_type="application/json")
    return client.get(address)


@pytest.mark.parametrize("endpoint", rest.ENDPOINTS, ids=[one.name for one in rest.ENDPOINTS])
def test_endpoint__asked__answers_in_the_shape_the_document_describes(endpoint, case):
    answer = asked(endpoint, case)

    assert answer.status_code == 200
    Draft202012Validator(endpoint.shape).validate(answer.json())


def test_document__lists_every_endpoint_and_its_parameters():
    document = Client().get("/api/openapi.json").json()

    assert document["openapi"] == "3.1.0"
    assert {one.address for one in rest.ENDPOINTS} == set(document["paths"])
    body = document["paths"]["/api/progress/"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["required"] == ["number", "phone"]
    page = Client().get("/api/").content.decode()
    assert all(one.address in page for one in rest.ENDPOINTS)


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("get", "/api/matters/999999999999/", 404, "matters.not_found"),
        ("get", "/api/matters/?page=0", 422, "portal.request_unreadable"),
        ("get", "/api/verify/nothing/", 404, "not_found"),
    ],
)
def test_endpoint__asked_for_what_is_not_there__says_so_by_code(method, address, status, code):
    answer = getattr(Client(), method)(address)

    assert answer.status_code == status
    assert answer.json()["code"].endswith(code.split(".")[-1])
    assert answer.json()["message"]


@pytest.mark.parametrize("said", ["[]", "{", "{}", '{"number": 7, "phone": []}', "x" * 5000])
def test_progress__body_that_is_none__is_refused_by_field(said):
    answer = Client().post("/api/progress/", said, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (422, "portal.request_unreadable")


def test_progress__wrong_phone_or_wrong_number__answer_alike(case):
    answers = [
        Client().post("/api/progress/", said, content_type="application/json").json()
        for said in ({"number": case.number, "phone": "0000"}, {"number": "2026-0101-00001", "phone": "0000"})
    ]

    assert answers[0] == answers[1]
    assert answers[0]["code"] == "portal.progress_not_found"


def test_own_cases__of_somebody_else_or_without_signing_in__stay_closed(case):
    assert signed_in("stranger").get(f"/api/my/cases/{case.number}/").status_code == 404
    assert signed_in("stranger").get("/api/my/cases/").json()["cases"] == []
    assert Client().get("/api/my/cases/", **JSON).status_code == 401
