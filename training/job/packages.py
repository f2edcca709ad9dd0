"""Packages that only training needs, and what is said where one is not installed."""

import contextlib
import importlib.util
from collections.abc import Iterator

from common.errors import TrainingError


@contextlib.contextmanager
def installed() -> Iterator[None]:
    """Around an import of what training needs and chatting does without.

    Raises:
        TrainingError: when a package is not there.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise TrainingError(
            f"training needs {error.name}, which is not installed",
            "Install it with: pip install 'pastiche[train]'.",
        ) from error


def require_package(package: str) -> None:
    """Refuse where a package is missing that is loaded late, before anything is done.

    Raises:
        TrainingError: when it is not there.
    """
    with installed():
        if importlib.util.find_spec(package) is None:
            raise ModuleNotFoundError(name=package)
