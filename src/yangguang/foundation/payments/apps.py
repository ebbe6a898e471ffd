"""Where the app is registered."""

from importlib import import_module

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Money that reaches a body and goes back: orders, the bank's word, refunds, the daily comparison."""

    name = "yangguang.foundation.payments"
    label = "payments"
    verbose_name = "收款"

    def ready(self) -> None:
        """Let operations and jobs register, and the officers' rail lead here."""
        for module in ("api", "tasks"):
            import_module(f"{self.name}.{module}")
