"""A folder of its own for the log of each test."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _var(settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"
