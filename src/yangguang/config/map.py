"""The map of the code, written from the code: what there is, who may do what, what is told to whom."""

import inspect
import pkgutil
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps

from yangguang.foundation.acts.api import REGISTRY, Operation
from yangguang.foundation.events.bus import receivers

HEAD = """# Map

Written by `yangguang map` from the code; a test fails when it is stale. Where to read on: ARCHITECTURE.md.
"""
FOLDERS = ("portal", "oversight", "capabilities", "reference", "foundation")


def write() -> str:
    """Write the whole map as Markdown."""
    load_everything()
    parts = [HEAD]
    parts += ["## Apps, highest first\n", _apps_table()]
    parts += ["## Operations: every way of writing\n", _intro(), *_operations()]
    parts += ["## Who listens to what\n", _receivers_table()]
    return "\n".join(parts).rstrip() + "\n"


def _own_apps() -> Iterator[AppConfig]:
    found = [one for one in apps.get_app_configs() if one.name.startswith("yangguang.")]
    yield from sorted(found, key=lambda one: (FOLDERS.index(one.name.split(".")[1]), one.name))


def _apps_table() -> str:
    rows = ["| app | what it is | models | doors |", "|---|---|---|---|"]
    for one in _own_apps():
        models = ", ".join(sorted(model.__name__ for model in one.get_models()))
        place = one.name.removeprefix("yangguang.")
        rows.append(f"| `{place}` | {one.verbose_name} | {models or '–'} | {_doors(one)} |")
    return "\n".join(rows) + "\n"


def _doors(one: AppConfig) -> str:
    names = ("api", "urls", "events", "tasks")
    return ", ".join(name for name in names if _exists(Path(one.path), name)) or "–"


def _exists(folder: Path, name: str) -> bool:
    return (folder / f"{name}.py").exists() or (folder / name).is_dir()


def _intro() -> str:
    return (
        "Each has a permission of the same name (`accept_application` ↔ `may_accept_application`); "
        "*binding* acts have legal force.\n"
    )


def _operations() -> Iterator[str]:
    by_app: dict[str, list[Operation]] = defaultdict(list)
    for one in REGISTRY.values():
        if ".tests." in one.function.__module__:
            continue  # tests declare operations of their own
        by_app[one.name.split(".")[0]].append(one)
    for app in sorted(by_app):
        yield f"### {app}\n"
        rows = ["| operation | act | who may | |", "|---|---|---|---|"]
        for one in sorted(by_app[app], key=lambda each: each.name):
            marks = ", ".join(
                word
                for word, is_so in (("binding", one.is_binding), ("not recorded", not one.is_recorded))
                if is_so
            )
            rows.append(f"| `{one.name}` | {one.summary} | {_who(one)} | {marks} |")
        yield "\n".join(rows) + "\n"


def _who(one: Operation) -> str:
    """Say who may, in the words of the predicate."""
    return (inspect.getdoc(one.permission) or "").split("\n")[0].rstrip(".")


def _receivers_table() -> str:
    rows = ["| event | heard by |", "|---|---|"]
    for event, heard in sorted(receivers().items(), key=lambda pair: pair[0].__name__):
        if ".tests." in event.__module__:
            continue
        ours = [one for one in heard if ".tests." not in one.__module__]
        names = ", ".join(
            sorted(f"`{one.__module__.removeprefix('yangguang.')}.{one.__name__}`" for one in ours)
        )
        rows.append(f"| `{event.__name__}` ({event.__module__.removeprefix('yangguang.')}) | {names} |")
    return "\n".join(rows) + "\n"


def load_everything() -> None:
    """Import every module that registers something, so that the map does not depend on what was used before."""
    for one in _own_apps():
        for name in ("operations", "receivers", "tasks", "views"):
            if _exists(Path(one.path), name):
                module = import_module(f"{one.name}.{name}")
                for part in pkgutil.iter_modules(getattr(module, "__path__", ())):
                    import_module(f"{module.__name__}.{part.name}")
