"""The administrators' desks over HTTP: who gets in, two persons for a grant, leavers, emergencies, why, files."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from yangguang.foundation.access import snapshot
from yangguang.foundation.access.demo import SMALL_CITY, build_people
from yangguang.foundation.access.models import EmergencyAccess, Grant, ObjectLabel
from yangguang.foundation.access.tests import given
from yangguang.foundation.identity.models import Account
from yangguang.foundation.identity.tests.given import NOW
from yangguang.foundation.organisation.models import Appointment
from yangguang.kernel import clock

pytestmark = pytest.mark.django_db

PAGES = {
    "/admin-desk/security/": {"security", "system"},
    "/admin-desk/security/grants/new/": {"security", "system"},
    "/admin-desk/security/conflicts/new/": {"security", "system"},
    "/admin-desk/security/labels/": {"security"},
    "/admin-desk/security/certification/": {"security", "audit"},
    "/admin-desk/system/": {"system", "security"},
    "/admin-desk/system/0208/": {"system", "security"},
    "/admin-desk/audit/": {"audit"},
    "/admin-desk/audit/?check=1": {"audit"},
    "/admin-desk/why/": {"system", "security", "audit"},
    "/admin-desk/matrix/": {"system", "security", "audit"},
    "/admin-desk/matrix.json": {"system", "security", "audit"},
}


@pytest.fixture(autouse=True)
def people(settings) -> None:
    settings.DEMO_MODE = True
    snapshot._current = snapshot.Snapshot("never")
    build_people(now=NOW, only=SMALL_CITY)


def at(username: str) -> Client:
    client = Client()
    given.sign_in(client, username)
    return client


def code_of(username: str) -> str:
    return Appointment.objects.get(officer__account__username=username).post.code


@pytest.mark.parametrize("kind", ["system", "security", "audit", "director", "ouyang"])
def test_8_1_4_2_d__each_administrator__opens_only_their_own_desk(kind: str) -> None:
    client = at({"system": "system1", "security": "security1", "audit": "audit1"}.get(kind, kind))

    opened = {address for address in PAGES if client.get(address).status_code == 200}

    assert opened == {address for address, kinds in PAGES.items() if kind in kinds}


def propose(client: Client, **changes: str):
    told = {
        "effect": "withhold",
        "operation_name": "approval.accept_application",
        "post": code_of("window"),
        "valid_from": clock.today(clock.now()).isoformat(),
        "valid_until": "",
        "reason": "窗口撤并，不再受理",
    }
    return client.post("/admin-desk/security/grants/new/", {**told, **changes})


def test_grant__proposed_by_one_and_approved_by_another__counts() -> None:
    first, second = at("security1"), at("security2")
    assert propose(first).status_code == 302
    grant = Grant.objects.get()

    first.post(f"/admin-desk/rights/grant/{grant.pk}/", {"verb": "approve"})
    grant.refresh_from_db()
    assert grant.state == "proposed"
    assert "不能再由您批准" in first.get("/admin-desk/security/").content.decode()

    assert f"批准第 {grant.pk} 号" in second.get("/admin-desk/security/").content.decode()
    second.post(f"/admin-desk/rights/grant/{grant.pk}/", {"verb": "approve"})
    grant.refresh_from_db()
    assert grant.state == "effective"
    why = second.get(
        "/admin-desk/why/", {"officer": "0208", "operation": "approval.accept_application", "target": ""}
    )
    assert "不能办" in why.content.decode()
    told = json.loads(second.get("/admin-desk/matrix.json").content)
    line = next(one for one in told["posts"] if one["code"] == code_of("window"))
    assert line["powers"]["approval.accept_application"] == {"answer": "收回", "grant": grant.pk}


def test_propose_grant__bad_input__keeps_what_was_typed() -> None:
    response = propose(at("security1"), reason="短", valid_until="2020-01-01")

    assert response.status_code == 422
    assert "窗口" in response.content.decode()
    assert not Grant.objects.exists()


@pytest.mark.parametrize("address", ["grant/99", "nothing/1"])
def test_decide__unknown_right__is_not_found(address: str) -> None:
    assert at("security1").post(f"/admin-desk/rights/{address}/", {"verb": "approve"}).status_code == 404


def test_leaver__is_out_at_once() -> None:
    leaver, desk = at("window"), at("system1")
    assert leaver.get("/account/").status_code == 200

    desk.post("/admin-desk/system/0208/do/", {"verb": "retire", "reason": "调出"})

    assert leaver.get("/account/").status_code == 302
    assert given.sign_in(Client(), "window").status_code == 422


def test_temporary_password__is_shown_once_and_must_be_changed() -> None:
    page = at("system1").post("/admin-desk/system/0208/do/", {"verb": "password"}).content.decode()
    password = page.split('<p class="yg-hash">')[1].split("<")[0]
    client = Client()
    given.sign_in(client, "window", password=password)

    assert client.get("/desk/").headers["Location"] == "/account/password/"
    assert Account.objects.get(username="window").password_is_temporary


def test_security_administrator__cannot_let_anybody_leave() -> None:
    at("security1").post("/admin-desk/system/0208/do/", {"verb": "retire", "reason": "调出"})

    assert Account.objects.get(username="window").is_active


def test_emergency__is_taken_and_reviewed() -> None:
    officer, auditor = at("window2"), at("audit1")
    taken = officer.post(
        "/account/emergency/",
        {"post": code_of("director"), "hours": "2", "reason": "决定岗联系不上，今天必须送达"},
    )
    assert taken.status_code == 302
    emergency = EmergencyAccess.objects.get()
    assert "决定岗联系不上" in auditor.get("/admin-desk/audit/").content.decode()

    auditor.post(
        f"/admin-desk/audit/emergencies/{emergency.pk}/",
        {"verdict": "justified", "finding": "核对了当天的请假记录"},
    )
    emergency.refresh_from_db()
    assert emergency.verdict == "justified"
    assert "没有被改动" in auditor.get("/admin-desk/audit/?check=1").content.decode()


def test_delegation__is_lent_approved_by_the_body_and_taken_back() -> None:
    lender, admin = at("director"), at("admin")
    today = clock.today(clock.now())
    told = {
        "post": code_of("director"),
        "delegate": "0305",
        "valid_from": today.isoformat(),
        "valid_until": today.replace(year=today.year + 1).isoformat(),
        "reason": "出差期间代行",
    }
    assert "92 天" in lender.post("/account/delegations/", told).content.decode()
    told["valid_until"] = (today + timedelta(days=9)).isoformat()
    assert lender.post("/account/delegations/", told).status_code == 302
    assert "等着您批准" in admin.get("/account/delegations/").content.decode()
    admin.post("/admin-desk/rights/delegation/1/", {"verb": "approve", "next": "/account/delegations/"})


def test_label__is_set_from_the_desk() -> None:
    at("security1").post(
        "/admin-desk/security/labels/",
        {"object_type": "application", "object_number": "SZ1", "level": "sensitive", "reason": "涉及举报人"},
    )

    assert ObjectLabel.objects.get().level == "sensitive"


def test_matrix_file__other_format__is_not_found() -> None:
    assert at("audit1").get("/admin-desk/matrix.pdf").status_code == 404
