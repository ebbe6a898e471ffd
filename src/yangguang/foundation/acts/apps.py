"""Where the app is registered."""

from django.apps import AppConfig


class ActsConfig(AppConfig):
    """Operations and the record of what was done."""

    name = "yangguang.foundation.acts"
    label = "acts"
    verbose_name = "行为记录"
