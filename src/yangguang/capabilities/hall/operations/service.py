"""When the post has failed: left at the door with a witness, handed over at the counter, or by public notice of thirty days."""

from datetime import datetime, timedelta

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.hall import permissions
from yangguang.capabilities.hall.models import Parcel, PublicNotice
from yangguang.capabilities.hall.operations.parcels import OPEN
from yangguang.capabilities.hall.queries.records import case_of
from yangguang.capabilities.hall.rules.refusals import (
    NothingFailed,
    NoticeRunning,
    ParcelOnItsWay,
    WitnessMissing,
)
from yangguang.capabilities.hall.states import FAILED
from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.numbering import api as numbering
from yangguang.foundation.organisation.models import Officer
from yangguang.kernel.clock import local, today
from yangguang.kernel.identifiers import mask_name

NOTICE_DAYS = 30
"""Days a public notice runs (Civil Procedure Law as amended 2021 and 2023, art. 95: 自发出公告之日起，经过三十日，即视为送达)."""
WAYS = {"pickup": "窗口领取", "left": "留置送达"}


@operation(
    "hall.serve_otherwise",
    summary="换一种方式送达",
    permission=permissions.may_serve_otherwise,
    subject="application",
    asks_factor=True,
)
def serve_otherwise(
    *, actor: Actor, application: approval.Application, way: str, receiver: str, witness: str, now: datetime
) -> approval.Application:
    """
    Serve a result whose parcel came back: handed over at the counter (pickup), or left with a witness (left).

    Leaving it needs a refusal to take it and a witness or a recording (Civil Procedure Law art. 89).

    Refuses with NothingFailed, ParcelOnItsWay, WitnessMissing, StepAlreadyDone.
    """
    failed = _failed_parcel(application, WAYS[way])
    if way == "left" and not witness.strip():
        raise WitnessMissing(fields={"witness": "请写明见证人，或者拍照、录像的情况。"})
    proof = f"见证：{witness.strip()}" if way == "left" else f"邮件 {failed.number} 退回后领取"
    note(way=way, after=failed.number, proof=proof)
    service = approval.Service(way, receiver.strip() or application.person_name, now, proof[:100])
    return approval.record_service(actor=actor, application=application, service=service, now=now)


@operation(
    "hall.post_notice",
    summary="公告送达",
    permission=permissions.may_post_notice,
    subject="application",
    asks_factor=True,
)
def post_notice(*, actor: Actor, application: approval.Application, now: datetime) -> PublicNotice:
    """
    Post a notice for somebody nobody can find; the result counts as served when thirty days have passed.

    Refuses with NothingFailed, ParcelOnItsWay.
    """
    failed = _failed_parcel(application, "公告送达")
    found = PublicNotice.objects.select_for_update().filter(case_number=application.number).first()
    if found is not None:
        return found
    body = application.body
    name = application.applicant_name
    shown = name if application.enterprise_code else mask_name(name)
    until = today(now) + timedelta(days=NOTICE_DAYS)
    decision = application.decision
    notice = PublicNotice.objects.create(
        case_number=application.number,
        number=numbering.issue_document_number(
            body_code=body.code,
            word=f"{body.document_word or body.short_name}公送",
            year=local(now).year,
        ),
        parcel=failed,
        title=f"{decision.get_result_display()}决定书送达公告",
        text=f"{shown}：本机关对“{application.version.plain_name}”作出了{decision.get_result_display()}决定"
        f"（{decision.number}）。因邮寄退回（{failed.reason or '无人签收'}），依法公告送达。"
        f"自公告之日起经过三十日即视为送达，可以到本机关领取。",
        body_name=body.name,
        posted_at=now,
        until=until,
        officer=Officer.objects.get(account=actor.account_id),
    )
    note(notice=notice.number, until=until.isoformat())
    return notice


@operation(
    "hall.serve_by_notice",
    summary="公告期满送达",
    permission=permissions.may_serve_by_notice,
    subject="notice",
)
def serve_by_notice(*, actor: Actor, notice: PublicNotice, now: datetime) -> PublicNotice:
    """Serve by a notice whose thirty days are over. Refuses with NoticeRunning, StepAlreadyDone."""
    row = PublicNotice.objects.select_for_update().get(pk=notice.pk)
    if row.served_at is not None:
        return row
    if today(now) <= row.until:
        raise NoticeRunning(until=row.until.isoformat())
    application = case_of(row.case_number)
    service = approval.Service("notice", application.applicant_name, now, f"公告 {row.number}")
    approval.record_service(actor=actor, application=application, service=service, now=now)
    row.served_at = now
    row.save(update_fields=["served_at"])
    note(notice=row.number)
    return row


def _failed_parcel(application: approval.Application, way: str) -> Parcel:
    parcels = Parcel.objects.select_for_update().filter(case_number=application.number)
    underway = parcels.filter(state__in=OPEN).first()
    if underway is not None:
        raise ParcelOnItsWay(
            case=application.number, number=underway.number, state=underway.get_state_display()
        )
    failed = parcels.filter(state__in=FAILED).last()
    if failed is None:
        raise NothingFailed(case=application.number, way=way)
    return failed
