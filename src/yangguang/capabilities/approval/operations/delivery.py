"""The result reaches the applicant, the licence comes into being, and grants become public."""

from dataclasses import dataclass
from datetime import datetime

from yangguang.capabilities.approval import events, permissions, states
from yangguang.capabilities.approval.models import Application, Delivery
from yangguang.capabilities.approval.models.outcome import DeliveryWay, DocumentKind, Result
from yangguang.capabilities.approval.operations import clocks, flow, licensing, papers
from yangguang.capabilities.approval.operations.holding import (
    case_event,
    hold,
    move,
    officer_of,
    require,
    take,
)
from yangguang.capabilities.approval.operations.told import tell
from yangguang.capabilities.approval.queries.around import reason_to_hold
from yangguang.capabilities.approval.rules.limits import HeldBack
from yangguang.capabilities.approval.rules.refusals import (
    NotPossibleNow,
    StepAlreadyDone,
    StepOfAnotherKind,
)
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.organisation.models import Officer
from yangguang.foundation.process.models import Task
from yangguang.kernel.clock import local

AFTER_DECISION = states.DECIDED | {states.State.DELIVERED}
PLACES = {
    DeliveryWay.ELECTRONIC: "申请人的网上办事账户",
    DeliveryWay.PICKUP: "政务服务大厅窗口",
    DeliveryWay.MAIL: "申请人填写的收件地址",
    DeliveryWay.LEFT: "申请人的住所",
    DeliveryWay.NOTICE: "本机关公告栏和网站",
}


@dataclass(frozen=True, slots=True)
class Handing:
    """How the result is handed over and to whom."""

    way: str = DeliveryWay.ELECTRONIC
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """How a result sent out before was served: the way, who signed, when, where, and what proves it (a waybill, a witness)."""

    way: str
    receiver: str
    served_at: datetime
    proof: str
    place: str = ""


@operation(
    "approval.deliver_result",
    summary="制证送达",
    permission=permissions.may_deliver_result,
    subject="application",
    binding=True,
)
def deliver_result(*, actor: Actor, application: Application, handing: Handing, now: datetime) -> Application:
    """
    Make the licence of a grant and serve the decision with proof of service (送达回证, Licensing Law art. 44).

    A change, renewal or cancellation acts on the licence it names instead of making a new one.

    Refuses with StepAlreadyDone, StepTaken, NotPossibleNow, HeldBack.
    """
    task = _ready_to_serve(actor, application, now)
    _make_licence(actor, application, now)
    service = Service(
        handing.way, handing.receiver or application.person_name, now, "", PLACES[DeliveryWay(handing.way)]
    )
    _serve(actor, application, service, officer_of(actor), now)
    if task is not None:
        flow.complete(actor=actor, task=task, variables={}, now=now)
    return application


@operation(
    "approval.dispatch_result",
    summary="制证寄出",
    permission=permissions.may_dispatch_result,
    subject="application",
    binding=True,
)
def dispatch_result(*, actor: Actor, application: Application, proof: str, now: datetime) -> Application:
    """
    Make the licence of a grant and send it out; the case waits for the day it is signed for, which is the day of service.

    *proof* is the waybill. The step stays the officer's own. Refuses with StepAlreadyDone, StepTaken, NotPossibleNow, HeldBack.
    """
    _ready_to_serve(actor, application, now)
    _make_licence(actor, application, now)
    application.save(update_fields=["licence"])
    note(
        way=DeliveryWay.MAIL.value,
        proof=proof,
        licence=application.licence.number if application.licence else "",
    )
    return application


@operation(
    "approval.record_service",
    summary="登记送达",
    permission=permissions.may_record_service,
    subject="application",
)
def record_service(*, actor: Actor, application: Application, service: Service, now: datetime) -> Application:
    """
    Close a case whose result was sent out: it was signed for, left with a witness, or its public notice has run out.

    Service counts from that day (Civil Procedure Law art. 88 to 95, which Licensing Law art. 44 leaves to). Refuses with
    StepAlreadyDone, NotPossibleNow.
    """
    _require_unserved(application)
    task = flow.open_task(application=application, letter="N")
    holder = task.assignee_account_id if task is not None else None
    officer = Officer.objects.filter(account=holder or actor.account_id).first()
    if officer is None:
        raise NotPossibleNow(number=application.number, state=application.situation.label, deed="登记送达")
    _serve(actor, application, service, officer, now)
    if task is not None:
        flow.complete_for(actor=actor, task=task, variables={}, now=now)
    return application


def _require_unserved(application: Application) -> None:
    hold(application)
    earlier = Delivery.objects.select_related("officer").filter(application=application).first()
    if earlier is not None:
        moment = local(earlier.delivered_at)
        raise StepAlreadyDone(
            by=f"{earlier.officer.number} 号工作人员", at=f"{moment.month}月{moment.day}日 {moment:%H:%M}"
        )
    require(application, operation="deliver_result", deed="送达")


def _ready_to_serve(actor: Actor, application: Application, now: datetime) -> Task | None:
    _require_unserved(application)
    if application.decision.result == Result.GRANTED:
        reason = reason_to_hold(application)
        if reason:
            raise HeldBack(number=application.number, reason=reason)
    task = flow.open_task(application=application, letter="N")
    return take(actor=actor, application=application, task=task, now=now) if task is not None else None


def _make_licence(actor: Actor, application: Application, now: datetime) -> None:
    if application.decision.result == Result.GRANTED and application.licence_id is None:
        application.licence = licensing.realise(actor=actor, application=application, now=now)


def _serve(actor: Actor, application: Application, service: Service, officer: Officer, now: datetime) -> None:
    move(application, operation="deliver_result")
    application.closed_at = now
    application.save(update_fields=["state", "closed_at", "licence"])
    way = DeliveryWay(service.way)
    delivery = Delivery.objects.create(
        application=application,
        way=way.value,
        receiver=service.receiver[:60],
        officer=officer,
        delivered_at=service.served_at,
    )
    papers.issue(
        application=application,
        kind=DocumentKind.SERVICE_PROOF,
        now=now,
        context={
            "served": {
                "title": application.decision.get_result_display() + "决定书",
                "number": application.decision.number,
            },
            "served_to": delivery.receiver,
            "method": f"{way.label}（{service.proof}）" if service.proof else way.label,
            "place": service.place or PLACES[way],
            "served_at": service.served_at,
            "servers": [f"{officer.name}（{officer.number}）"],
        },
    )
    clocks.stop_delivery(application=application, now=now)
    number = application.licence.number if application.licence else ""
    note(way=delivery.way, licence=number, decision=application.decision.number)
    tell(application, "delivered", now=now)
    emit(events.ResultDelivered(**case_event(application, now), licence_number=number))


@operation(
    "approval.finish_follow_up",
    summary="办理后续环节",
    permission=permissions.may_finish_follow_up,
    subject="application",
)
def finish_follow_up(
    *, actor: Actor, application: Application, task: Task, text: str, now: datetime
) -> Application:
    """
    Finish a step after the decision that is not the delivery itself: seals cut, data pushed, file archived.

    Refuses with NotPossibleNow, StepOfAnotherKind, StepTaken, StepAlreadyDone.
    """
    hold(application)
    current = take(actor=actor, application=application, task=task, now=now)
    if application.situation not in AFTER_DECISION:
        raise NotPossibleNow(
            number=application.number, state=application.situation.label, deed="办理后续环节"
        )
    delivery_step = flow.open_task(application=application, letter="N")
    is_delivery = delivery_step is not None and delivery_step.pk == current.pk
    if current.step != "N" or (is_delivery and application.situation in states.DECIDED):
        raise StepOfAnotherKind(step=current.name, deed="作为后续环节办理")
    flow.complete(actor=actor, task=current, variables={}, now=now)
    note(step=current.name, text=text)
    emit(events.StepDone(**case_event(application, now), step=current.name))
    return application


@operation(
    "approval.publish_result",
    summary="公开许可结果",
    permission=permissions.may_publish_result,
    subject="application",
    asks_factor=True,
)
def publish_result(*, actor: Actor, application: Application, now: datetime) -> Application:
    """
    Open a granted result to everybody, masked, within seven working days of the decision (Licensing Law art. 40).

    Refuses with NotPossibleNow.
    """
    hold(application)
    is_granted = application.situation in (states.State.GRANTED, states.State.DELIVERED) and (
        application.decision.result == Result.GRANTED
    )
    if not is_granted or application.published_at is not None:
        raise NotPossibleNow(number=application.number, state=application.situation.label, deed="公开结果")
    application.published_at = now
    application.save(update_fields=["published_at"])
    clocks.stop_publication(application=application, now=now)
    note(decision=application.decision.number)
    emit(events.ResultPublished(**case_event(application, now)))
    return application
