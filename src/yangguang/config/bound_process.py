"""
Start a child process that cannot outlive us.

The supervisor may be killed with -9; its database server and workers must then end by themselves. Linux tells
a child when its parent dies; elsewhere only the orderly ways to stop are covered.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Account:
    """The operating system account a child runs as, where that is not ours."""

    name: str
    uid: int
    gid: int


def start(
    command: Sequence[str | Path],
    *,
    on_our_death: signal.Signals = signal.SIGTERM,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    output: IO[bytes] | int | None = None,
    keep_open: Sequence[int] = (),
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """
    Start *command* in a process group of its own; it gets the signal *on_our_death* when we die.

    Its own group, so that Ctrl-C in a terminal reaches only us, who know the order in which to stop things.
    Call it from the main thread: the kernel watches the thread that forked, not the process.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=None if environment is None else dict(environment),
        cwd=folder,
        pass_fds=tuple(keep_open),
        process_group=0,
        preexec_fn=_watch_parent(on_our_death),  # noqa: PLW1509 - a change of account clears it, this runs later
        **_credentials(account),
    )


def _credentials(account: Account | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def _watch_parent(on_our_death: signal.Signals) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def watch() -> None:
        library.prctl(PR_SET_PDEATHSIG, int(on_our_death), 0, 0, 0)
        if os.getppid() != parent:  # we died between fork and prctl
            os._exit(1)

    return watch
