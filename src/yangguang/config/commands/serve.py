"""`yangguang serve`: everything on one port."""

import argparse

from yangguang.config.environment import ENV, Environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the address to listen on."""
    parser.add_argument(
        "--host", default=None, help=f"address to listen on, {Environment.host.shown} unless told"
    )
    parser.add_argument(
        "--port", default=None, type=int, help=f"port to listen on, {Environment.port.shown} unless told"
    )


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from yangguang.config.serve import serve  # noqa: PLC0415 - --help should not pay for it

    serve(host=options.host or ENV.host, port=options.port or ENV.port)
    return 0
