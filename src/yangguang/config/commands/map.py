"""`yangguang map`: the map of the code, written from the code."""

import argparse
import importlib
from pathlib import Path

from yangguang.config.django_process import django_ready
from yangguang.config.environment import CHECKOUT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file to write to."""
    parser.add_argument("--to", type=Path, default=CHECKOUT / "docs" / "map.md")


def run(options: argparse.Namespace) -> int:
    """Write the map."""
    with django_ready():
        written: str = importlib.import_module("yangguang.config.map").write()
        options.to.write_text(written, encoding="utf-8")
    return 0
