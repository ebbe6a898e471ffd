"""Where the app is registered."""

from importlib import import_module

from django.apps import AppConfig


class HallConfig(AppConfig):
    """What a hall does around a case: fees, the post, questions and answers, the volume, agents (政务服务)."""

    name = "yangguang.capabilities.hall"
    label = "hall"
    verbose_name = "政务服务"

    def ready(self) -> None:
        """Let operations register, receivers subscribe, and the pages of cases, guides and desks lead here."""
        for module in ("api", "receivers", "tasks"):
            import_module(f"{self.name}.{module}")
        approval = import_module("yangguang.capabilities.approval.api")
        matters = import_module("yangguang.reference.matters.api")
        queries = import_module(f"{self.name}.queries")
        parts = import_module(f"{self.name}.views.parts")
        approval.register_parts(parts.parts_of_case)
        approval.register_hold(queries.reason_to_hold)
        approval.register_limits(queries.limit_of)
        matters.register_links(parts.links_of_guide)
        import_module("yangguang.foundation.ui.api").register_rail(parts.rail_for_desk)
