"""Codes given by many at once: no gap, no double."""

import threading

import pytest
from django.db import connection

from yangguang.reference.declarations import api as declarations
from yangguang.reference.declarations.tests import given
from yangguang.reference.matters.models import Matter

AT_ONCE = 6


@pytest.mark.django_db(transaction=True)
def test_assign_codes__by_many_at_once__has_no_gaps_and_no_doubles() -> None:
    given.organisation()
    campaign = given.campaign("police")
    filed = [
        given.filed(given.opened(inside=campaign, name=f"第{place}项旅馆业许可")) for place in range(AT_ONCE)
    ]
    officers = [given.information(0), given.information(1)]
    start = threading.Barrier(AT_ONCE)
    failed: list[Exception] = []

    def code(place: int) -> None:
        try:
            start.wait()
            declarations.assign_codes(actor=officers[place % 2], now=given.NOW, declaration=filed[place])
        except Exception as wrong:  # noqa: BLE001 - told to the test
            failed.append(wrong)
        finally:
            connection.close()

    threads = [threading.Thread(target=code, args=(place,)) for place in range(AT_ONCE)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert failed == []
    mains = sorted(Matter.objects.values_list("catalog_code", flat=True))
    assert mains == [f"440106{501 + place}000" for place in range(AT_ONCE)]
    assert sorted(code[-3:] for code in Matter.objects.values_list("legacy_code", flat=True)) == [
        f"{place + 1:03d}" for place in range(AT_ONCE)
    ]


@pytest.mark.django_db(transaction=True)
def test_file_declaration__by_two_at_once__one_counts() -> None:
    given.organisation()
    declaration = given.submitted(given.opened(inside=given.campaign("police")))
    legal = [given.legal(0), given.legal(1)]
    declarations.tick_checklist(
        actor=legal[0],
        now=given.NOW,
        declaration=declaration,
        lines=declarations.format_of(declaration).checklist,
    )
    start = threading.Barrier(2)
    said: list[str] = []

    def decide(place: int) -> None:
        try:
            start.wait()
            declarations.file_declaration(actor=legal[place], now=given.NOW, declaration=declaration)
            said.append("filed")
        except Exception as wrong:  # noqa: BLE001 - told to the test
            said.append(getattr(wrong, "code", repr(wrong)))
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(place,)) for place in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(said) == ["declarations.already_decided", "filed"]
