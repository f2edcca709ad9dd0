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
    """What a list of sessions shows about one writing session.

    Attributes:
        first_words: the first words of the page (the text that was written), on one line and
            shortened to 80 characters.
        words: the number of words on the page.
        characters: the number of characters on the page.
        start_time: when the session began, with a UTC offset.
        save_time: when the session was last saved, with a UTC offset.
    """

    first_words: str
    words: int
    characters: int
    start_time: datetime
    save_time: datetime


@dataclass(frozen=True)
class SessionRecord:
    """The contents of a saved writing session.

    Attributes:
        manuscript: the tree of all passages ever written in the session. A passage is a text that
            the user or an author (a language model) wrote in one go.
        history: the current position in the tree, and the changes that can be undone and redone.
        author: the name of the current author.
        settings: the settings that the user has changed in the chat.
        start_time: when the session began, with a UTC offset.
        save_time: when the session was last saved, with a UTC offset.
    """

    manuscript: Manuscript
    history: History
    author: str
    settings: Settings
    start_time: datetime
    save_time: datetime

    @property
    def end(self) -> int:
        """The number of the last passage on the page; 0 if the page is empty.

        A passage is a part of the page (the text that was written) that the user or an author (a
        language model) wrote in one go. All passages of the session are numbered from 1.
        """
        return self.history.position.end

    def summary(self) -> SessionSummary:
        """Return what a list of sessions shows about this one: its first words, size and times."""
        head = ""
        for number in self.manuscript.path(self.end):
            head = f"{head}{self.manuscript.passage(number).text[:1_000]}".lstrip()
            if len(head) > 2 * _FIRST_WORDS:
                break
        words = self.manuscript.words(self.end)
        characters = self.manuscript.characters(self.end)
        first_words = " ".join(head[:1_000].split())[:_FIRST_WORDS]
        return SessionSummary(first_words, words, characters, self.start_time, self.save_time)
