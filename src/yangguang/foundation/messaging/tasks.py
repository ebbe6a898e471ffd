"""
Jobs of messaging. The carrier is asked outside any transaction; how it went is written down afterwards, so a crash in
between sends twice rather than never.
"""

from django.conf import settings

from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.jobs import api as jobs
from yangguang.foundation.messaging import rules
from yangguang.foundation.messaging.models import Channel, Delivery
from yangguang.foundation.messaging.operations import record_attempt
from yangguang.foundation.messaging.providers.base import AddressRefused, CarrierUnavailable, Letter
from yangguang.foundation.messaging.providers.registry import carrier_for
from yangguang.kernel import clock


@jobs.task(name="messaging.deliver", attempts=3)
def deliver(*, delivery_id: int, **_unknown: object) -> None:
    """Try one delivery once."""
    delivery = Delivery.objects.select_related("message").filter(pk=delivery_id).first()
    if delivery is None or delivery.is_over:
        return
    receipt, problem, is_final = "", "", False
    try:
        receipt = carrier_for(delivery.channel).carry(_letter(delivery))
    except CarrierUnavailable as failure:
        problem = str(failure) or "发送服务没有应答"
    except AddressRefused as failure:
        problem, is_final = str(failure) or "对方地址不存在", True
    record_attempt(
        actor=system_actor("通知发送"),
        now=clock.now(),
        delivery=delivery,
        receipt=receipt,
        problem=problem,
        is_final=is_final,
    )


def _letter(delivery: Delivery) -> Letter:
    message = delivery.message
    if delivery.channel == Channel.SMS:
        text = rules.short_text(signature=settings.SITE_NAME, text=message.text)
    else:
        link = f"\n\n{settings.BASE_URL}{message.link}" if message.link else ""
        text = f"{message.text}{link}\n\n这封邮件由系统自动发出，请不要直接回复。需要帮助请拨打 12345。\n"
    return Letter(delivery.address, message.title, text, f"{message.uuid}-{delivery.pk}")
