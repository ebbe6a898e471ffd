"""Signing up and keeping an account."""

import pytest

from yangguang.foundation.acts.api import list_acts_of
from yangguang.foundation.identity import api as identity
from yangguang.foundation.identity.models import Account
from yangguang.foundation.identity.tests import given
from yangguang.foundation.identity.tests.given import NOW
from yangguang.kernel.refusals import InvalidInput, NotPermitted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("citizen", "11010519491231002X"),
        ("citizen", "11010519491231002x"),
        ("hm_permit", "H12345678"),
        ("passport", "E12345678"),
        ("citizen", "440309200001010010"),
    ],
)
def test_sign_up__with_a_document_of_any_kind__opens_an_account(kind: str, number: str) -> None:
    if kind == "citizen" and number.startswith("440309"):
        from yangguang.kernel.identifiers import citizen_check_character

        number = number[:17] + citizen_check_character(number[:17])

    person = given.person("someone", id_kind=kind, id_number=number, name="欧阳若兰")

    assert person.id_number == number.upper()


def test_sign_up__with_everything_wrong__names_every_field_and_writes_nothing() -> None:
    with pytest.raises(InvalidInput) as refused:
        given.person("A b", name="1", id_number="440304190002290034", phone="123")

    assert set(refused.value.fields) == {"username", "name", "id_number", "phone"}
    assert not Account.objects.exists()


def test_sign_up__with_an_unknown_kind_of_document__is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        given.person(id_kind="library_card")

    assert set(refused.value.fields) == {"id_number"}


def test_sign_up__user_name_taken_in_other_case__is_refused_and_leaves_nothing() -> None:
    given.person("zhang", 1)

    with pytest.raises(InvalidInput) as refused:
        given.person("ZHANG ", 2)

    assert "username" in refused.value.fields
    assert Account.objects.count() == 1


def test_sign_up__document_already_known__leaves_no_second_account() -> None:
    given.person("zhang", 1)

    with pytest.raises(InvalidInput) as refused:
        given.person("other", 1)

    assert "id_number" in refused.value.fields
    assert not Account.objects.filter(username="other").exists()


def test_sign_up__on_record__holds_no_identity_number() -> None:
    person = given.person()

    act = list_acts_of(object_type="person", object_number="zhang").get()

    assert act.summary == "注册账户"
    assert person.id_number not in str(act.facts)


@pytest.mark.parametrize("password", ["short", "1234567890123", "password123", "zhangwei-zhangwei"])
def test_hash_password__weak__is_refused(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        identity.hash_password(password=password, known=("zhangwei",))

    assert set(refused.value.fields) == {"password"}


def test_update_contact__of_somebody_else__is_refused() -> None:
    one, other = given.person("one", 1), given.person("two", 2, name="李娜")

    with pytest.raises(NotPermitted):
        identity.update_contact(
            actor=given.actor(other), now=NOW, person=one, contact=identity.Contact("13900000000")
        )


def test_update_contact__own__notes_which_fields_but_not_their_content() -> None:
    person = given.person()

    identity.update_contact(
        actor=given.actor(person), now=NOW, person=person, contact=identity.Contact("139 0000 0000")
    )

    person.refresh_from_db()
    assert person.phone == "13900000000"
    act = list_acts_of(object_type="person", object_number="zhang").first()
    assert act is not None
    assert act.facts == {"changed": ["phone"]}


def test_change_password__own__ends_other_sign_ins() -> None:
    person = given.person()
    for key in ("here", "there"):
        identity.record_sign_in(
            actor=given.actor(person),
            now=NOW,
            account=person.account,
            session_key=key,
            address="",
            device="",
        )

    identity.change_password(
        actor=given.actor(person),
        now=NOW,
        account=person.account,
        secret=given.secret(),
        keep_session="here",
    )

    left = identity.list_sign_ins(account_id=person.account_id, now=NOW)
    assert [one.session_key for one in left] == ["here"]
