"""Where the app is registered."""

from django.apps import AppConfig


class SignOnConfig(AppConfig):
    """One sign-on for the city's other systems."""

    name = "yangguang.foundation.sign_on"
    label = "sign_on"
    verbose_name = "单点登录"

    def ready(self) -> None:
        """Hear when sign-ins end; let clients be approved like any right."""
        from yangguang.foundation.access.api import register_kind_of_right  # noqa: PLC0415 - once models are loaded
        from yangguang.foundation.sign_on import receivers  # noqa: F401, PLC0415
        from yangguang.foundation.sign_on.models import Client  # noqa: PLC0415

        register_kind_of_right("client", Client)
