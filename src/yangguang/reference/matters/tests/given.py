"""Builders in the words of matters, through operations only."""

import io
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from yangguang.foundation.acts.api import Actor, ActorKind, HeldPost, system_actor
from yangguang.foundation.identity.api import HashedPassword
from yangguang.foundation.organisation.api import Body
from yangguang.foundation.organisation.demo import build_organisation
from yangguang.kernel.clock import SHANGHAI
from yangguang.reference.matters import api as matters

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=SHANGHAI)
TODAY = date(2026, 7, 1)
PLATFORM = system_actor("事项库")
FOOD = "440131016000"


def post(kind: str) -> HeldPost:
    return HeldPost(
        code=f"P-{kind}",
        kind=kind,
        number="0001",
        name="管理岗",
        body_code="11440300MXDEM0023K",
        body_name="深圳市政务服务和数据管理局",
        office_name="事项管理处",
        area_code="440300",
    )


LIST_OFFICE = Actor(kind=ActorKind.OFFICER, account_id=1, number="0001", posts=(post("admin"),))
CLERK = Actor(kind=ActorKind.OFFICER, account_id=2, number="0002", posts=(post("accept"),))


def organisation() -> None:
    build_organisation(now=NOW, secret=HashedPassword("!"))


def catalogue() -> list[matters.MatterVersion]:
    if not Body.objects.exists():
        organisation()
    return [published(one.entry.catalog_code) for one in matters.read_catalogue()]


def from_catalogue(code: str = FOOD) -> matters.CatalogueMatter:
    return next(one for one in matters.read_catalogue() if one.entry.catalog_code == code)


def draft(code: str = FOOD, **changes: Any) -> matters.MatterVersion:
    one = from_catalogue(code)
    if not Body.objects.exists():
        organisation()
    body = Body.objects.get(short_name=one.body)
    matter = matters.Matter.objects.filter(catalog_code=code).first() or matters.register_matter(
        actor=PLATFORM, now=NOW, body=body, entry=one.entry
    )
    content = replace(one.content, **changes)
    return matters.draft_version(actor=PLATFORM, now=NOW, matter=matter, content=content)


def published(
    code: str = FOOD, *, effective_from: date | None = None, **changes: Any
) -> matters.MatterVersion:
    return matters.publish_version(
        actor=PLATFORM, now=NOW, version=draft(code, **changes), effective_from=effective_from
    )


def edited(source: bytes, *cells: tuple[str, int, str, Any]) -> bytes:
    """Change cells (sheet, row, national column name, value) of a workbook."""
    book = load_workbook(io.BytesIO(source))
    for sheet, row, column, value in cells:
        names = [cell.value for cell in book[sheet][1]]
        book[sheet].cell(row=row, column=names.index(column) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell(source: bytes, sheet: str, row: int, column: str) -> Any:
    found = load_workbook(io.BytesIO(source))[sheet]
    names = [one.value for one in found[1]]
    return found.cell(row=row, column=names.index(column) + 1)
