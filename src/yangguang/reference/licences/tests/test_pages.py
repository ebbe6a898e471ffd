"""What anybody sees who checks a licence."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.search import api as search
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound
from yangguang.reference.licences import api as licences
from yangguang.reference.licences.tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(tmp_path, settings):
    settings.VAR = tmp_path


def page(address: str, at: datetime = given.NOW) -> str:
    with clock.fixed_at(at):
        return Client().get(address).content.decode()


def test_verify_code__in_force__says_so_with_proof_in_one_query(django_assert_num_queries):
    licence = given.licence()

    with django_assert_num_queries(1):
        shown = page(f"/verify/{licence.verification_code}/")

    for part in (
        "这份证照真实有效",
        licence.number,
        "深圳市清禾里社区食堂有限公司",
        "许晴川",
        "热食类食品制售",
    ):
        assert part in shown
    assert "2031年9月20日" in shown
    assert "查验时间" in shown
    found = licences.verify_code(code=licence.verification_code, now=given.NOW)
    assert found.act_number is not None
    assert f"/log/{found.act_number}/" in shown


def test_verify_code__typed_by_hand__is_understood():
    licence = given.licence()
    code = licence.verification_code
    typed = "-".join(code[start : start + 5] for start in range(0, 20, 5)).lower()

    response = Client().get("/verify/", {"q": typed})

    assert response.headers["Location"] == f"/verify/{code}/"


def test_verify__number__is_answered_in_place_by_the_newest_version():
    licence = given.licence()
    licences.replace_licence(
        actor=given.officer(),
        now=given.NOW,
        licence=licence,
        changes=licences.LicenceChanges(address="深圳市福田区新址"),
    )

    shown = page(f"/verify/?q={licence.number}")

    assert "深圳市福田区新址" in shown
    assert "这份证照真实有效" in shown


def test_verify_code__replaced__leads_to_the_new_version():
    licence = given.licence()
    newer = licences.renew_licence(actor=given.officer(), now=given.NOW, licence=licence)

    shown = page(f"/verify/{licence.verification_code}/")

    assert "已换发" in shown
    assert f"/verify/{newer.verification_code}/" in shown


def test_verify_code__cancelled__says_since_when():
    licence = given.licence()
    licences.cancel_licence(actor=given.officer(), now=given.NOW, licence=licence, reason="申请人申请注销")

    shown = page(f"/verify/{licence.verification_code}/")

    assert "已经依法注销" in shown
    assert "自 " in shown
    assert "2026年9月21日" in shown


def test_verify_code__the_day_after_the_last__is_expired_before_any_job_ran():
    licence = given.licence()
    address = f"/verify/{licence.verification_code}/"

    assert "这份证照真实有效" in page(address, datetime(2031, 9, 20, 15, 59, tzinfo=UTC))
    assert "有效期已经届满" in page(address, datetime(2031, 9, 20, 16, 1, tzinfo=UTC))


def test_verify_code__person__is_masked_everywhere():
    licence = given.licence(
        title="护士执业证书",
        holder_kind="person",
        holder_name="欧阳修文",
        holder_code="440300190001010015",
        legal_representative="",
        address="深圳市南山区粤海街道海月路18号",
    )

    shown = page(f"/verify/{licence.verification_code}/")
    as_json = Client().get(f"/verify/{licence.verification_code}/", headers={"accept": "application/json"})

    for told in (shown, as_json.content.decode()):
        assert "欧***" in told
        assert "440300190001010015" not in told
        assert "海月路" not in told
    assert "4403**********0015" in licence.document.html


def test_verify_code__machine__gets_json_at_the_same_address():
    licence = given.licence()

    with clock.fixed_at(given.NOW):
        response = Client().get(
            f"/verify/{licence.verification_code}/", headers={"accept": "application/json"}
        )

    told = response.json()
    assert (told["status"], told["status_text"], told["is_valid"]) == ("V", "有效", True)
    assert told["valid_until"] == "2031-09-20"
    assert told["issuer"]["name"] == "深圳市市场监督管理局"
    assert told["log_number"]
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize("address", ["/verify/AAAAAAAAAAAAAAAAAAAA/", "/verify/?q=JY-none", "/verify/x'--/"])
def test_verify__unknown__says_what_that_may_mean(address):
    response = Client().get(address)
    as_json = Client().get(address, headers={"accept": "application/json"})

    assert response.status_code == 404
    assert "没有查到" in response.content.decode()
    assert as_json.json()["code"] == "access.not_found"


def test_verify__empty__asks():
    assert "证照编号或查验码" in page("/verify/")


def test_paper__not_signed_in__is_sent_to_sign_in():
    licence = given.licence()

    response = Client().get(f"/licences/{licence.verification_code}/paper/")

    assert response.headers["Location"].startswith("/sign-in/")


def test_find_licence_seen_by__holder_and_office__see_it_others_learn_nothing():
    licence = given.licence()
    holder = Actor(ActorKind.CITIZEN, 1, "a", "许晴川", enterprise_code="91440300MXDEMA012F")
    stranger = Actor(ActorKind.CITIZEN, 2, "b", "别人", id_number="440303190001020028")

    for actor in (holder, given.officer("accept")):
        assert licences.find_licence_seen_by(actor=actor, code=licence.verification_code) == licence
    for actor in (stranger, given.officer("decide", "11440300MXDEM01892")):
        with pytest.raises(NotFound):
            licences.find_licence_seen_by(actor=actor, code=licence.verification_code)
    assert list(licences.list_licences_of(actor=holder)) == [licence]
    assert not licences.list_licences_of(actor=stranger).exists()


def test_search__licence_of_a_person__is_found_by_number_and_never_by_name():
    licence = given.licence(
        title="护士执业证书",
        holder_kind="person",
        holder_name="欧阳修文",
        holder_code="440300190001010015",
        legal_representative="",
        address="",
    )

    assert search.find(words=licence.number).hits[0].url == licence.get_absolute_url()
    for private in ("欧阳修文", "440300190001010015"):
        found = search.find(words=private)
        assert found.is_near or not found.hits


def test_verify__identifier_with_a_wrong_check_character__says_that_too():
    licence = given.licence()
    forged = licence.identifier[:-1] + ("A" if licence.identifier[-1] != "A" else "B")

    with clock.fixed_at(given.NOW):
        answer = Client().get("/verify/", {"q": forged})

    assert answer.status_code == 404
    assert "校验位对不上" in answer.content.decode()


def test_verify__identifier_of_a_licence__finds_it():
    licence = given.licence()

    assert "这份证照真实有效" in page(f"/verify/?q={licence.identifier}")


def test_verify__a_persons_licence_by_number__tells_its_standing_and_no_more():
    licence = given.licence(
        holder_kind="person",
        holder_name="欧阳若兰",
        holder_code="440307190012306060",
        address="深圳市南山区演示路1号",
    )

    by_number, by_code = page(f"/verify/?q={licence.number}"), page(f"/verify/{licence.verification_code}/")

    assert "欧***" in by_number
    assert "热食类" not in by_number
    assert "热食类" in by_code


def test_verify__a_line_the_type_keeps_private__is_shown_to_nobody_in_public():
    given.published_type()
    licence = given.licence(content=(("主体业态", "单位食堂"), ("库房地址", "某路9号地库")))

    shown = page(f"/verify/{licence.verification_code}/")

    assert "单位食堂" in shown
    assert "某路9号地库" not in shown
