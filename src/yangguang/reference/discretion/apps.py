"""Where the app is registered."""

from django.apps import AppConfig


class DiscretionConfig(AppConfig):
    """Discretion standards (行政裁量权基准): how heavy, by which rule, for which act."""

    name = "yangguang.reference.discretion"
    label = "discretion"
    verbose_name = "裁量基准"
