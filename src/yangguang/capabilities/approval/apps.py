"""Where the app is registered."""

from importlib import import_module

from django.apps import AppConfig


class ApprovalConfig(AppConfig):
    """Apply, accept, examine, decide, deliver: administrative approval (行政审批) from form to licence."""

    name = "yangguang.capabilities.approval"
    label = "approval"
    verbose_name = "行政审批"

    def ready(self) -> None:
        """Let operations register, receivers subscribe, and the guides show what the cases tell."""
        for module in ("api", "receivers", "tasks"):
            import_module(f"{self.name}.{module}")
        ui, views = (
            import_module("yangguang.foundation.ui.api"),
            import_module(f"{self.name}.views.complaints"),
        )
        ui.register_rail(views.rail_of_complaints)
        comparison = import_module("yangguang.reference.comparison.api")
        comparison.register_subjects("cases", import_module(f"{self.name}.queries.coverage").live_cases)
        matters = import_module("yangguang.reference.matters.api")
        queries = import_module(f"{self.name}.queries")
        matters.register_figures(queries.figures_of)
