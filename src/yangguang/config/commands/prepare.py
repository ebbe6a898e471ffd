"""`yangguang prepare`: everything the database needs before the first page."""

import argparse
import json
from pathlib import Path

from yangguang.config.django_process import django_ready
from yangguang.config.secret_key import expect_settled_key
from yangguang.config.terminal import count_from, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a file to write the demo accounts to, and when the start began, for the supervisor."""
    parser.add_argument("--accounts-to", type=Path, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--since", type=float, default=None, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Migrate; in demo mode build the demo city if it is not there yet."""
    if options.since is not None:
        count_from(options.since)
    expect_settled_key()
    with django_ready(lambda told: say("数据库", told)):
        from yangguang.config import preparation  # noqa: PLC0415 - after the apps are loaded

        accounts = preparation.prepare(say)
        if options.accounts_to:
            options.accounts_to.write_text(json.dumps(accounts, ensure_ascii=False), encoding="utf-8")
    return 0
