"""A writing session as a value: the record that is saved, and the summary for a list.

This module does not define how a record is stored: the format of the file is in bot/storage.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.page.history import History
from bot.page.manuscript import Manuscript
from common.settings import Settings

_FIRST_WORDS = 80  # characters


@dataclass(frozen=True)
class SessionSummary:
    """A summary of a writing session for the list of sessions.

    Attributes:
        first_words: the first words of the page on one line, shortened to 80 characters.
        words: the number of words on the page.
        characters: the number of characters on the page.
        start_time: the time when the session began, with its offset from UTC.
        save_time: the time when the session was last saved, with its offset from UTC.
    """

    first_words: str
    words: int
    characters: int
    start_time: datetime
    save_time: datetime


@dataclass(frozen=True)
class SessionRecord:
    """The saved contents of a writing session.

    Attributes:
        manuscript: the tree of all passages ever written in the session. A passage is a text that
            the user or an author wrote in one go.
        history: the current position in the tree, and the changes that can be undone and redone.
        author: the name of the current author.
        settings: the settings that the user has changed in the chat.
        start_time: the time when the session began, with its offset from UTC.
        save_time: the time when the session was last saved, with its offset from UTC.
    """

    manuscript: Manuscript
    history: History
    author: str
    settings: Settings
    start_time: datetime
    save_time: datetime

    @property
    def end(self) -> int:
        """The number, in the session's tree of passages, of the last passage on the current page.

        The number is 0 if the page is empty. A passage is a text that the user or an author wrote
        in one go.
        """
        return self.history.position.end

    def summary(self) -> SessionSummary:
        """Return the first words and the size of the current page, and the session's times."""
        head = ""
        for number in self.manuscript.path(self.end):
            head = f"{head}{self.manuscript.passage(number).text[:1_000]}".lstrip()
            if len(head) > 2 * _FIRST_WORDS:
                break
        words = self.manuscript.words(self.end)
        characters = self.manuscript.characters(self.end)
        first_words = " ".join(head[:1_000].split())[:_FIRST_WORDS]
        return SessionSummary(first_words, words, characters, self.start_time, self.save_time)
