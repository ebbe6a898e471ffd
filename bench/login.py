"""
A certificate log-in beside a password log-in (argon2id), by the CPU the server spends on each, database included on our side.

Both run through their whole authentication: finding the account, checking, counting; the certificate side also walks the
chain, signs and reads an OCSP answer of that instant.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bench import frame
from bench.frame import Figures, progress

BROWSER = "b" * 32


def run(*, quick: bool) -> Figures:
    """Measure the median CPU seconds of each, in one run."""
    with frame.django_ready(), tempfile.TemporaryDirectory() as folder:
        from django.conf import settings

        settings.VAR = Path(folder)
        password, certificate = _people()
        rounds = 20 if quick else 100
        progress("passwords")
        slow = _median(password, rounds // 2)
        progress("certificates")
        fast = _median(certificate, rounds * 5)
    return {
        "certificate_vs_password": round(slow / fast, 1),
        "password_cpu_ms": round(slow * 1000, 2),
        "certificate_cpu_ms": round(fast * 1000, 2),
    }


def _people() -> tuple[Callable[[], float], Callable[[], float]]:
    from yangguang.foundation.certificates import operations
    from yangguang.foundation.certificates.tests import given
    from yangguang.foundation.identity import api as identity
    from yangguang.foundation.identity.tests import given as people

    registry = given.Registry()
    issued = registry.issue()
    encoded, now = bytes(issued.encoded), given.NOW + timedelta(minutes=5)

    def by_certificate() -> float:
        started = time.process_time()
        posed = operations.pose_sign_in(origin="https://bench", browser=BROWSER, now=now)
        signing = time.process_time()  # the browser's share, not the server's
        signature = registry.key.sign(posed.statement.encode())
        signing = time.process_time() - signing
        operations.authenticate_by_certificate(
            nonce=posed.nonce, browser=BROWSER, encoded=encoded, signature=signature, address="::1", now=now
        )
        return time.process_time() - started - signing

    def by_password() -> float:
        started = time.process_time()
        attempt = identity.Attempt(registry.citizen.number, "::1")
        identity.authenticate(attempt=attempt, password=people.PASSWORD, now=now)
        return time.process_time() - started

    return by_password, by_certificate


def _median(deed: Callable[[], float], rounds: int) -> float:
    deed()
    return statistics.median(deed() for _ in range(rounds))
