"""Signing in in two steps, duties of the first sign-in, step-up, one session per officer, clocks set back."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from yangguang.foundation.access.demo import SMALL_CITY, build_people
from yangguang.foundation.access.models import ObjectLabel
from yangguang.foundation.access.operations import label_object
from yangguang.foundation.access.step_up import FactorDebt, step_up, take_answer
from yangguang.foundation.access.tests import given
from yangguang.foundation.acts.api import FactorNeeded, rehearsal
from yangguang.foundation.identity import factors
from yangguang.foundation.identity.models import Account, SignIn, Totp
from yangguang.foundation.identity.tests.given import NOW
from yangguang.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(settings) -> None:
    settings.DEMO_MODE = True
    build_people(now=NOW, only=SMALL_CITY)


@pytest.fixture
def strict(people, settings) -> None:
    settings.STRICT_SIGN_IN = True
    Account.objects.update(password_changed_at=clock.now())


def test_8_1_4_1_d__officer_with_two_factors__is_not_in_before_the_second(client: Client, strict) -> None:
    start = clock.now()
    given.bind_totp("director", start - timedelta(hours=1))

    first = given.sign_in(client, "director")

    assert first.headers["Location"] == "/sign-in/second-step/"
    assert client.get("/account/").status_code == 302
    assert not SignIn.objects.exists()
    second = given.pass_second_step(client, clock.now())
    assert second.headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200


def test_second_step__code_sent_twice__is_refused(client: Client, strict) -> None:
    given.bind_totp("director", clock.now() - timedelta(hours=1))
    with clock.fixed_at(clock.now()):
        given.sign_in(client, "director")
        given.pass_second_step(client, clock.now())
        other = Client()
        given.sign_in(other, "director")
        response = given.pass_second_step(other, clock.now())

    assert response.status_code == 422
    assert "已经用过" in response.content.decode()
    assert other.get("/account/").status_code == 302


def test_second_step__six_minutes_later__begins_anew(client: Client, strict) -> None:
    start = clock.now()
    given.bind_totp("director", start - timedelta(hours=1))
    given.sign_in(client, "director")

    with clock.fixed_at(start + timedelta(minutes=6)):
        response = given.pass_second_step(client, clock.now())

    assert response.headers["Location"] == "/sign-in/"


def test_second_step__without_a_password_first__leads_to_sign_in(client: Client) -> None:
    assert client.get("/sign-in/second-step/").headers["Location"] == "/sign-in/"
    assert client.post("/sign-in/second-step/", {"factor_code": "1"}).headers["Location"] == "/sign-in/"


def test_8_1_4_1_d__officer_without_second_factor__reaches_only_the_binding_page(
    client: Client, strict
) -> None:
    given.sign_in(client, "director")

    assert client.get("/desk/").headers["Location"] == "/account/security/"
    assert client.get("/account/").headers["Location"] == "/account/security/"
    assert client.get("/").headers["Location"] == "/account/security/"
    assert client.post("/account/sign-ins/1/end/").status_code == 403
    assert client.get("/account/security/").status_code == 200
    assert client.get("/account/security/totp/").status_code == 200


def test_demo__officer_without_second_factor__goes_on(client: Client, people) -> None:
    given.sign_in(client, "director")

    assert client.get("/account/").status_code == 200
    assert "绑定第二因素" in client.get("/account/").content.decode()


def test_add_totp__whole_way__binds_and_shows_the_codes_once(client: Client, strict) -> None:
    given.sign_in(client, "director")
    page = client.get("/account/security/totp/").content.decode()
    text = page.split('class="yg-hash">')[1].split("<")[0].replace(" ", "")
    secret = base64.b32decode(text)
    code = factors.totp_code(secret=secret, step=factors.totp_step(clock.now()))

    response = client.post("/account/security/totp/", {"name": "我的手机", "code": code})

    assert response.status_code == 200
    assert response.content.decode().count('<li class="yg-hash">') == 10
    assert "no-store" in response.headers["Cache-Control"]
    assert client.get("/account/").status_code == 200


def test_8_1_4_1_a__temporary_password__must_be_changed_first(client: Client, people) -> None:
    Account.objects.filter(username="director").update(password_is_temporary=True)
    given.sign_in(client, "director")

    assert client.get("/account/").headers["Location"] == "/account/password/"
    changed = client.post(
        "/account/password/",
        {
            "current_password": given.DEMO_PASSWORD,
            "password": "一句别人都不会说的话啊",
            "password_again": "一句别人都不会说的话啊",
        },
    )
    assert changed.status_code == 302
    assert client.get("/account/").status_code == 200


def test_8_1_4_1_a__password_of_half_a_year__must_be_changed(client: Client, strict) -> None:
    Account.objects.filter(username="director").update(password_changed_at=clock.now() - timedelta(days=181))
    given.sign_in(client, "director")

    assert client.get("/desk/").headers["Location"] == "/account/password/"


def test_8_1_4_1_b__second_session_of_an_officer__ends_the_first_with_a_notice(
    client: Client, strict
) -> None:
    given.bind_totp("director", clock.now() - timedelta(hours=1))
    given.sign_in(client, "director")
    given.pass_second_step(client, clock.now())
    other = Client()
    with clock.fixed_at(clock.now() + timedelta(minutes=1)):
        given.sign_in(other, "director")
        given.pass_second_step(other, clock.now())

    ended = client.get("/account/")

    assert ended.status_code == 302
    assert "同时只能在一处登录" in client.get(ended.headers["Location"]).content.decode()
    assert "同时只能在一处登录" not in client.get("/sign-in/?ended=forged").content.decode()
    assert SignIn.objects.get(ending="replaced").ended_at


def test_citizen__two_sessions__both_stay(client: Client, strict) -> None:
    given.sign_in(client, "ouyang")
    other = Client()
    given.sign_in(other, "ouyang")

    assert client.get("/account/").status_code == other.get("/account/").status_code == 200


def test_8_1_4_1_b__clock_set_back__ends_the_session(client: Client, people) -> None:
    start = clock.now()
    given.sign_in(client, "ouyang")

    with clock.fixed_at(start - timedelta(minutes=10)):
        assert client.get("/account/").status_code == 302
    with clock.fixed_at(start):
        assert client.get("/account/").status_code == 302


@step_up
def act(request) -> HttpResponse:
    files = [one.read().decode() for one in request.FILES.getlist("photo")]
    return HttpResponse(f"{request.POST.getlist('opinion')}{files}")


def sign(request) -> HttpResponse:
    """Let a request pass the middleware's look at answers, then the view."""
    return take_answer(request) or act(request)


@pytest.fixture
def officer_request(client: Client, people):
    given.bind_totp("director", clock.now() - timedelta(hours=1))
    client.force_login(
        given.account("director"), backend="yangguang.foundation.access.backends.AccountBackend"
    )
    session = client.session
    session["signed_in_at"] = session["seen_at"] = clock.now().timestamp()
    session.save()

    def post(**told):
        request = RequestFactory().post("/desk/x/act/", told)
        request.session, request.user, request.actor = (
            session,
            given.account("director"),
            given.actor("director"),
        )
        request._messages = None
        return request

    return post


def test_step_up__stale__asks_and_keeps_everything_typed(officer_request) -> None:
    asked = sign(officer_request(opinion=["同意", "附 <条件>"]))

    page = asked.content.decode()
    assert "签署前再核验一次" in page
    assert 'name="opinion" value="同意"' in page
    assert "附 &lt;条件&gt;" in page
    answered = sign(officer_request(opinion=["同意", "附 <条件>"], factor_code=given.code_at(clock.now())))
    assert answered.content.decode() == "['同意', '附 <条件>'][]"
    assert sign(officer_request(opinion="再")).content.decode() == "['再'][]"


def test_step_up__uploaded_files__wait_and_come_back(officer_request, settings, tmp_path) -> None:
    settings.VAR = tmp_path
    asked = sign(officer_request(opinion="同意", photo=SimpleUploadedFile("a.txt", b"seen")))
    token = asked.content.decode().split('name="held_files" value="')[1].split('"')[0]

    wrong = sign(officer_request(opinion="同意", held_files=token, factor_code="000000"))
    assert wrong.status_code == 422
    assert token in wrong.content.decode()
    answered = sign(officer_request(opinion="同意", held_files=token, factor_code=given.code_at(clock.now())))

    assert answered.content.decode() == "['同意']['seen']"
    assert not list((tmp_path / "held").glob("*"))


@pytest.mark.parametrize("token", ["../../etc", "x", ""])
def test_step_up__foreign_token__brings_no_files(officer_request, token: str) -> None:
    answered = sign(officer_request(held_files=token, factor_code=given.code_at(clock.now())))

    assert answered.content.decode() == "[][]"


def test_step_up__officer_without_factor__passes(officer_request) -> None:
    Totp.objects.all().delete()

    assert sign(officer_request(opinion="同意")).content.decode() == "['同意'][]"


def test_remove_factor__strict_officer__keeps_the_last(client: Client, strict) -> None:
    given.bind_totp("director", clock.now() - timedelta(hours=1))
    given.sign_in(client, "director")
    given.pass_second_step(client, clock.now())
    totp = Totp.objects.get()

    client.post(f"/account/security/totp/{totp.pk}/remove/")
    assert Totp.objects.exists()
    assert "最后一种" in client.get("/account/security/").content.decode()


def test_remove_factor__of_somebody_else__is_not_found(client: Client, people) -> None:
    given.bind_totp("director", clock.now() - timedelta(hours=1))
    given.sign_in(client, "examiner")

    assert client.post(f"/account/security/totp/{Totp.objects.get().pk}/remove/").status_code == 404


# ---------------------------------------------------------------- asked by the operation itself

LABEL = {
    "object_type": "application",
    "object_number": "440300-1",
    "level": "sensitive",
    "reason": "涉及举报人",
}


@pytest.fixture
def at_desk(client: Client, people) -> Client:
    """A security administrator who showed the factor at sign-in, eleven minutes ago."""
    start = clock.now() - timedelta(minutes=11)
    given.bind_totp("security1", start - timedelta(hours=1))
    with clock.fixed_at(start):
        given.sign_in(client, "security1")
        given.pass_second_step(client, start)
    return client


def test_step_up__page_without_decorator__is_asked_by_its_operation(at_desk: Client) -> None:
    asked = at_desk.post("/admin-desk/security/labels/", LABEL)

    assert "再核验一次" in asked.content.decode()
    assert 'name="reason" value="涉及举报人"' in asked.content.decode()
    assert "no-store" in asked.headers["Cache-Control"]
    assert not ObjectLabel.objects.exists()
    wrong = at_desk.post("/admin-desk/security/labels/", {**LABEL, "factor_code": "000000"})
    assert wrong.status_code == 422
    assert not ObjectLabel.objects.exists()
    done = at_desk.post("/admin-desk/security/labels/", {**LABEL, "factor_code": given.code_at(clock.now())})
    assert done.status_code == 302
    assert ObjectLabel.objects.get().level == "sensitive"


def test_step_up__for_machines__says_so_by_code(at_desk: Client) -> None:
    told = at_desk.post("/admin-desk/security/labels/", LABEL, headers={"Accept": "application/json"})

    assert (told.status_code, told.json()["code"]) == (403, "access.factor_needed")


def test_step_up__strict_officer__owes_it_without_a_question_to_the_database(people, settings, rf) -> None:
    settings.STRICT_SIGN_IN = True
    request = rf.post("/")
    request.session, request.actor = {}, given.actor("director")

    assert FactorDebt(request)(clock.now())


def test_step_up__citizen_with_a_factor__is_asked_and_without_one_is_not(client: Client, people) -> None:
    start = clock.now() - timedelta(minutes=11)
    with clock.fixed_at(start):
        given.sign_in(client, "ouyang")
    agent = {"credit_code": "x", "username": "zhangwei"}

    assert "再核验一次" not in client.post("/account/agents/", agent).content.decode()
    given.bind_totp("ouyang", start - timedelta(hours=1))
    assert FactorDebt(_at_keyboard(client, "ouyang"))(clock.now())


def _at_keyboard(client: Client, username: str) -> HttpRequest:
    request = RequestFactory().post("/")
    request.session, request.actor = client.session, given.actor(username)
    return request


def test_rehearsal__stale_factor__is_not_asked_and_leaves_nothing(people) -> None:
    who = replace(given.actor("security1"), owes_factor=lambda now: True)

    with rehearsal():
        label_object(actor=who, now=clock.now(), **LABEL)
        assert ObjectLabel.objects.exists()
    assert not ObjectLabel.objects.exists()
    with pytest.raises(FactorNeeded):
        label_object(actor=who, now=clock.now(), **LABEL)
