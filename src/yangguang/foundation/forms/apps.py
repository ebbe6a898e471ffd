"""Where the app is registered."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """Form definitions as data: drawn, read and checked from one JSON document."""

    name = "yangguang.foundation.forms"
    label = "forms"
    verbose_name = "表单"
