"""Looking a case up without signing in: told alike whatever is wrong, limited, traced."""

import pytest
from django.test import Client

from yangguang.foundation.acts.models import Act
from yangguang.portal.rules import LOOKUPS_PER_NUMBER, LOOKUPS_PER_ORIGIN

pytestmark = pytest.mark.django_db

ASKED = {"number": "sz 2026-0001", "phone": "8888"}


def test_wrong_pair__keeps_what_was_typed_and_says_what_to_do(client: Client) -> None:
    answer = client.post("/progress/", ASKED)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "办件编号和手机号对不上" in page
    assert 'value="sz 2026-0001"' in page


def test_wrong_pair__leaves_a_trace_without_address_or_phone(client: Client) -> None:
    client.post("/progress/", ASKED, REMOTE_ADDR="203.0.113.9")

    traces = Act.objects.filter(operation="portal.record_failed_lookup")
    assert {act.object_type for act in traces} == {"progress_number", "progress_origin"}
    assert not any("203.0.113.9" in act.object_number or act.facts for act in traces)


def test_guessing_one_number__is_stopped(client: Client) -> None:
    for guess in range(LOOKUPS_PER_NUMBER):
        assert client.post("/progress/", {**ASKED, "phone": f"{guess:04d}"}).status_code == 422

    answer = client.post("/progress/", ASKED)
    assert answer.status_code == 429
    assert "portal.too_many_lookups" in answer.content.decode()


def test_guessing_many_numbers__is_stopped(client: Client) -> None:
    for guess in range(LOOKUPS_PER_ORIGIN):
        client.post("/progress/", {"number": f"SZ{guess}", "phone": "0000"})

    assert client.post("/progress/", {"number": "SZNEW", "phone": "0000"}).status_code == 429


@pytest.mark.parametrize("phone", ["", "12", "abcd", "１２３４", "1" * 30])
def test_phone_of_no_shape__is_refused_at_its_field(client: Client, phone: str) -> None:
    answer = client.post("/progress/", {"number": "SZ1", "phone": phone})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Act.objects.filter(operation="portal.record_failed_lookup").exists()


def test_case_page__without_naming_the_phone__asks_for_it(client: Client) -> None:
    assert client.get("/progress/SZ1/")["Location"] == "/progress/?number=SZ1"
