"""Cards in the desk: who sees which, who explains, who takes back."""

import pytest
from django.test import Client

from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import later
from yangguang.foundation.identity.models import Account
from yangguang.kernel.clock import fixed_at
from yangguang.oversight.monitoring.models import Card
from yangguang.oversight.monitoring.tests.given import watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def late():
    office = given.office()
    office.accepted()
    watch(later(3))
    with fixed_at(later(3)):
        yield office, Card.objects.get(rule_id="card.step.overdue")


def browser(actor):
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def test_desk__of_the_responsible_post__shows_the_card_with_a_form_to_explain(late):
    office, card = late

    page = browser(office.examiner).get("/desk/").content.decode()

    assert card.number in page
    assert f"/desk/cards/{card.pk}/explain/" in page
    assert "监察牌" in page


def test_explain__by_the_post__is_kept_and_public(late):
    office, card = late

    answer = browser(office.examiner).post(
        f"/desk/cards/{card.pk}/explain/", {"text": "等外单位的检测报告。"}
    )

    assert answer.status_code == 302
    card.refresh_from_db()
    assert card.explanation == "等外单位的检测报告。"


def test_explain__with_nothing__is_refused_beside_the_form(late):
    office, card = late

    answer = browser(office.examiner).post(f"/desk/cards/{card.pk}/explain/", {"text": " "})

    assert answer.status_code == 422
    assert "请写明原因" in answer.content.decode()


def test_revoke__by_the_post_itself__is_not_permitted(late):
    office, card = late

    answer = browser(office.examiner).post(f"/desk/cards/{card.pk}/revoke/", {"reason": "不算"})

    assert answer.status_code == 403
    card.refresh_from_db()
    assert not card.is_revoked


def test_list__of_a_body__holds_its_cards_and_filters_by_level(late):
    office, card = late
    client = browser(office.examiner)

    assert card.number in client.get("/desk/cards/?level=yellow").content.decode()
    assert card.number not in client.get("/desk/cards/?level=red").content.decode()
