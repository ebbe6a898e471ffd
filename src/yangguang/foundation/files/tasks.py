"""Jobs of files: scan what could not be scanned, remove what nobody refers to."""

from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.files import queries, vault
from yangguang.foundation.files.operations import scan_file
from yangguang.foundation.files.providers.base import ScannerUnavailable
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock


@jobs.every(cron="*/5 * * * *", name="files.scan_waiting")
def scan_waiting(timestamp: int) -> int:
    """Ask the scanner about waiting files, and stop at the first sign that it is still down."""
    done = 0
    for stored in queries.list_waiting_scans():
        try:
            scan_file(actor=system_actor("安全检查"), now=clock.now(), stored=stored)
        except ScannerUnavailable:
            break
        done += 1
    return done


@jobs.every(cron="17 18 * * *", name="files.sweep")
def sweep(timestamp: int) -> int:
    """Remove contents whose operation was rolled back: a day old and referred to by no row."""
    removed = 0
    for digest in vault.list_old_contents():
        if not queries.is_referred_to(digest):
            vault.drop(digest)
            removed += 1
    return removed
