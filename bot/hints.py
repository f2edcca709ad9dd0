"""Hints: one line of advice after an action of the user; each hint is shown only once.

A small file records which hints have been shown. If it cannot be written, a hint might be repeated
in the next chat.
"""

import contextlib
from pathlib import Path

LINE, EMPTY_LINE = "a line", "an empty line"  # the actions that are not commands

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
    """One-line hints for the user of the chat, each of which is shown only once.

    Args:
        path: the path of the file that records which hints have been shown; it need not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._shown: set[str] = set()
        with contextlib.suppress(OSError, ValueError):
            self._shown.update(path.read_text("utf-8").splitlines())

    def take(self, deed: str) -> str:
        """Return the hint for the user's last action, and record that it has been shown.

        Args:
            deed: the action: `LINE` or `EMPTY_LINE` if the user entered a line of text or an empty
                line, otherwise the name of the command used, such as "/retry", with " …" added if
                the command had an argument.

        Returns:
            The hint; "" if there is none, or if it has been shown before.
        """
        if deed not in _HINTS or deed in self._shown:
            return ""
        self._shown.add(deed)
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{deed}\n")
        return _HINTS[deed]
