"""
A version of the rules as data: which values are compared, in which form, how much agreement weighs, what counts as found.

Weights are those of Fellegi and Sunter (1969): the logarithm of how much likelier an agreement is among records of the same
subject than among others. They are learned from data without labels (`learning.py`) or set by hand; either way two persons
put them in force.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from yangguang.kernel.sm import sm3
from yangguang.reference.comparison.rules.forms import FORMS
from yangguang.reference.comparison.rules.refusals import RulesUnreadable

MEASURES = {
    "equal": "相同",
    "core": "字号相同",
    "edit": "差一两个字",
    "similar": "相近",
    "near_day": "日期相近",
}


@dataclass(frozen=True, slots=True)
class Level:
    """One degree of agreement: *measure* and how far it may be off, what it weighs, whether it counts as agreeing."""

    measure: str
    limit: float
    weight: float
    agrees: bool

    @property
    def spoken(self) -> str:
        """The measure as pages call it."""
        return MEASURES[self.measure]


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One value: its name, the word people know, its form, its degrees from the best to none."""

    name: str
    label: str
    form: str
    levels: tuple[Level, ...]
    differs: float
    is_exact: bool
    is_told: bool
    """Whether a disagreement is told as a difference (a telephone number is no fact of a licence)."""

    @property
    def form_word(self) -> str:
        """The form as pages call it."""
        return FORM_WORDS[self.form]


FORM_WORDS = {
    "plain": "半角",
    "code": "半角、大写、去空格",
    "credit_code": "信用代码，改正看错的字母",
    "person_name": "人名，去间隔号",
    "company_name": "名称，统一括号和组织形式",
    "core_name": "字号",
    "address": "地址，去省市、楼层统一",
    "day": "年月日",
    "phone": "号码，去国家代码",
}


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules for one kind of subject."""

    kind: str
    fields: tuple[FieldRule, ...]
    blocks: tuple[tuple[str, ...], ...]
    match: float
    possible: float
    largest_block: int
    number: int = 0

    @classmethod
    def read(cls, content: Mapping[str, Any], *, number: int = 0) -> "RuleSet":
        """
        Read the rules out of their record.

        Refuses with RulesUnreadable, naming the place.
        """
        try:
            rules = cls(
                kind=str(content["kind"]),
                fields=tuple(_field(one) for one in content["fields"]),
                blocks=tuple(tuple(map(str, block)) for block in content["blocks"]),
                match=float(content["match"]),
                possible=float(content["possible"]),
                largest_block=int(content.get("largest_block", 200)),
                number=number,
            )
        except (KeyError, TypeError, ValueError) as problem:
            raise RulesUnreadable(problem=f"缺少或写错了 {problem}") from problem
        _check(rules)
        return rules

    def label_of(self, name: str) -> str:
        """Give the word for a value."""
        return next((one.label for one in self.fields if one.name == name), name)


def _field(content: Mapping[str, Any]) -> FieldRule:
    return FieldRule(
        name=str(content["name"]),
        label=str(content["label"]),
        form=str(content["form"]),
        levels=tuple(
            Level(
                str(one["measure"]), float(one.get("limit", 0)), float(one["weight"]), bool(one.get("agrees"))
            )
            for one in content["levels"]
        ),
        differs=float(content["differs"]),
        is_exact=bool(content.get("exact")),
        is_told=bool(content.get("told", True)),
    )


def _check(rules: RuleSet) -> None:
    names = {one.name for one in rules.fields}
    problems = [f"{one.label}的形式“{one.form}”没有" for one in rules.fields if one.form not in FORMS]
    problems += [
        f"{one.label}的量度“{level.measure}”没有"
        for one in rules.fields
        for level in one.levels
        if level.measure not in MEASURES
    ]
    parts = {part.split(":")[0] for block in rules.blocks for part in block}
    problems += [f"分块用了没有的字段“{part}”" for part in sorted(parts - names)]
    if not any(one.is_exact for one in rules.fields):
        problems.append("没有一个字段按编码精确查找")
    if rules.possible > rules.match:
        problems.append("疑似的分数线高于认定的分数线")
    if problems:
        raise RulesUnreadable(problem="；".join(problems))


def digest_of(content: Mapping[str, Any]) -> str:
    """Give the fingerprint of a version's content."""
    return sm3(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hex()


def _levels(*levels: tuple[str, float, float, bool]) -> list[dict[str, Any]]:
    return [
        {"measure": measure, "limit": limit, "weight": weight, "agrees": agrees}
        for measure, limit, weight, agrees in levels
    ]


@lru_cache(maxsize=1)
def first_rules() -> dict[str, dict[str, Any]]:
    """Give the rules the platform comes with, by kind; version 1 of each is made of them."""
    name = {
        "name": "name", "label": "名称", "form": "company_name", "differs": -5.0,
        "levels": _levels(("equal", 0, 9.5, True), ("core", 0, 8.0, False), ("similar", 0.9, 5.0, False),
                          ("similar", 0.8, 2.0, False)),
    }  # fmt: skip
    subject = {
        "kind": "subject",
        "fields": [
            {
                "name": "code", "label": "统一社会信用代码", "form": "credit_code", "differs": -1.5, "exact": True,
                "levels": _levels(("equal", 0, 14.0, True), ("edit", 2, 7.0, False)),
            },
            name,
            {
                "name": "representative", "label": "法定代表人（负责人）", "form": "person_name", "differs": -2.0,
                "levels": _levels(("equal", 0, 6.0, True), ("edit", 1, 1.5, False)),
            },
            {
                "name": "address", "label": "住所（经营场所）", "form": "address", "differs": -1.5,
                "levels": _levels(("equal", 0, 8.0, True), ("similar", 0.93, 4.5, False),
                                  ("similar", 0.85, 1.0, False)),
            },
            {
                "name": "registered_on", "label": "成立日期", "form": "day", "differs": -2.5,
                "levels": _levels(("equal", 0, 6.0, True), ("near_day", 31, 1.0, False)),
            },
            {
                "name": "phone", "label": "联系电话", "form": "phone", "differs": -0.8, "told": False,
                "levels": _levels(("equal", 0, 10.0, True), ("edit", 1, 6.0, False)),
            },
        ],
        "blocks": [["code"], ["name:core"], ["representative", "registered_on"], ["phone"], ["address"],
                   ["name:head", "representative"], ["name:tail", "registered_on"],
                   ["name:head", "registered_on"]],
        "match": 9.0,
        "possible": 5.0,
        "largest_block": 200,
    }  # fmt: skip
    licence = {
        "kind": "licence",
        "fields": [
            {
                "name": "number", "label": "证照编号", "form": "code", "differs": -2.0, "exact": True,
                "levels": _levels(("equal", 0, 14.0, True), ("edit", 1, 8.0, False)),
            },
            {
                "name": "title", "label": "证照名称", "form": "plain", "differs": -6.0,
                "levels": _levels(("equal", 0, 2.0, True)),
            },
            {**name, "name": "holder_name", "label": "持证人"},
            {
                "name": "holder_code", "label": "持证人代码", "form": "credit_code", "differs": -4.0,
                "levels": _levels(("equal", 0, 10.0, True), ("edit", 2, 4.0, False)),
            },
            {
                "name": "representative", "label": "法定代表人（负责人）", "form": "person_name", "differs": -1.5,
                "levels": _levels(("equal", 0, 5.0, True), ("edit", 1, 1.0, False)),
            },
            {
                "name": "valid_until", "label": "有效期止", "form": "day", "differs": -1.0,
                "levels": _levels(("equal", 0, 4.0, True)),
            },
            {
                "name": "issuer", "label": "颁发机关", "form": "plain", "differs": -1.5,
                "levels": _levels(("equal", 0, 1.0, True), ("similar", 0.9, 0.5, True)),
            },
        ],
        "blocks": [["number"], ["holder_code", "title"], ["holder_name:core", "title"]],
        "match": 12.0,
        "possible": 8.0,
        "largest_block": 200,
    }  # fmt: skip
    return {"subject": subject, "licence": licence}
