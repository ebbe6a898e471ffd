"""Where the app is registered."""

from importlib import import_module

from django.apps import AppConfig


class LinkageConfig(AppConfig):
    """City and districts as one: levels, lendings, preliminary review, halls, exchange (市区联动)."""

    name = "yangguang.capabilities.linkage"
    label = "linkage"
    verbose_name = "市区联动"

    def ready(self) -> None:
        """Let operations register, receivers subscribe, and new cases be sent to the level that answers for them."""
        for module in ("api", "receivers"):
            import_module(f"{self.name}.{module}")
        approval = import_module("yangguang.capabilities.approval.api")
        queries = import_module(f"{self.name}.queries")
        approval.register_router(queries.route)
        ui = import_module("yangguang.foundation.ui.api")
        rail = import_module(f"{self.name}.views.rail")
        ui.register_rail(rail.links_for)
