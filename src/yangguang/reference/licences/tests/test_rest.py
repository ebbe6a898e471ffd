"""Other bodies' systems: token, right, purpose, case, rate; each refused by name; the document says what the code does."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from yangguang.foundation.acts.api import list_acts_of
from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.models import Officer
from yangguang.foundation.sign_on.api import ClientKind
from yangguang.foundation.sign_on.models import Client as ConnectedSystem
from yangguang.foundation.sign_on.operations import hand_of, issue_client_token
from yangguang.kernel import clock
from yangguang.reference.licences import api as licences
from yangguang.reference.licences.models import CallingSystem, Reading
from yangguang.reference.licences.rules.openapi import openapi
from yangguang.reference.licences.rules.refusals import SystemSamePerson
from yangguang.reference.licences.tests import given
from yangguang.reference.licences.tests.given import NOW

pytestmark = pytest.mark.django_db
ID = "yg-housing-platform"


@pytest.fixture(autouse=True)
def var(tmp_path, settings):
    settings.VAR = tmp_path


@pytest.fixture
def token() -> str:
    """A connected system of the housing bureau, its right approved by a second person, and its token."""
    version = given.published_type()
    client = _client()
    rights = licences.SystemRights(
        client_id=ID,
        name="施工许可系统",
        body=given.housing(),
        type_codes=[version.type.code],
        purposes=["监督检查", "办理施工许可"],
        per_minute=5,
        valid_until=date(2027, 9, 21),
    )
    system = licences.propose_system(actor=given.officer("information", account=61), now=NOW, rights=rights)
    licences.approve_system(actor=given.officer("information", account=62), now=NOW, system=system)
    written, _ = issue_client_token(actor=hand_of(client), now=NOW, client=client, scopes=())
    return written


def _client() -> ConnectedSystem:
    proposer, approver = _officers()
    return ConnectedSystem.objects.create(
        client_id=ID,
        name="施工许可系统",
        kind=ClientKind.SERVICE,
        reason="试",
        state="effective",
        proposed_by=proposer,
        proposed_at=NOW,
        decided_by=approver,
        decided_at=NOW,
    )


def _officers():
    return [
        Officer.objects.create(
            account=Account.objects.create(username=f"information{number}", created_at=NOW),
            name="白书远",
            number=f"006{number}",
        )
        for number in (1, 2)
    ]


def post(address: str, token: str = "", at=NOW, **told):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with clock.fixed_at(at):
        return Client(headers=headers).post(
            reverse(f"licences:{address}"), told, content_type="application/json"
        )


def asked(one: licences.Licence, **told) -> dict:
    return {"licence": one.number, "purpose": "监督检查", "case_number": "SZ1", **told}


def test_call__with_right_purpose_and_case__gives_data_and_standing(token: str) -> None:
    licence = given.licence()

    response = post("rest_call", token, **asked(licence))

    assert response.status_code == 200, response.json()
    told = response.json()
    assert (told["licence"]["number"], told["is_in_force"]) == (licence.number, True)
    reading = Reading.objects.get()
    assert (reading.system.client_id, reading.ground) == (ID, "law")
    assert (
        list_acts_of(object_type="licence", object_number=licence.act_object[1])
        .filter(operation="licences.read_licence")
        .exists()
    )


def test_call__by_identifier__finds_the_same(token: str) -> None:
    licence = given.licence()

    response = post("rest_call", token, **asked(licence, licence=licence.identifier))

    assert response.json()["licence"]["number"] == licence.number


def test_call__of_a_licence_expired_yesterday__tells_so(token: str) -> None:
    licence = given.licence(valid_until=date(2026, 9, 22))
    system = ConnectedSystem.objects.get()
    later = NOW + timedelta(days=2)
    fresh, _ = issue_client_token(actor=hand_of(system), now=later, client=system, scopes=())

    told = post("rest_call", fresh, at=later, **asked(licence)).json()

    assert (told["status_text"], told["is_in_force"]) == ("已过期", False)


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"purpose": ""}, 422, "licences.call_unclear"),
        ({"case_number": ""}, 422, "licences.call_unclear"),
        ({"purpose": "信用评价"}, 403, "licences.system_not_allowed"),
        ({"purpose": "办理施工许可"}, 403, "licences.no_ground"),
        ({"licence": "JY0"}, 404, "access.not_found"),
        ({"share": "SQ0"}, 404, "access.not_found"),
    ],
)
def test_call__without_ground__is_refused_by_code_and_kept(
    token: str, told: dict, status: int, code: str
) -> None:
    licence = given.licence()

    response = post("rest_call", token, **asked(licence, **told))

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert Reading.objects.get().refusal == code


def test_call__too_often__is_refused_until_the_minute_is_over(token: str) -> None:
    licence = given.licence()
    for _ in range(5):
        post("rest_call", token, **asked(licence))

    assert post("rest_call", token, **asked(licence)).status_code == 429
    assert post("rest_call", token, at=NOW + timedelta(minutes=2), **asked(licence)).status_code == 200


def test_call__without_token_or_with_a_stale_one__is_refused(token: str) -> None:
    licence = given.licence()

    assert post("rest_call", **asked(licence)).status_code == 401
    assert post("rest_call", token, at=NOW + timedelta(hours=1), **asked(licence)).status_code == 401


def test_call__right_ended__is_refused_at_once(token: str) -> None:
    licences.end_system(
        actor=given.officer("information", account=61),
        now=NOW,
        system=CallingSystem.objects.get(),
        reason="换系统",
    )

    response = post("rest_call", token, **asked(given.licence()))

    assert response.json()["code"] == "licences.system_not_allowed"


def test_call__body_that_is_no_json__is_refused(token: str) -> None:
    with clock.fixed_at(NOW):
        response = Client(headers={"Authorization": f"Bearer {token}"}).post(
            reverse("licences:rest_call"), "[", content_type="application/json"
        )

    assert response.json()["code"] == "licences.body_unreadable"


def test_system__approved_by_who_proposed__is_refused(token: str) -> None:
    rights = licences.SystemRights("yg-x", "x", given.housing(), ["t"], ["监督检查"], 5, date(2027, 1, 1))
    system = licences.propose_system(actor=given.officer("information", account=61), now=NOW, rights=rights)

    with pytest.raises(SystemSamePerson):
        licences.approve_system(actor=given.officer("information", account=61), now=NOW, system=system)


def claim(licence: licences.Licence, **fields: str) -> dict:
    said = dict(licences.claim_of(licence).fields) | fields
    return {"purpose": "监督检查", "case_number": "SZ1", "fields": said}


def test_compare__what_agrees__tells_every_reason(token: str) -> None:
    licence = given.licence()

    told = post("rest_compare", token, **claim(licence, number="ｊｙ " + licence.number[2:])).json()

    assert (told["outcome"], told["differences"]) == ("agrees", [])
    assert {one["field"] for one in told["reasons"]} >= {"number", "holder_name", "holder_code"}
    assert told["rules"] == "licence-V001"


def test_compare__another_holder__differs_by_field(token: str) -> None:
    told = post(
        "rest_compare",
        token,
        **claim(given.licence(), holder_name="深圳市远帆货运有限公司", holder_code="91440300MXDEMA020A"),
    ).json()

    assert told["outcome_text"] == "不一致"
    assert [one["label"] for one in told["differences"]] == ["持证人", "持证人代码"]


def test_compare__revoked__is_lapsed_with_state_and_day(token: str) -> None:
    licence = given.licence()
    licences.revoke_licence(actor=given.officer(), now=NOW, licence=licence, reason="以欺骗手段取得")

    told = post("rest_compare", token, **claim(licence)).json()

    assert (told["outcome_text"], told["lapsed"]) == ("证照已失效", "已撤销，自2026年9月21日起")


def test_compare__fields_of_another_shape__are_refused(token: str) -> None:
    response = post("rest_compare", token, purpose="监督检查", case_number="SZ1", fields={"number": 7})

    assert response.json()["code"] == "comparison.claim_unreadable"


def test_document__paths_and_answers__are_those_of_the_code(token: str) -> None:
    document = openapi(base_url="https://example.org")
    told = post("rest_compare", token, **claim(given.licence())).json()
    said = document["paths"][reverse("licences:rest_compare")]["post"]["responses"]["200"]
    properties = said["content"]["application/json"]["schema"]["properties"]

    assert set(properties) == set(told)
    assert set(document["paths"]) == {
        reverse("licences:rest_call"),
        reverse("licences:rest_compare"),
        reverse("licences:status_list"),
    }
    assert Client().get(reverse("licences:openapi")).json()["openapi"] == "3.1.0"
