"""The platform's settings with one more address: the bare view that pages are measured against."""

from yangguang.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.peers.page_urls"
