"""Every author's state at every passage: computed once, kept while there is room.

A state is a function of the page and of nothing else, so one that was let go is computed again from
the nearest passage whose state is kept, to the bit. An author who was trained anew is another
reader, and reads from the beginning.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable

from bot.page.manuscript import ROOT, Manuscript
from models.style import Style
from models.voice import State

_PIECE = 2_000  # characters, a tenth of a second: how often an author who reads can be stopped
_KEPT = 300  # states of an author, forty kilobytes each or so

Reading = Callable[[int, int], bool]  # characters read, of how many -> whether to stop


class ReadingInterrupted(Exception):
    """The person stopped an author who was reading; it will read on from there.

    Args:
        author: its name.
    """

    def __init__(self, author: str) -> None:
        super().__init__(author)
        self.author = author


class Reader:
    """An author's voice, and where it stood after each passage.

    Args:
        style: the author.
    """

    def __init__(self, style: Style) -> None:
        self.style = style
        self.voice = style.voice()
        self._states: OrderedDict[int, State] = OrderedDict()
        self._start = self.voice.start()
        self._begun: tuple[int, int, State] | None = None  # a passage, read so far, and the state

    def remember(self, number: int) -> None:
        """The voice stands after that passage."""
        self._states[number] = self.voice.state
        self._states.move_to_end(number)
        while len(self._states) > _KEPT:
            self._states.popitem(last=False)

    def state_after(self, number: int) -> State | None:
        """The state after a passage, where it is kept."""
        return self._states.get(number) if number != ROOT else self._start

    def stand(self, manuscript: Manuscript, number: int, reading: Reading) -> Counter[str]:
        """Have the voice stand after a passage, reading what it has not read of the page.

        Returns what it could not read on the way, characters or words, with how often.

        Raises:
            ReadingInterrupted: when `reading` says so; what was read is kept.
        """
        missing: list[int] = []
        state = self._start
        for one in manuscript.path_to_root(number):
            if one in self._states:
                self._states.move_to_end(one)
                state = self._states[one]
                break
            missing.append(one)
        self.voice.state = state
        if not missing:
            return Counter()
        told = self.voice.unfinished()  # of the last word, when it was read
        unknown: Counter[str] = Counter()
        total = manuscript.characters(number)
        for one in reversed(missing):
            text = manuscript.passage(one).text
            left = total - manuscript.characters(one)
            place = self._take_up(one)
            while place < len(text):
                piece = text[place : place + _PIECE]
                unknown.update(self.voice.read(piece))
                place += len(piece)
                rest = len(text) - place + left
                if rest and reading(total - rest, total):
                    self._begun = one, place, self.voice.state
                    raise ReadingInterrupted(self.style.name)
            self._begun = None
            self.remember(one)
        return unknown + self.voice.unfinished() - told

    def _take_up(self, number: int) -> int:
        """Stand where the reading of that passage was left off; returns the place in it."""
        if self._begun is None or self._begun[0] != number:
            return 0
        _, place, self.voice.state = self._begun
        return place
