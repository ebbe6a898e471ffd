"""What imports cannot show: foreign keys, permissions, personal data, names, sizes, docstrings, a fresh map."""

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from yangguang.config import map as code_map
from yangguang.foundation.acts.api import REGISTRY, Operation

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "yangguang"
HEIGHT = {name: height for height, name in enumerate(
    ("kernel", "foundation", "reference", "capabilities", "oversight", "portal", "config")
)}  # fmt: skip
FORBIDDEN = {"util", "utils", "helper", "helpers", "common", "misc", "handler", "processor", "core"}
TALLEST = 400
TALL: dict[str, int] = {
    "src/yangguang/capabilities/approval/api.py": 460,  # the door of a large house: one line a name, twice
    "src/yangguang/foundation/access/models.py": 420,  # eleven small tables of rights that are read together
}
"""Modules allowed to be taller, each with its reason."""


def modules() -> Iterator[Path]:
    """Walk our own modules, without migrations and tests."""
    for path in sorted(SOURCE.rglob("*.py")):
        if not {"migrations", "tests"} & set(path.parts):
            yield path


def own_models() -> Iterator[type[models.Model]]:
    """Walk the models of our apps."""
    for model in apps.get_models():
        if model.__module__.startswith("yangguang."):
            yield model


def folder_of(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def app_of(model: type[models.Model]) -> str:
    return ".".join(model.__module__.split(".")[:3])


def test_foreign_keys__point_down_or_stay_inside() -> None:
    wrong = []
    for model in own_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not isinstance(field, models.ForeignKey | models.ManyToManyField) or not isinstance(
                target, type
            ):
                continue
            if not target.__module__.startswith("yangguang.") or app_of(target) == app_of(model):
                continue
            below = HEIGHT[folder_of(target)] < HEIGHT[folder_of(model)]
            inside_lower_folders = folder_of(model) == folder_of(target) in ("foundation", "reference")
            if not (below or inside_lower_folders):
                wrong.append(f"{model.__name__}.{field.name} → {target.__name__}")

    assert wrong == []


def operations() -> dict[str, Operation]:
    """Give the product's operations, without those that other tests declare for themselves."""
    code_map.load_everything()
    return {name: one for name, one in REGISTRY.items() if ".tests." not in one.function.__module__}


def app_of_operation(function: object) -> str:
    parts = str(getattr(function, "__module__", "")).split(".")
    return ".".join(parts[:2] if parts[1] == "portal" else parts[:3])


def test_operations__have_a_permission_of_the_same_name() -> None:
    wrong = []
    for name, one in operations().items():
        function = one.function
        app = app_of_operation(function)
        permissions = import_module(f"{app}.permissions")
        twins = {f"may_{function.__name__}", f"may_{name.split('.')[1]}"}
        if not any(getattr(permissions, twin, None) is one.permission for twin in twins):
            wrong.append(name)

    assert wrong == []


def test_operations__are_named_by_their_app_and_carry_a_chinese_sentence() -> None:
    for name, one in operations().items():
        app = app_of_operation(one.function).rsplit(".", 1)[-1]
        assert name.split(".")[0] == app, name
        assert re.search(r"[\u4e00-\u9fff]", one.summary), name


def test_operations__take_actor_and_now_by_keyword() -> None:
    for name, one in operations().items():
        parameters = inspect.signature(one.function).parameters
        assert {"actor", "now"} <= set(parameters), name
        kinds = {parameter.kind for parameter in parameters.values()}
        assert kinds <= {inspect.Parameter.KEYWORD_ONLY}, name


@pytest.mark.parametrize("model", list(own_models()), ids=lambda model: model.__name__)
def test_models__state_their_personal_data(model: type[models.Model]) -> None:
    statement = getattr(model, "personal_data", "")

    assert isinstance(statement, str)
    assert statement, f"{model.__name__} does not say what personal data it holds"


def test_names__say_what_a_thing_is() -> None:
    wrong = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*")
        if "__pycache__" not in path.parts and set(re.split(r"[_.]", path.name.lower())) & FORBIDDEN
    ]

    assert wrong == []


def test_modules__are_no_taller_than_a_reader_can_hold() -> None:
    heights = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()
    }

    assert {name: height for name, height in heights.items() if height > TALL.get(name, TALLEST)} == {}


def test_modules__say_why_they_exist() -> None:
    wrong = []
    for path in modules():
        text = path.read_text(encoding="utf-8")
        if text.strip() and not ast.get_docstring(ast.parse(text)):
            wrong.append(str(path.relative_to(SOURCE)))

    assert wrong == []


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower().replace("_", " ")))


def test_docstrings__say_more_than_the_name() -> None:
    filler = {"a", "an", "the", "this", "of", "to", "it", "its", "and", "is", "for", "give", "get", "return"}
    echoes = []
    for name, one in operations().items():
        said = words(inspect.getdoc(one.function) or "") - filler
        if not said or said <= words(one.function.__name__):
            echoes.append(name)

    assert echoes == []


def test_map__is_fresh() -> None:
    written = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")

    assert written == code_map.write(), "run `yangguang map` and commit docs/map.md"


def test_migrations__are_named() -> None:
    wrong = [str(path) for path in SOURCE.rglob("migrations/*.py") if "_auto_" in path.name]

    assert wrong == []


def test_templates__are_used() -> None:
    """Every template is named somewhere: in code, or by another template."""
    text = "\n".join(
        path.read_text(encoding="utf-8") for pattern in ("*.py", "*.html") for path in SOURCE.rglob(pattern)
    )
    unused = []
    for path in SOURCE.rglob("templates/**/*.html"):
        name = path.as_posix().split("/templates/", 1)[1]
        stem = path.stem
        if (
            name not in text
            and f'"{stem}"' not in text
            and f"'{stem}'" not in text
            and f'"{stem}.html"' not in text
        ):
            unused.append(name)

    django_finds_by_itself = {"400.html", "403.html", "404.html", "500.html"}
    assert set(unused) - django_finds_by_itself == set()
