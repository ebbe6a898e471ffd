"""`yangguang migrate`: bring the database up to date."""

import argparse

from yangguang.config.django_process import django_ready
from yangguang.config.terminal import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(options: argparse.Namespace) -> int:
    """Apply the migrations that are missing."""
    with django_ready(lambda told: say("数据库", told)):
        from yangguang.config.preparation import alone, migrate  # noqa: PLC0415 - after the apps are loaded

        with alone():
            migrate(lambda told: say("表结构", told))
    return 0
