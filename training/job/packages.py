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
    """Return a context manager that turns a failed import into an error with installation advice.

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

    Some packages are imported only late in a training run. With this check, training fails at
    the start if one of these packages is missing.

    Args:
        package: the import name of the package.

    Raises:
        TrainingError: if the package is not installed.
    """
    with explain_missing_packages():
        if importlib.util.find_spec(package) is None:
            raise ModuleNotFoundError(name=package)


class TensorFlowLoader:
    """An object that loads TensorFlow in the background, because loading takes about ten seconds.

    TensorFlow is imported in a thread, which cannot be stopped. A program that ends early should
    exit without waiting for that thread; the function `is_loading` returns whether it is still
    running.
    """

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start loading TensorFlow in a thread, unless this has already been done."""
        if self._thread is None:
            self._thread = threading.Thread(target=_load, name=_THREAD, daemon=True)
            self._thread.start()

    def finish(self) -> None:
        """Wait until TensorFlow has been loaded; if `start` has not been called, call it first.

        If TensorFlow cannot be loaded, this method raises no error; the next import of TensorFlow
        raises one.
        """
        self.start()
        if self._thread is not None:
            self._thread.join()


def is_loading() -> bool:
    """Return whether a thread of this process is currently loading TensorFlow."""
    return any(thread.name == _THREAD for thread in threading.enumerate())


def _load() -> None:
    with contextlib.suppress(Exception), silence_stderr():  # whoever imports it next gets the error
        importlib.import_module("training.job.release")
