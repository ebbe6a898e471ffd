"""The shipped scenarios, drafted, reviewed and published; and a few joint cases of the demo city at different stages."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.joint import api as joint
from yangguang.foundation.access.api import actor_of
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.forms.api import FieldSpec, FormDefinition
from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.api import PostKind, list_holders
from yangguang.foundation.organisation.models import Appointment, Body
from yangguang.kernel import clock
from yangguang.kernel.identifiers import compose_citizen_number

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
TEXTS: Mapping[str, str] = {
    "company_name": "深圳市云栖数字科技有限公司",
    "name_reserve_number": "深名预〔2026〕0912 号",
    "legal_representative": "张伟",
    "supervisor": "罗佳",
    "finance_contact": "叶敏",
    "contact_name": "张伟",
    "address": "深圳市南山区粤海街道示例路 12 号 301",
    "seal_address": "深圳市南山区粤海街道示例路 12 号 301",
    "sign_text": "云栖数字",
    "project_name": "示例社区文化活动中心",
    "project_code": "2609-440305-04-01-123456",
    "planning_permit": "深规自工〔2026〕18号",
    "fire_design_number": "深建消审〔2026〕9号",
}
CHOSEN: Mapping[str, str] = {"address_right": "租赁"}
REFUSED = frozenset(
    {"has_foreign", "by_agent", "toxic", "penalised", "has_report", "demolition", "dangerous_works"}
)


def build_scenarios(
    *, drafter: Actor, reviewer: Actor, publisher: Actor, now: Any, only: frozenset[str] = frozenset()
) -> list[joint.ScenarioVersion]:
    """Draft, review and publish every shipped scenario (or those named) that is not in use yet."""
    made = []
    known = {one.scenario.code for one in joint.list_published()}
    for shipped in joint.read_shipped():
        content = shipped["content"]
        if content["code"] in known or (only and content["code"] not in only):
            continue
        lead = Body.objects.select_related("area").filter(short_name=content["lead"]).first()
        if lead is None:
            continue
        draft = joint.draft_scenario(
            actor=drafter,
            content=content,
            decision_xml=shipped["decision_xml"],
            flow_xml=shipped["flow_xml"],
            lead=lead,
            now=now,
        )
        reviewed = joint.review_scenario(
            actor=reviewer, version=draft, text="事项、次序、时限、材料与各单位公布的清单一致。", now=now
        )
        made.append(joint.publish_scenario(actor=publisher, version=reviewed, now=now))
    return made


def answers_for(definition: FormDefinition, *, day: date, **given: Any) -> dict[str, Any]:
    """Fill a combined form believably."""
    answers: dict[str, Any] = {}
    for field in definition.fields():
        if field.is_asked(answers):
            answers[field.id] = given[field.id] if field.id in given else _value(field, day)
    return {name: value for name, value in answers.items() if value is not None}


def _value(field: FieldSpec, day: date) -> Any:
    makers = {
        "yes_no": lambda: field.id.split("__")[-1] not in REFUSED,
        "number": lambda: min(
            max(6, int(field.schema.get("minimum", 0))), int(field.schema.get("maximum", 99))
        ),
        "date": (day + timedelta(days=20)).isoformat,
        "radio": lambda: CHOSEN.get(field.id, field.options[0][0]),
        "select": lambda: field.options[0][0],
        "checkboxes": lambda: [field.options[0][0]],
        "area": lambda: "南山区",
        "phone": lambda: "13800000308",
        "id_number": lambda: compose_citizen_number(area="440304", born=date(1902, 4, 9), sequence=111),
        "credit_code": lambda: "91440300MXDEMA012F",
        "repeat": lambda: [{column.id: _value(column, day) for column in field.columns}],
        "textarea": lambda: "按行业规范办理，资料齐全，责任到人。",
    }
    make = makers.get(field.widget)
    return (
        make()
        if make
        else TEXTS.get(field.id, f"{field.label}见所附材料"[: int(field.schema.get("maxLength", 40))])
    )


def scan(name: str = "材料.pdf") -> SimpleUploadedFile:
    """A small file as a browser sends it."""
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def build(*, now: datetime, published_at: datetime) -> None:
    """Publish the scenarios and let a founder and a project owner use them; what exists stays."""
    seats = {
        kind: _holder(kind, on=clock.today(published_at))
        for kind in (PostKind.INFORMATION, PostKind.LEGAL, PostKind.GOVERNMENT)
    }
    build_scenarios(
        drafter=seats[PostKind.INFORMATION],
        reviewer=seats[PostKind.LEGAL],
        publisher=seats[PostKind.GOVERNMENT],
        now=published_at,
    )
    if joint.JointCase.objects.exists():
        return
    founder = Account.objects.filter(username="zhangwei").first()
    if founder is None:
        return
    _set_up_company(founder, now=now)


def _set_up_company(founder: Account, *, now: datetime) -> None:
    """Six departments at work: one done, three accepted, one late, a question before and a consultation on the way."""
    calendar = deadlines.current_calendar()
    day = calendar.add_workdays(clock.today(now), -6)
    handed_in = clock.local(now).replace(year=day.year, month=day.month, day=day.day, hour=10, minute=12)
    version = joint.get_scenario(code="enterprise-setup")
    actor = actor_of(account=founder, on=day)
    answers = {"sign": True, "food": True, "public_place": False, "hire": True}
    draft = joint.open_joint_draft(
        actor=actor, version=version, answers=answers, now=handed_in - timedelta(days=2)
    )
    keys = joint.first_keys(version=version, keys=list(draft.matters))
    combined = joint.combine(version=version, matters=draft.matters, keys=keys)
    fields = answers_for(combined.definition, day=day, legal_representative=actor.name)
    draft = joint.save_joint_draft(
        actor=actor, draft=draft, revision=0, fields=fields, now=handed_in - timedelta(hours=2)
    )
    cityworks = combined.matters["signboard"].matter.body
    advice = joint.ask_early_advice(
        actor=actor,
        draft=draft,
        body=cityworks,
        question="招牌打算做 3 米高，挂在二楼窗户上面，行不行？",
        now=handed_in - timedelta(days=1),
    )
    joint.answer_early_advice(
        actor=_seat(cityworks, PostKind.EXAMINE, day),
        advice=advice,
        text="可以，不要遮住窗户和消防救援口，效果图上标出离地高度。",
        now=handed_in - timedelta(hours=20),
    )
    for item in joint.pool_of_draft(draft):
        joint.attach_pool_file(
            actor=actor, draft=draft, item=item.key, upload=scan(f"{item.name}.pdf"), now=handed_in
        )
    case = joint.submit_joint_application(actor=actor, draft=draft, now=handed_in)
    for key in ("registration", "seal", "tax", "signboard"):
        _accept(case, key, now=handed_in + timedelta(hours=2))
    _grant(case, "tax", now=handed_in + timedelta(days=1, hours=1))
    lead = _seat(case.lead, PostKind.DECIDE, day)
    joint.call_consultation(
        actor=lead,
        case=case,
        invitation=joint.Invitation(
            topic="招牌位置与消防救援口",
            agenda=("招牌是不是遮挡二楼消防救援口", "住所证明载明的门牌与招牌位置是否一致"),
            bodies=(cityworks.code, combined.matters["seal"].matter.body.code),
            opinions_until=now + timedelta(days=2),
        ),
        now=now - timedelta(hours=3),
    )
    joint.mark_late_departments(now=now)


def _accept(case: joint.JointCase, key: str, *, now: datetime) -> None:
    own = _own(case, key)
    approval.accept_application(
        actor=_seat(own.body, PostKind.ACCEPT, clock.today(now)), application=own, now=now
    )
    joint.hear_of(number=own.number, now=now)


def _grant(case: joint.JointCase, key: str, *, now: datetime) -> None:
    own = _own(case, key)
    day = clock.today(now)
    ruling = approval.Ruling("granted", "材料齐全，符合规定。")
    approval.decide(actor=_seat(own.body, PostKind.DECIDE, day), application=own, ruling=ruling, now=now)
    joint.hear_of(number=own.number, now=now)
    approval.deliver_result(
        actor=_seat(own.body, PostKind.DELIVER, day),
        application=own,
        handing=approval.Handing(),
        now=now + timedelta(minutes=20),
    )
    joint.hear_of(number=own.number, now=now + timedelta(minutes=20))


def _own(case: joint.JointCase, key: str) -> approval.Application:
    number = case.parts.get(key=key).case_number
    return approval.Application.objects.select_related("version__matter__body", "body", "instance").get(
        number=number
    )


def _seat(body: Body, kind: PostKind, on: date) -> Actor:
    return actor_of(account=list_holders(kind=kind, body_code=body.code, on=on)[0].account, on=on)


def _holder(kind: PostKind, *, on: date) -> Actor:
    held = (
        Appointment.objects.running_on(on).filter(post__kind=kind).select_related("officer__account").first()
    )
    if held is None:
        raise LookupError(f"nobody holds a post of kind {kind}")
    return actor_of(account=held.officer.account, on=on)
