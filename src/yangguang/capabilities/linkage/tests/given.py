"""A city body and two districts sharing two matters, a founder, officers of every level, a district's own system."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.demo.answers import answers_for
from yangguang.capabilities.joint.demo import scan
from yangguang.capabilities.linkage import api as linkage
from yangguang.capabilities.linkage import demo
from yangguang.foundation.access.api import actor_of
from yangguang.foundation.acts.api import ANONYMOUS, Actor, system_actor
from yangguang.foundation.deadlines.api import load_rules
from yangguang.foundation.identity.api import Account, HashedPassword, PersonDetails, sign_up
from yangguang.foundation.organisation.api import (
    Area,
    Body,
    BodyDetails,
    PostKind,
    appoint_officer,
    create_post,
    enrol_officer,
    open_office,
    register_body,
)
from yangguang.kernel.clock import SHANGHAI, today
from yangguang.kernel.identifiers import compose_citizen_number, compose_credit_code
from yangguang.reference.matters.api import read_catalogue
from yangguang.reference.matters.models import MatterVersion
from yangguang.reference.matters.operations import draft_version, publish_version, register_matter

LONG_AGO = datetime(2024, 1, 2, 9, 0, tzinfo=SHANGHAI)
MONDAY = datetime(2026, 9, 14, 10, 0, tzinfo=SHANGHAI)
PLATFORM = system_actor("试验城市")
SECRET = HashedPassword("!")
HEALTH, WATER = demo.HEALTH, demo.WATER
WORKING = (PostKind.ACCEPT, PostKind.EXAMINE, PostKind.REVIEW, PostKind.DECIDE, PostKind.DELIVER)


def later(days: float = 0, *, hours: float = 0, minutes: float = 0) -> datetime:
    """An instant some time after the Monday everything begins on."""
    return MONDAY + timedelta(days=days, hours=hours, minutes=minutes)


@dataclass
class City:
    """Bodies by place and kind, and the published matters."""

    bodies: dict[str, Body]
    versions: dict[str, MatterVersion]

    def officer(self, username: str, at: datetime = MONDAY) -> Actor:
        """An officer by account."""
        return actor_of(account=Account.objects.get(username=username), on=today(at))

    @property
    def citizen(self) -> Actor:
        """The applicant."""
        return actor_of(account=Account.objects.get(username="citizen"), on=today(MONDAY))

    def answers(self, code: str, **given: Any) -> dict[str, Any]:
        """Answers that pass."""
        return answers_for(
            version=self.versions[code], known={}, day=today(MONDAY), rng=random.Random(1), **given
        )

    def applied(self, code: str = HEALTH, *, now: datetime = MONDAY, **given: Any) -> approval.Application:
        """A case handed in online by the ordinary way; linkage hears of it."""
        version = self.versions[code]
        answers = self.answers(code, **given)
        draft = approval.open_draft(actor=self.citizen, version=version, fields=answers, now=now)
        for one in approval.materials_missing(version=version, fields=answers, present=()):
            approval.attach_file(
                actor=self.citizen, draft=draft, material_code=one.code, upload=scan(), now=now
            )
        case = approval.submit_application(actor=self.citizen, draft=draft, now=now)
        linkage.record_routing(actor=PLATFORM, application=case, now=now)
        return case

    def accepted(
        self, case: approval.Application, by: str, *, now: datetime = MONDAY
    ) -> approval.Application:
        """The window accepts."""
        approval.accept_application(actor=self.officer(by), application=case, now=now)
        linkage.begin_first_review(actor=PLATFORM, application=case, now=now)
        return case


def city() -> City:
    """Build two levels."""
    load_rules()
    top, _ = Area.objects.get_or_create(code="440300", defaults={"name": "深圳市", "level": "city"})
    areas = {"city": top}
    for key, code, name in (("luohu", "440303", "罗湖区"), ("nanshan", "440305", "南山区")):
        areas[key], _ = Area.objects.get_or_create(
            code=code, defaults={"name": name, "level": "district", "parent": top}
        )
    bodies = {}
    names = {"health": "卫生健康委", "water": "水务局"}
    for place, (key, area) in enumerate(areas.items()):
        for number, (kind, name) in enumerate(names.items()):
            prefix = "市" if key == "city" else area.name[:2]
            body = _body(area, f"{prefix}{name}", place * 2 + number)
            bodies[f"{key}-{kind}"] = body
            _seat(f"{key}-{kind}", f"{50 + place * 2 + number}01", body, WORKING)
    _seat("city-water2", "5902", bodies["city-water"], (PostKind.REVIEW,))
    _seat("monitor", "9001", _body(top, "市纪委监委", 20), (PostKind.MONITOR,))
    _seat("street", "9101", _body(areas["nanshan"], "南山街道办", 21), (PostKind.EXAMINE,))
    number = compose_citizen_number(area="440305", born=date(1900, 3, 8), sequence=101)
    details = PersonDetails("张伟", "citizen", number, "13800000308", "", "深圳市南山区")
    sign_up(actor=ANONYMOUS, now=LONG_AGO, username="citizen", secret=SECRET, person=details)
    versions = {}
    for code, kind, xml in ((HEALTH, "health", demo.HEALTH_RULE), (WATER, "water", demo.WATER_RULE)):
        versions[code] = _publish(code, bodies[f"city-{kind}"])
        matter = versions[code].matter
        for key, area in areas.items():
            linkage.register_exercise(
                actor=PLATFORM, matter=matter, body=bodies[f"{key}-{kind}"], area=area, now=LONG_AGO
            )
        linkage.set_jurisdiction(
            actor=PLATFORM,
            matter=matter,
            decision_xml=xml,
            basis="试验分级办法第二条",
            effective_from=date(2024, 1, 2),
            now=LONG_AGO,
        )
    return City(bodies, versions)


def system(name: str = "luohu") -> linkage.DistrictSystem:
    """The hall system a district keeps."""
    return linkage.register_district_system(
        actor=PLATFORM,
        code=name,
        name="罗湖区审批系统",
        area=Area.objects.get(code="440303"),
        secret="secret",
        now=LONG_AGO,
    )


def _publish(code: str, body: Body) -> MatterVersion:
    entry = next(one for one in read_catalogue() if one.entry.catalog_code == code)
    matter = register_matter(actor=PLATFORM, now=LONG_AGO, body=body, entry=entry.entry)
    version = draft_version(actor=PLATFORM, now=LONG_AGO, matter=matter, content=entry.content)
    return publish_version(actor=PLATFORM, now=LONG_AGO, version=version)


def _body(area: Area, name: str, place: int) -> Body:
    details = BodyDetails(
        code=compose_credit_code(f"11440300MXDEM{place:03d}L"),
        name=f"深圳{name}",
        short_name=name,
        document_word=f"深{name[:2]}",
        name_2009="",
        phone="0755-0000 0000",
        valid_from=date(2019, 1, 1),
    )
    return register_body(actor=PLATFORM, now=LONG_AGO, area=area, details=details)


def _seat(username: str, number: str, body: Body, kinds: tuple[PostKind, ...]) -> None:
    room = open_office(actor=PLATFORM, now=LONG_AGO, body=body, name=f"{username}科")
    officer = enrol_officer(
        actor=PLATFORM,
        now=LONG_AGO,
        body=body,
        name=f"试{number}",
        number=number,
        username=username,
        secret=SECRET,
    )
    for kind in kinds:
        post = create_post(actor=PLATFORM, now=LONG_AGO, office=room, kind=kind)
        appoint_officer(actor=PLATFORM, now=LONG_AGO, officer=officer, post=post, valid_from=date(2024, 1, 2))


def signed_in(username: str) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client
