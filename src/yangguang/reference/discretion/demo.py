"""The standards that ship with the demo city, through the same operations as everybody's."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from yangguang.foundation.acts.api import Actor
from yangguang.reference.discretion.models import Standard, StandardVersion
from yangguang.reference.discretion.operations import draft_standard, publish_standard, register_standard
from yangguang.reference.discretion.rules import StandardContent
from yangguang.reference.matters.models import Matter

STANDARDS = Path(__file__).parent / "standards"


def read_standards() -> list[tuple[str, dict[str, Any]]]:
    """Read every shipped standard: its code and its record, in the order of their codes."""
    return [
        (path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in sorted(STANDARDS.glob("*.json"))
    ]


def build_standards(*, actor: Actor, now: datetime) -> list[StandardVersion]:
    """Register and publish the shipped standards whose matters exist; twice changes nothing."""
    built = []
    for code, record in read_standards():
        matter = Matter.objects.filter(catalog_code=record["matter"]).first()
        if matter is None or Standard.objects.filter(code=code).exists():
            continue
        contents = [StandardContent.read(one) for one in record["versions"]]
        standard = register_standard(actor=actor, now=now, matter=matter, code=code, act=contents[0].act)
        for one, content in zip(record["versions"], contents, strict=True):
            version = draft_standard(actor=actor, now=now, standard=standard, content=content)
            begins = date.fromisoformat(one["effective_from"])
            built.append(publish_standard(actor=actor, now=now, version=version, effective_from=begins))
    return built
