"""
One small city in a template database, built once; every journey walks in a fresh copy of it and really commits.

A copy costs less than a rollback would hide: events after the commit, jobs, locks between two connections.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections

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
    """A template with the city in it, and the copy the present test walks in."""

    def __init__(self) -> None:
        stem = f"{connection.settings_dict['NAME']}_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"
        self.template, self.copy = f"{stem}_city", f"{stem}_walk"

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

    def _tell(self, statement: str) -> None:
        given = connection.get_connection_params()
        wanted = {name: given[name] for name in ("host", "port", "user", "password") if given.get(name)}
        with psycopg.connect(dbname="postgres", autocommit=True, **wanted) as server:
            server.execute(statement)


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
def city_databases(django_test_environment: None, django_db_blocker: Any) -> Iterator[Databases]:
    """Build the city once for the session, in a database of its own."""
    with django_db_blocker.unblock():
        databases = Databases()
        databases.make(databases.template, template="template0")
        with databases.using(databases.template):
            call_command("migrate", interactive=False, verbosity=0)
            build_city()
        yield databases
        databases.drop(databases.copy, databases.template)


@pytest.fixture
def city(city_databases: Databases, django_db_blocker: Any, settings: Any, tmp_path: Path) -> Iterator[City]:
    """Give a fresh copy of the city on a Monday morning, and people to walk in it."""
    settings.VAR = tmp_path
    settings.LOG_PATIENCE_MINUTES = A_DAY  # no sequencer runs, and the city's founding acts wait all session
    with django_db_blocker.unblock():
        city_databases.make(city_databases.copy, template=city_databases.template)
        with city_databases.using(city_databases.copy), City() as built:
            yield built
