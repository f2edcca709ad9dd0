"""The packages that only training needs: whether they are installed, and TensorFlow's loading."""

import contextlib
import importlib
import importlib.util
import threading
from collections.abc import Iterator

from common.errors import TrainingError
from common.stderr import silence_stderr

_THREAD = "loading TensorFlow"


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


class TensorFlowLoader:
    """A loader of TensorFlow, which takes some ten seconds, beside other work.

    TensorFlow is imported in a thread, which nothing can stop. So a program that ends early must
    not wait for it: see `is_loading`.
    """

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to load TensorFlow, unless that has begun already."""
        if self._thread is None:
            self._thread = threading.Thread(target=_load, name=_THREAD, daemon=True)
            self._thread.start()

    def finish(self) -> None:
        """Wait until TensorFlow is loaded, or has failed to load, as importing it again will."""
        self.start()
        if self._thread is not None:
            self._thread.join()


def is_loading() -> bool:
    """Return whether a thread of this process is loading TensorFlow at present."""
    return any(thread.name == _THREAD for thread in threading.enumerate())


def _load() -> None:
    with contextlib.suppress(Exception), silence_stderr():  # whoever imports it next gets the error
        importlib.import_module("training.job.release")
