"""Results by post: made and handed over, followed, signed for; the day of the signature is the day of service."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.hall import permissions
from yangguang.capabilities.hall.events import ParcelReturned
from yangguang.capabilities.hall.models import Parcel, ParcelEvent
from yangguang.capabilities.hall.operations.posts import PostEvent
from yangguang.capabilities.hall.queries.records import case_of
from yangguang.capabilities.hall.rules.refusals import (
    AddressIncomplete,
    ParcelOnItsWay,
    ParcelUnknown,
    TrackingFromTomorrow,
    TrackingOutOfOrder,
)
from yangguang.capabilities.hall.states import FAILED, PARCEL_STEPS, ParcelState
from yangguang.foundation.acts.api import Actor, emit, note, operation, system_actor
from yangguang.foundation.messaging import api as messaging
from yangguang.foundation.numbering import api as numbering
from yangguang.foundation.organisation.models import Officer
from yangguang.kernel.clock import local

POST = system_actor("邮政投递")
OPEN = (ParcelState.WAITING, ParcelState.HANDED, ParcelState.CARRIED)


@dataclass(frozen=True, slots=True)
class Address:
    """To whom and where."""

    receiver: str
    phone: str
    address: str


@operation(
    "hall.post_result",
    summary="邮寄送达",
    permission=permissions.may_post_result,
    subject="application",
    asks_factor=True,
)
def post_result(*, actor: Actor, application: approval.Application, to: Address, now: datetime) -> Parcel:
    """
    Make the licence and send it with the decision by post; the case stays open until somebody signs for it.

    The post is asked within the minute, outside this transaction; one that does not answer is asked again.

    Refuses with AddressIncomplete, ParcelOnItsWay, and what `dispatch_result` refuses.
    """
    missing = {
        name: "请写全。"
        for name, value in (("receiver", to.receiver), ("phone", to.phone), ("address", to.address))
        if not value.strip()
    }
    if missing:
        raise AddressIncomplete(fields=missing)
    number = numbering.issue_number(
        body_code=application.body.code, kind="parcel", year=local(now).year, pattern="YJ{year}{number:06d}"
    )
    approval.dispatch_result(actor=actor, application=application, proof=number, now=now)
    earlier = Parcel.objects.filter(case_number=application.number, state__in=OPEN).first()
    if earlier is not None:
        raise ParcelOnItsWay(
            case=application.number, number=earlier.number, state=earlier.get_state_display()
        )
    contents = [f"{application.decision.get_result_display()}决定书 {application.decision.number}"]
    if application.licence is not None:
        contents.append(f"{application.licence.title} {application.licence.number}")
    parcel = Parcel.objects.create(
        number=number,
        case_number=application.number,
        carrier=settings.POST_PROVIDER,
        receiver=to.receiver.strip()[:60],
        phone=to.phone.strip()[:20],
        address=to.address.strip()[:200],
        contents=contents,
        officer=Officer.objects.get(account=actor.account_id),
        made_at=now,
    )
    note(parcel=number, contents=contents)
    return parcel


@operation("hall.hand_parcel", summary="交寄", permission=permissions.may_hand_parcel, subject="parcel")
def hand_parcel(*, actor: Actor, parcel: Parcel, waybill: str, problem: str, now: datetime) -> Parcel:
    """Write down that the post took a parcel, or why it did not; a parcel that was handed over stays so."""
    row = Parcel.objects.select_for_update().get(pk=parcel.pk)
    if row.state != ParcelState.WAITING:
        return row
    row.attempts += 1
    row.problem = problem[:300]
    if waybill:
        row.state, row.waybill, row.handed_at = ParcelState.HANDED, waybill, now
        _tell(row, "已交寄", f"{row.case_number} 的结果已交寄，运单号 {waybill}，签收之日即为送达之日。", now)
    row.save()
    note(waybill=waybill, problem=row.problem, attempt=row.attempts)
    return row


def hear_post(*, carrier: str, waybill: str, event: PostEvent, now: datetime) -> Parcel:
    """Take the post's word about a parcel. Refuses with ParcelUnknown and what `record_tracking` refuses."""
    parcel = Parcel.objects.filter(carrier=carrier, waybill=waybill).first() if waybill else None
    if parcel is None:
        raise ParcelUnknown(waybill=waybill)
    return record_tracking(actor=POST, parcel=parcel, event=event, now=now)


@operation(
    "hall.record_tracking", summary="邮件轨迹", permission=permissions.may_record_tracking, subject="parcel"
)
def record_tracking(*, actor: Actor, parcel: Parcel, event: PostEvent, now: datetime) -> Parcel:
    """
    Write down where a parcel is; the same event twice changes nothing. A signature serves the result and closes the case.

    Refuses with TrackingOutOfOrder, TrackingFromTomorrow.
    """
    row = Parcel.objects.select_for_update().get(pk=parcel.pk)
    if row.events.filter(serial=event.serial).exists():
        return row
    if event.at > now:
        raise TrackingFromTomorrow(at=f"{local(event.at):%Y-%m-%d %H:%M}")
    told = ParcelState(event.state)
    is_new = told != row.state
    if is_new and told not in PARCEL_STEPS[ParcelState(row.state)]:
        raise TrackingOutOfOrder(number=row.number, state=row.get_state_display(), told=told.label)
    ParcelEvent.objects.create(
        parcel=row,
        serial=event.serial,
        state=told,
        text=event.text[:200],
        place=event.place[:80],
        at=event.at,
        heard_at=now,
    )
    row.state = told
    note(parcel=row.number, state=told.value, text=event.text)
    if is_new and told == ParcelState.SIGNED:
        row.signed_at, row.signed_by = event.at, (event.signed_by or row.receiver)[:60]
        _serve(row, now)
    elif is_new and told in FAILED:
        row.reason = event.text[:200]
        emit(ParcelReturned(row.case_number, row.number, now))
    row.save()
    return row


def _serve(parcel: Parcel, now: datetime) -> None:
    application = case_of(parcel.case_number)
    if not approval.allows(operation="deliver_result", state=application.state):
        return  # handed over at the counter meanwhile: it was served then
    service = approval.Service(
        "mail", parcel.signed_by, parcel.signed_at or now, f"运单 {parcel.waybill}", parcel.address
    )
    approval.record_service(actor=POST, application=application, service=service, now=now)


def _tell(parcel: Parcel, title: str, text: str, now: datetime) -> None:
    application = case_of(parcel.case_number)
    messaging.send(
        account_id=application.account_id,
        phone=parcel.phone,
        title=title,
        text=text,
        link=f"/cases/{parcel.case_number}/",
        about=application.act_object,
        now=now,
    )
