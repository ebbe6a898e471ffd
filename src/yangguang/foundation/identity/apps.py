"""Where the app is registered."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Who people and enterprises are."""

    name = "yangguang.foundation.identity"
    label = "identity"
    verbose_name = "身份"
