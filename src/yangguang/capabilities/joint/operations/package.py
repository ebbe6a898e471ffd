"""The end of a joint case: one list of all results, delivered at once; and the head of government's extension."""

from datetime import datetime

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.joint import events, permissions
from yangguang.capabilities.joint.models import JointCase
from yangguang.capabilities.joint.operations import clocks, course
from yangguang.capabilities.joint.operations.holding import hold, parts_of, require_text
from yangguang.capabilities.joint.queries.cases import waiting_reasons
from yangguang.capabilities.joint.rules.refusals import NotNow, PackageWaits, TotalNotRunning
from yangguang.capabilities.joint.states import CaseState
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.documents import api as documents
from yangguang.foundation.numbering import api as numbering
from yangguang.kernel.clock import local

WAYS = {"electronic": "网上送达", "pickup": "综合窗口领取", "mail": "邮寄送达"}


@operation(
    "joint.deliver_package",
    summary="统一送达联办结果",
    permission=permissions.may_deliver_package,
    subject="case",
    binding=True,
)
def deliver_package(*, actor: Actor, case: JointCase, way: str, now: datetime) -> JointCase:
    """
    Make the list of all results and deliver everything as one package.

    Refuses with PackageWaits while a part is open, a replaced material unconfirmed or a contradiction unsettled; NotNow.
    """
    held = hold(case)
    reasons = waiting_reasons(case=held)
    if reasons:
        raise PackageWaits(reasons="；".join(reasons))
    if held.situation is not CaseState.CONCLUDED:
        raise NotNow(what=f"联办件 {held.number}", state=held.situation.label, deed="统一送达")
    lead = held.lead
    held.package = documents.make_document(
        kind="joint.package",
        title="联合办理结果清单",
        number=numbering.issue_document_number(
            body_code=lead.code, word=f"{lead.document_word or lead.short_name}联办", year=local(now).year
        ),
        template="joint/documents/package.html",
        context={"case": held, "rows": _rows(held), "way": WAYS[way]},
        body_code=lead.code,
        body_name=lead.name,
        object_type="joint_case",
        object_number=held.number,
        addressee=held.applicant_name,
        seal_text="行政许可专用章",
        now=now,
    )
    held.state, held.delivered_at, held.delivered_way = CaseState.DELIVERED.value, now, way
    held.save()
    note(way=way, results={one.key: one.state for one in parts_of(held)})
    course.tell(
        held,
        "结果一起送达",
        f"“{held.version.name}”（{held.number}）的全部结果已送达，清单里一件一份。",
        now=now,
    )
    emit(events.PackageDelivered(held.number, lead.code, now, way))
    course.tell_pages(held, now=now)
    return held


@operation(
    "joint.extend_total",
    summary="延长联办总时限",
    permission=permissions.may_extend_total,
    subject="case",
    binding=True,
)
def extend_total(*, actor: Actor, case: JointCase, days: int, reason: str, now: datetime) -> JointCase:
    """
    Add working days to the total limit, once and at most fifteen (Licensing Law art. 42); the applicant is told why.

    Refuses with TextNeeded, TotalNotRunning, and what `deadlines` refuses (AlreadyExtended, ExtensionTooLong).
    """
    require_text(reason=reason)
    held = hold(case)
    if clocks.total_of(held) is None:
        raise TotalNotRunning
    number = numbering.issue_document_number(body_code=held.lead.code, word="深府联延", year=local(now).year)
    clock = clocks.extend_total(held, days=days, reason=reason, document=number, now=now)
    note(days=days, reason=reason, document=number, due_on=clock.due_on.isoformat())
    course.tell(
        held,
        "联办总时限延长",
        f"因{reason}，总时限延长 {days} 个工作日，到 {clock.due_on:%Y-%m-%d}。",
        now=now,
    )
    course.tell_pages(held, now=now)
    return held


def _rows(case: JointCase) -> list[dict[str, str]]:
    rows = []
    for part in parts_of(case):
        application = (
            approval.Application.objects.filter(number=part.case_number)
            .select_related("decision", "licence")
            .first()
            if part.case_number
            else None
        )
        decision = getattr(application, "decision", None) if application else None
        licence = application.licence if application else None
        rows.append(
            {
                "matter": part.version.plain_name,
                "body": part.body.name,
                "number": part.case_number,
                "result": part.situation.label,
                "document": decision.number if decision else "",
                "licence": f"{licence.title} {licence.number}" if licence else "",
                "reason": "" if part.state == "granted" else part.reason,
            }
        )
    return rows
