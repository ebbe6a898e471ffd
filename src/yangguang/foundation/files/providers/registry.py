"""Which scanner is asked: `settings.FILE_SCANNER` holds demo, failing, or the address of a ClamAV daemon."""

from collections.abc import Callable

from django.conf import settings

from yangguang.foundation.files.providers.base import Scanner
from yangguang.foundation.files.providers.clamd import ClamdScanner
from yangguang.foundation.files.providers.demo import DemoScanner
from yangguang.foundation.files.providers.failing import FailingScanner


def scanner() -> Scanner:
    """Give the scanner in use."""
    chosen: str = getattr(settings, "FILE_SCANNER", "demo")
    if chosen.startswith(("tcp://", "unix://")):
        return ClamdScanner(chosen)
    named: dict[str, Callable[[], Scanner]] = {"demo": DemoScanner, "failing": FailingScanner}
    return named[chosen]()
