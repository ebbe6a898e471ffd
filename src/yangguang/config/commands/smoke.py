"""`yangguang smoke`: play the whole main job against a running demo server."""

import argparse
import importlib

from yangguang.config.environment import ENV


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the address of the server."""
    parser.add_argument(
        "--url", default=ENV.base_url, help=f"address of the server, {ENV.base_url} unless told"
    )


def run(options: argparse.Namespace) -> int:
    """Play it; the answer is 0 only if every step went as the law says."""
    return int(importlib.import_module("yangguang.config.smoke").play(options.url) or 0)
