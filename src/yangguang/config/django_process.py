"""Make the current process a Django one: the database reachable, the apps loaded."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from yangguang.config import postgres
from yangguang.config.environment import ENV, validate
from yangguang.kernel.refusals import Refusal


class DatabaseUnreachable(Refusal):
    """The database named by DATABASE_URL does not let us in."""

    code = "config.database_unreachable"
    text = "连不上 DATABASE_URL 指定的数据库：{reason}"
    remedy = "请核对地址、用户名、密码和网络，数据库须已建好（编码 UTF8）。"


@contextmanager
def django_ready(progress: Callable[[str], None] = lambda said: None) -> Iterator[None]:
    """
    Load the apps for the length of a block; without DATABASE_URL the embedded database is kept up with it.

    Refuses with SettingRefused, DatabaseUnreachable, and the refusals of `postgres`.
    """
    validate()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.config.settings")
    if ENV.database_url:
        _reach(ENV.database_url)
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


def _reach(url: str) -> None:
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError as problem:
        raise DatabaseUnreachable(reason=str(problem).strip()) from problem
