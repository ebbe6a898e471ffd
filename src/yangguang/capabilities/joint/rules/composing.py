"""
How one form and one set of materials are made of those of several matters: asked once, used by all (优化营商环境条例 art. 19).

Fields of the same id and type are one question; a scenario's aliases make further ones equal, `fixed` answers are not asked,
`given` ones come from an earlier result. Plain data in, plain data out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SHARED_TITLE = "大家都要用的内容"
PAGE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class PartForm:
    """The form of one matter, and the key and name it has in the scenario."""

    key: str
    name: str
    form: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Composed:
    """One form document; *places* says for each part and field where its answer stands in the combined form."""

    document: dict[str, Any]
    places: dict[str, dict[str, str]]
    owners: dict[str, tuple[str, ...]]


@dataclass(slots=True)
class _Question:
    schema: dict[str, Any]
    layout: dict[str, Any]
    is_required: bool
    first_step: tuple[str, str]
    owners: list[str] = field(default_factory=list)
    whens: set[str] = field(default_factory=set)
    law: Mapping[str, str] = field(default_factory=dict)


def compose(
    *,
    parts: Sequence[PartForm],
    aliases: Mapping[str, str],
    fixed: Mapping[str, Any],
    given: Mapping[str, str],
) -> Composed:
    """Make one form of several: shared questions first, then what each matter asks alone."""
    questions: dict[str, _Question] = {}
    places: dict[str, dict[str, str]] = {}
    for part in parts:
        places[part.key] = _place(part, aliases, {**fixed, **given}, questions)
    for part in parts:
        _ask(part, places[part.key], questions)
    shared = [name for name, one in questions.items() if len(one.owners) > 1]
    pages = [
        {"title": SHARED_TITLE, "fields": [questions[name].layout for name in chunk]}
        for chunk in _chunks(shared, PAGE_LENGTH + 2)
    ]
    pages += [page for part in parts for page in _own_pages(part, questions)]
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {name: one.schema for name, one in questions.items()},
        "required": [name for name, one in questions.items() if one.is_required],
        "additionalProperties": False,
    }
    owners = {name: tuple(one.owners) for name, one in questions.items()}
    return Composed({"schema": schema, "layout": pages}, places, owners)


def narrowed(document: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    """Give the form with only these questions; pages that ask nothing more fall away."""
    schema = document["schema"]
    pages = [
        {**page, "fields": [one for one in page["fields"] if one["id"] in names]}
        for page in document["layout"]
    ]
    return {
        "schema": {
            **schema,
            "properties": {name: one for name, one in schema["properties"].items() if name in names},
            "required": [name for name in schema["required"] if name in names],
        },
        "layout": [page for page in pages if page["fields"]],
    }


def _place(
    part: PartForm,
    aliases: Mapping[str, str],
    unasked: Mapping[str, Any],
    questions: dict[str, _Question],
) -> dict[str, str]:
    """Find for every field of a part where its answer will stand; a name taken by something else gets the part's own."""
    found: dict[str, str] = {}
    properties = part.form["schema"]["properties"]
    required = set(part.form["schema"].get("required", ()))
    for step in part.form["layout"]:
        for one in step["fields"]:
            name = one["id"]
            if f"{part.key}.{name}" in unasked:
                continue
            place = aliases.get(f"{part.key}.{name}", name)
            known = questions.get(place)
            if known is not None and not _alike(known.schema, properties[name]):
                place, known = f"{part.key}__{name}", None
            if known is None:
                questions[place] = _Question(
                    dict(properties[name]), dict(one) | {"id": place}, False, (part.key, step["title"])
                )
                questions[place].law = step.get("law") or {}
            questions[place].is_required |= name in required
            questions[place].owners.append(part.key)
            found[name] = place
    return found


def _ask(part: PartForm, places: Mapping[str, str], questions: dict[str, _Question]) -> None:
    """Put the conditions in the words of the combined form; a question asked always by one is asked always."""
    for step in part.form["layout"]:
        for one in step["fields"]:
            if one["id"] not in places:
                continue
            question = questions[places[one["id"]]]
            question.whens.add(renamed(one.get("when", ""), places))
            question.layout["when"] = next(iter(question.whens)) if len(question.whens) == 1 else ""


def renamed(condition: str, places: Mapping[str, str]) -> str:
    """Write an S-FEEL condition with the names of the combined form; texts in quotes stay."""
    pieces = re.split(r'("[^"]*")', condition)
    for place in range(0, len(pieces), 2):
        pieces[place] = re.sub(
            r"[A-Za-z_][A-Za-z0-9_]*", lambda found: places.get(found[0], found[0]), pieces[place]
        )
    return "".join(pieces)


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(word) == other.get(word) for word in ("type", "enum", "items", "format"))


def _own_pages(part: PartForm, questions: Mapping[str, _Question]) -> list[dict[str, Any]]:
    own = [name for name, one in questions.items() if one.owners == [part.key]]
    if len(own) <= PAGE_LENGTH:
        pages = [(part.name, own)] if own else []
    else:
        titles = dict.fromkeys(questions[name].first_step[1] for name in own)
        pages = [
            (f"{part.name}：{title}", [name for name in own if questions[name].first_step[1] == title])
            for title in titles
        ]
    return [
        {
            "title": title,
            "fields": [questions[name].layout for name in names],
            "law": next((dict(questions[name].law) for name in names if questions[name].law), {}),
        }
        for title, names in pages
    ]


def _chunks(names: Sequence[str], length: int) -> list[Sequence[str]]:
    return [names[start : start + length] for start in range(0, len(names), length)]


def share_of(
    *,
    part: str,
    places: Mapping[str, str],
    fields: Mapping[str, Any],
    fixed: Mapping[str, Any],
    given: Mapping[str, Any],
) -> dict[str, Any]:
    """Give the answers of one matter out of the combined form, with what is fixed and what earlier results gave."""
    answers = {name: fields[place] for name, place in places.items() if place in fields}
    for source in (fixed, given):
        for name, value in source.items():
            owner, _, own = name.partition(".")
            if owner == part and value not in (None, ""):
                answers[own] = value
    return answers


@dataclass(frozen=True, slots=True)
class Material:
    """One material of one matter, as the pool needs it."""

    part: str
    code: str
    name: str
    standard: str
    is_required: bool
    max_files: int


@dataclass(slots=True)
class PoolItem:
    """One shared material: what it is, who uses it, under which code there."""

    key: str
    name: str
    standards: list[str] = field(default_factory=list)
    uses: list[tuple[str, str]] = field(default_factory=list)
    is_required: bool = False
    max_files: int = 1

    @property
    def parts(self) -> list[str]:
        """The parts that use it."""
        return [part for part, _ in self.uses]


def pool_of(*, materials: Sequence[Material], declared: Sequence[Mapping[str, Any]]) -> list[PoolItem]:
    """Put the materials of several matters together: those the scenario declares the same, and those of one name."""
    same = {use: one for one in declared for use in one["materials"]}
    items: dict[str, PoolItem] = {}
    for one in materials:
        declaration = same.get(f"{one.part}:{one.name}")
        name = str(declaration["name"]) if declaration else one.name
        known = next((item for item in items.values() if item.name == name), None)
        if known is None:
            key = str(declaration["key"]) if declaration else f"{one.part}-{one.code.rsplit('-', 1)[-1]}"
            known = items.setdefault(key, PoolItem(key, name))
        known.uses.append((one.part, one.code))
        known.is_required |= one.is_required
        known.max_files = max(known.max_files, one.max_files)
        if one.standard and one.standard not in known.standards:
            known.standards.append(one.standard)
    return list(items.values())
