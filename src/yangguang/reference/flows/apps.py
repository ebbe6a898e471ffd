"""Where the app is registered."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """The flow editor (流程编制): the steps of a matter, drawn, linted, tried and handed to its draft."""

    name = "yangguang.reference.flows"
    label = "flows"
    verbose_name = "流程编制"
