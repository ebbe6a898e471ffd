"""Codes of matters, steps and materials: real codes, composed codes, and what is refused."""

import pytest

from yangguang.kernel import identifiers as ids

TASK = "11440100007483172Q3440106043001"
ITEM = "114403006939513773" + "3" + "442015052008" + "02"
DEMO = "11440300MXDEM0015Q3440131016000"


def test_check_task_code__real_code__is_clean() -> None:
    assert ids.check_task_code(TASK) == ids.Check(TASK)


def test_check_handling_item__real_code__is_taken_apart() -> None:
    code = ids.parse_matter_code(ITEM)

    assert ids.check_handling_item(ITEM).is_clean
    assert code is not None
    assert (code.body_code, code.use_level, code.matter_type, code.item) == (
        "114403006939513773",
        "3",
        "20",
        "02",
    )
    assert code.task_code == ITEM[:31]


@pytest.mark.parametrize(("code", "check"), [(DEMO, "H"), (DEMO + "01", "8")])
def test_with_check_character__executed_vectors__agree(code: str, check: str) -> None:
    assert ids.with_check_character(code) == f"{code}-{check}"


def test_compose__from_parts__gives_codes_that_check() -> None:
    catalog = ids.compose_catalog_code(region="44", matter_type="01", sector="31", main=16)
    matter = ids.compose_task_code(body_code="11440300MXDEM0015Q", use_level=3, catalog_code=catalog)
    item = ids.compose_handling_item(task_code=matter, item=1)
    step = ids.compose_step_code(matter=matter, place=1, kind="S")
    material = ids.compose_material_code(matter=item, place=3)

    assert matter == DEMO
    assert step == f"{DEMO}-P01S"
    assert material == f"{DEMO}01-M003"
    assert ids.check_step_code(step).is_clean
    assert ids.check_material_code(material).is_clean


@pytest.mark.parametrize("code", [DEMO, f"{DEMO}-V002"])
def test_check_task_code__with_check_character__notices_a_wrong_one(code: str) -> None:
    complete = ids.with_check_character(code)
    wrong = complete[:-1] + ("3" if complete[-1] != "3" else "4")

    assert ids.check_task_code(complete).is_clean
    assert "校验字符" in ids.check_task_code(wrong).errors[0]


def test_check_step_code__every_kind_with_version_and_check__is_taken() -> None:
    codes = [
        ids.with_check_character(
            ids.with_version(ids.compose_step_code(matter=DEMO, place=9, kind=kind), version=1)
        )
        for kind in ids.STEP_KINDS
    ]

    assert all(ids.check_step_code(code).is_clean for code in codes)


@pytest.mark.parametrize(
    ("check", "typed"),
    [
        (ids.check_task_code, DEMO[:-1]),
        (ids.check_task_code, DEMO[:18] + "7" + DEMO[19:]),
        (ids.check_task_code, DEMO.replace("M", "O", 1)),
        (ids.check_task_code, ITEM),
        (ids.check_handling_item, DEMO),
        (ids.check_step_code, f"{DEMO}-P01Q"),
        (ids.check_step_code, f"{DEMO}-P1S"),
        (ids.check_material_code, f"{DEMO}-M01"),
        (ids.check_catalog_code, "44010604300"),
        (ids.check_legacy_code, "440300-736178204-001"),
    ],
)
def test_check__wrong_shape__is_refused_in_chinese(check: object, typed: str) -> None:
    result = check(typed)  # type: ignore[operator]

    assert not result.is_valid
    assert "应为" in result.errors[0]


def test_check_task_code__body_with_wrong_check__and_unknown_type__warns() -> None:
    check = ids.check_task_code("11440300MXDEM0015R3449931016000")

    assert check.is_valid
    assert len(check.warnings) == 2


def test_check_task_code__full_width_and_small__is_brought_to_one_form() -> None:
    assert ids.check_task_code("１1440300mxdem0015q3440131016000").value == DEMO


def test_check_legacy_code__of_2009__is_taken() -> None:
    assert ids.check_legacy_code("440300736178204001-002").is_clean


def test_explain_matter_code__of_a_step__names_every_part() -> None:
    parts = {part.name: (part.text, part.meaning) for part in ids.explain_matter_code(f"{DEMO}01-P02D-V003")}

    assert parts["行使层级"] == ("3", "市级")
    assert parts["事项类型"] == ("01", "行政许可")
    assert parts["子项"] == ("000", "无子项")
    assert parts["环节类型"] == ("D", "决定")
    assert parts["版本"] == ("003", "")
    assert ids.explain_matter_code("hello") == ()


class TestLicenceIdentifier:
    REAL = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"

    def test_check_licence_identifier__real_one__is_clean(self) -> None:
        assert ids.check_licence_identifier(self.REAL) == ids.Check(self.REAL)

    def test_compose_licence_identifier__same_parts__gives_the_real_one(self) -> None:
        composed = ids.compose_licence_identifier(
            type_code="11100000000013338W011", issuer_code="11430000006122244L", serial="20230000403"
        )

        assert composed == self.REAL

    def test_check_licence_identifier__wrong_check__warns(self) -> None:
        assert ids.check_licence_identifier(self.REAL[:-1] + "V").warnings

    def test_check_licence_identifier__other_root__is_refused(self) -> None:
        assert not ids.check_licence_identifier("1.2.3" + self.REAL[5:]).is_valid

    def test_explain_licence_identifier__names_the_issuer(self) -> None:
        assert ("证照颁发机构", "11430000006122244L") in {
            (part.name, part.text) for part in ids.explain_licence_identifier(self.REAL)
        }
