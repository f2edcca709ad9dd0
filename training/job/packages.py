"""Checks for the packages that only training needs, with the error raised if one is missing."""

import contextlib
import importlib.util
from collections.abc import Iterator

from common.errors import TrainingError


@contextlib.contextmanager
def explain_missing_packages() -> Iterator[None]:
    """Turn a failed import in a `with` block into an error that says how to install the package.

    For example: `with explain_missing_packages(): import tensorflow`.

    Raises:
        TrainingError: if an import in the block raises ModuleNotFoundError.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise TrainingError(
            f"training needs {error.name}, which is not installed",
            "Install it with: pip install 'pastiche[train]'.",
        ) from error


def require_package(package: str) -> None:
    """Check that a package is installed, without importing it.

    Some packages are imported only late in a training run. This check makes training fail at the
    start if such a package is missing.

    Args:
        package: the import name of the package.

    Raises:
        TrainingError: if the package is not installed.
    """
    with explain_missing_packages():
        if importlib.util.find_spec(package) is None:
            raise ModuleNotFoundError(name=package)
