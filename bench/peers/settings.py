"""The platform's settings with the peers installed beside it."""

from yangguang.config.settings import *  # noqa: F403
from yangguang.config.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "viewflow", "viewflow.workflow", "bench.peers"]
