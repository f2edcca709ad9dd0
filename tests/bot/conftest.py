"""Fixtures of the desk's tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.style import Style


@pytest.fixture
def folder(tmp_path: Path, put_style: Callable[[Path, str, str], Style]) -> Path:
    """All that is a person's, with two authors: ann and bob."""
    for name in ("ann", "bob"):
        put_style(tmp_path / "styles", name, name)
    return tmp_path
