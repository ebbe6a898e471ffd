"""Run one benchmark by name: `python -m bench NAME [--quick] [--json]`."""

import argparse
import importlib
import sys
from pathlib import Path

from bench import frame

NOT_BENCHES = ("__init__", "__main__", "frame", "crowd", "served")


def main() -> int:
    """Run it and print what came out."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in NOT_BENCHES)
    parser = argparse.ArgumentParser(
        prog="script/bench", description="Measure ours beside the peer, in one run."
    )
    parser.add_argument("name", choices=names, metavar="NAME", help=", ".join(names))
    parser.add_argument(
        "--quick", action="store_true", help="a shorter run (under 50 s) with the same claims"
    )
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    options = parser.parse_args()
    figures = importlib.import_module(f"bench.{options.name}").run(quick=options.quick)
    return frame.report(options.name, figures, as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
