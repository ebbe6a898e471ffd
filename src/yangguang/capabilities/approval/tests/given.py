"""A small office, people and cases in business words, built through operations."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.demo.answers import answers_for
from yangguang.capabilities.approval.models import Application, Draft
from yangguang.foundation.access.api import actor_of
from yangguang.foundation.acts.api import ANONYMOUS, Actor, system_actor
from yangguang.foundation.deadlines.api import load_rules
from yangguang.foundation.identity.api import (
    Account,
    EnterpriseDetails,
    HashedPassword,
    Person,
    PersonDetails,
    claim_enterprise,
    register_enterprise,
    sign_up,
)
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
    renew_certificate,
)
from yangguang.foundation.process.models import Task
from yangguang.kernel.clock import SHANGHAI, today
from yangguang.kernel.identifiers import compose_citizen_number, compose_credit_code
from yangguang.reference.matters.api import read_catalogue
from yangguang.reference.matters.models import MatterVersion
from yangguang.reference.matters.operations import draft_version, publish_version, register_matter

LONG_AGO = datetime(2024, 1, 2, 9, 0, tzinfo=SHANGHAI)
MONDAY = datetime(2026, 9, 14, 10, 0, tzinfo=SHANGHAI)
PLATFORM = system_actor("试验城市")
LAW = system_actor("期限自动处理")
SECRET = HashedPassword("!")
FOOD, FOOD_CHANGE, COMPANY = "440131016000", "440131016001", "440131001000"
BODY_CODE = compose_credit_code("11440300MXDEMT001")
SHOP_CODE = compose_credit_code("91440300MXDEMT001")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SEATS = (
    ("clerk", "0208", PostKind.ACCEPT, None),
    ("clerk2", "0209", PostKind.ACCEPT, None),
    ("examiner", "0417", PostKind.EXAMINE, None),
    ("examiner2", "0423", PostKind.EXAMINE, None),
    ("inspector", "0631", PostKind.INSPECT, date(2029, 1, 1)),
    ("inspector2", "0648", PostKind.INSPECT, date(2025, 1, 1)),
    ("inspector3", "0655", PostKind.INSPECT, date(2025, 1, 1)),
    ("reviewer", "0305", PostKind.REVIEW, None),
    ("head", "0102", PostKind.DECIDE, None),
    ("maker", "0712", PostKind.DELIVER, None),
    ("monitor", "0021", PostKind.MONITOR, None),
)


def later(days: float = 0, *, hours: float = 0, start: datetime = MONDAY) -> datetime:
    """An instant some calendar days and hours after the Monday everything begins on."""
    return start + timedelta(days=days, hours=hours)


def upload(name: str = "平面图.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@dataclass
class Office:
    """One body with an officer per post, three matters, two applicants."""

    body: Body
    versions: dict[str, MatterVersion] = field(default_factory=dict)

    def officer(self, username: str, at: datetime = MONDAY) -> Actor:
        """An officer by seat."""
        return actor_of(account=Account.objects.get(username=username), on=today(at))

    def __getattr__(self, name: str) -> Actor:
        """`office.clerk` is the officer in that seat."""
        if name in {seat[0] for seat in SEATS}:
            return self.officer(name)
        raise AttributeError(name)

    @cached_property
    def owner(self) -> Actor:
        """The legal representative, standing for the shop."""
        return actor_of(account=Account.objects.get(username="owner"), on=today(MONDAY), acting_for=SHOP_CODE)

    @cached_property
    def stranger(self) -> Actor:
        """Somebody else."""
        return actor_of(account=Account.objects.get(username="stranger"), on=today(MONDAY))

    # Cases at a stage

    def answers(self, code: str = FOOD, **given: Any) -> dict[str, Any]:
        """Answers that pass."""
        known = {key: one.value for key, one in approval.profile_of(actor=self.owner).items()}
        version = self.versions[code]
        defaults = {"commitment": True} if code == FOOD else {}
        return answers_for(
            version=version, known=known, day=today(MONDAY), rng=random.Random(1), **{**defaults, **given}
        )

    def draft(self, code: str = FOOD, *, now: datetime = MONDAY, files: bool = True, **given: Any) -> Draft:
        """A form filled in, materials attached."""
        version = self.versions[code]
        answers = self.answers(code, **given)
        draft = approval.open_draft(actor=self.owner, version=version, fields=answers, now=now)
        if files:
            for one in approval.materials_missing(version=version, fields=answers, present=()):
                approval.attach_file(
                    actor=self.owner, draft=draft, material_code=one.code, upload=upload(), now=now
                )
        return draft

    def submitted(self, code: str = FOOD, *, now: datetime = MONDAY, **given: Any) -> Application:
        """A case just handed in."""
        return approval.submit_application(
            actor=self.owner, draft=self.draft(code, now=now, **given), now=now
        )

    def accepted(self, code: str = FOOD, *, now: datetime = MONDAY, **given: Any) -> Application:
        """A case just accepted."""
        case = self.submitted(code, now=now, **given)
        return approval.accept_application(actor=self.clerk, application=case, now=now)

    def step(self, case: Application, letter: str) -> Task:
        """The open step of a letter."""
        task = case.open_task(letter=letter)
        assert task is not None, f"no open step {letter}"
        return task

    def opinion(
        self, case: Application, letter: str = "A", *, by: str = "examiner", now: datetime = MONDAY
    ) -> None:
        """Give an opinion that agrees."""
        approval.give_opinion(
            actor=self.officer(by),
            application=case,
            task=self.step(case, letter),
            verdict="agree",
            text="材料齐全，建议准予。",
            now=now,
        )

    def ready_to_decide(self, *, now: datetime = MONDAY, **given: Any) -> Application:
        """A case examined and reviewed."""
        case = self.accepted(now=now, **given)
        self.opinion(case, "A", now=now)
        self.opinion(case, "R", by="examiner2", now=now)
        return case

    def granted(self, *, now: datetime = MONDAY) -> Application:
        """A case decided in the applicant's favour."""
        case = self.ready_to_decide(now=now)
        approval.decide(
            actor=self.head, application=case, ruling=approval.Ruling("granted", "符合条件。"), now=now
        )
        return case

    def delivered(self, *, now: datetime = MONDAY) -> Application:
        """A case at its end, licence issued."""
        case = self.granted(now=now)
        return approval.deliver_result(
            actor=self.clerk, application=case, handing=approval.Handing(), now=now
        )


def office(*codes: str) -> Office:
    """Build the small office with the named matters (the food licence if none)."""
    load_rules()
    area, _ = Area.objects.get_or_create(code="440300000000", defaults={"name": "深圳市", "level": "city"})
    body = register_body(
        actor=PLATFORM,
        now=LONG_AGO,
        area=area,
        details=BodyDetails(
            code=BODY_CODE,
            name="深圳市试验监督管理局",
            short_name="市试验局",
            document_word="深试",
            name_2009="",
            phone="0755-0000 0000",
            valid_from=date(2019, 1, 1),
        ),
    )
    _seat_officers(body)
    _sign_up("owner", "张伟", 101)
    _sign_up("stranger", "王芳", 202)
    _register_shop()
    wanted = codes or (FOOD,)
    return Office(body, {code: _publish(code, body) for code in wanted})


def republish(office_: Office, code: str, *, now: datetime, on: date) -> MatterVersion:
    """Publish the next version of a matter, in force from a day on."""
    entry = next(one for one in read_catalogue() if one.entry.catalog_code == code)
    matter = office_.versions[code].matter
    version = draft_version(actor=PLATFORM, now=now, matter=matter, content=entry.content)
    return publish_version(actor=PLATFORM, now=now, version=version, effective_from=on)


def _seat_officers(body: Body) -> None:
    room = open_office(actor=PLATFORM, now=LONG_AGO, body=body, name="行政许可处")
    for username, number, kind, certified_until in SEATS:
        officer = enrol_officer(
            actor=PLATFORM,
            now=LONG_AGO,
            body=body,
            name=f"试{number}",
            number=number,
            username=username,
            secret=SECRET,
        )
        if certified_until is not None:
            renew_certificate(
                actor=PLATFORM,
                now=LONG_AGO,
                officer=officer,
                body=body,
                number=f"粤试{number}",
                valid_until=certified_until,
            )
        post = create_post(actor=PLATFORM, now=LONG_AGO, office=room, kind=kind)
        appoint_officer(actor=PLATFORM, now=LONG_AGO, officer=officer, post=post, valid_from=date(2024, 1, 2))


def _sign_up(username: str, name: str, sequence: int) -> None:
    number = compose_citizen_number(area="440305", born=date(1900, 3, 8), sequence=sequence)
    details = PersonDetails(name, "citizen", number, "13800000308", "", "深圳市南山区")
    sign_up(actor=ANONYMOUS, now=LONG_AGO, username=username, secret=SECRET, person=details)


def _register_shop() -> None:
    person = Person.objects.select_related("account").get(account__username="owner")
    register_enterprise(
        actor=PLATFORM,
        now=LONG_AGO,
        details=EnterpriseDetails(
            credit_code=SHOP_CODE,
            name="深圳市试验餐饮店",
            legal_representative=person.name,
            legal_representative_id_number=person.id_number,
            address="深圳市南山区试验路 1 号",
            registered_on=date(2023, 6, 15),
            business_scope="餐饮服务",
            phone="0755-0000 0001",
        ),
    )
    own = actor_of(account=person.account, on=today(LONG_AGO))
    claim_enterprise(actor=own, now=LONG_AGO, person=person, credit_code=SHOP_CODE)


def _publish(code: str, body: Body) -> MatterVersion:
    entry = next(one for one in read_catalogue() if one.entry.catalog_code == code)
    matter = register_matter(actor=PLATFORM, now=LONG_AGO, body=body, entry=entry.entry)
    version = draft_version(actor=PLATFORM, now=LONG_AGO, matter=matter, content=entry.content)
    return publish_version(actor=PLATFORM, now=LONG_AGO, version=version)
