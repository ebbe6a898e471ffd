"""`yangguang django …`: Django's own commands, with the database up."""

import argparse

from yangguang.config.django_process import django_ready


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whatever Django's command takes."""
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="command and arguments, e.g. shell")


def run(options: argparse.Namespace) -> int:
    """Hand the arguments to Django."""
    with django_ready():
        from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the apps are loaded

        execute_from_command_line(["yangguang django", *options.rest])
    return 0
