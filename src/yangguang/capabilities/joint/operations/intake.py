"""One application handed in: the joint case with its parts, the scenario's flow, and the first departments' cases."""

import uuid
from datetime import datetime

from django.db import connection

from yangguang.capabilities.joint import events, permissions
from yangguang.capabilities.joint.models import JointCase, JointDraft, Part, PoolFile
from yangguang.capabilities.joint.operations import course
from yangguang.capabilities.joint.operations.drafts import locked
from yangguang.capabilities.joint.queries.combined import combine, first_keys
from yangguang.capabilities.joint.rules.refusals import FormUnfinished, MatterRenewed, PoolIncomplete
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.forms import api as forms
from yangguang.foundation.process import api as process
from yangguang.kernel.clock import local, today
from yangguang.reference.matters import api as matters
from yangguang.reference.matters.models import MatterVersion


def submit_joint_application(*, actor: Actor, draft: JointDraft, now: datetime) -> JointCase:
    """
    Hand in a combined form; doing it twice gives the same case.

    Refuses with FormUnfinished, PoolIncomplete, MatterRenewed.
    """
    known = JointCase.objects.filter(uuid=draft.uuid).first()
    if known is not None and permissions.is_applicant(actor, known):
        return known
    return lodge_joint_application(actor=actor, draft=draft, now=now)


@operation(
    "joint.submit_joint_application",
    summary="提交联办申请",
    permission=permissions.may_submit_joint_application,
    subject="result",
    binding=True,
)
def lodge_joint_application(*, actor: Actor, draft: JointDraft, now: datetime) -> JointCase:
    """
    Turn a combined form into a joint case and start the cases of the first departments in the same transaction.

    Refuses with FormUnfinished, PoolIncomplete, MatterRenewed, NotNow.
    """
    current = locked(draft)
    keys = first_keys(version=current.version, keys=list(current.matters))
    combined = combine(version=current.version, matters=current.matters, keys=keys)
    _require_newest(current, now)
    problems = forms.problems_of(definition=combined.definition, answers=current.fields)
    if problems:
        raise FormUnfinished(fields=problems)
    _require_pool(current, combined)
    case = _open_case(current, actor=actor, now=now)
    parts = _open_parts(case, current)
    PoolFile.objects.filter(draft=current).update(case=case, draft=None)
    JointDraft.objects.filter(pk=current.pk).delete()
    started = course.start_due(case, parts, actor=actor, now=now)
    note(
        scenario=case.version.scenario.code,
        version=case.version.number,
        parts={one.key: one.case_number for one in started},
    )
    course.tell(
        case,
        "联办申请已分送各部门",
        f"“{case.version.name}”（{case.number}）已送到 {len({one.body_id for one in started})} 个部门同时办理。",
        now=now,
    )
    emit(events.JointCaseSubmitted(case.number, case.lead.code, now))
    course.tell_pages(case, now=now)
    return case


def _require_newest(draft: JointDraft, now: datetime) -> None:
    versions = MatterVersion.objects.select_related("matter").in_bulk(draft.matters.values())
    for version in versions.values():
        newest = matters.get_edition(code=version.matter.code, on=today(now))
        if newest.pk != version.pk:
            raise MatterRenewed(matter=version.plain_name)


def _require_pool(draft: JointDraft, combined: object) -> None:
    present = set(draft.files.values_list("item", flat=True))
    pool = combined.pool(draft.fields, {})  # type: ignore[attr-defined]
    missing = {
        one.key: f"还没有上传“{one.name}”。" for one in pool if one.is_required and one.key not in present
    }
    if missing:
        raise PoolIncomplete(fields=missing)


def _open_case(draft: JointDraft, *, actor: Actor, now: datetime) -> JointCase:
    version = draft.version
    lead = version.scenario.lead
    number = next_number(now=now)
    if version.definition is None:
        raise AssertionError("a published scenario has its flow")
    needs = {one["key"]: one["key"] in draft.matters for one in version.content["parts"]}
    instance = process.start_instance(
        definition=version.definition,
        business_type="joint_case",
        business_number=number,
        body_code=lead.code,
        area_code=lead.area.code,
        variables={"needs": needs, "results": {}},
        now=now,
    )
    return JointCase.objects.create(
        number=number,
        uuid=draft.uuid,
        version=version,
        lead=lead,
        instance=instance,
        account_id=draft.account_id,
        applicant_name=draft.enterprise_name or str(draft.fields.get("company_name") or actor.name),
        person_name=actor.name,
        person_number=actor.id_number,
        phone=actor.phone or str(draft.fields.get("contact_phone", "")),
        enterprise_code=draft.enterprise_code,
        answers=draft.answers,
        fields=draft.fields,
        received_at=now,
    )


def _open_parts(case: JointCase, draft: JointDraft) -> list[Part]:
    versions = MatterVersion.objects.select_related("matter__body__area", "definition").in_bulk(
        draft.matters.values()
    )
    made = []
    specs = [one for one in case.version.content["parts"] if one["key"] in draft.matters]
    for place, spec in enumerate(specs):
        key, pk = spec["key"], draft.matters[spec["key"]]
        made.append(
            Part(
                case=case,
                key=key,
                place=place,
                phase=spec.get("phase", ""),
                version=versions[pk],
                body=versions[pk].matter.body,
                limit_days=spec["days"],
                key_uuid=uuid.uuid4(),
            )
        )
    return Part.objects.bulk_create(made)


def next_number(*, now: datetime) -> str:
    """Give the next number of a joint case (LB2026-1125-00001); it may have gaps, so that nobody queues on one row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('joint_case_serial')")
        (serial,) = cursor.fetchone()
    return f"LB{local(now):%Y-%m%d}-{serial % 100_000:05d}"
