"""What the program has on a list of its own, by name: a recipe, an author's works.

A name that ends in .yaml or .yml is a path instead. What such a file says is not known here.
"""

from pathlib import Path

from models.errors import UsageError


def listed(name: str, folder: Path, what: str) -> Path:
    """The file of that name or path.

    Args:
        name: as the person wrote it.
        folder: where the program's own are, each a .yaml.
        what: it is called.

    Raises:
        UsageError: when none has that name; a path is not looked at.
    """
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        return path
    path = folder / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(own.stem for own in folder.glob("*.yaml")))
        raise UsageError(
            f"there is no {what} called {name}", f"There are: {known}; or name a .yaml file."
        )
    return path
