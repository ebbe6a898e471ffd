"""Unified social credit codes and organisation codes against the executed vectors of the handbook."""

import pytest

from yangguang.kernel import identifiers as ids

DEPARTMENTS = (
    "0015Q 0023K 0031E 004X6 00586 00661 0074U 0082N 0090H 01037",
    "01112 012XR 0138R 0146L 0154F 0162A 01705 01892 0197W 020XD",
)
VALID = [
    "91350100M000100Y43",
    "91110000101623741K",
    "11440100007483172Q",
    "91440300MXDEMA012F",
    "91440300MXDEMA020A",
    "92440300MXDEMB015W",
    "12440300MXDEMC018M",
    "51440300MXDEMD0103",
    *(f"11440300MXDEM{tail}" for tail in " ".join(DEPARTMENTS).split()),
]


@pytest.mark.parametrize("code", VALID)
def test_check_credit_code__vector__is_clean(code: str) -> None:
    assert ids.check_credit_code(code) == ids.Check(code)


@pytest.mark.parametrize("code", VALID)
def test_compose_credit_code__first_seventeen__gives_the_whole(code: str) -> None:
    assert ids.compose_credit_code(code[:17]) == code


def test_check_credit_code__real_company_with_wrong_check__only_warns() -> None:
    check = ids.check_credit_code("91350211M0000XUF46")

    assert check.is_valid
    assert not check.is_clean
    assert "校验码" in check.warnings[0]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("91350100M000100Y4", "现在是 17 位"),
        ("91350100M000100Y430", "现在是 19 位"),
        ("", "现在是 0 位"),
        ("91350100MOOO100Y43", "“O”可能是“0”"),
        ("91350100M000100市43", "市"),
    ],
)
def test_check_credit_code__wrong_shape__is_refused_with_the_reason(typed: str, problem: str) -> None:
    check = ids.check_credit_code(typed)

    assert not check.is_valid
    assert problem in check.errors[0]


@pytest.mark.parametrize(
    "typed",
    [
        "９１３５０１００Ｍ０００１００Ｙ４３",
        "91350100m000100y43",
        " 9135 0100 M000 100Y 43 ",
        "91350100-M000100Y4-3",
    ],
)
def test_check_credit_code__as_people_paste_it__is_brought_to_one_form(typed: str) -> None:
    assert ids.check_credit_code(typed) == ids.Check("91350100M000100Y43")


def test_check_credit_code__unknown_kind_of_holder__warns() -> None:
    code = ids.compose_credit_code("8" + "91350100M000100Y43"[1:17])

    assert "登记管理部门" in ids.check_credit_code(code).warnings[0]


def test_check_credit_code__any_single_wrong_character__is_noticed() -> None:
    code = "91350100M000100Y43"
    unnoticed = [
        (place, char)
        for place in range(18)
        for char in ids.CREDIT_ALPHABET
        if char != code[place] and ids.check_credit_code(code[:place] + char + code[place + 1 :]).is_clean
    ]

    assert unnoticed == []


def test_explain_credit_code__of_a_department__says_what_each_part_is() -> None:
    parts = ids.explain_credit_code("11440300MXDEM0015Q")

    assert [(part.text, part.meaning) for part in parts] == [
        ("11", "机关"),
        ("440300", ""),
        ("MXDEM0015", ""),
        ("Q", "相符"),
    ]


@pytest.mark.parametrize("typed", ["736178204", "73617820-4", "D21438270", "00000000-X"])
def test_check_organisation_code__check_character__decides_on_a_warning(typed: str) -> None:
    check = ids.check_organisation_code(typed)
    expected = ids.organisation_check_character(check.value[:8]) == check.value[8]

    assert check.is_valid
    assert check.is_clean is expected


def test_organisation_check_character__standards_arithmetic__covers_ten_and_eleven() -> None:
    # Sum 3 → 8; sum 0 → 11, written 0; sum 12 → remainder 1 → 10, written X.
    assert ids.organisation_check_character("10000000") == "8"
    assert ids.organisation_check_character("00000000") == "0"
    assert ids.organisation_check_character("40000000") == "X"


@pytest.mark.parametrize("typed", ["7361782", "73617820A", "7361782市4"])
def test_check_organisation_code__wrong_shape__is_refused(typed: str) -> None:
    assert not ids.check_organisation_code(typed).is_valid
