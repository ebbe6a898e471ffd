"""The citizen's pages, asked for as people do."""

import pytest
from django.test import Client, override_settings
from django.urls import resolve

from yangguang.foundation.access.api import policy_of
from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.acts.models import Act
from yangguang.kernel import clock
from yangguang.portal import urls
from yangguang.portal.rules import COMING

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/now/",
    "/search/",
    "/search/?q=餐馆",
    "/search/?q=%00'--&kind=zzz",
    "/progress/",
    "/results/",
    "/results/?q=没有&page=99",
    "/board/",
    "/board/?level=nonsense",
    "/log/",
    "/log/?object=SZ1%00&after=x",
    "/demo-accounts/",
    "/accessibility/",
    "/privacy/",
    "/about/",
    *(f"/coming/{key}/" for key in COMING),
]


def record(operation: str, number: str, **facts: str) -> Act:
    return Act.record(
        operation=operation,
        summary="发布事项版本",
        actor=system_actor("自动核验"),
        post="",
        object_type="matter_version",
        object_number=number,
        facts=facts,
        happened_at=clock.now(),
    )


@pytest.mark.parametrize("address", PAGES)
def test_page__opens_without_anything_in_the_city(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 200
    assert answer.content


@pytest.mark.parametrize("pattern", urls.urlpatterns, ids=lambda one: one.name)
def test_every_route__declares_who_may_see_it(pattern: object) -> None:
    assert policy_of(pattern.callback) is not None  # type: ignore[attr-defined]


def test_my_space__anonymous__is_led_to_sign_in(client: Client) -> None:
    answer = client.get("/my/")

    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=/my/"


@override_settings(DEMO_MODE=False)
def test_demo_accounts__in_service__do_not_exist(client: Client) -> None:
    assert client.get("/demo-accounts/").status_code == 404


def test_home__every_link_of_ours_leads_to_a_page(client: Client) -> None:
    page = client.get("/").content.decode()
    addresses = {part.split('"')[0].split("?")[0].split("#")[0] for part in page.split('href="')[1:]}

    for address in addresses:
        if address.startswith("/") and not address.startswith("/static/"):
            resolve(address)


def test_home__nothing_done_since__asks_one_question(
    client: Client, django_assert_num_queries: object
) -> None:
    with clock.fixed_at(clock.now()):
        client.get("/")

        with django_assert_num_queries(1):  # type: ignore[operator]
            client.get("/")


class TestRecord:
    def test_public_act__stands_on_home_log_and_its_own_page(self, client: Client) -> None:
        act = record(
            "matters.publish_version", "M-V001", matter_name="排污许可证核发", secret="张伟 13800000308"
        )

        assert "排污许可证核发" in client.get("/").content.decode()
        assert "排污许可证核发" in client.get("/log/?object=M-V001").content.decode()
        page = client.get(f"/log/{act.number}/").content.decode()
        assert act.digest in page
        assert "张伟" not in page

    def test_private_act__is_nowhere(self, client: Client) -> None:
        act = record("identity.sign_up", "zhangwei")

        assert client.get(f"/log/{act.number}/").status_code == 404
        assert "没有这个编号的公开行为" in client.get("/log/?object=zhangwei").content.decode()

    def test_queries__do_not_grow_with_the_rows(
        self, client: Client, django_assert_max_num_queries: object
    ) -> None:
        for number in range(40):
            record("matters.publish_version", f"M{number}-V001")

        with django_assert_max_num_queries(6):  # type: ignore[operator]
            client.get("/log/")
