"""Make the current process a Django one: the database reachable, the apps loaded."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from yangguang.config import postgres
from yangguang.config.environment import ENV, validate


@contextmanager
def django_ready(progress: Callable[[str], None] = lambda said: None) -> Iterator[None]:
    """
    Load the apps for the length of a block; without DATABASE_URL the embedded database is kept up with it.

    Refuses with SettingRefused and the refusals of `postgres`.
    """
    validate()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.config.settings")
    if ENV.database_url:
        with _apps_loaded():
            yield
        return
    with postgres.running(postgres.Cluster(ENV.var), progress) as url:
        os.environ["DATABASE_URL"] = url
        try:
            with _apps_loaded():
                yield
        finally:
            del os.environ["DATABASE_URL"]


@contextmanager
def _apps_loaded() -> Iterator[None]:
    import django  # noqa: PLC0415 - commands that need no Django should not pay for it
    from django.db import connections  # noqa: PLC0415

    django.setup()
    try:
        yield
    finally:
        connections.close_all()
