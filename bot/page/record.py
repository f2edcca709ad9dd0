"""A session as a value: the record that is saved, and the summary that a list shows.

The file's format is bot/storage's.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.page.history import History
from bot.page.manuscript import Manuscript
from common.settings import Settings

_FIRST_WORDS = 80  # characters


@dataclass(frozen=True)
class SessionSummary:
    """What a list of sessions shows of one.

    Attributes:
        first_words: the first words of the page, at most 80 characters.
        words: how many words the page has.
        characters: how many characters the page has.
        start_time: when the session began, with its offset from UTC.
        save_time: when the session was last saved, with its offset from UTC.
    """

    first_words: str
    words: int
    characters: int
    start_time: datetime
    save_time: datetime


@dataclass(frozen=True)
class SessionRecord:
    """What is saved of a session.

    Attributes:
        manuscript: all passages ever written.
        history: the page's position, and the steps that can be undone and redone.
        author: the name of the author at work.
        settings: what the person has set in the chat.
        start_time: when the session began, with its offset from UTC.
        save_time: when the session was last saved, with its offset from UTC.
    """

    manuscript: Manuscript
    history: History
    author: str
    settings: Settings
    start_time: datetime
    save_time: datetime

    @property
    def end(self) -> int:
        """The number of the present page's last passage."""
        return self.history.position.end

    def summary(self) -> SessionSummary:
        """Return what a list of sessions shows of this one."""
        head = ""
        for number in self.manuscript.path(self.end):
            head = f"{head}{self.manuscript.passage(number).text[:1_000]}".lstrip()
            if len(head) > 2 * _FIRST_WORDS:
                break
        words = self.manuscript.words(self.end)
        characters = self.manuscript.characters(self.end)
        first_words = " ".join(head[:1_000].split())[:_FIRST_WORDS]
        return SessionSummary(first_words, words, characters, self.start_time, self.save_time)
