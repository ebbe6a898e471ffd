"""Loading the catalogue that ships with the platform, through the same operations as everybody."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Q

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.models import Body
from yangguang.reference.matters.models import Matter, MatterVersion
from yangguang.reference.matters.operations.versions import draft_version, publish_version, register_matter
from yangguang.reference.matters.rules import MatterEntry, VersionContent
from yangguang.reference.matters.rules.refusals import BodyUnknown

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


def load_catalogue(*, actor: Actor, now: datetime) -> list[MatterVersion]:
    """
    Register and publish the shipped catalogue; what is already there with the same content stays as it is.

    Refuses with BodyUnknown, VersionNotFit, NotPermitted.
    """
    return [_load(actor, now, one) for one in read_catalogue()]


def _read(path: Path) -> CatalogueMatter:
    record: dict[str, Any] = json.loads((path / "matter.json").read_text(encoding="utf-8"))
    form, flow = path / "form.json", path / "flow.bpmn"
    record["catalog_code"] = path.name
    if form.exists():
        record["form"] = json.loads(form.read_text(encoding="utf-8"))
    if flow.exists():
        record["flow_xml"] = flow.read_text(encoding="utf-8")
    return CatalogueMatter(MatterEntry.read(record), VersionContent.read(record), record["body"])


def _load(actor: Actor, now: datetime, one: CatalogueMatter) -> MatterVersion:
    matter = Matter.objects.select_related("body").filter(catalog_code=one.entry.catalog_code).first()
    if matter is None:
        matter = register_matter(actor=actor, now=now, body=_body(one.body), entry=one.entry)
    last = matter.versions.exclude(status="draft").order_by("-number").first()
    digest = one.content.digest(entry=one.entry, body_code=matter.body.code)
    if last is not None and last.content_hash == digest:
        return last
    version = draft_version(actor=actor, now=now, matter=matter, content=one.content)
    return publish_version(actor=actor, now=now, version=version)


def _body(name: str) -> Body:
    found = Body.objects.filter(Q(name=name) | Q(short_name=name) | Q(name=f"深圳{name}")).first()
    if found is None:
        raise BodyUnknown(body=name)
    return found
