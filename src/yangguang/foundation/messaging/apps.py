"""Where the app is registered."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Telling people: in the site, by e-mail, by short message."""

    name = "yangguang.foundation.messaging"
    label = "messaging"
    verbose_name = "消息"
