"""The app of the process engine."""

from django.apps import AppConfig


class ProcessConfig(AppConfig):
    """Process (流程): BPMN 2.0 models in, running cases as rows."""

    name = "yangguang.foundation.process"
    label = "process"
    verbose_name = "流程"

    def ready(self) -> None:
        """Register the operation and what the engine hears."""
        from yangguang.foundation.process import operations, receivers  # noqa: F401, PLC0415
