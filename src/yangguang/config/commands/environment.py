"""`yangguang environment`: the operator's reference."""

import argparse

from yangguang.config.environment import reference


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(options: argparse.Namespace) -> int:
    """Print the table of variables."""
    print(reference())
    return 0
