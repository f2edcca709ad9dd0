"""The library of styles (trained authors): those shipped with the program and the user's own.

A broken file is recorded with the reason, and the others can still be used. If both folders have a
style with the same name, the user's is used, and `notes` says so. models/style.py reads the files.
"""

import contextlib
import threading
from collections.abc import Sequence
from pathlib import Path

from common.errors import BadName, StyleError, UnknownStyle, explain
from common.program import program_name
from common.wording import did_you_mean
from models.style import SUFFIX, Style, check_name, read_style

BASE = "base"  # the style that new ones start from by default
SHIPPED = Path(__file__).parent / "styles"


class Library:
    """The available styles (trained authors, each stored in one file).

    Args:
        own: the folder of the user's own styles; it does not have to exist.
        shipped: the folder of the styles shipped with the program.

    Attributes:
        own: the folder of the user's own styles, where new ones are written.
        broken: the errors from style files that cannot be read, keyed by the name of the style.
        notes: messages for the user about style files that are broken, have an invalid name, or are
            used instead of a shipped one.
    """

    def __init__(self, own: Path, shipped: Path = SHIPPED) -> None:
        self.own = own
        self._shipped = shipped
        self._lock = threading.Lock()
        self._styles: dict[str, Style] = {}
        self.broken: dict[str, StyleError] = {}
        self.notes: tuple[str, ...] = ()
        self.refresh()

    def refresh(self) -> None:
        """Read the files of all styles (trained authors) again: the user's and the program's.

        Until all files have been read, other threads still see the old styles.
        """
        with self._lock:
            self._look()

    def _look(self) -> None:
        styles: dict[str, Style] = {}
        broken: dict[str, StyleError] = {}
        notes: list[str] = []
        for folder in (self._shipped, self.own):
            for path in sorted(folder.glob("*" + SUFFIX)):
                name = path.name.removesuffix(SUFFIX)
                try:
                    style = read_style(path)
                    check_name(name)
                except BadName as error:
                    notes.append(f"{path} is not used: {error.what}. {error.todo}")
                    continue
                except StyleError as error:
                    broken[name] = error
                    notes.append(explain(error))
                    continue
                if name in styles:
                    notes.append(f"Your own {name} is used instead of the shipped one.")
                styles[name] = style
        self._styles, self.broken, self.notes = styles, broken, tuple(notes)

    @property
    def names(self) -> Sequence[str]:
        """The names of the usable styles (trained authors), sorted."""
        return sorted(self._styles)

    @property
    def styles(self) -> Sequence[Style]:
        """The usable styles (trained authors), sorted by name."""
        styles = self._styles
        return [styles[name] for name in sorted(styles)]

    def get(self, name: str) -> Style:
        """Return the style (trained author) that has the given name.

        Raises:
            BadName: when the name is not valid, for example because it contains a space.
            StyleError: when there is a file with that name, but it cannot be read.
            UnknownStyle: when there is no such style. The message suggests a similar name, or lists
                the names of all styles.
        """
        check_name(name)
        if name in self._styles:
            return self._styles[name]
        if name in self.broken:
            raise self.broken[name]
        if self.names:
            todo = did_you_mean(name, self.names, f"There are: {', '.join(self.names)}.")
        else:
            todo = f"There are none yet: train one with `{program_name()} train URL --name NAME`."
        raise UnknownStyle(f"there is no author called {name}", todo)

    def find(self, checksum: str) -> Style | None:
        """Return the style (trained author) whose file has the given checksum, or None.

        A style that is shipped with the program is found even if one of the user's styles has the
        same name and therefore replaces it in the library.

        Args:
            checksum: the style's checksum (`Style.checksum`), SHA-256 in hexadecimal.
        """
        for style in self.styles:
            if style.checksum == checksum:
                return style
        for path in sorted(self._shipped.glob("*" + SUFFIX)):
            with contextlib.suppress(StyleError):
                style = read_style(path)
                if style.checksum == checksum:
                    return style
        return None

    def latest(self, style: Style) -> Style:
        """Return the library's current version of a style (a trained author).

        It differs from `style` if the author has been trained again since `style` was read. If the
        library has no style with the same name, `style` itself is returned.
        """
        return self._styles.get(style.name, style)

    def reload(self, name: str) -> Style:
        """Read one of the user's own styles (trained authors) from its file again, and return it.

        The new version replaces the old one in the library.

        Args:
            name: the name of the style, which is the name of its file without `.style`.

        Raises:
            StyleError: when the file cannot be read; the library then keeps the old version.
        """
        with self._lock:
            style = read_style(self.own / (name + SUFFIX))
            self._styles = {**self._styles, name: style}
            self.broken = {key: error for key, error in self.broken.items() if key != name}
        return style
