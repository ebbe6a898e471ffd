"""One catalogue for a whole module; each test works in a savepoint of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from yangguang.reference.matters.tests import given as matters


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load the matters once; everything is rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        matters.catalogue()
        yield
        transaction.set_rollback(True)
