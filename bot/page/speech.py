"""The layout of speeches in a play.

The user types a speech as one line, such as “HAMLET: To be”. On the page it becomes an empty line,
then “HAMLET:” on a line of its own, then the words; authors of plays are trained on this layout
(texts/plays.py). Only a name in capitals starts a speech, since in prose other words may come
before a colon. The caller decides which pages are plays.
"""

import re

from texts.plays import TITLE

_SPEECH = re.compile(
    rf"^[ \t]*({TITLE}[A-Z][A-Z'’& -]*[A-Z]):"
    r"(?:[ \t]*\n|[ \t]+|(?=[^\W\d_‘“'\"])|[ \t]*\Z)",
    re.MULTILINE,
)


def starts_speech(typed: str) -> bool:
    """Return whether a typed text begins with a speaker's name in capitals and a colon.

    Such a text, for instance “HAMLET: To be”, is a speech in a play.
    """
    return _SPEECH.match(typed) is not None


def lay_out_speeches(typed: str) -> str:
    """Return a typed text with each speaker's name on a line of its own, as in a play.

    A speaker's name is in capitals, at the start of a line, with a colon after it. An empty line is
    put before each speech, except at the start of the text. The rest of the text is unchanged.
    """
    position, text = 0, ""
    for name in _SPEECH.finditer(typed):
        text += typed[position : name.start()]
        text += f"{gap(text)}{name[1]}:\n"
        position = name.end()
    return text + typed[position:]


def gap(page: str) -> str:
    """Return the line ends that have to follow a text so that an empty line comes before a speech.

    Args:
        page: the text before the speech.

    Returns:
        Up to two line ends; "" if the text is empty or already ends with an empty line.
    """
    if not page:
        return ""
    line_ends = len(page) - len(page.rstrip("\n"))
    return "\n" * max(0, 2 - line_ends)
