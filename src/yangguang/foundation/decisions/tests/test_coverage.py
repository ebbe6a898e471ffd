"""Gaps and overlaps of tables, against trying every value; plain-text tables there and back."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.foundation.decisions.api import (
    Coverage,
    DecisionModelRefused,
    RulesOverlap,
    Sheet,
    SheetInput,
    SheetOutput,
    SheetRow,
    Table,
    examine,
    read_decisions,
    read_sheets,
    write_sheets,
)


def sheet(*rows: Sequence[str], allowed: Sequence[str] = ()) -> Sheet:
    names = ("甲", "乙", "丙")[: len(rows[0])]
    limits = [*allowed, *[""] * len(names)]
    return Sheet(
        "d",
        "档次",
        inputs=tuple(SheetInput(name, name, limits[n]) for n, name in enumerate(names)),
        outputs=(SheetOutput("档"),),
        rows=tuple(SheetRow(tuple(row), (str(n),)) for n, row in enumerate(rows)),
    )


def table_of(one: Sheet) -> Table:
    logic = read_decisions(write_sheets([one], name="n", model_id="m")).decisions["d"].logic
    assert isinstance(logic, Table)
    return logic


def examined(*rows: Sequence[str], allowed: Sequence[str] = ()) -> Coverage:
    return examine(table_of(sheet(*rows, allowed=allowed)))


def test_examine__tiers_that_meet__finds_nothing() -> None:
    found = examined(["< 10000"], ["[10000..50000)"], [">= 50000"])

    assert (found.gaps, found.overlaps, found.unread) == ((), (), ())


def test_examine__end_missing_between_two_tiers__is_a_gap_of_one_value() -> None:
    found = examined(["< 10000"], ["> 10000"], allowed=[">= 0"])

    assert [str(gap) for gap in found.gaps] == ["甲 = 10000"]
    assert found.gaps[0].example == {"甲": Decimal(10000)}


def test_examine__end_in_two_tiers__is_an_overlap_with_both_numbers() -> None:
    found = examined(["<= 10000"], [">= 10000"])

    assert [(one.first, one.second, str(one.place)) for one in found.overlaps] == [(1, 2, "甲 = 10000")]


def test_examine__text_nobody_named__is_a_gap_unless_the_column_names_its_values() -> None:
    rows = (['"首次"'], ['"再次"'])

    assert [str(gap) for gap in examined(*rows).gaps] == ["甲 其他"]
    assert examined(*rows, allowed=['"首次","再次"']).gaps == ()


def test_examine__two_columns__names_the_corner_that_is_missing() -> None:
    found = examined(["< 5", '"a"'], [">= 5", '"a","b"'], allowed=["[0..10]", '"a","b"'])

    assert [str(gap) for gap in found.gaps] == ["甲 [0..5)，乙 “b”"]


def test_examine__negated_cell_and_days__are_understood() -> None:
    assert examined(['not("a","b")'], ['"a"'], ['"b"']).gaps == ()
    days = examined(['< date("2024-01-02")'], ['> date("2024-01-02")'])
    assert [str(gap) for gap in days.gaps] == ["甲 = 2024-01-02"]


def test_examine__cell_that_reads_a_variable__is_listed_not_guessed() -> None:
    found = examined(["< 上限"], [">= 5"])

    assert found.unread == ((1, "甲"),)
    assert [str(gap) for gap in found.gaps] == ["甲 < 5"]


def test_examine__table_without_rules_in_its_columns__leaves_everything_open() -> None:
    one = Sheet("d", "档次", inputs=(SheetInput("甲", "甲"),), outputs=(SheetOutput("档"),))

    assert [str(gap) for gap in examine(table_of(one)).gaps] == ["任何情形"]


def test_examine__three_hundred_tiers_and_one_collision__finds_exactly_it() -> None:
    rows = [[f"[{n}..{n + 1})", '"x"'] for n in range(300)]
    rows[150] = ["[150..151]", '"x"']
    found = examined(*rows, allowed=["[0..300)", '"x"'])

    assert found.gaps == ()
    assert [(one.first, one.second) for one in found.overlaps] == [(151, 152)]


NUMBER_CELLS = st.one_of(
    st.just("-"),
    st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">="]), st.integers(0, 5)),
    st.builds(lambda a, b, left, right: f"{left}{min(a, b)}..{max(a, b)}{right}", st.integers(0, 5), st.integers(0, 5),
              st.sampled_from("[("), st.sampled_from("])")),
    st.builds("{}, {}".format, st.integers(0, 5), st.integers(0, 5)),
)  # fmt: skip
TEXT_CELLS = st.sampled_from(["-", '"a"', '"b"', '"a","b"', 'not("a")', 'not("a","b")'])
POINTS = [Decimal(n) / 2 for n in range(-2, 13)]
TEXTS = ["a", "b", "其他"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(NUMBER_CELLS, TEXT_CELLS, NUMBER_CELLS), min_size=1, max_size=5))
def test_examine__random_tables__says_what_trying_every_value_says(rows: list[tuple[str, str, str]]) -> None:
    table = table_of(sheet(*rows))
    found = examine(table)
    empty, both = False, set()
    for first, text, second in product(POINTS, TEXTS, POINTS):
        scope: dict[str, Any] = {"甲": first, "乙": text, "丙": second}
        hits = [
            n + 1
            for n in range(len(rows))
            if all(column.cells[n].matches(scope[column.label], scope) for column in table.columns)
        ]
        empty = empty or not hits
        both |= {(a, b) for a in hits for b in hits if a < b}

    assert bool(found.gaps) == empty
    assert {(one.first, one.second) for one in found.overlaps} == both
    for gap in found.gaps:
        scope = {
            "甲": Decimal(0),
            "乙": "a",
            "丙": Decimal(0),
            **{k: v for k, v in gap.example.items() if v is not None},
        }
        assert table.evaluate(scope, decision_id="d", decision_name="d").rules == ()
    for one in found.overlaps:
        with pytest.raises(RulesOverlap):
            scope = {"甲": Decimal(0), "乙": "a", "丙": Decimal(0)}
            scope |= {k: v for k, v in one.place.example.items() if v is not None}
            table.evaluate(scope, decision_id="d", decision_name="d")


CELL_TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=12).map(str.strip)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELL_TEXT, CELL_TEXT, CELL_TEXT), max_size=4), CELL_TEXT)
def test_sheets__written_and_read__are_the_same(rows: list[tuple[str, str, str]], allowed: str) -> None:
    one = Sheet(
        "d", "档次",
        inputs=(SheetInput("货值", "货值", allowed, "number"),),
        outputs=(SheetOutput("档", '"a"', '"a"'),),
        rows=tuple(SheetRow((test,), (result,), remark) for test, result, remark in rows),
        policy="COLLECT", aggregation="SUM", requires=("other",),
    )  # fmt: skip
    other = Sheet("other", "分", expression="1 + 2")

    assert read_sheets(write_sheets([one, other], name="n<&>", model_id="m")) == (one, other)


@pytest.mark.parametrize(
    "source",
    [
        b"<a/>",
        b"",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
        b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision id="a"/></definitions>',
    ],
)
def test_sheets__hostile_or_foreign_file__is_refused(source: bytes) -> None:
    with pytest.raises(DecisionModelRefused):
        read_sheets(source)
