"""`yangguang environment`: the operator's reference."""

import argparse
from pathlib import Path

from yangguang.config.environment import reference

BEGIN, END = "<!-- yangguang environment -->", "<!-- end of table -->"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a file that holds the table between two marks."""
    parser.add_argument("--into", type=Path, default=None, help="Markdown file whose table to renew")


def run(options: argparse.Namespace) -> int:
    """Print the table of variables, or renew it in a file."""
    if options.into is None:
        print(reference())
        return 0
    before, _, rest = options.into.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    options.into.write_text(f"{before}{BEGIN}\n{reference()}\n{END}{after}", encoding="utf-8")
    return 0
