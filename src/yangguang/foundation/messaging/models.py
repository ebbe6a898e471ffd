"""What people were told, and whether it reached them."""

import uuid

from django.conf import settings
from django.db import models

from yangguang.kernel.identifiers import mask_phone


class Message(models.Model):
    """One thing somebody was told. With an account it stands in their inbox; without, it only goes out."""

    personal_data = "what a person was told about their own case; deleted two years after it was read"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    title = models.CharField(max_length=80)
    text = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    about_type = models.CharField(max_length=40, blank=True)
    about_number = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The inbox, newest first; what is unread; what was told about one thing."""

        indexes = [
            models.Index(fields=["account", "-created_at", "-id"], name="message_inbox"),
            models.Index(fields=["account"], name="message_unread", condition=models.Q(read_at__isnull=True)),
            models.Index(fields=["about_type", "about_number"], name="message_about"),
        ]

    def __str__(self) -> str:
        """The title."""
        return self.title

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the message."""
        return ("message", str(self.uuid))


class Channel(models.TextChoices):
    """The ways out of the site."""

    EMAIL = "email", "邮件"
    SMS = "sms", "短信"


class DeliveryState(models.TextChoices):
    """Where one sending stands."""

    QUEUED = "queued", "等待发送"
    RETRYING = "retrying", "没有送到，会再试"
    SENT = "sent", "已发送"
    FAILED = "failed", "没有送到"


class Delivery(models.Model):
    """One sending of one message to one address, with every failure and the next try."""

    personal_data = "e-mail address or phone number; deleted with the message"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    address = models.CharField(max_length=254)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    receipt = models.CharField(max_length=120, blank=True)

    class Meta:
        """What has not arrived is looked up by operators."""

        indexes = [
            models.Index(
                fields=["state", "next_try_at"],
                name="delivery_open",
                condition=~models.Q(state="sent"),
            )
        ]

    def __str__(self) -> str:
        """Channel and state."""
        return f"{self.channel} {self.state}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (DeliveryState.SENT, DeliveryState.FAILED)

    @property
    def shown_address(self) -> str:
        """The address as the page shows it."""
        if self.channel == Channel.SMS:
            return mask_phone(self.address)
        name, at, host = self.address.partition("@")
        return f"{name[:2]}***{at}{host}"

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name the delivery: by its message."""
        return self.message.act_object
