"""Builders in the words of declarations, through operations only, by the officers of the demo city."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.identity.api import HashedPassword
from yangguang.foundation.organisation.api import Body, PostKind
from yangguang.foundation.organisation.demo import body_code, build_organisation
from yangguang.kernel.clock import SHANGHAI
from yangguang.reference.declarations import api as declarations
from yangguang.reference.declarations.demo import Cast, authorise, build_catalogue, hand_in, review
from yangguang.reference.declarations.models import Authority, Campaign, Declaration
from yangguang.reference.matters import api as matters

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=SHANGHAI)
TODAY = date(2026, 9, 1)
PUBLISHED = datetime(2026, 7, 1, 9, 0, tzinfo=SHANGHAI)
FOOD = "440131016000"
HOTEL = "440106012000"
WATER = "440120002000"


def organisation() -> None:
    build_organisation(now=PUBLISHED, secret=HashedPassword("!"))


def catalogue(*codes: str) -> list[matters.MatterVersion]:
    if not Body.objects.exists():
        organisation()
    return build_catalogue(now=PUBLISHED, codes=(lambda code: code in codes) if codes else None)


def body(key: str) -> Body:
    return Body.objects.select_related("area").get(code=body_code(key))


def officer(kind: str, key: str = "market") -> Actor:
    return Cast(TODAY).officer(kind, body(key))


def legal(place: int = 0) -> Actor:
    return colleague(PostKind.LEGAL, "justice", place)


def information(place: int = 0) -> Actor:
    return colleague(PostKind.INFORMATION, "service", place)


def government() -> Actor:
    return officer(PostKind.GOVERNMENT, "government")


def colleague(kind: str, key: str, place: int) -> Actor:
    from yangguang.foundation.access.api import actor_of
    from yangguang.foundation.organisation.api import list_holders

    return actor_of(
        account=list_holders(kind=kind, body_code=body_code(key), on=TODAY)[place].account, on=TODAY
    )


def campaign(*keys: str, kinds: tuple[str, ...] = ()) -> Campaign:
    return declarations.open_campaign(
        actor=legal(),
        now=NOW,
        title="2026年下半年清理",
        bodies=[body(key) for key in keys or ("market", "water", "police")],
        due_on=TODAY + timedelta(days=30),
        kinds=kinds,
    )


def shipped(code: str = HOTEL) -> matters.CatalogueMatter:
    return next(one for one in matters.read_catalogue() if one.entry.catalog_code == code)


def opened(
    code: str = HOTEL, key: str = "police", *, inside: Campaign | None = None, name: str = "", **changes: Any
) -> Declaration:
    """Open a new power like one of the catalogue, without a code of its own."""
    one = shipped(code)
    entry = replace(one.entry, catalog_code="", name=name or one.entry.name)
    return declarations.open_declaration(
        actor=officer(PostKind.ADMIN, key),
        now=NOW,
        campaign=inside or campaign(),
        body=body(key),
        kind=entry.kind,
        entry=entry,
        content=replace(one.content, **changes),
    )


def change(code: str, key: str, *, inside: Campaign | None = None, **changes: Any) -> Declaration:
    matter = matters.Matter.objects.get(catalog_code=code)
    version = matters.get_published(code=code, on=TODAY)
    return declarations.open_declaration(
        actor=officer(PostKind.ADMIN, key),
        now=NOW,
        campaign=inside or campaign(),
        body=body(key),
        action="change",
        matter=matter,
        content=replace(matters.content_of(version), **changes),
    )


def submitted(declaration: Declaration) -> Declaration:
    return hand_in(declaration, Cast(TODAY), NOW)


def filed(declaration: Declaration) -> Declaration:
    return review(submitted(declaration), legal(), NOW)


def coded(declaration: Declaration) -> Declaration:
    return declarations.assign_codes(actor=information(), now=NOW, declaration=filed(declaration))


def authorised(declaration: Declaration) -> Authority:
    authorise(declaration, Cast(TODAY), legal(), government(), NOW)
    assert declaration.matter is not None
    return declaration.matter.authorities.get()


def published(declaration: Declaration, *, effective_from: date | None = None) -> Declaration:
    key = next(one for one in ("market", "police", "water") if body_code(one) == declaration.body.code)
    return declarations.publish_declaration(
        actor=officer(PostKind.ADMIN, key),
        now=NOW + timedelta(hours=1),
        declaration=declaration,
        effective_from=effective_from,
    )
