"""What all tests share: fixtures, and the marks and settings by which `make` chooses tests."""

import shutil
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

from models.style import Style, read_style
from tests.support import terminal
from tests.support.samples import make_style, wordy
from training.recipe import Recipe

_TESTS = Path(__file__).parent

# For `make test`, `make test-fast` and `make test-long`; tests that name a number of examples scale
# it by tests.support.examples. None has a deadline, since how fast a machine is says nothing.
for _name, _examples in (("usual", 100), ("fast", 15), ("long", 1_000)):
    hypothesis.settings.register_profile(_name, max_examples=_examples, deadline=None)
hypothesis.settings.load_profile("usual")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of every module that runs the program, in a terminal or to its end."""
    for item in items:
        names = vars(item.module) if isinstance(item, pytest.Function) else {}
        if any(value is terminal.Terminal for value in names.values()):
            item.add_marker("terminal")
        if any(value is terminal.run for value in names.values()):
            item.add_marker("program")
    # files that take long begin first, so that no process is left with one while others are idle
    items.sort(key=lambda item: not _takes_long(item))


def _takes_long(item: pytest.Item) -> bool:
    """Whether a test trains, measures, or runs the program."""
    room = item.path.relative_to(_TESTS).parts[0]
    marks = {mark.name for mark in item.iter_markers()}
    return room in ("training", "measures") or bool(marks & {"terminal", "program"})


@pytest.fixture(scope="session")
def styles_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with small styles, to be read only: ann, bob with a memory, and wendy with words.

    Wide enough to be chaotic: smaller random networks forget within some hundred characters, and
    would hide a state that was not carried on.
    """
    folder = tmp_path_factory.mktemp("styles")
    make_style(folder / "ann.style", seed=1, recipe=Recipe(cell="lstm", units=(120,), embedding=5))
    memory = Recipe(cell="gru", units=(90,), embedding=5, memory=4)
    make_style(folder / "bob.style", seed=2, recipe=memory)
    gru = Recipe(cell="gru", units=(90,), embedding=9)
    make_style(folder / "wendy.style", seed=3, recipe=gru, words=wordy())
    return folder


@pytest.fixture
def put_style(styles_folder: Path) -> Callable[[Path, str, str], Style]:
    """Puts ann, bob or wendy into a folder, under any name."""

    def put(folder: Path, which: str, name: str) -> Style:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.style"
        shutil.copy(styles_folder / f"{which}.style", path)
        return read_style(path)

    return put
