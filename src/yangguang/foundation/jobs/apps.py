"""Where the app is registered."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Work that is done after the answer: once, again until it succeeds, or by the calendar."""

    name = "yangguang.foundation.jobs"
    label = "jobs"
    verbose_name = "后台任务"
