"""Where the app is registered."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Who asks, and which pages they may ask for."""

    name = "yangguang.foundation.access"
    label = "access"
    verbose_name = "访问控制"
