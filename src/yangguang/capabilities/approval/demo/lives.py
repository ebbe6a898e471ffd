"""
How a case lives: each life is an iterator that does the next thing and says when the one after it is due.

Officers act only on steps that are open on their desks, through the same operations as everybody.
"""

from collections.abc import Callable, Generator, Iterator
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.api import (
    Applicant,
    Application,
    CorrectionItem,
    PaperApplication,
    State,
)
from yangguang.capabilities.approval.demo.answers import answers_for
from yangguang.capabilities.approval.demo.cast import City
from yangguang.capabilities.approval.demo.deeds import attempt, do_step, seat, send_back
from yangguang.capabilities.approval.demo.plans import Plan
from yangguang.capabilities.approval.demo.voices import complain, hear_neighbour, urge
from yangguang.foundation.process.models import Task
from yangguang.foundation.process.states import WORKABLE
from yangguang.kernel.clock import today
from yangguang.reference.matters.models import MatterVersion

Moments = Iterator[datetime]
Stretch = Generator[datetime, None, datetime]
"""A part of a life: says when its next things are due, and gives the moment it ended."""
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
MOST_STEPS = 24


def nights(*, since: datetime, each_night: Callable[[datetime], object] | None = None) -> Moments:
    """Do every night what the calendar does: acceptance by silence, cases never corrected, publication, and *each_night*."""
    at = since.replace(hour=23, minute=40)
    while True:
        yield at
        approval.accept_unanswered(now=at)
        approval.close_overdue_corrections(now=at)
        approval.publish_grants(now=at)
        if each_night is not None:
            each_night(at)
        at += timedelta(days=1)


def life_of(city: City, plan: Plan) -> Moments:
    """Play one case from its first day on."""
    yield plan.begins_at
    at = plan.begins_at
    application = _apply(city, plan, at)
    before = _BEFORE.get(plan.fate, _accept)
    at = yield from before(city, plan, application, at)
    if application.situation is not State.ACCEPTED:
        return
    middle = _DURING.get(plan.fate)
    if middle is not None:
        at = yield from middle(city, plan, application, at)
    at = yield from _examine(city, plan, application, at)
    if application.situation is State.DELIVERED:
        yield from _afterwards(city, plan, application, at)


# Handing in


def _apply(city: City, plan: Plan, at: datetime) -> Application:
    version = city.version(plan.matter, at)
    actor = plan.party.actor(at)
    known = {key: one.value for key, one in approval.profile_of(actor=actor).items()}
    given = {"district": plan.party.district, **plan.given}
    answers = answers_for(version=version, known=known, day=today(at), rng=city.rng, **given)
    uploads = _uploads(version, answers, skip_last=plan.fate in ("corrected", "uncorrected"))
    if plan.channel == "window" or plan.fate in ("corrected", "uncorrected"):
        return _over_the_counter(city, plan, version, answers, uploads, at)
    draft = approval.open_draft(actor=actor, version=version, fields=answers, now=at)
    for code, upload in uploads:
        approval.attach_file(actor=actor, draft=draft, material_code=code, upload=upload, now=at)
    return approval.submit_application(actor=actor, draft=draft, now=at)


def _over_the_counter(
    city: City,
    plan: Plan,
    version: MatterVersion,
    answers: dict[str, object],
    uploads: list[tuple[str, SimpleUploadedFile]],
    at: datetime,
) -> Application:
    person, enterprise = plan.party.person, plan.party.enterprise
    clerk = seat(city, version.matter.body.code, "accept", at)
    paper = PaperApplication(
        applicant=Applicant(
            person_name=person.name,
            person_number=person.id_number,
            phone=person.phone,
            enterprise_code=enterprise.credit_code if enterprise else "",
            enterprise_name=enterprise.name if enterprise else "",
        ),
        fields=answers,
        files=tuple(uploads),
    )
    return approval.register_paper_application(actor=clerk, version=version, paper=paper, now=at)


def _uploads(
    version: MatterVersion, answers: dict[str, object], *, skip_last: bool
) -> list[tuple[str, SimpleUploadedFile]]:
    missing = approval.materials_missing(version=version, fields=answers, present=())
    wanted = missing[:-1] if skip_last else missing
    return [(one.code, _scan(one.name)) for one in wanted]


def _scan(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.pdf", PDF, content_type="application/pdf")


# Acceptance


def _accept(city: City, plan: Plan, application: Application, at: datetime) -> Stretch:
    if plan.stops_before == "S":
        return at
    days = 0 if plan.fate == "fast" else city.rng.choice((0, 0, 1, 1, 2))
    at = city.later(at, min(days, application.version.acceptance_days))
    yield at
    clerk = seat(city, application.body.code, "accept", at, place=city.rng.randint(0, 1))
    attempt(lambda: approval.accept_application(actor=clerk, application=application, now=at))
    return at


def _correct(city: City, plan: Plan, application: Application, at: datetime) -> Stretch:
    at = city.later(at, min(city.rng.choice((1, 2)), application.version.acceptance_days))
    yield at
    clerk = seat(city, application.body.code, "accept", at)
    missing = approval.materials_missing(
        version=application.version,
        fields=application.fields,
        present=set(application.files.values_list("material_code", flat=True)),
    )
    items = [CorrectionItem(one.code, one.name, "没有提交这份材料。", one.fill_notes) for one in missing]
    items = items or [CorrectionItem("form", "申请表", "联系地址没有写到门牌号。", "请写到门牌号。")]
    attempt(lambda: approval.request_correction(actor=clerk, application=application, items=items, now=at))
    if plan.fate == "uncorrected":
        yield at + timedelta(days=3650)  # nobody answers; the night closes it
    at = city.later(at, city.rng.choice((2, 3, 5)))
    yield at
    attempt(
        lambda: approval.answer_correction(
            actor=plan.party.actor(at),
            application=application,
            uploads=[(one.code, _scan(one.name)) for one in missing],
            answer_note="已按告知书补正。",
            now=at,
        )
    )
    return (yield from _accept(city, plan, application, at))


def _turn_away(city: City, plan: Plan, application: Application, at: datetime) -> Stretch:
    at = city.later(at, 1)
    yield at
    clerk = seat(city, application.body.code, "accept", at)
    if plan.fate == "not_accepted":
        approval.refuse_acceptance(
            actor=clerk,
            application=application,
            reason="经营场所不在本市，这项许可由经营场所所在地的机关办理。",
            other_agency="经营场所所在地的主管机关",
            now=at,
        )
    else:
        approval.declare_not_required(
            actor=clerk,
            application=application,
            reason="您只从事法律没有设定许可的活动，不需要办理这项许可，可以依法直接经营。",
            now=at,
        )
    return at


def _withdraw(city: City, plan: Plan, application: Application, at: datetime) -> Stretch:
    at = yield from _accept(city, plan, application, at)
    at = city.later(at, 1)
    yield at
    attempt(
        lambda: approval.withdraw_application(
            actor=plan.party.actor(at), application=application, reason="店面暂时不开了", now=at
        )
    )
    return at


def _keep_silent(city: City, plan: Plan, application: Application, at: datetime) -> Stretch:
    at = city.later(at, 8)
    yield at
    application.refresh_from_db()
    return at


# Between acceptance and decision


def _special(city: City, plan: Plan, application: Application, at: datetime) -> Stretch:
    at = city.later(at, 1)
    yield at
    examiner = seat(city, application.body.code, "examine", at)
    attempt(
        lambda: approval.start_special_procedure(
            actor=examiner,
            application=application,
            kind="testing",
            needed_days=10,
            reason="现场采样，送有资质的机构检测。",
            now=at,
        )
    )
    if plan.stops_before == "resume":
        yield at + timedelta(days=3650)
    at = city.later(at, 8)
    yield at
    attempt(
        lambda: approval.end_special_procedure(
            actor=examiner, application=application, result="检测合格，报告已入卷。", now=at
        )
    )
    return at


def _extend(city: City, plan: Plan, application: Application, at: datetime) -> Stretch:
    at = city.later(at, 2)
    yield at
    head = seat(city, application.body.code, "decide", at)
    days = min(5, application.version.extension_days)
    attempt(
        lambda: approval.extend_decision(
            actor=head,
            application=application,
            days=days,
            reason="需要向外地登记机关核实材料，原期限内不能完成。",
            now=at,
        )
    )
    return at


def _examine(city: City, plan: Plan, application: Application, at: datetime) -> Stretch:
    returned = plan.fate != "returned"
    for _ in range(MOST_STEPS):
        task = _next_task(application)
        if task is None or task.step == plan.stops_before:
            return at
        at = city.later(at, _wait(city, plan, task))
        yield at
        application.refresh_from_db()
        if not returned and task.step == "R":
            returned = send_back(city, application, task, at)
            continue
        if not do_step(city, plan, application, task, at):
            return at
    return at


def _wait(city: City, plan: Plan, task: Task) -> int:
    if plan.fate == "fast":
        return 0
    slow = 9 if plan.fate == "slow" and task.step in "AED" else 0
    return city.rng.choice((0, 1, 1, 2)) + slow


def _afterwards(city: City, plan: Plan, application: Application, at: datetime) -> Moments:
    if plan.rating:
        at = city.later(at, city.rng.choice((0, 1, 3)))
        yield at
        text = {2: "等得有点久。", 3: "", 4: "比想的快。", 5: "不用跑，很方便。"}.get(plan.rating, "")
        attempt(
            lambda: approval.rate_service(
                actor=plan.party.actor(at), application=application, level=plan.rating, text=text, now=at
            )
        )
    if plan.then and application.licence is not None:
        at = city.later(at, 6)
        given = {"licence_number": application.licence.number, "change_kind": "经营项目"}
        yield from life_of(city, Plan(plan.party, plan.then, at, given=given))


def _next_task(application: Application) -> Task | None:
    live = Task.objects.filter(
        instance=application.instance, state__in=[state.value for state in WORKABLE], is_signer=False
    ).order_by("pk")
    delivery = live.filter(node_id="deliver").first()
    return delivery or live.first()


_BEFORE = {
    "corrected": _correct,
    "uncorrected": _correct,
    "not_accepted": _turn_away,
    "not_required": _turn_away,
    "withdrawn": _withdraw,
    "deemed": _keep_silent,
}
_DURING = {
    "special": _special,
    "extended": _extend,
    "heard": hear_neighbour,
    "complained": complain,
    "urged": urge,
}
