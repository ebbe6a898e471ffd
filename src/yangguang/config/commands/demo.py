"""`yangguang demo`: the demo city."""

import argparse

from yangguang.config.django_process import django_ready
from yangguang.config.terminal import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(options: argparse.Namespace) -> int:
    """Build the demo city if it is not there yet, and list its accounts."""
    with django_ready(lambda told: say("数据库", told)):
        from yangguang.config import preparation  # noqa: PLC0415 - after the apps are loaded

        for line in preparation.account_lines(preparation.prepare(say)):
            print(line)
    return 0
