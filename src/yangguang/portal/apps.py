"""Where the app is registered."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The citizen's pages: composes what the other folders know, decides nothing."""

    name = "yangguang.portal"
    label = "portal"
    verbose_name = "门户"
