"""One sitting as a value: what is kept of it, and what is told of it in a list.

Neither files nor formats are known here.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.page.history import History
from bot.page.manuscript import Manuscript
from common.settings import Settings

_FIRST_WORDS = 80  # characters


@dataclass(frozen=True)
class SessionSummary:
    """What is told of a sitting.

    Attributes:
        first_words: the first words of the page.
        words: of the page.
        characters: the same.
        start_time: with its offset from UTC, as `changed`.
        save_time: when it was saved last.
    """

    first_words: str
    words: int
    characters: int
    start_time: datetime
    save_time: datetime


@dataclass(frozen=True)
class SessionRecord:
    """What is kept of a sitting.

    Attributes:
        manuscript: all that was ever written.
        history: where the page stands, and the steps.
        author: who was at work.
        settings: the person's own.
        start_time: with its offset from UTC, as `changed`.
        save_time: when it was saved last.
    """

    manuscript: Manuscript
    history: History
    author: str
    settings: Settings
    start_time: datetime
    save_time: datetime

    @property
    def end(self) -> int:
        """The last passage of the page."""
        return self.history.position.end

    def summary(self) -> SessionSummary:
        """What is told of it."""
        begins = ""
        for number in self.manuscript.path(self.end):
            begins = f"{begins}{self.manuscript.passage(number).text[:1_000]}".lstrip()
            if len(begins) > 2 * _FIRST_WORDS:
                break
        words = self.manuscript.words(self.end)
        characters = self.manuscript.characters(self.end)
        first = " ".join(begins[:1_000].split())[:_FIRST_WORDS]
        return SessionSummary(first, words, characters, self.start_time, self.save_time)
