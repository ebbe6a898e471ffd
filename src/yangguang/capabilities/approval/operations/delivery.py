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
from yangguang.capabilities.approval.rules.refusals import (
    NotPossibleNow,
    StepAlreadyDone,
    StepOfAnotherKind,
)
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.process.models import Task
from yangguang.kernel.clock import local

AFTER_DECISION = states.DECIDED | {states.State.DELIVERED}
PLACES = {
    DeliveryWay.ELECTRONIC: "申请人的网上办事账户",
    DeliveryWay.PICKUP: "政务服务大厅窗口",
    DeliveryWay.MAIL: "申请人填写的收件地址",
}


@dataclass(frozen=True, slots=True)
class Handing:
    """How the result is handed over and to whom."""

    way: str = DeliveryWay.ELECTRONIC
    receiver: str = ""


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

    Refuses with StepAlreadyDone, StepTaken, NotPossibleNow.
    """
    hold(application)
    earlier = Delivery.objects.select_related("officer").filter(application=application).first()
    if earlier is not None:
        moment = local(earlier.delivered_at)
        raise StepAlreadyDone(
            by=f"{earlier.officer.number} 号工作人员", at=f"{moment.month}月{moment.day}日 {moment:%H:%M}"
        )
    require(application, operation="deliver_result", deed="送达")
    task = flow.open_task(application=application, letter="N")
    if task is not None:
        task = take(actor=actor, application=application, task=task, now=now)
    if application.decision.result == Result.GRANTED:
        application.licence = licensing.realise(actor=actor, application=application, now=now)
    move(application, operation="deliver_result")
    application.closed_at = now
    application.save(update_fields=["state", "closed_at", "licence"])
    delivery = Delivery.objects.create(
        application=application,
        way=DeliveryWay(handing.way).value,
        receiver=handing.receiver or application.person_name,
        officer=officer_of(actor),
        delivered_at=now,
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
            "method": delivery.get_way_display(),
            "place": PLACES[DeliveryWay(handing.way)],
            "served_at": now,
            "servers": [f"{delivery.officer.name}（{delivery.officer.number}）"],
        },
    )
    clocks.stop_delivery(application=application, now=now)
    if task is not None:
        flow.complete(actor=actor, task=task, variables={}, now=now)
    number = application.licence.number if application.licence else ""
    note(way=delivery.way, licence=number, decision=application.decision.number)
    tell(application, "delivered", now=now)
    emit(events.ResultDelivered(**case_event(application, now), licence_number=number))
    return application


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
