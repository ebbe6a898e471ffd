"""Dates, money, sizes and numbers as people read them."""

from datetime import UTC, date, datetime

import pytest

from yangguang.foundation.ui import wording

TODAY = date(2026, 9, 21)


def test_date__this_year__leaves_the_year_out() -> None:
    assert wording.zh_date(date(2026, 9, 23), today=TODAY) == "9月23日"
    assert wording.zh_date(date(2031, 9, 20), today=TODAY) == "2031年9月20日"
    assert wording.zh_date(date(2026, 9, 23)) == "2026年9月23日"


def test_day__has_its_weekday() -> None:
    assert wording.zh_day(date(2026, 9, 21), today=TODAY) == "9月21日（周一）"


def test_instant__late_in_utc__is_the_next_day_in_the_city() -> None:
    instant = datetime(2026, 9, 20, 16, 30, tzinfo=UTC)

    assert wording.zh_datetime(instant, today=TODAY) == "今天 00:30"
    assert wording.zh_moment(instant) == "9月21日 星期一 00:30"


@pytest.mark.parametrize(("day", "words"), [(20, "昨天"), (21, "今天"), (22, "明天"), (23, "9月23日")])
def test_near_day__is_named(day: int, words: str) -> None:
    assert wording.zh_near_day(date(2026, 9, day), today=TODAY) == words


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "0 元"),
        (100, "1 元"),
        (1250, "12.50 元"),
        (12_860_000_000_00, "12,860,000,000 元"),
        (-5, "-0.05 元"),
    ],
)
def test_money__keeps_every_fen(fen: int, words: str) -> None:
    assert wording.money(fen) == words


def test_log_number__has_thin_groups() -> None:
    assert wording.log_number(1048213) == "1\u2009048\u2009213"


@pytest.mark.parametrize(("count", "words"), [(12, "12 字节"), (402_118, "393 KB"), (2_516_582, "2.4 MB")])
def test_file_size__uses_the_unit_people_know(count: int, words: str) -> None:
    assert wording.file_size(count) == words


def test_digest__shows_its_ends() -> None:
    assert wording.short_digest("8c41d90b" + "0" * 52 + "07be") == "8c41 d90b … 07be"
