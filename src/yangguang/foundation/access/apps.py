"""Where the app is registered."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Who asks, and which pages they may ask for."""

    name = "yangguang.foundation.access"
    label = "access"
    verbose_name = "访问控制"

    def ready(self) -> None:
        """Let access judge every operation, and hear who left."""
        from yangguang.foundation.access import receivers  # noqa: F401, PLC0415 - once the models are loaded
        from yangguang.foundation.access.judging import judge  # noqa: PLC0415
        from yangguang.foundation.acts.api import judge_by  # noqa: PLC0415

        judge_by(judge)
