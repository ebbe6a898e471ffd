"""Where the app is registered."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """One search over everything that can be found."""

    name = "yangguang.foundation.search"
    label = "search"
    verbose_name = "搜索"
