"""Numbers of persons against the standard's examples, synthetic people and impossible days."""

from datetime import date

import pytest

from yangguang.kernel import identifiers as ids

VALID = [
    "11010519491231002X",
    "440524188001010014",
    "440300190001010015",
    "440303190001020028",
    "440305190001030042",
]


@pytest.mark.parametrize("number", VALID)
def test_check_citizen_number__vector__is_clean(number: str) -> None:
    assert ids.check_citizen_number(number) == ids.Check(number)


def test_check_citizen_number__right_check_digit_on_an_impossible_day__is_refused() -> None:
    number = "440304190002290034"

    check = ids.check_citizen_number(number)

    assert ids.citizen_check_character(number[:17]) == number[17]
    assert "19000229" in check.errors[0]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("110105194912310021", "校验码"),
        ("1101051949123100", "现在是 16 位"),
        ("110105194912310X2X", "最后一位是数字或 X"),
        ("110105491231002", "现在是 15 位"),
    ],
)
def test_check_citizen_number__wrong__is_refused_with_the_reason(typed: str, problem: str) -> None:
    assert problem in ids.check_citizen_number(typed).errors[0]


@pytest.mark.parametrize(
    "typed", ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002X"]
)
def test_check_citizen_number__as_people_type_it__is_brought_to_one_form(typed: str) -> None:
    assert ids.check_citizen_number(typed) == ids.Check("11010519491231002X")


def test_check_citizen_number__born_after_today__is_refused() -> None:
    number = ids.compose_citizen_number(area="440300", born=date(2026, 9, 1), sequence=1)

    assert "还没有到" in ids.check_citizen_number(number, today=date(2026, 8, 31)).errors[0]
    assert ids.check_citizen_number(number, today=date(2026, 9, 1)).is_clean


def test_check_citizen_number__unknown_region__only_warns() -> None:
    check = ids.check_citizen_number(
        ids.compose_citizen_number(area="990000", born=date(1980, 1, 1), sequence=1)
    )
    old_area = ids.check_citizen_number(
        ids.compose_citizen_number(area="770101", born=date(1980, 1, 1), sequence=1)
    )

    assert check.is_valid
    assert old_area.is_valid
    assert "地区码" in old_area.warnings[0]


@pytest.mark.parametrize("area", ["810000", "820000", "830000"])
def test_check_document__residence_permit_of_hong_kong_macau_taiwan__is_taken(area: str) -> None:
    number = ids.compose_citizen_number(area=area, born=date(1990, 5, 6), sequence=12)

    assert ids.check_document("hmt_residence", number).is_clean
    assert ids.check_citizen_number(number).is_clean
    assert not ids.check_document("citizen", number).is_valid


def test_check_document__foreign_permanent_residence_of_2023__is_taken() -> None:
    number = ids.compose_citizen_number(area="944840", born=date(1985, 2, 28), sequence=7)

    assert ids.check_document("foreign_residence", number).is_clean
    assert not ids.check_document("hmt_residence", number).is_valid


@pytest.mark.parametrize(
    ("kind", "typed", "valid"),
    [
        ("citizen", "11010519491231002X", True),
        ("hm_permit", "h12345678", True),
        ("hm_permit", "M1234567801", True),
        ("hm_permit", "A12345678", False),
        ("tw_permit", "12345678", True),
        ("tw_permit", "0012345678B", True),
        ("tw_permit", "123", False),
        ("passport", "E12345678", True),
        ("passport", "ed1234567", True),
        ("passport", "E1/2", False),
        ("passport", "ABCDEFG", False),
        ("foreign_residence_old", "USA440099010112", True),
        ("foreign_residence_old", "US440099010112", False),
    ],
)
def test_check_document__by_shape__takes_and_refuses(kind: str, typed: str, valid: bool) -> None:
    assert ids.check_document(kind, typed).is_valid is valid


def test_check_document__unknown_kind__is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        ids.check_document("library_card", "1")


def test_birth_date_and_sex__of_a_checked_number__are_read() -> None:
    assert ids.birth_date_of("11010519491231002X") == date(1949, 12, 31)
    assert ids.sex_of("11010519491231002X") == "女"
    assert ids.sex_of("440524188001010014") == "男"


@pytest.mark.parametrize(
    "typed", ["13800138000", "+86 138 0013 8000", "０１３８00138000"[1:], "138-0013-8000", "8613800138000"]
)
def test_check_mobile_phone__as_people_type_it__is_taken(typed: str) -> None:
    assert ids.check_mobile_phone(typed) == ids.Check("13800138000")


@pytest.mark.parametrize(
    "typed", ["12800138000", "1380013800", "138001380000", "1380013800a", "0755-82001234"]
)
def test_check_mobile_phone__wrong__is_refused(typed: str) -> None:
    assert not ids.check_mobile_phone(typed).is_valid
