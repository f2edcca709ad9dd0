"""Excerpts: texts that are too long to show in full, or that must fit on one line."""

import re
from dataclasses import replace

from bot.page.manuscript import Passage
from common.sanitizer import sanitize

_LONGEST_SHOWN = 1_500  # characters of a passage; more would scroll the screen
_HEADED = 20  # characters of a draft that a heading shows


def shorten_passage(passage: Passage) -> Passage:
    """Return a passage unchanged, or with only the end of its text if it is too long to print.

    Args:
        passage: a text that the user or an author (a language model) wrote in one go; it is too
            long if it has more than 1,500 characters.
    """
    if len(passage.text) <= _LONGEST_SHOWN:
        return passage
    tail = passage.text[-_LONGEST_SHOWN:]
    return replace(passage, text=f"… {tail[tail.find(' ') + 1 :]}")


def shorten_until(until: str) -> str:
    """Return the first 20 characters of a text, on one line, so that they fit in the toolbar.

    Args:
        until: the text at which an author (a language model) stops, as set with the command /until.
    """
    return sanitize(until.replace("\n", "\\n"))[:20]


def shorten_draft(draft: str) -> str:
    """Return at most the last 20 characters of a typed line, so that they fit into a heading.

    A shortened line begins with an ellipsis and, if possible, with a whole word. A line break is
    shown as a slash, and a paragraph break as ¶.

    Args:
        draft: the line, as typed.
    """
    line = show_breaks(sanitize(draft))
    tail = line[-_HEADED:].partition(" ")[2] or line[-_HEADED:]
    return line if len(line) <= _HEADED else f"… {tail}"


def show_breaks(text: str) -> str:
    """Return a text as one line, with ¶ for a paragraph break and a slash for a line break."""
    text = re.sub(r" ?\n *\n\s*", " ¶ ", text)
    return re.sub(r" ?\n ?", " / ", text).strip()
