"""Reading messages: everybody their own inbox; operators what did not arrive."""

import uuid

from django.db.models import QuerySet

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.messaging.models import Delivery, DeliveryState, Message
from yangguang.kernel.refusals import NotFound


def list_messages(*, actor: Actor) -> QuerySet[Message]:
    """List the actor's own messages, newest first."""
    if actor.account_id is None:
        return Message.objects.none()
    own = Message.objects.filter(account_id=actor.account_id).prefetch_related("deliveries")
    return own.order_by("-created_at", "-pk")


def count_unread(*, actor: Actor) -> int:
    """Count the actor's unread messages."""
    if actor.account_id is None:
        return 0
    return Message.objects.filter(account_id=actor.account_id, read_at__isnull=True).count()


def get_message(*, actor: Actor, reference: uuid.UUID) -> Message:
    """
    Give one of the actor's own messages.

    Refuses with NotFound.
    """
    message = list_messages(actor=actor).filter(uuid=reference).first()
    if message is None:
        raise NotFound(what="这条消息")
    return message


def list_messages_about(*, about: tuple[str, str]) -> QuerySet[Message]:
    """List what people were told about one object; who may see that is asked by the caller."""
    told = Message.objects.filter(about_type=about[0], about_number=about[1])
    return told.prefetch_related("deliveries").order_by("-created_at", "-pk")


def list_undelivered(*, limit: int = 100) -> list[Delivery]:
    """List what did not arrive or is being tried again, for operators."""
    open_states = (DeliveryState.RETRYING, DeliveryState.FAILED)
    rows = Delivery.objects.filter(state__in=open_states).select_related("message")
    return list(rows.order_by("-pk")[:limit])
