"""Dates, numbers and money as documents write them."""

from datetime import UTC, date, datetime

import pytest

from yangguang.foundation.documents import api as documents


def test_chinese_date__late_in_the_utc_day__is_the_citys_day():
    assert documents.chinese_date(datetime(2026, 9, 20, 16, 30, tzinfo=UTC)) == "2026年9月21日"
    assert documents.chinese_moment(datetime(2026, 9, 21, 6, 0, tzinfo=UTC)) == "2026年9月21日14:00"


def test_chinese_date_in_words__day__is_written_out():
    assert documents.chinese_date_in_words(date(2026, 10, 21)) == "二〇二六年十月二十一日"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "零"),
        (7, "七"),
        (10, "十"),
        (15, "十五"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (10010, "一万零一十"),
        (100000, "十万"),
        (100_000_001, "一亿零一"),
        (-3, "负三"),
    ],
)
def test_chinese_number__whole_number__is_written(value, written):
    assert documents.chinese_number(value) == written


@pytest.mark.parametrize(
    ("fen", "written"),
    [
        (0, "人民币零元整"),
        (100, "人民币壹元整"),
        (1000, "人民币壹拾元整"),
        (5, "人民币伍分"),
        (50, "人民币伍角整"),
        (1_286_000_000_00, "人民币壹拾贰亿捌仟陆佰万元整"),
        (12_860_0000_00, "人民币壹亿贰仟捌佰陆拾万元整"),
        (1_000_50, "人民币壹仟元伍角整"),
        (1_005_06, "人民币壹仟零伍元零陆分"),
        (10_0001_00, "人民币壹拾万零壹元整"),
        (-100, "人民币负壹元整"),
    ],
)
def test_capital_amount__fen__is_written_so_nobody_can_change_it(fen, written):
    assert documents.capital_amount(fen) == written
