"""
The command line: `yangguang COMMAND`. Each command is a module of `commands` with `add_arguments` and `run`.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

from yangguang.config.terminal import complain
from yangguang.kernel.refusals import Refusal

COMMANDS = {
    "serve": "run everything on one port: database, pages, live events, background work",
    "web": "run one web process (pages and live events), for a service manager",
    "work": "run one background worker, for a service manager",
    "prepare": "bring the database up to date; in demo mode build the demo city if it is empty",
    "migrate": "bring the database up to date",
    "demo": "build the demo city in an empty database and list its accounts",
    "ca": "establish the certificate authorities, publish revocation lists, check their records",
    "rekey": "after the secret key has changed: seal anew what the old one sealed",
    "sign": "sign a statement with a certificate file, for scripts that log in",
    "smoke": "play the whole main job against a running demo server",
    "log": "the log of acts: `audit` finds what was changed, `state` tells how it does, `sequence` takes what waits",
    "verify-proof": "check a proof file of an act, offline",
    "verify-seal": "check an electronic seal on a document, offline",
    "witness": "watch a log of acts from outside: see that it only grows, and cosign it",
    "user": "open the account of an administrator, or give one a temporary password",
    "check": "check settings, database, fonts and PDF libraries",
    "map": "write docs/map.md from the code",
    "environment": "print the table of environment variables",
    "django": "run one of Django's own commands",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command named in the arguments and exit with its answer."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(run(given))


def run(given: list[str]) -> int:
    """Run one command; a refusal is told in two lines, without a traceback."""
    options = _parser(given[0] if given else "").parse_args(given)
    command = importlib.import_module(f"yangguang.config.commands.{_module(options.command)}")
    try:
        return int(command.run(options) or 0)
    except Refusal as refusal:
        complain(f"{refusal.message}\n{refusal.remedy_text}\n[{refusal.code}]")
        return 1
    except KeyboardInterrupt:
        return 130


def _module(command: str) -> str:
    return command.replace("-", "_")


def _parser(chosen: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="yangguang", description="Yangguang, an open platform for sunshine government"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, meaning in COMMANDS.items():
        sub = commands.add_parser(name, help=meaning, description=meaning, add_help=name != "django")
        if name == chosen:  # only the chosen one is imported, so that the others cost no start time
            importlib.import_module(f"yangguang.config.commands.{_module(name)}").add_arguments(sub)
    return parser


if __name__ == "__main__":
    main()
