"""The shell: size of text, current entry, honest links, refusals told in words."""

import json

import pytest
from django.test import Client, override_settings
from django.urls import resolve

from yangguang.foundation.ui.navigation import ENTRIES, address_of, current_entry

pytestmark = pytest.mark.django_db


class TestTextSize:
    def test_large__is_remembered_and_leads_back(self, client: Client) -> None:
        answer = client.get("/text-size/?size=large&next=/parts/")

        assert answer["Location"] == "/parts/"
        assert 'data-size="large"' in client.get("/parts/").content.decode()

    def test_normal__forgets(self, client: Client) -> None:
        client.get("/text-size/?size=large")
        client.post("/text-size/", {"size": "normal"})

        assert 'data-size="large"' not in client.get("/parts/").content.decode()

    @pytest.mark.parametrize(
        "next_", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\x", ""]
    )
    def test_foreign_address__leads_home(self, client: Client, next_: str) -> None:
        assert client.get("/text-size/", {"next": next_})["Location"] == "/"


class TestNavigation:
    def test_every_entry__leads_to_a_page(self) -> None:
        for entry in ENTRIES:
            resolve(address_of(entry))

    @pytest.mark.parametrize(
        ("path", "key"), [("/board/", "supervision"), ("/progress/X1/", "progress"), ("/", "")]
    )
    def test_current_entry__by_address(self, path: str, key: str) -> None:
        assert current_entry(path) == key

    def test_current_entry__the_view_may_choose(self) -> None:
        assert current_entry("/board/", "services") == "services"


class TestRefusals:
    def test_missing_page__says_what_to_do(self, client: Client) -> None:
        answer = client.get("/no/such/page/")

        assert answer.status_code == 404
        assert "没有这个页面" in answer.content.decode()

    def test_missing_thing__as_json__has_a_code(self, client: Client) -> None:
        answer = client.get("/log/999999999/", headers={"accept": "application/json"})

        assert json.loads(answer.content)["code"] == "access.not_found"

    def test_stale_form__keeps_calm(self) -> None:
        answer = Client(enforce_csrf_checks=True).post("/progress/", {"number": "1"})

        assert answer.status_code == 403
        assert "没有提交" in answer.content.decode()

    @override_settings(DEMO_MODE=False)
    def test_parts__in_service__do_not_exist(self, client: Client) -> None:
        assert client.get("/parts/").status_code == 404


def test_page__carries_no_inline_script(client: Client) -> None:
    page = client.get("/parts/").content.decode()

    assert "<script>" not in page
    assert " onclick=" not in page
    assert 'lang="zh-CN"' in page
    assert 'class="yg-skip" href="#main"' in page
