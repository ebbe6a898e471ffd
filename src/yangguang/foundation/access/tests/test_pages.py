"""The account pages as people use them, over HTTP."""

from datetime import timedelta

import pytest
from django.test import Client

from yangguang.foundation.access.demo import SMALL_CITY, DemoPasswordInService, build_people, demo_accounts
from yangguang.foundation.identity.demo import DEMO_PASSWORD
from yangguang.foundation.identity.models import Account, SignIn
from yangguang.foundation.identity.tests.given import NOW
from yangguang.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(settings) -> None:
    settings.DEMO_MODE = True
    build_people(now=NOW, only=SMALL_CITY)


def sign_in(client: Client, username: str = "zhangwei", password: str = DEMO_PASSWORD, to: str = "/account/"):
    return client.post("/sign-in/", {"username": username, "password": password, "next": to})


def test_sign_in__officer__is_led_back_and_known_by_post(client: Client, people: None) -> None:
    response = sign_in(client, "director")

    assert response.headers["Location"] == "/account/"
    page = client.get("/account/").content.decode()
    assert "决定岗" in page
    assert "0102" in page


def test_sign_in__person_with_enterprises__is_asked_whom_they_stand_for(client: Client, people: None) -> None:
    response = sign_in(client, "zhangwei")

    assert response.headers["Location"] == "/acting-for/?next=%2Faccount%2F"
    assert "深圳市清禾里社区食堂有限公司" in client.get("/acting-for/").content.decode()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil"]
)
def test_sign_in__with_a_next_that_leaves_the_site__stays(client: Client, people: None, target: str) -> None:
    response = sign_in(client, "director", to=target)

    assert response.headers["Location"] == "/desk/"


def test_sign_in__wrong_password__says_so_in_words_and_keeps_the_name(client: Client, people: None) -> None:
    response = sign_in(client, password="wrong")

    assert response.status_code == 422
    page = response.content.decode()
    assert "用户名或者密码不对" in page
    assert 'value="zhangwei"' in page


def test_sign_in__takes_a_new_session_key(client: Client, people: None) -> None:
    session = client.session
    session["planted"] = "x"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted

    sign_in(client, "ouyang")

    assert client.session.session_key != planted
    assert "planted" not in client.session


def test_session__idle_for_30_minutes__is_over(client: Client, people: None) -> None:
    start = clock.now()
    sign_in(client, "ouyang")
    with clock.fixed_at(start + timedelta(minutes=29)):
        assert client.get("/account/").status_code == 200
    with clock.fixed_at(start + timedelta(minutes=57)):
        assert client.get("/account/").status_code == 200

    with clock.fixed_at(start + timedelta(minutes=88)):
        response = client.get("/account/")

    assert response.headers["Location"] == "/sign-in/?next=/account/"


def test_session__in_use_for_12_hours__is_over_all_the_same(client: Client, people: None) -> None:
    start = clock.now()
    sign_in(client, "ouyang")
    for minutes in range(20, 720, 20):
        with clock.fixed_at(start + timedelta(minutes=minutes)):
            assert client.get("/account/").status_code == 200

    with clock.fixed_at(start + timedelta(hours=12, seconds=1)):
        assert client.get("/account/").status_code == 302


def test_sign_out__ends_the_sign_in(client: Client, people: None) -> None:
    sign_in(client, "ouyang")

    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")

    assert client.get("/account/").status_code == 302
    assert SignIn.objects.get().ending == "signed_out"


def test_end_sign_in__of_another_browser__signs_it_out_at_once(client: Client, people: None) -> None:
    elsewhere = Client(headers={"User-Agent": "iPhone"})
    sign_in(elsewhere, "ouyang")
    sign_in(client, "ouyang")
    assert "iPhone" in client.get("/account/").content.decode()

    other = SignIn.objects.get(device="iPhone")
    client.post(f"/account/sign-ins/{other.pk}/end/")

    assert elsewhere.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_end_sign_in__of_somebody_else__is_not_found(client: Client, people: None) -> None:
    elsewhere = Client()
    sign_in(elsewhere, "jane")
    sign_in(client, "ouyang")
    other = SignIn.objects.get(account__username="jane")

    assert client.post(f"/account/sign-ins/{other.pk}/end/").status_code == 404
    assert elsewhere.get("/account/").status_code == 200


def test_change_password__signs_out_other_browsers_and_keeps_this_one(client: Client, people: None) -> None:
    elsewhere = Client()
    sign_in(elsewhere, "ouyang")
    sign_in(client, "ouyang")
    new = "另外的一句很好记的话"
    fields = {"password": new, "password_again": new}

    wrong = client.post("/account/password/", {**fields, "current_password": "不是这个"})
    right = client.post("/account/password/", {**fields, "current_password": DEMO_PASSWORD})

    assert wrong.status_code == 422
    assert right.status_code == 302
    assert elsewhere.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200
    assert sign_in(Client(), "ouyang", new).status_code == 302


def test_acting_for__an_enterprise_of_others__is_refused(client: Client, people: None) -> None:
    sign_in(client, "liuyang")

    response = client.post("/acting-for/", {"credit_code": "91440300MXDEMA012F"})

    assert response.status_code == 403
    assert "不能代表这家单位" in response.content.decode()


def test_acting_for__own_enterprise__stands_in_the_head_until_changed_back(
    client: Client, people: None
) -> None:
    sign_in(client, "lina")
    client.post("/acting-for/", {"credit_code": "91440300MXDEMA012F", "next": "/account/"})
    assert (
        'yg-menu__name"><span class="nb">深圳市清禾里社区食堂有限公司'
        in client.get("/account/").content.decode()
    )

    client.post("/acting-for/", {"credit_code": ""})

    assert 'yg-menu__name"><span class="nb">李娜' in client.get("/account/").content.decode()


def test_acting_for__after_the_agency_has_ended__no_longer_counts(client: Client, people: None) -> None:
    sign_in(client, "lina")
    client.post("/acting-for/", {"credit_code": "91440300MXDEMA012F"})
    owner = Client()
    sign_in(owner, "zhangwei")
    agency = Account.objects.get(username="lina").person.mandates.get()
    owner.post(f"/account/mandates/{agency.pk}/end/")

    assert 'yg-menu__name"><span class="nb">李娜' in client.get("/account/").content.decode()


def test_account__identity_number__is_masked_even_for_its_owner(client: Client, people: None) -> None:
    sign_in(client, "ouyang")
    number = Account.objects.get(username="ouyang").person.id_number

    page = client.get("/account/").content.decode()

    assert number not in page
    assert f"{number[:4]}**********{number[-4:]}" in page


def test_sign_up__with_several_mistakes__shows_each_at_its_field(client: Client, people: None) -> None:
    fields = {
        "name": "1",
        "id_kind": "citizen",
        "id_number": "440304190002290034",
        "phone": "138",
        "username": "A b",
        "password": "1234567890",
        "password_again": "1234567890",
    }

    page = client.post("/sign-up/", fields).content.decode()

    assert page.count('class="yg-field yg-field--bad"') == 5
    assert "1234567890" not in page


def test_sign_up__well_filled__signs_in(client: Client, people: None) -> None:
    fields = {
        "name": "赵试",
        "id_kind": "passport",
        "id_number": "E7654321",
        "phone": "13800000999",
        "username": "zhaoshi",
        "password": "一句很好记住的话语吧",
        "password_again": "一句很好记住的话语吧",
        "next": "/account/",
    }

    assert client.post("/sign-up/", fields).headers["Location"] == "/account/"
    assert "赵试" in client.get("/account/").content.decode()


def test_claim_and_appoint__over_the_pages__answer_in_words(client: Client, people: None) -> None:
    sign_in(client, "zhangwei")

    claim = client.post("/account/enterprises/", {"credit_code": "91440300MXDEMA020A"})
    appoint = client.post(
        "/account/agents/",
        {"enterprise": "91440300MXDEMA012F", "name": "没人", "id_number": "E7654321"},
    )

    assert "法定代表人与您的姓名" in claim.content.decode()
    assert "没有找到姓名和证件号码都相符的账户" in appoint.content.decode()


def test_demo_sign_in__of_a_published_account__needs_no_password(client: Client, people: None) -> None:
    response = client.post("/demo-accounts/sign-in/", {"username": "examiner", "next": "/account/"})

    assert response.status_code == 302
    assert "审查岗" in client.get("/account/").content.decode()


def test_demo_sign_in__of_any_other_account_or_in_service__is_not_found(
    client: Client,
    people: None,
    settings,
) -> None:
    Account.objects.create(username="real", created_at=NOW)

    assert client.post("/demo-accounts/sign-in/", {"username": "real"}).status_code == 404
    settings.DEMO_MODE = False
    assert client.post("/demo-accounts/sign-in/", {"username": "examiner"}).status_code == 404


def test_demo_accounts__all_of_them__can_sign_in() -> None:
    build_people(now=NOW)
    names = {one.username for one in demo_accounts()}

    assert names == set(Account.objects.values_list("username", flat=True))


def test_fragment__after_the_session_has_ended__sends_the_whole_page_to_sign_in(
    client: Client, people: None
) -> None:
    response = client.get(
        "/account/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/my/"},
    )

    assert response.headers["HX-Redirect"] == "/sign-in/?next=/my/"


def test_page__of_a_signed_in_officer__takes_few_queries(
    client: Client, people: None, django_assert_num_queries
) -> None:
    sign_in(client, "director")

    # session, account with officer, posts, stamp of the rights; then the page's own: person, sign-ins, mandates, factor
    with django_assert_num_queries(10):
        client.get("/account/")


def test_build_people__in_service_with_the_published_password__is_refused(settings) -> None:
    settings.DEMO_MODE = False

    with pytest.raises(DemoPasswordInService):
        build_people(now=NOW)
    assert not Account.objects.exists()
