"""A case as its applicant and as the holder of its number and phone see it."""

import pytest
from django.test import Client

from yangguang.capabilities.approval import api as approval
from yangguang.foundation.acts.models import Act
from yangguang.kernel import clock
from yangguang.portal.tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> approval.Application:
    now = clock.now()
    given.city(now=now)
    return given.application(now=now)


def test_case__is_followed_from_submission_on(client: Client, case: approval.Application) -> None:
    asked = {"number": case.number.lower(), "phone": case.phone[-4:]}

    answer = client.post("/progress/", asked, follow=True)
    page = answer.content.decode()

    assert answer.redirect_chain[-1][0] == f"/progress/{case.number}/"
    assert "已经收下" in page
    assert "收件受理" in page
    assert case.person_number not in page
    assert case.phone not in page
    assert Act.objects.filter(operation="portal.record_progress_read", object_number=case.number).count() == 1
    assert client.post("/progress/", {**asked, "phone": case.phone}).status_code == 302
    assert client.post("/progress/", {**asked, "phone": case.phone[-5:]}).status_code == 422

    _own_page_shows_it(client, case)
    _home_tells_it(client)


def _own_page_shows_it(client: Client, case: approval.Application) -> None:
    client.force_login(given.Account.objects.get(username="zhangwei"))
    page = client.get("/my/").content.decode()
    assert case.number in page
    assert f"/cases/{case.number}/" in page

    client.force_login(given.Account.objects.get(username="liuyang"))
    assert case.number not in client.get("/my/").content.decode()


def _home_tells_it(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "食品经营许可（新办）" in page
    assert "开餐饮店" in page
    assert "常办" in page
    search = client.get("/search/?q=开饭店").content.decode()
    assert "食品经营许可" in search
