"""
Run one benchmark by name, or all: `python -m bench NAME [--quick] [--json]`.

What the last run of each gave is kept in `var/bench/`; `all` runs every one and writes `docs/figures.md` from them,
`figures` only writes.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

from bench import figures, frame

NOT_BENCHES = ("__init__", "__main__", "frame", "crowd", "served", "room", "figures")


def main() -> int:
    """Run it and print what came out."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in NOT_BENCHES)
    parser = argparse.ArgumentParser(
        prog="script/bench", description="Measure ours beside the peer, in one run."
    )
    parser.add_argument(
        "name", choices=[*names, "all", "figures"], metavar="NAME", help=", ".join([*names, "all", "figures"])
    )
    parser.add_argument(
        "--quick", action="store_true", help="a shorter run (under 50 s) with the same claims"
    )
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    options = parser.parse_args()
    if options.name == "figures":
        return figures.write()
    if options.name == "all":
        return _all(names, quick=options.quick)
    load = os.getloadavg()[0]
    measured = importlib.import_module(f"bench.{options.name}").run(quick=options.quick)
    figures.keep(options.name, measured, quick=options.quick, load=load)
    return frame.report(options.name, measured, as_json=options.json)


def _all(names: list[str], *, quick: bool) -> int:
    """Run each in a process of its own, since each wants its own database; then write the table."""
    failed = []
    for name in names:
        command = [sys.executable, "-m", "bench", name, *(["--quick"] if quick else [])]
        if subprocess.run(command, check=False).returncode != 0:
            failed.append(name)
    figures.write()
    print(json.dumps({"bench": "all", "failed": failed}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
