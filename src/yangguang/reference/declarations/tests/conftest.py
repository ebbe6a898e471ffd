"""One demo organisation, and three matters by the whole way, for a module of tests; each test works in a savepoint."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from yangguang.reference.declarations.tests import given


@pytest.fixture(scope="module")
def organised(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Build the organisation once, without matters."""
    with django_db_blocker.unblock(), transaction.atomic():
        given.organisation()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Put three matters of the catalogue in order once."""
    with django_db_blocker.unblock(), transaction.atomic():
        given.catalogue(given.FOOD, given.WATER, "440118010000")
        yield
        transaction.set_rollback(True)
