"""The app of decision tables and expressions."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Decisions (决策表): conditions of flows, tiers of discretion; no rows of its own."""

    name = "yangguang.foundation.decisions"
    label = "decisions"
    verbose_name = "决策表"
