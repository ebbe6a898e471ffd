"""Where the app is registered."""

from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The citizen's pages: composes what the other folders know, decides nothing."""

    name = "yangguang.portal"
    label = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        """Hear of the log's alarms."""
        import_module(f"{self.name}.receivers")
