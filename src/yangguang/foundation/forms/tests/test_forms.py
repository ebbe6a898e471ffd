"""From definition to answers: drawn, read, checked, read back."""

from typing import Any

import pytest
from django.http import QueryDict

from yangguang.foundation.forms import api as forms

DOCUMENT: dict[str, Any] = {
    "schema": {
        "type": "object",
        "properties": {
            "name": {"type": "string", "title": "店名", "minLength": 2, "maxLength": 20},
            "area": {"type": "number", "title": "面积", "exclusiveMinimum": 0, "maximum": 100000},
            "kinds": {
                "type": "array",
                "title": "经营项目",
                "items": {"enum": ["hot", "cold"], "x-labels": {"hot": "热食", "cold": "冷食"}},
                "minItems": 1,
            },
            "promise": {"type": "boolean", "title": "是否告知承诺"},
            "cold_room": {"type": "string", "title": "冷食间位置"},
            "phone": {"type": "string", "title": "电话"},
            "opened_on": {"type": "string", "format": "date", "title": "开业日期"},
            "equipment": {
                "type": "array",
                "title": "设备",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "properties": {
                        "what": {"type": "string", "title": "名称"},
                        "count": {"type": "integer", "title": "台数", "minimum": 1},
                    },
                    "required": ["what", "count"],
                },
            },
        },
        "required": ["name", "area", "kinds", "equipment"],
    },
    "layout": [
        {
            "title": "店铺",
            "fields": [
                {"id": "name", "prefill": "enterprise.name"},
                {"id": "area", "unit": "平方米"},
                {"id": "kinds"},
                {"id": "cold_room", "when": 'list contains(kinds, "cold")', "required": True},
                {"id": "promise"},
                {"id": "phone", "widget": "phone"},
                {"id": "opened_on"},
            ],
        },
        {"title": "设备", "fields": [{"id": "equipment"}]},
    ],
}


@pytest.fixture(scope="module")
def definition() -> forms.FormDefinition:
    """The form under test."""
    return forms.load_definition(DOCUMENT)


def read(definition: forms.FormDefinition, number: int, posted: str) -> dict[str, Any]:
    return forms.read_step(step=definition.steps[number], posted=QueryDict(posted))


def test_read_step__typed_answers__are_typed(definition: forms.FormDefinition) -> None:
    answers = read(definition, 0, "name=清禾里&area=86.5&kinds=hot&kinds=cold&promise=true")

    assert answers["area"] == 86.5
    assert answers["kinds"] == ["hot", "cold"]
    assert answers["promise"] is True


def test_read_step__unreadable_number__is_kept_as_typed_and_named(definition: forms.FormDefinition) -> None:
    answers = read(definition, 0, "name=清禾里&area=八十六&kinds=hot")

    problems = forms.problems_of(definition=definition, answers=answers, steps=definition.steps[:1])

    assert answers["area"] == "八十六"
    assert problems == {"area": "这里要填数字，比如 86 或 86.5。"}


def test_read_step__rows_of_a_group__come_in_order_without_empty_ones(
    definition: forms.FormDefinition,
) -> None:
    posted = (
        "equipment.0.what=冰箱&equipment.0.count=2&equipment.3.what=&equipment.3.count=&equipment.7.what=灶"
    )

    answers = read(definition, 1, posted)

    assert answers["equipment"] == [{"what": "冰箱", "count": 2}, {"what": "灶"}]
    problems = forms.problems_of(definition=definition, answers=answers, steps=definition.steps[1:])
    assert problems == {"equipment.1.count": "还没有填写“台数”。"}


def test_problems_of__condition_met__asks_the_question(definition: forms.FormDefinition) -> None:
    without = forms.problems_of(
        definition=definition,
        answers={"name": "清禾里", "area": 86, "kinds": ["hot"]},
        steps=definition.steps[:1],
    )
    with_cold = forms.problems_of(
        definition=definition,
        answers={"name": "清禾里", "area": 86, "kinds": ["cold"]},
        steps=definition.steps[:1],
    )

    assert without == {}
    assert with_cold == {"cold_room": "还没有填写“冷食间位置”。"}


def test_asked_answers__withdrawn_question__is_not_submitted(definition: forms.FormDefinition) -> None:
    answers = {"name": "清禾里", "kinds": ["hot"], "cold_room": "一楼"}

    assert "cold_room" not in definition.asked_answers(answers)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "清"), ("area", 0), ("kinds", ["warm"]), ("phone", "12"), ("opened_on", "2026-13-01")],
)
def test_problems_of__bad_value__is_named(
    definition: forms.FormDefinition, field: str, value: object
) -> None:
    answers = {"name": "清禾里", "area": 86, "kinds": ["hot"], field: value}

    problems = forms.problems_of(definition=definition, answers=answers, steps=definition.steps[:1])

    assert list(problems) == [field]


def test_draw_step__prefilled_value__names_its_source(definition: forms.FormDefinition) -> None:
    profile = {"enterprise.name": forms.Prefilled("清禾里社区食堂", "市场主体登记")}
    answers = forms.prefilled_answers(definition=definition, profile=profile)

    views = forms.draw_step(step=definition.steps[0], answers=answers, prefill=profile)

    assert answers == {"name": "清禾里社区食堂"}
    assert views[0].source == "市场主体登记"


def test_load_definition__many_faults__names_each() -> None:
    document = {
        "schema": {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a", "b"]},
        "layout": [{"title": "一", "fields": [{"id": "a", "widget": "dial"}, {"id": "c", "when": "a = ("}]}],
    }

    with pytest.raises(forms.FormDefinitionRefused) as refused:
        forms.load_definition(document)

    assert "控件 dial" in refused.value.message
    assert "c 不在 schema 里" in refused.value.message
    assert "b 必填" in refused.value.message


def test_words_of__values__read_as_people_write(definition: forms.FormDefinition) -> None:
    field = {one.id: one for one in definition.fields()}

    assert forms.words_of(field["kinds"], ["hot", "cold"]) == "热食、冷食"
    assert forms.words_of(field["area"], 86.0) == "86 平方米"
    assert forms.words_of(field["promise"], False) == "否"
    assert forms.words_of(field["name"], None) == "未填"
