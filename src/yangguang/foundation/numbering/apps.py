"""Where the app is registered."""

from django.apps import AppConfig


class NumberingConfig(AppConfig):
    """Numbers of documents, cases and receipts."""

    name = "yangguang.foundation.numbering"
    label = "numbering"
    verbose_name = "编号"
