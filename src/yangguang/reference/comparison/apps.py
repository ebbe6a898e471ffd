"""Where the app is registered."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ComparisonConfig(AppConfig):
    """Automatic comparison (自动比对): what somebody presents against what government's own registers hold."""

    name = "yangguang.reference.comparison"
    label = "comparison"
    verbose_name = "自动比对"

    def ready(self) -> None:
        """Know the sources of our own, and stand in the officers' rail."""
        import_module(f"{self.name}.tasks")
        first = import_module(f"{self.name}.operations.first_rules")
        post_migrate.connect(first.load_first_rules, sender=self, dispatch_uid="comparison.first_rules")
        import_module(f"{self.name}.providers")
        import_module("yangguang.foundation.ui.api").register_rail(
            import_module(f"{self.name}.views.rail").rail_for_desk
        )
