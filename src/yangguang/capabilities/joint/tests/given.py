"""Seven small departments, a founder, and joint cases at a stage, built through operations."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.joint import api as joint
from yangguang.capabilities.joint.demo import answers_for, build_scenarios, scan
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
    renew_certificate,
)
from yangguang.kernel.clock import SHANGHAI, today
from yangguang.kernel.identifiers import compose_citizen_number, compose_credit_code
from yangguang.reference.matters.api import read_catalogue
from yangguang.reference.matters.operations import draft_version, publish_version, register_matter

LONG_AGO = datetime(2024, 1, 2, 9, 0, tzinfo=SHANGHAI)
MONDAY = datetime(2026, 9, 14, 10, 0, tzinfo=SHANGHAI)
PLATFORM = system_actor("试验城市")
SECRET = HashedPassword("!")
SETUP = "enterprise-setup"
WORKING = (
    PostKind.ACCEPT,
    PostKind.EXAMINE,
    PostKind.INSPECT,
    PostKind.REVIEW,
    PostKind.DECIDE,
    PostKind.DELIVER,
    PostKind.EXPERT,
)
BODIES = {
    "market": "市市场监督管理局",
    "police": "市公安局",
    "tax": "市税务局",
    "labour": "市人力资源保障局",
    "housing": "市住房建设局",
    "cityworks": "市城管和综合执法局",
    "health": "市卫生健康委",
    "development": "市发展改革委",
    "planning": "市规划和自然资源局",
    "ecology": "市生态环境局",
    "water": "市水务局",
}
SETUP_BODIES = tuple(BODIES)[:7]
OFFICES = {
    "government": ("市政府办公厅", PostKind.GOVERNMENT),
    "legal": ("市司法局", PostKind.LEGAL),
    "list_office": ("市政务服务和数据管理局", PostKind.INFORMATION),
    "monitor": ("市纪委监委", PostKind.MONITOR),
}


def later(days: float = 0, *, hours: float = 0) -> datetime:
    """An instant some calendar days and hours after the Monday everything begins on."""
    return MONDAY + timedelta(days=days, hours=hours)


@dataclass
class City:
    """The departments and the founder."""

    scenarios: dict[str, joint.ScenarioVersion]

    def officer(self, body: str, at: datetime = MONDAY) -> Actor:
        """The officer of a department, who holds all its posts."""
        return actor_of(account=Account.objects.get(username=body), on=today(at))

    @property
    def founder(self) -> Actor:
        """The applicant."""
        return actor_of(account=Account.objects.get(username="founder"), on=today(MONDAY))

    @property
    def stranger(self) -> Actor:
        """Somebody else."""
        return actor_of(account=Account.objects.get(username="stranger"), on=today(MONDAY))

    def draft(
        self, *, scenario: str = SETUP, now: datetime = MONDAY, files: bool = True, **answers: Any
    ) -> joint.JointDraft:
        """A combined form filled in, shared materials attached."""
        version = self.scenarios[scenario]
        asked = {field.id: False for field in joint.questions_of(version=version).fields()}
        if scenario == SETUP:
            asked |= {"sign": True, "hire": True}
        draft = joint.open_joint_draft(
            actor=self.founder, version=version, answers={**asked, **answers}, now=now
        )
        keys = joint.first_keys(version=version, keys=list(draft.matters))
        combined = joint.combine(version=version, matters=draft.matters, keys=keys)
        fields = answers_for(combined.definition, day=today(now))
        draft = joint.save_joint_draft(actor=self.founder, draft=draft, revision=0, fields=fields, now=now)
        if files:
            for item in joint.pool_of_draft(draft):
                joint.attach_pool_file(actor=self.founder, draft=draft, item=item.key, upload=scan(), now=now)
        return draft

    def submitted(self, *, now: datetime = MONDAY, **answers: Any) -> joint.JointCase:
        """A joint case just handed in."""
        return joint.submit_joint_application(
            actor=self.founder, draft=self.draft(now=now, **answers), now=now
        )

    def case_of(self, case: joint.JointCase, key: str) -> approval.Application:
        """A department's own case."""
        part = case.parts.get(key=key)
        return approval.Application.objects.select_related("version__matter__body", "body", "instance").get(
            number=part.case_number
        )

    def accept(self, case: joint.JointCase, *keys: str, now: datetime = MONDAY) -> None:
        """The departments accept."""
        for key in keys or [one.key for one in case.parts.exclude(case_number="")]:
            own = self.case_of(case, key)
            approval.accept_application(actor=self.by_code(own.body.code), application=own, now=now)
            joint.hear_of(number=own.number, now=now)

    def decide(
        self, case: joint.JointCase, key: str, *, result: str = "granted", now: datetime = MONDAY
    ) -> None:
        """A department examines as its flow asks, decides and serves."""
        own = self.case_of(case, key)
        officer = self.by_code(own.body.code)
        self.examine(own, officer, now)
        approval.decide(
            actor=officer, application=own, ruling=approval.Ruling(result, "按审查意见。"), now=now
        )
        joint.hear_of(number=own.number, now=now)
        approval.deliver_result(actor=officer, application=own, handing=approval.Handing(), now=now)
        joint.hear_of(number=own.number, now=now)

    def examine(self, own: approval.Application, officer: Actor, now: datetime) -> None:
        """Give the opinions, and make the visits, that come before the decision."""
        while (task := next(filter(None, (own.open_task(letter=one) for one in "AER")), None)) is not None:
            second = self.by_code(own.body.code, seat="2")
            if task.step == "E" and task.post_kind == PostKind.INSPECT:
                record = approval.VisitRecord((second.number,), today(now), "与图纸一致。", is_passed=True)
                approval.record_site_visit(actor=officer, application=own, task=task, record=record, now=now)
                continue
            by = second if task.step == "R" and second.holds(task.post_kind, own.body.code) else officer
            approval.give_opinion(
                actor=by, application=own, task=task, verdict="agree", text="材料齐全。", now=now
            )

    def by_code(self, code: str, *, seat: str = "") -> Actor:
        """The officer of a body by its code."""
        name = next(
            one for one, body in BODIES.items() if Body.objects.filter(code=code, short_name=body).exists()
        )
        return self.officer(name + seat)


def city(*, bodies: tuple[str, ...] = SETUP_BODIES) -> City:
    """Build the departments with their matters and publish the scenarios they can carry."""
    load_rules()
    area, _ = Area.objects.get_or_create(code="440300", defaults={"name": "深圳市", "level": "city"})
    made = {name: _body(area, place, BODIES[name]) for place, name in enumerate(bodies)}
    for place, (name, body) in enumerate(made.items()):
        _seat(name, f"{20 + place}01", body, WORKING)
        _seat(f"{name}2", f"{20 + place}02", body, (PostKind.REVIEW, PostKind.EXAMINE, PostKind.INSPECT))
    for place, (name, (title, kind)) in enumerate(OFFICES.items()):
        _seat(name, f"{60 + place}01", _body(area, 50 + place, title), (kind,))
    _sign_up("founder", "张伟", 101)
    _sign_up("stranger", "王芳", 202)
    wanted = _wanted(made)
    for entry in read_catalogue():
        if entry.entry.catalog_code in wanted:
            body = next(one for one in made.values() if one.short_name == entry.body)
            matter = register_matter(actor=PLATFORM, now=LONG_AGO, body=body, entry=entry.entry)
            version = draft_version(actor=PLATFORM, now=LONG_AGO, matter=matter, content=entry.content)
            publish_version(actor=PLATFORM, now=LONG_AGO, version=version)
    fitting = [
        one for one in joint.read_shipped() if {p["matter"] for p in one["content"]["parts"]} <= wanted
    ]
    published = build_scenarios(
        drafter=PLATFORM,
        reviewer=PLATFORM,
        publisher=PLATFORM,
        now=LONG_AGO,
        only=frozenset(one["content"]["code"] for one in fitting),
    )
    return City({one.scenario.code: one for one in published})


def _wanted(made: dict[str, Body]) -> set[str]:
    names = {one.short_name for one in made.values()}
    joint_codes = {p["matter"] for one in joint.read_shipped() for p in one["content"]["parts"]}
    return {
        one.entry.catalog_code
        for one in read_catalogue()
        if one.body in names and one.entry.catalog_code in joint_codes
    }


def _body(area: Area, place: int, name: str) -> Body:
    code = compose_credit_code(f"11440300MXDEM{place:03d}T")
    details = BodyDetails(
        code=code,
        name=f"深圳{name}",
        short_name=name,
        document_word=f"深{name[1]}",
        name_2009="",
        phone="0755-0000 0000",
        valid_from=date(2019, 1, 1),
    )
    return register_body(actor=PLATFORM, now=LONG_AGO, area=area, details=details)


def _seat(username: str, number: str, body: Body, kinds: tuple[PostKind, ...]) -> None:
    room = open_office(actor=PLATFORM, now=LONG_AGO, body=body, name=f"{username}处")
    officer = enrol_officer(
        actor=PLATFORM,
        now=LONG_AGO,
        body=body,
        name=f"试{number}",
        number=number,
        username=username,
        secret=SECRET,
    )
    if PostKind.INSPECT in kinds:
        renew_certificate(
            actor=PLATFORM,
            now=LONG_AGO,
            officer=officer,
            body=body,
            number=f"粤试{number}",
            valid_until=date(2029, 1, 1),
        )
    for kind in kinds:
        post = create_post(actor=PLATFORM, now=LONG_AGO, office=room, kind=kind)
        appoint_officer(actor=PLATFORM, now=LONG_AGO, officer=officer, post=post, valid_from=date(2024, 1, 2))


def _sign_up(username: str, name: str, sequence: int) -> None:
    number = compose_citizen_number(area="440305", born=date(1900, 3, 8), sequence=sequence)
    details = PersonDetails(name, "citizen", number, "13800000308", "", "深圳市南山区")
    sign_up(actor=ANONYMOUS, now=LONG_AGO, username=username, secret=SECRET, person=details)
