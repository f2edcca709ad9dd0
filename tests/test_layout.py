"""The rooms as docs/design.md lists them: who may import whom, how full a folder may be, names."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.forked import LOADED, ROOT

PACKAGES = ("pastiche", "bot", "training", "measures", "models", "texts", "common")
APART = {"bot", "training", "measures"}  # none of these imports another
HEAVY = {"tensorflow", "keras"}  # at home in training alone
MOST = 14  # modules in a folder, __init__ not counted

# Participles, adverbs and prepositions: no thing and no deed is called so.
NO_NAMES = frozenset(
    """
    told said given known begun taken kept shown held beside others carry found asked written
    trained listed heard made seen called wanted gone left done laid drawn ahead apart over after
    before joined measured reached served grown furnished finished edited exported wrapped cleaned
    decoded fetched opened folded mixed judged silenced dropped turned of at on with by
    """.split()  # noqa: SIM905 - a list of strings would fill a page
)
PREDICATES = {"is", "has", "was", "may", "can", "are"}
TERMS = ("held_out",)  # a term of the field that begins with a participle


def modules() -> dict[str, Path]:
    """Every module of the program by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


MODULES = modules()


def listed_rooms() -> list[str]:
    """The rooms in the order in which the design lists them, the highest first."""
    page = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    (drawing,) = re.findall(r"^```rooms\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    return [line.split()[0].rstrip("/") for line in drawing.splitlines() if line.strip()]


def room_of(module: str) -> str:
    """The room of a module: a listed folder, or the module itself where that is listed."""
    path = module.replace(".", "/")
    rooms = set(listed_rooms())
    while path not in rooms and "/" in path:
        path = path.rpartition("/")[0]
    assert path in rooms, f"docs/design.md lists no room for {module}"
    return path


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield name if name in MODULES else str(node.module)


def arrows() -> Iterator[tuple[str, str]]:
    """Each import of one of our modules by another, as (importer, imported)."""
    for name, path in MODULES.items():
        for other in imports(path):
            if other in MODULES:
                yield name, other


def test_every_room_is_listed_and_every_listed_room_exists() -> None:
    bare = {name for name, path in MODULES.items() if not path.read_text(encoding="utf-8").strip()}
    assert {room_of(name) for name in MODULES.keys() - bare} == set(listed_rooms())


def test_rooms_import_only_what_is_listed_below_them() -> None:
    floor = {room: place for place, room in enumerate(listed_rooms())}
    up = [
        f"{one} imports {other}"
        for one, other in arrows()
        if floor[room_of(one)] > floor[room_of(other)]
    ]
    assert up == []


def test_no_module_is_in_a_circle_of_imports() -> None:
    below: dict[str, set[str]] = {name: set() for name in MODULES}
    for one, other in arrows():
        below[one].add(other)
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, f"a circle: {' -> '.join([*path[path.index(name) :], name])}"
        if name not in done:
            for other in below[name]:
                visit(other, (*path, name))
            done.add(name)

    for name in MODULES:
        visit(name, ())


def test_desk_school_and_measures_never_import_each_other() -> None:
    wrong = [
        f"{one} imports {other}"
        for one, other in arrows()
        if {one.partition(".")[0], other.partition(".")[0]} <= APART
        and one.partition(".")[0] != other.partition(".")[0]
    ]
    assert wrong == []


def test_tensorflow_is_imported_in_training_alone() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, path in MODULES.items()
        if not name.startswith("training.")
        for other in imports(path)
        if other.partition(".")[0] in HEAVY
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "folder", sorted({path.parent for path in MODULES.values()}), ids=lambda p: p.name
)
def test_a_folder_holds_few_modules(folder: Path) -> None:
    held = [path.name for path in folder.glob("*.py") if path.name != "__init__.py"]
    assert len(held) <= MOST


def names(path: Path) -> Iterator[str]:
    """The names of a module, and of its classes and functions."""
    if not path.stem.startswith("__"):
        yield path.stem
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name


def test_nothing_is_named_by_a_participle_or_a_preposition() -> None:
    wrong = []
    for module, path in MODULES.items():
        for name in names(path):
            words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().strip("_")
            first, last = words.split("_")[0], words.split("_")[-1]
            if first in PREDICATES or words.startswith(TERMS):
                continue
            if {first, last} & NO_NAMES:
                wrong.append(f"{module}: {name}")
    assert wrong == []


@pytest.mark.parametrize("name", LOADED)
def test_what_is_loaded_before_a_fork_can_be_found(name: str) -> None:
    assert importlib.util.find_spec(name) is not None  # a fork server passes over what is not there
