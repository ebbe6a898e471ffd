"""One demo organisation and one catalogue for a whole module of tests; each test works in a savepoint of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from yangguang.reference.matters.tests import given


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load the catalogue once; everything is rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        given.catalogue()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def organised(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Build the organisation once, without matters."""
    with django_db_blocker.unblock(), transaction.atomic():
        given.organisation()
        yield
        transaction.set_rollback(True)
