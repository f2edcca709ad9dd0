"""The library of styles (language models): those shipped with the program and the user's own.

A style's file is read when the style is first needed, so that starting takes no longer if there are
many. A broken file is recorded with the reason, and the others can still be used. If both folders
have a style with the same name, the user's is used, and `notes` says so. models/style.py reads the
files.
"""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from common.errors import BadName, StyleError, UnknownStyle, explain
from common.program import program_name
from common.wording import did_you_mean
from models.style import SUFFIX, Style, check_name, read_checksum, read_style

BASE = "base"  # the style that new ones start from by default
SHIPPED = Path(__file__).parent / "styles"


class Library:
    """The available styles (trained language models, each stored in one file).

    Args:
        own: the folder of the user's own styles; it does not have to exist.
        shipped: the folder of the styles shipped with the program.

    Attributes:
        own: the folder of the user's own styles, where new ones are written.
        broken: the errors from style files that cannot be read, keyed by the name of the style. A
            file that was cut short is noticed at once, one that was altered when it is first read.
        notes: messages for the user about style files that are broken, have an invalid name, or are
            used instead of a shipped one.
    """

    def __init__(self, own: Path, shipped: Path = SHIPPED) -> None:
        self.own = own
        self._shipped = shipped
        self._lock = threading.Lock()
        self._paths: dict[str, list[Path]] = {}  # the files of each name, the first to be used
        self._styles: dict[str, Style] = {}  # those that have been read
        self.broken: dict[str, StyleError] = {}
        self.notes: tuple[str, ...] = ()
        self.refresh()

    def refresh(self) -> None:
        """List the files of all styles (language models) again: the user's and the program's."""
        with self._lock:
            self._look()

    def _look(self) -> None:
        paths: dict[str, list[Path]] = {}
        self._styles, self.broken, self.notes = {}, {}, ()
        for path in self._list_files():
            name = path.name.removesuffix(SUFFIX)
            try:
                check_name(name)
                read_checksum(path)
            except BadName as error:
                self.notes += (f"{path} is not used: {error.what}. {error.todo}",)
            except StyleError as error:
                self._record_broken(name, error)
            else:
                if name in paths:
                    self.notes += (f"Your own {name} is used instead of the shipped one.",)
                paths[name] = [path, *paths.get(name, [])]
        self._paths = paths

    def _list_files(self) -> list[Path]:
        """Return the paths of all style files, the shipped ones first."""
        folders = self._shipped, self.own
        return [path for folder in folders for path in sorted(folder.glob("*" + SUFFIX))]

    def _record_broken(self, name: str, error: StyleError) -> None:
        self.broken[name] = error
        self.notes += (explain(error),)

    def _read(self, name: str, keeps: bool = True) -> Style | None:
        """Return a style, read unless it has been; None if there is no file that can be read."""
        with self._lock:
            style = self._styles.get(name)
            while style is None and self._paths.get(name):
                try:
                    style = read_style(self._paths[name][0])
                except StyleError as error:
                    self._record_broken(name, error)
                    del self._paths[name][0]
                    if not self._paths[name]:
                        del self._paths[name]
            if style is not None and keeps:
                self._styles[name] = style
            return style

    @property
    def names(self) -> Sequence[str]:
        """The names of the usable styles (language models), sorted."""
        return sorted(self._paths)

    def read_all(self) -> Iterator[Style]:
        """Read the usable styles (language models) one after another, and yield them by name.

        The library keeps none of them in memory for that. Files that cannot be read are left out,
        and are then in `broken`.
        """
        for name in self.names:
            style = self._read(name, keeps=False)
            if style is not None:
                yield style

    def get(self, name: str) -> Style:
        """Return the style (a trained language model) that has the given name.

        Raises:
            BadName: when the name is not valid, for example because it contains a space.
            StyleError: when there is a file with that name, but it cannot be read.
            UnknownStyle: when there is no such style. The message suggests a similar name, or lists
                the names of all styles.
        """
        check_name(name)
        style = self._read(name)
        if style is not None:
            return style
        if name in self.broken:
            raise self.broken[name]
        if self.names:
            todo = did_you_mean(name, self.names, f"There are: {', '.join(self.names)}.")
        else:
            todo = f"There are none yet: train one with `{program_name()} train URL --name NAME`."
        raise UnknownStyle(f"there is no author called {name}", todo)

    def find(self, checksum: str) -> Style | None:
        """Return the style (a language model) whose file has the given checksum, or None.

        A style that is shipped with the program is found even if one of the user's styles has the
        same name and therefore replaces it in the library.

        Args:
            checksum: the style's checksum (`Style.checksum`), SHA-256 in hexadecimal.
        """
        for style in [*self._styles.values()]:
            if style.checksum == checksum:
                return style
        for path in reversed(self._list_files()):
            try:
                if read_checksum(path) == checksum:
                    return read_style(path)
            except StyleError:
                continue
        return None

    def latest(self, style: Style) -> Style:
        """Return the library's current version of a style (a trained language model).

        It differs from `style` if the model has been trained again since `style` was read. If the
        library has no style with the same name, `style` itself is returned.
        """
        return self._read(style.name) or style

    def reload(self, name: str) -> Style:
        """Read one of the user's own styles (language models) from its file again, and return it.

        The new version replaces the old one in the library.

        Args:
            name: the name of the style, which is the name of its file without `.style`.

        Raises:
            StyleError: when the file cannot be read; the library then keeps the old version.
        """
        with self._lock:
            path = self.own / (name + SUFFIX)
            style = read_style(path)
            others = [it for it in self._paths.get(name, []) if it != path]
            self._paths[name] = [path, *others]
            self._styles[name] = style
            self.broken.pop(name, None)
        return style
