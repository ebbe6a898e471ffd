"""Telling people. `send` is machinery inside the act people are told about: act, message and sending jobs commit together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from yangguang.foundation.acts.api import Actor, note, operation, require_operation
from yangguang.foundation.jobs import api as jobs
from yangguang.foundation.messaging import permissions, rules
from yangguang.foundation.messaging.models import Channel, Delivery, DeliveryState, Message


def send(
    *,
    title: str,
    text: str,
    now: datetime,
    account_id: int | None = None,
    link: str = "",
    about: tuple[str, str] = ("", ""),
    email: str = "",
    phone: str = "",
    channels: Iterable[str] | None = None,
) -> Message:
    """
    Tell somebody: in their inbox when they have an account, and by each channel for which an address is given.

    *channels* narrows the ways out ("email", "sms"); a wanted channel without address leaves a failed delivery that
    operators see. *about* is the act object the message speaks of.
    """
    require_operation()
    message = Message.objects.create(
        account_id=account_id,
        title=title,
        text=text,
        link=link,
        about_type=about[0],
        about_number=about[1],
        created_at=now,
    )
    addresses = {Channel.EMAIL.value: email.strip(), Channel.SMS.value: phone.strip()}
    wanted = [name for name, address in addresses.items() if address] if channels is None else list(channels)
    for channel in wanted:
        if channel in addresses:
            _queue(message, channel, addresses[channel])
    return message


def _queue(message: Message, channel: str, address: str) -> None:
    from yangguang.foundation.messaging import tasks  # noqa: PLC0415 - the task calls back into this module

    if not address:
        Delivery.objects.create(
            message=message, channel=channel, state=DeliveryState.FAILED, problem="没有留联系方式"
        )
        return
    delivery = Delivery.objects.create(message=message, channel=channel, address=address)
    jobs.defer(tasks.deliver, delivery_id=delivery.pk)


@operation(
    "messaging.record_attempt",
    summary="发送通知",
    permission=permissions.may_record_attempt,
    subject="delivery",
)
def record_attempt(
    *, actor: Actor, now: datetime, delivery: Delivery, receipt: str, problem: str, is_final: bool
) -> Delivery:
    """Write down how one try went, and queue the next one when there is hope."""
    delivery.attempts += 1
    delivery.problem, delivery.receipt = problem[:300], receipt[:120]
    delivery.next_try_at = None
    if not problem:
        delivery.state, delivery.sent_at = DeliveryState.SENT, now
    else:
        again_at = None if is_final else rules.next_try(attempts=delivery.attempts, now=now)
        delivery.state = DeliveryState.RETRYING if again_at else DeliveryState.FAILED
        delivery.next_try_at = again_at
    delivery.save()
    if delivery.next_try_at:
        from yangguang.foundation.messaging import tasks  # noqa: PLC0415 - see above

        jobs.defer(tasks.deliver, at=delivery.next_try_at, delivery_id=delivery.pk)
    note(channel=delivery.channel, state=delivery.state, attempt=delivery.attempts)
    return delivery


@operation(
    "messaging.read_message",
    summary="阅读消息",
    permission=permissions.may_read_message,
    subject="message",
)
def read_message(*, actor: Actor, now: datetime, message: Message) -> Message:
    """Mark one message as read; a second time changes nothing."""
    if message.read_at is None:
        message.read_at = now
        message.save(update_fields=["read_at"])
    return message


@dataclass(frozen=True, slots=True)
class Inbox:
    """All messages of one account, as one object of acts."""

    account_id: int
    marked: int

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the inbox."""
        return ("inbox", str(self.account_id))


@operation(
    "messaging.read_all_messages",
    summary="全部标为已读",
    permission=permissions.may_read_all_messages,
    subject="result",
)
def read_all_messages(*, actor: Actor, now: datetime) -> Inbox:
    """Mark every message of the actor as read."""
    account_id = actor.account_id or 0  # the permission has made sure that there is one
    unread = Message.objects.filter(account_id=account_id, read_at__isnull=True)
    return Inbox(account_id, unread.update(read_at=now))
