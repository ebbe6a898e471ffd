"""One small city for a module of tests; each test works in a savepoint."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from yangguang.capabilities.auction.tests import given  # the one small market


@pytest.fixture(scope="module")
def market(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Build the city once."""
    with django_db_blocker.unblock(), transaction.atomic():
        given.city()
        yield
        transaction.set_rollback(True)
