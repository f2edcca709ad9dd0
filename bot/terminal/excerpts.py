"""Texts that are too long to show in full, shortened."""

from dataclasses import replace

from bot.page.manuscript import Passage
from common.sanitizer import sanitize

_LONGEST_SHOWN = 1_500  # characters of a passage; more would scroll the screen


def shorten_passage(passage: Passage) -> Passage:
    """Return a passage, reduced to its end if it is too long to show in full."""
    if len(passage.text) <= _LONGEST_SHOWN:
        return passage
    tail = passage.text[-_LONGEST_SHOWN:]
    return replace(passage, text=f"… {tail[tail.find(' ') + 1 :]}")


def shorten_until(until: str) -> str:
    """Return a text of /until short enough for the toolbar, in one line."""
    return sanitize(until.replace("\n", "\\n"))[:20]
