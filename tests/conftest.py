"""What holds for all tests of the project."""

import pytest

LONG = ("tests/browser/", "tests/journeys/", "src/yangguang/config/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the stories, which take longest: what is left to share at the end is short, and all processes end together."""
    items.sort(key=lambda one: not one.nodeid.startswith(LONG))
