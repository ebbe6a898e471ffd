"""The standards that ship with the demo city, through the same operations as everybody's."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from yangguang.foundation.access.api import actor_of
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import PostKind, list_holders
from yangguang.foundation.organisation.demo import body_code
from yangguang.kernel import clock
from yangguang.reference.discretion.models import Standard, StandardVersion
from yangguang.reference.discretion.operations import (
    draft_standard,
    file_standard,
    publish_standard,
    register_standard,
    submit_standard,
)
from yangguang.reference.discretion.rules import StandardContent, run_example
from yangguang.reference.discretion.states import OPEN
from yangguang.reference.matters.models import Matter

STANDARDS = Path(__file__).parent / "standards"


def read_standards() -> list[tuple[str, dict[str, Any]]]:
    """Read every shipped standard: its code and its record, in the order of their codes."""
    return [
        (path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in sorted(STANDARDS.glob("*.json"))
    ]


def build_standards(*, now: datetime) -> list[StandardVersion]:
    """Bring the shipped standards the whole way: drafted, reviewed, filed, published; twice changes nothing."""
    built = []
    legal = None
    for code, record in read_standards():
        matter = Matter.objects.select_related("body").filter(catalog_code=record["matter"]).first()
        if matter is None or Standard.objects.filter(code=code).exists():
            continue
        clerk = _holder(kind=PostKind.ADMIN, body_code=matter.body.code, now=now)
        legal = legal or _holder(kind=PostKind.LEGAL, body_code=body_code("justice"), now=now)
        contents = [StandardContent.read(one) for one in record["versions"]]
        standard = register_standard(actor=clerk, now=now, matter=matter, code=code, act=contents[0].act)
        for one, content in zip(record["versions"], contents, strict=True):
            version = draft_standard(actor=clerk, now=now, standard=standard, content=content)
            version = submit_standard(actor=clerk, now=now, version=version)
            version = file_standard(actor=legal, now=now, version=version)
            begins = date.fromisoformat(one["effective_from"])
            built.append(publish_standard(actor=clerk, now=now, version=version, effective_from=begins))
    return built


def build_open_review(*, now: datetime) -> StandardVersion | None:
    """Hand in a next version of the first shipped standard, so that the legal office finds one to compare and to remark on."""
    standard = Standard.objects.select_related("matter__body").order_by("code").first()
    if standard is None or standard.versions.filter(status__in=OPEN).exists():
        return None
    content = standard.versions.order_by("-number")[0].said
    rows = [*content.tiers.rows]
    place = next(
        at for at, one in enumerate(rows) if one.results[0] == "一般处罚" and one.results[1].isdecimal()
    )
    low, high = rows[place].results[1:]
    rows[place] = replace(rows[place], results=("一般处罚", str(int(low) + 2_000), high))
    content = replace(content, tiers=replace(content.tiers, rows=tuple(rows)))
    content = replace(
        content, examples=tuple(one for one in content.examples if not run_example(content, one))
    )
    clerk = _holder(kind=PostKind.ADMIN, body_code=standard.matter.body.code, now=now)
    version = draft_standard(actor=clerk, now=now - timedelta(days=2), standard=standard, content=content)
    return submit_standard(actor=clerk, now=now - timedelta(days=1), version=version)


def _holder(*, kind: PostKind, body_code: str, now: datetime) -> Actor:
    """Give the first who holds a post on the day, of a body or of any."""
    today = clock.today(now)
    first = list_holders(kind=kind, body_code=body_code, on=today)[0]
    return actor_of(account=first.account, on=today)
