"""Reading the catalogue that ships with the platform; it becomes matters only by the way of `reference/declarations`."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yangguang.reference.matters.rules import MatterEntry, VersionContent

CATALOGUE = Path(__file__).parents[1] / "catalogue"


@dataclass(frozen=True, slots=True)
class CatalogueMatter:
    """One folder of the catalogue, read."""

    entry: MatterEntry
    content: VersionContent
    body: str


def read_catalogue(folder: Path = CATALOGUE) -> list[CatalogueMatter]:
    """Read every matter of a catalogue folder, in the order of their codes."""
    return [_read(path) for path in sorted(folder.iterdir()) if (path / "matter.json").exists()]


def _read(path: Path) -> CatalogueMatter:
    record: dict[str, Any] = json.loads((path / "matter.json").read_text(encoding="utf-8"))
    form, flow = path / "form.json", path / "flow.bpmn"
    record["catalog_code"] = path.name
    if form.exists():
        record["form"] = json.loads(form.read_text(encoding="utf-8"))
    if flow.exists():
        record["flow_xml"] = flow.read_text(encoding="utf-8")
    return CatalogueMatter(MatterEntry.read(record), VersionContent.read(record), record["body"])
