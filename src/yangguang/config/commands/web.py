"""`yangguang web`: one web process, serving pages and live events."""

import argparse
import asyncio
import contextlib
import os
import socket
import sys

import uvicorn

from yangguang.config.environment import ENV, validate
from yangguang.config.secret_key import expect_settled_key

SECONDS_FOR_REQUESTS = 5  # how long a request under way may take to end after the order to stop


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the address, or the number of a listening socket that a supervisor hands down."""
    parser.add_argument("--host", default=None)
    parser.add_argument("--port", type=int, default=None)
    parser.add_argument("--fd", type=int, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--gate", type=int, default=None, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop. Refuses with SecretKeyChanged, RekeyingUnfinished."""
    validate()
    expect_settled_key()
    config = uvicorn.Config(
        "yangguang.config.asgi:application",
        host=options.host or ENV.host,
        port=options.port or ENV.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=not ENV.demo,  # in service a proxy on this machine ends TLS and tells who asked
        forwarded_allow_ips=list(ENV.trusted_proxies),
        timeout_graceful_shutdown=SECONDS_FOR_REQUESTS,
        lifespan="on",
        ws="none",
    )
    sockets = None if options.fd is None else [socket.socket(fileno=options.fd)]
    server = Server(config, options.gate)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=sockets)
    sys.stdout.flush()
    # Threads still inside a page must not keep a stopped process; what they did not commit never happened.
    os._exit(0 if server.started else 1)


class Server(uvicorn.Server):
    """A uvicorn that waits for the database to be prepared, and at the end cuts event streams before pages."""

    def __init__(self, config: uvicorn.Config, gate: int | None) -> None:
        """Wait at *gate*, the reading end of a pipe: a byte means serve, its end without one means do not."""
        super().__init__(config)
        self.gate = gate

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Wait at the gate with everything loaded, then listen."""
        if self.gate is not None:
            opened = await asyncio.to_thread(os.read, self.gate, 1)
            os.close(self.gate)
            self.should_exit = self.should_exit or not opened
        if not self.should_exit:
            await super().startup(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop taking requests, end streams, let pages finish."""
        from yangguang.config import asgi  # noqa: PLC0415 - loaded by the server, with Django

        asgi.end_streams()
        await super().shutdown(sockets)
