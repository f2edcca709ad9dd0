"""Hints: one line of advice after what was just done, each shown once ever.

Which ones were shown is kept in a small file. If it cannot be written, a hint may come again in the
next chat.
"""

import contextlib
from pathlib import Path

LINE, EMPTY_LINE = "a line", "an empty line"  # what can be done besides commands

_HINTS = {
    LINE: "An empty line continues. Alt-N or /lines shows nine next sentences to choose from;"
    " /retry writes this passage again, /undo takes it back.",
    EMPTY_LINE: "A line of your own steers the author; after /length 1 sentence you can steer"
    " more often.",
    "/lines": "Choose again for the sentence after it, or type one of your own; /undo takes it"
    " back.",
    "/retry": "No take is lost: /take 1 goes back to the first, /retry 3 shows three to choose"
    " from.",
    "/undo": "Nothing is ever lost: /branches lists all that was left behind.",
    "/model …": "It has read the page; an empty line lets it continue.",
    "/import …": "On an empty line, the author continues your draft.",
    "/save …": "/sessions lists all that is saved; /export page.md makes a document of the page.",
}


class Hints:
    """The hints of a chat, and which of them were shown.

    Args:
        path: the path of the file that keeps which hints were shown; it need not exist.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._shown: set[str] = set()
        with contextlib.suppress(OSError, ValueError):
            self._shown.update(path.read_text("utf-8").splitlines())

    def take(self, deed: str) -> str:
        """Return the hint for what was just done, and count it as shown.

        Args:
            deed: a command's name, such as "/retry", with " …" if it had an argument; or `LINE` or
                `EMPTY_LINE`.

        Returns:
            The hint; "" if there is none, or if it was shown before.
        """
        if deed not in _HINTS or deed in self._shown:
            return ""
        self._shown.add(deed)
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{deed}\n")
        return _HINTS[deed]
