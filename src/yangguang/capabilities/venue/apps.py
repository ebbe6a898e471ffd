"""Where the app is registered."""

from importlib import import_module

from django.apps import AppConfig


class VenueConfig(AppConfig):
    """The trading venue all markets share: parties, lots, deposits, questions, objections, deals (公共资源交易)."""

    name = "yangguang.capabilities.venue"
    label = "venue"
    verbose_name = "公共资源交易场所"

    def ready(self) -> None:
        """Let operations and jobs register."""
        for module in ("api", "tasks"):
            import_module(f"{self.name}.{module}")
