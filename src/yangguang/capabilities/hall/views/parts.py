"""What the hall shows on other pages: beside a case, on a guide, in the officers' rail."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.hall import api as hall
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel import clock, money


def parts_of_case(application: approval.Application, actor: Actor, now: datetime) -> list[approval.CasePart]:
    """Show fee, post and volume beside a case, each only where there is something to say."""
    found = [_fee(application, actor), _post(application, actor), _volume(application, actor)]
    return [one for one in found if one is not None]


def _fee(application: approval.Application, actor: Actor) -> approval.CasePart | None:
    charge = hall.find_charge(case_number=application.number)
    if charge is None:
        return None
    yuan = money.yuan_text(charge.order.amount)
    if charge.waived_at is not None:
        lines = [f"{yuan} 元已免缴，依据：{charge.waive_basis}"]
    elif charge.order.state == "due":
        lines = [f"应缴 {yuan} 元，依{charge.basis}。", "不缴不影响审查，期限照常计算。"]
    else:
        lines = [f"{yuan} 元{charge.order.get_state_display()}。"]
        if charge.bill_number:
            lines.append(f"非税票据 {charge.bill_number}")
    links = []
    if actor.is_officer:
        links.append(("缴款单和减免", reverse("hall:fee", args=[application.number])))
    else:
        links.append(("去缴费" if charge.order.state == "due" else "看缴款单",
                      reverse("payments:order", args=[charge.order.number])))  # fmt: skip
    return approval.CasePart("费用", lines, links)


def _post(application: approval.Application, actor: Actor) -> approval.CasePart | None:
    parcels = hall.list_parcels_of(case_number=application.number)
    notice = hall.find_notice(case_number=application.number)
    may_post = actor.is_officer and hall.may_post_result(actor, application)
    is_waiting = application.state in (approval.State.GRANTED, approval.State.REFUSED)
    if not parcels and not (may_post and is_waiting):
        return None
    lines = [_words_of(one) for one in parcels[:2]]
    if notice is not None:
        lines.append(f"公告送达 {notice.number}，{notice.until} 满三十日")
    links = [("邮寄送达", reverse("hall:post", args=[application.number]))] if may_post else []
    return approval.CasePart("邮寄", lines or ["申请人要邮寄的，在这里交寄；签收之日为送达之日。"], links)


def _words_of(parcel: hall.Parcel) -> str:
    last = max(parcel.events.all(), key=lambda one: (one.at, one.pk), default=None)
    said = f"，{clock.local(last.at):%m月%d日} {last.text}" if last else ""
    return f"运单 {parcel.waybill or '待邮政接单'}：{parcel.get_state_display()}{said}"


def _volume(application: approval.Application, actor: Actor) -> approval.CasePart | None:
    if not actor.is_officer or not application.is_closed:
        return None
    volumes = hall.list_volumes_of(case_number=application.number)
    links = [(f"第 {one.part} 卷", reverse("hall:volume", args=[one.number])) for one in volumes]
    if not volumes and hall.may_close_volume(actor, application):
        links = [("立卷归档", reverse("hall:close_volume", args=[application.number]))]
    if not links:
        return None
    kept = volumes[0].get_retention_display() if volumes else ""
    return approval.CasePart("卷宗", [f"已归档，保管{kept}"] if volumes else ["还没有归档"], links)


def links_of_guide(version: Any) -> list[tuple[str, str]]:
    """Lead from a guide to asking, to what others asked, and to booking a visit."""
    code = version.matter.catalog_code
    return [
        ("网上问", reverse("hall:ask", args=[code])),
        ("看别人问过什么", f"{reverse('hall:questions')}?matter={code}"),
        ("预约去大厅办", "/halls/"),
    ]


def rail_for_desk(actor: Actor) -> tuple[str, list[tuple[str, str, int | None]]]:
    """Lead officers to questions, parcels, fees and volumes, as their posts have it."""
    links: list[tuple[str, str, int | None]] = []
    if any(actor.holds(kind) for kind in (PostKind.ACCEPT, PostKind.EXAMINE, PostKind.DECIDE)):
        links.append(("咨询答复", reverse("hall:desk_questions"), None))
    if any(actor.holds(kind) for kind in (PostKind.ACCEPT, PostKind.DELIVER)):
        links.append(("邮寄送达", reverse("hall:parcels"), None))
    if any(
        actor.holds(kind) for kind in (PostKind.ACCEPT, PostKind.DELIVER, PostKind.DECIDE, PostKind.MONITOR)
    ):
        links.append(("收费和对账", reverse("payments:desk"), None))
    if any(actor.holds(kind) for kind in (PostKind.ACCEPT, PostKind.DELIVER, PostKind.DECIDE)):
        links.append(("卷宗", reverse("hall:volumes"), None))
    if hall.may_propose_hold(actor):
        links.append(("发证等缴费的规则", reverse("hall:hold_rules"), None))
    return "政务服务", links
