"""The door of messaging."""

from yangguang.foundation.messaging.models import Channel, Delivery, DeliveryState, Message
from yangguang.foundation.messaging.operations import read_all_messages, read_message, send
from yangguang.foundation.messaging.queries import (
    count_unread,
    get_message,
    list_messages,
    list_messages_about,
    list_undelivered,
)

__all__ = [
    "Channel",
    "Delivery",
    "DeliveryState",
    "Message",
    "count_unread",
    "get_message",
    "list_messages",
    "list_messages_about",
    "list_undelivered",
    "read_all_messages",
    "read_message",
    "send",
]
