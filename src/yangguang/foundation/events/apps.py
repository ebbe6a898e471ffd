"""Where the app is registered."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Facts told inside the platform and to open pages."""

    name = "yangguang.foundation.events"
    label = "events"
    verbose_name = "事件"
