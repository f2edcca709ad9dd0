"""The authors at hand: those shipped with the program and the person's own.

A broken file is set aside with its reason and leaves the others usable. Where both folders have a
name, the person's wins, and `notes` says so. This module knows folders and names; what a style file
is, style.py knows.
"""

import contextlib
import difflib
import threading
from collections.abc import Sequence
from pathlib import Path

from common.errors import BadName, StyleError, UnknownStyle, explain
from common.program import program
from models.style import SUFFIX, Style, check_name, read_style

BASE = "base"  # the style that new ones begin from, unless told otherwise
SHIPPED = Path(__file__).parent / "styles"


class Library:
    """Styles by name.

    Args:
        own: the person's folder of styles, where new ones go; it need not exist.
        shipped: the program's own.
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
        """Look at the folders again; takes effect in one assignment."""
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
                    notes.append(f"{path} is left out: {error.what}. {error.todo}")
                    continue
                except StyleError as error:
                    broken[name] = error
                    notes.append(explain(error))
                    continue
                if name in styles:
                    notes.append(f"Your own {name} is used in place of the one that was shipped.")
                styles[name] = style
        self._styles, self.broken, self.notes = styles, broken, tuple(notes)

    @property
    def names(self) -> Sequence[str]:
        return sorted(self._styles)

    @property
    def styles(self) -> Sequence[Style]:
        """All that can be used, by name."""
        styles = self._styles
        return [styles[name] for name in sorted(styles)]

    def get(self, name: str) -> Style:
        """The style of that name.

        Raises:
            BadName: when no style can have that name.
            StyleError: when its file is broken.
            UnknownStyle: when there is none; it names the nearest.
        """
        check_name(name)
        if name in self._styles:
            return self._styles[name]
        if name in self.broken:
            raise self.broken[name]
        near = difflib.get_close_matches(name, self.names, 1)
        known = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(self.names)}."
        if not self.names:
            known = f"There is none yet: train one with `{program()} train URL --name NAME`."
        raise UnknownStyle(f"there is no author called {name}", known)

    def find(self, checksum: str) -> Style | None:
        """The style with that checksum, also where one of the person's own has taken its name."""
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
        """The style of the same name that is in use now; `style` itself when there is none."""
        return self._styles.get(style.name, style)

    def reload(self, name: str) -> Style:
        """Read one of the person's own styles anew and use it from now on.

        Raises:
            StyleError: when it cannot be read; the one in use stays in use.
        """
        with self._lock:
            style = read_style(self.own / (name + SUFFIX))
            self._styles = {**self._styles, name: style}
            self.broken = {key: error for key, error in self.broken.items() if key != name}
        return style
