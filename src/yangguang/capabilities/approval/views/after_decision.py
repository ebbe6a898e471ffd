"""The deeds of the steps after the decision: delivery, and what a flow does beside it (seals, data, files)."""

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.views.deeds import CaseInHand, Deed, control

AT_ONCE = tuple(one for one in approval.DeliveryWay.choices if one[0] in ("electronic", "pickup"))
"""Ways that serve at the moment of signing; what goes by post is served when it is signed for, elsewhere."""


def _is_delivery(case: CaseInHand) -> bool:
    application = case.application
    if case.letter != "N" or application.state not in (approval.State.GRANTED, approval.State.REFUSED):
        return False
    step = application.open_task(letter="N")
    return step is not None and step.pk == case.task.pk


DELIVER = Deed(
    key="deliver",
    word="制证送达",
    hint="制作证照，送达决定书，出具送达回证",
    button="签署，送达结果",
    is_open=_is_delivery,
    perform=lambda case, said: (
        lambda application: approval.deliver_result(
            actor=case.actor,
            application=application,
            handing=approval.Handing(way=said.text("way") or "electronic", receiver=said.text("receiver")),
            now=case.now,
        )
    ),
    controls=lambda case, said: [
        control(
            said,
            "way",
            "怎样送达",
            kind="radio",
            choices=AT_ONCE,
            default="electronic",
        ),
        control(
            said, "receiver", "签收人", kind="text", required=False, default=case.application.person_name
        ),
    ],
    effects=("办件办结", "准予的，证照生效，任何人可以扫码查验", "申请人可以评价这次办事"),
    done="已送达，办件办结",
)

FOLLOW_UP = Deed(
    key="follow_up",
    word="办完这一步",
    hint="决定以后的事：刻章、推送、归档",
    button="办完这一步",
    is_open=lambda case: case.letter == "N" and not _is_delivery(case),
    perform=lambda case, said: (
        lambda application: approval.finish_follow_up(
            actor=case.actor, application=application, task=case.task, text=said.text("text"), now=case.now
        )
    ),
    controls=lambda case, said: [
        control(said, "text", "办理情况", kind="area", required=False, phrases=("已办理。",))
    ],
    is_direct=True,
    is_binding=False,
    done="这一步办完了",
)
