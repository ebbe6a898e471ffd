"""Where the app is registered."""

from importlib import import_module

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Watches the clocks of all work and shows cards (预警、黄牌、红牌)."""

    name = "yangguang.oversight.monitoring"
    label = "monitoring"
    verbose_name = "电子监察"

    def ready(self) -> None:
        """Let operations and periodic tasks register, and hand the cards in to the desk."""
        for module in ("api", "receivers", "tasks"):
            import_module(f"{self.name}.{module}")
        approval = import_module("yangguang.capabilities.approval.api")
        desk = import_module(f"{self.name}.desk")
        approval.register_cards(desk.cards_for_desk)
        import_module("yangguang.capabilities.joint.api").register_part_cards(desk.cards_of_cases)
        import_module("yangguang.foundation.ui.api").register_rail(desk.rail_for_desk)
