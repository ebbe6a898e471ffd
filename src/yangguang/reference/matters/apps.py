"""Where the app is registered."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """Matters (政务服务事项): what may be done, by whom, on which ground, how."""

    name = "yangguang.reference.matters"
    label = "matters"
    verbose_name = "事项"
