"""Texts that are too long to show in full, shortened."""

from dataclasses import replace

from bot.page.manuscript import Passage
from common.sanitizer import sanitize

_LONGEST_SHOWN = 1_500  # characters of a passage; more would scroll the screen


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
    """Shorten a text to its first 20 characters, on one line, so that it fits in the toolbar.

    Args:
        until: the text at which an author (a language model) stops, as set with the command /until.
    """
    return sanitize(until.replace("\n", "\\n"))[:20]
