"""Readers: an author's voice (a running network), with a cache of its states after passages.

A state depends only on the text of the page. So if a state was dropped from the cache, it can be
computed again, to the bit, from the nearest earlier passage whose state is cached. An author that
has been trained again gets a new reader, which reads the page from the start.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable

from bot.page.manuscript import ROOT, Manuscript
from models.state import State
from models.style import Style

_PIECE = 2_000  # characters, a tenth of a second of reading, after which it can be stopped
_CACHE_SIZE = 300  # states of an author, about 40 kB each

# Called while an author reads, with the characters read so far and their total; returns whether to
# stop the reading.
Reading = Callable[[int, int], bool]


class ReadingInterrupted(Exception):
    """Raised when the user interrupts an author (a language model) that is reading a text.

    When the author next reads that text, it continues where it was interrupted.

    Args:
        author: the author's name.
    """

    def __init__(self, author: str) -> None:
        super().__init__(author)
        self.author = author


class Reader:
    """An author (a language model), with a cache of the states of its network.

    The cache contains the network's state after each of the 300 passages used most recently. A
    passage is a text that the user or an author wrote in one go.

    Args:
        style: the author, as loaded from its file.

    Attributes:
        style: the author, as loaded from its file.
        voice: the author's network in its current state, from which it continues to read or write.
    """

    def __init__(self, style: Style) -> None:
        self.style = style
        self.voice = style.voice()
        self._states: OrderedDict[int, State] = OrderedDict()
        self._start = self.voice.start()
        # an interrupted reading: the passage, the characters of it that were read, and the state
        self._partial: tuple[int, int, State] | None = None

    def remember(self, number: int) -> None:
        """Cache the network's current state as its state after a given passage.

        A passage is a text that the user or an author (a language model) wrote in one go.

        Args:
            number: the passage's number among all passages of the session, from 1; 0 stands for the
                empty page.
        """
        self._states[number] = self.voice.state
        self._states.move_to_end(number)
        while len(self._states) > _CACHE_SIZE:
            self._states.popitem(last=False)

    def find_state(self, number: int) -> State | None:
        """Return the network's state after a given passage, or None if that state is not cached.

        A passage is a text that the user or an author (a language model) wrote in one go.

        Args:
            number: the passage's number among all passages of the session, from 1; 0 stands for the
                empty page.
        """
        return self._states.get(number) if number != ROOT else self._start

    def read_to(self, manuscript: Manuscript, number: int, reading: Reading) -> Counter[str]:
        """Have the author (a language model) read a page.

        A page is a sequence of passages, each written in one go by the user or an author. Reading
        starts after the last passage for which the network's state is cached.

        Args:
            manuscript: the tree of all passages written in the session.
            number: the number of the page's last passage in that tree; 0 for the empty page.
            reading: a function that is called at least once every 2,000 characters, with the number
                of characters read so far and the number of characters on the page. If it returns
                True, the author stops reading.

        Returns:
            How often each character or word that the author does not know occurs in what was read.

        Raises:
            ReadingInterrupted: if `reading` returned True; the next call continues where this one
                stopped.
        """
        unread: list[int] = []
        state = self._start
        for ancestor in manuscript.path_to_root(number):
            if ancestor in self._states:
                self._states.move_to_end(ancestor)
                state = self._states[ancestor]
                break
            unread.append(ancestor)
        self.voice.state = state
        if not unread:
            return Counter()
        reported = self.voice.pending_unknown  # counted when the unfinished word was read
        unknown: Counter[str] = Counter()
        total = manuscript.characters(number)
        for passage in reversed(unread):
            text = manuscript.passage(passage).text
            end = manuscript.characters(passage)
            position = self._resume(passage)
            while position < len(text):
                piece = text[position : position + _PIECE]
                unknown.update(self.voice.read(piece))
                position += len(piece)
                done = end - len(text) + position
                if done < total and reading(done, total):
                    self._partial = passage, position, self.voice.state
                    raise ReadingInterrupted(self.style.name)
            self._partial = None
            self.remember(passage)
        return unknown + self.voice.pending_unknown - reported

    def _resume(self, number: int) -> int:
        """Restore the state at which reading a passage stopped; return the position in its text."""
        if self._partial is None or self._partial[0] != number:
            return 0
        _, position, self.voice.state = self._partial
        return position
