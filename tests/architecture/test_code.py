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
from django.template import TemplateSyntaxError
from django.template.loader import get_template

from yangguang.config import map as code_map
from yangguang.foundation.access.judging import judge
from yangguang.foundation.acts.api import REGISTRY, Actor, ActorKind, FactorNeeded, Operation, judge_by
from yangguang.kernel import clock

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "yangguang"
HEIGHT = {name: height for height, name in enumerate(
    ("kernel", "foundation", "reference", "capabilities", "oversight", "portal", "config")
)}  # fmt: skip
FORBIDDEN = {"util", "utils", "helper", "helpers", "common", "misc", "handler", "processor", "core"}
TALLEST = 400
TALL: dict[str, int] = {
    "src/yangguang/capabilities/approval/api.py": 460,  # the door of a large house: one line a name, twice
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


GRAVE = re.compile(
    r"[a-z_]+\.(accept|appoint|approve|assign|award|certify|close|decide|declare|deliver|end|file|impose|invalidate|issue|open|publish"
    r"|refuse|release|renew|replace|restore|resume|retire|return|revoke|sign|stop|suspend|withdraw)_"
)
WITHOUT_FACTOR = {
    "access.refuse_proposal": "changes nothing: what was proposed stays without effect",
    "approval.file_complaint": "a complaint must never wait for a lost telephone",
    "approval.open_draft": "the applicant's own draft",
    "approval.release_step": "puts a step back for the colleagues of the post; decides nothing",
    "approval.renew_draft": "the applicant's own draft",
    "auction.open_session": "prepares the room of a lot whose announcement asked",
    "certificates.certify_service": "by the platform's own hand",
    "certificates.end_outside_certificate": "ending what opens an account must never wait for a lost telephone",
    "certificates.publish_list": "by the platform's own hand",
    "certificates.refuse_request": "issues nothing; the applicant asks again",
    "certificates.refuse_seal": "makes nothing; a seal can be proposed again",
    "certificates.refuse_sign_in": "by the platform's own hand",
    "certificates.withdraw_request": "the applicant's own request, before it is decided",
    "comparison.return_rules": "gives a draft back; nothing takes effect",
    "declarations.close_campaign": "the organisers' own round; no power changes by it",
    "declarations.declare_from_import": "makes drafts; handing them in asks",
    "declarations.open_campaign": "the organisers' own round; no power changes by it",
    "declarations.open_declaration": "a draft of one's own body",
    "declarations.open_joint_round": "asks other offices; nothing is decided by it",
    "declarations.withdraw_declaration": "before it is filed; the body declares again",
    "identity.end_mandate": "ending what one gave must never wait for a lost telephone",
    "identity.end_sign_in": "ending a sign-in must never wait for a lost telephone",
    "identity.open_account": "by the operation that enrols an officer",
    "identity.renew_recovery_codes": "its page asks always, password included (step_up_always)",
    "identity.sign_up": "nobody is signed in yet",
    "joint.close_opinions": "by the clock, or a step of the room; the minutes decide and are signed",
    "joint.open_joint_draft": "the applicant's own draft",
    "joint.open_vote": "a step of the room; each vote and the minutes are their own acts",
    "joint.replace_pool_file": "the applicant's own file; the earlier one stays on record",
    "licences.issue_record": "by the platform's own hand, after a person has confirmed the batch",
    "licences.publish_status_list": "by the platform's own hand",
    "licences.return_type": "gives a draft back; nothing takes effect",
    "licences.withdraw_share": "taking a consent back must never wait for a lost telephone",
    "monitoring.issue_card": "by the platform's own hand",
    "organisation.open_office": "an empty office has no power; posts and appointments ask",
    "sign_on.issue_client_token": "a system asks, by its own secret",
    "sign_on.sign_on": "the client says what it needs (acr); nothing is decided here",
    "sign_on.withdraw_consent": "taking a consent back must never wait for a lost telephone",
    "venue.file_qualification": "papers for one's own application, which the venue examines",
    "venue.return_payment": "sends money back to where it came from, by the platform's own hand",
    "venue.withdraw_registration": "one's own application, before the room opens",
}
"""Operations with a grave verb that ask for no second factor, each with its reason."""


def test_operations__with_legal_force__ask_for_a_fresh_factor() -> None:
    """Binding acts ask by themselves; a grave verb asks or says why not (GB/T 22239-2019, 8.1.4.1 d)."""
    asks = {name: one.asks_factor for name, one in operations().items()}
    grave = {name for name in asks if GRAVE.match(name)}

    assert [name for name, one in operations().items() if one.is_binding and not one.asks_factor] == []
    assert sorted(name for name in grave if not asks[name] and name not in WITHOUT_FACTOR) == []
    assert sorted(name for name in WITHOUT_FACTOR if asks.get(name, True)) == []


@pytest.mark.django_db
def test_operations__that_ask__do_nothing_before_the_factor_is_shown() -> None:
    """Called as a page would call it, with a person at the keyboard who owes a factor: not one of them gets to its work."""
    at_keyboard = Actor(ActorKind.OFFICER, 1, "0417", "官", owes_factor=lambda now: True)
    judge_by(lambda declared, arguments: True)
    passed = []
    try:
        for name, one in operations().items():
            if not one.asks_factor:
                continue
            given = dict.fromkeys(inspect.signature(one.function).parameters)
            try:
                one.run(**{**given, "actor": at_keyboard, "now": clock.now()})
            except FactorNeeded:
                continue
            passed.append(name)
    finally:
        judge_by(judge)

    assert passed == []


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


def test_templates__can_be_read() -> None:
    """Every template of ours compiles: a page nobody opened in a test must not fail at its first reader."""
    wrong = {}
    for path in SOURCE.rglob("templates/**/*.html"):
        name = path.relative_to(next(one for one in path.parents if one.name == "templates"))
        try:
            get_template(str(name))
        except TemplateSyntaxError as problem:
            wrong[str(name)] = str(problem)

    assert wrong == {}


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
