"""Where the app is registered."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The design system: shell, parts and their template tags."""

    name = "yangguang.foundation.ui"
    label = "ui"
    verbose_name = "界面"
