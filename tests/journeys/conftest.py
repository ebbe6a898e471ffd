"""
One small city in a template database, built once; every journey walks in a fresh copy of it and really commits.

A copy costs less than a rollback would hide: events after the commit, jobs, locks between two connections.
"""

import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.creation import TEST_DATABASE_PREFIX

from tests.journeys.people import City
from yangguang.capabilities.approval import api as approval
from yangguang.foundation.access.demo import build_people
from yangguang.foundation.deadlines.api import load_rules
from yangguang.foundation.process.engine.compiled import compiled_definition
from yangguang.kernel.clock import SHANGHAI
from yangguang.reference.declarations.demo import build_catalogue

FOUNDED = datetime(2024, 1, 2, 9, 0, tzinfo=SHANGHAI)
PUBLISHED = datetime(2026, 7, 1, 9, 0, tzinfo=SHANGHAI)
A_DAY = 1440  # in minutes, longer than any session


class Databases:
    """
    A template with the city in it, which all processes of one run share, and the copy the present test walks in.

    Whoever needs the template first builds it while the others wait; whoever leaves last removes it.
    """

    def __init__(self) -> None:
        self.tests = connection.settings_dict["NAME"]
        worker, run = (os.environ.get(f"PYTEST_XDIST_{name}", "alone") for name in ("WORKER", "TESTRUNUID"))
        self.template = f"{self.tests.removesuffix(f'_{worker}')}_{run[:8]}_city"
        self.copy = f"{self.tests}_{worker}_walk"
        given = connection.get_connection_params()
        wanted = {name: given[name] for name in ("host", "port", "user", "password") if given.get(name)}
        self._server = psycopg.connect(dbname="postgres", autocommit=True, **wanted)

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Hold the template, building it if nobody has."""
        name = zlib.crc32(self.template.encode()) % 2**31
        with self._alone(name):
            if not self._tell(f"SELECT 1 FROM pg_database WHERE datname = '{self.template}'").fetchone():
                self._found_city()
            self._tell(f"SELECT pg_advisory_lock_shared({name}, 1)")
        yield
        self.drop(self.copy)
        with self._alone(name):
            self._tell(f"SELECT pg_advisory_unlock_shared({name}, 1)")
            if self._tell(f"SELECT pg_try_advisory_lock({name}, 1)").fetchone() == (True,):
                self.drop(self.template)
        self._server.close()

    @contextmanager
    def _alone(self, name: int) -> Iterator[None]:
        self._tell(f"SELECT pg_advisory_lock({name}, 0)")
        try:
            yield
        finally:
            self._tell(f"SELECT pg_advisory_unlock({name}, 0)")

    @contextmanager
    def using(self, name: str) -> Iterator[None]:
        """Point Django, in every thread, at a database for the length of a block."""
        settings = connection.settings_dict  # the same dictionary for all threads
        before = settings["NAME"]
        _forget()
        settings["NAME"] = name
        try:
            yield
        finally:
            _forget()
            settings["NAME"] = before

    def make(self, name: str, *, template: str) -> None:
        """Make a database from a template, over an old one."""
        self.drop(name)
        self._tell(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')

    def drop(self, *names: str) -> None:
        """Remove databases."""
        for name in names:
            self._tell(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _found_city(self) -> None:
        draft = f"{self.template}_draft"  # a build that breaks off leaves no template behind
        _forget()
        is_migrated = self.tests.startswith(TEST_DATABASE_PREFIX)  # between two tests it holds tables only
        self.make(draft, template=self.tests if is_migrated else "template0")
        with self.using(draft):
            if not is_migrated:
                call_command("migrate", interactive=False, verbosity=0)
            build_city()
        self._tell(f'ALTER DATABASE "{draft}" RENAME TO "{self.template}"')

    def _tell(self, statement: str) -> psycopg.Cursor[tuple[Any, ...]]:
        return self._server.execute(statement)


def _forget() -> None:
    """Drop what a process keeps about one database: connections, flows read by their row, figures."""
    connections.close_all()
    compiled_definition.cache_clear()
    approval.forget_figures()


def build_city() -> None:
    """Build people, bodies and the matters in force; no cases."""
    load_rules()
    build_people(now=FOUNDED)
    build_catalogue(now=PUBLISHED)


@pytest.fixture(scope="session")
def city_databases(django_db_setup: None, django_db_blocker: Any) -> Iterator[Databases]:
    """Give the city of this run, in a database of its own."""
    with django_db_blocker.unblock():
        databases = Databases()
        with databases.shared():
            yield databases


@pytest.fixture
def city(city_databases: Databases, django_db_blocker: Any, settings: Any, tmp_path: Path) -> Iterator[City]:
    """Give a fresh copy of the city on a Monday morning, and people to walk in it."""
    settings.VAR = tmp_path
    settings.LOG_PATIENCE_MINUTES = A_DAY  # no sequencer runs, and the city's founding acts wait all session
    with django_db_blocker.unblock():
        city_databases.make(city_databases.copy, template=city_databases.template)
        with city_databases.using(city_databases.copy), City() as built:
            yield built
