"""Packages that only training needs, and what is said where one is missing."""

import contextlib
import importlib.util
from collections.abc import Iterator

from common.errors import TrainingError


@contextlib.contextmanager
def explain_missing_packages() -> Iterator[None]:
    """Explain a failed import of a package that training needs and chatting does not.

    Raises:
        TrainingError: in place of ModuleNotFoundError, with how to install the package.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise TrainingError(
            f"training needs {error.name}, which is not installed",
            "Install it with: pip install 'pastiche[train]'.",
        ) from error


def require_package(package: str) -> None:
    """Raise at once where a package is missing that would only be imported much later.

    Raises:
        TrainingError: when the package is not installed.
    """
    with explain_missing_packages():
        if importlib.util.find_spec(package) is None:
            raise ModuleNotFoundError(name=package)
