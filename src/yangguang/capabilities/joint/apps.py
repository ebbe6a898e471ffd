"""Where the app is registered."""

from importlib import import_module

from django.apps import AppConfig


class JointConfig(AppConfig):
    """One application for several matters of several departments: joint approval (联合办理)."""

    name = "yangguang.capabilities.joint"
    label = "joint"
    verbose_name = "联合办理"

    def ready(self) -> None:
        """Let operations register, receivers subscribe, and the officers' rail lead here."""
        for module in ("api", "receivers", "tasks"):
            import_module(f"{self.name}.{module}")
        ui = import_module("yangguang.foundation.ui.api")
        rail = import_module(f"{self.name}.views.rail")
        ui.register_rail(rail.links_for)
