"""Where the app is registered."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Legal periods: the table of rules, the working calendar and the running clocks."""

    name = "yangguang.foundation.deadlines"
    label = "deadlines"
    verbose_name = "期限与工作日"

    def ready(self) -> None:
        """Register the operations."""
        from yangguang.foundation.deadlines import operations  # noqa: F401, PLC0415
