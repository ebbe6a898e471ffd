"""One form of several: asked once, own names where two mean different things, conditions in the words of the whole."""

from yangguang.capabilities.joint.rules.checks import problems_with
from yangguang.capabilities.joint.rules.composing import (
    Material,
    PartForm,
    compose,
    pool_of,
    renamed,
    share_of,
)


def form(*fields: tuple[str, str], required: tuple[str, ...] = (), when: str = "") -> dict:
    return {
        "schema": {
            "properties": {name: {"title": name, "type": kind} for name, kind in fields},
            "required": list(required),
        },
        "layout": [
            {
                "title": "一页",
                "fields": [{"id": name, "when": when if n else ""} for n, (name, _) in enumerate(fields)],
            }
        ],
    }


def test_compose__same_field_in_two_forms__is_asked_once_and_required_by_either() -> None:
    made = compose(
        parts=[
            PartForm("a", "甲", form(("name", "string"))),
            PartForm("b", "乙", form(("name", "string"), required=("name",))),
        ],
        aliases={},
        fixed={},
        given={},
    )

    assert list(made.document["schema"]["properties"]) == ["name"]
    assert made.document["schema"]["required"] == ["name"]
    assert made.owners["name"] == ("a", "b")


def test_compose__same_id_of_another_type__stays_apart_and_its_condition_follows() -> None:
    made = compose(
        parts=[
            PartForm("a", "甲", form(("kind", "string"))),
            PartForm(
                "b",
                "乙",
                form(("kind", "boolean"), ("more", "string"), when='kind = true and more != "kind"'),
            ),
        ],
        aliases={},
        fixed={},
        given={},
    )

    layout = {one["id"]: one for page in made.document["layout"] for one in page["fields"]}
    assert made.places["b"]["kind"] == "b__kind"
    assert layout["more"]["when"] == 'b__kind = true and more != "kind"'


def test_compose__fixed_and_given__are_not_asked_and_come_back_in_the_share() -> None:
    made = compose(
        parts=[PartForm("a", "甲", form(("name", "string"), ("seal", "boolean"), ("code", "string")))],
        aliases={"a.name": "company"},
        fixed={"a.seal": False},
        given={"a.code": "b.code"},
    )

    share = share_of(
        part="a",
        places=made.places["a"],
        fields={"company": "云栖"},
        fixed={"a.seal": False},
        given={"a.code": "X1"},
    )

    assert list(made.document["schema"]["properties"]) == ["company"]
    assert share == {"name": "云栖", "seal": False, "code": "X1"}


def test_renamed__text_in_quotes__stays() -> None:
    assert renamed('kind = "kind"', {"kind": "b__kind"}) == 'b__kind = "kind"'


def test_pool__same_name_or_declared_the_same__is_one_material() -> None:
    pool = pool_of(
        materials=[
            Material("a", "X-M001", "住所证明", "清楚", True, 1),
            Material("b", "Y-M002", "住所证明", "盖章", False, 3),
            Material("c", "Z-M003", "房屋合同", "", True, 1),
        ],
        declared=[{"key": "premises", "name": "住所证明", "materials": ["c:房屋合同"]}],
    )

    assert len(pool) == 1
    assert (pool[0].parts, pool[0].is_required, pool[0].max_files) == (["a", "b", "c"], True, 3)


def test_checks__circle_over_long_and_unknown__are_all_named() -> None:
    part = {"relies_on": [], "days": 10}
    content = {
        "parts": [
            {"key": "a", "matter": "1", "after": ["b"], **part},
            {"key": "b", "matter": "2", "after": ["a"], **part, "days": 99},
        ],
        "total_days": 60,
        "extension_days": 20,
        "phases": [],
    }

    problems = "；".join(problems_with(content, decided={"a", "c"}, awaited={"a", "b"}))

    assert all(word in problems for word in ("圈", "45", "15", "“c”", "“b”在决策表里", "99"))
