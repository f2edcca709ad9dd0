"""Readers: an author's voice (a running network), with a cache of its states after passages.

An author reads only the end of a page (models/context.py). A state depends only on the text of the
page and on the place where the reading began. So if a state was dropped from the cache, it can be
computed again, to the bit. An author that has been trained again gets a new reader.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.page.manuscript import ROOT, Manuscript
from models.state import State
from models.style import Style

_PIECE = 1_000  # characters, a tenth of a second of reading, after which it can be stopped
_SMALL_PIECE = 16  # characters that are read between two keys, in a few milliseconds
_CACHE_SIZE = 300  # states of an author, about 40 kB each
_NEAR = 4  # passages at the end of what is read, after which states are cached
_UNFINISHED = 2  # the reading that was interrupted, and the one for the next start

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


@dataclass(frozen=True)
class _Unfinished:
    """A reading that has not reached the end of the page.

    Attributes:
        passage: the number of the passage that was being read.
        place: how many characters of the page have been read or passed over.
        state: the state after them.
    """

    passage: int
    place: int
    state: State


class Reader:
    """An author (a language model), with a cache of the states of its network.

    The cache contains up to 300 states of the network, those used most recently. Each is the state
    after a passage, a text that the user or an author wrote in one go.

    Args:
        style: the author, as loaded from its file.

    Attributes:
        style: the author, as loaded from its file.
        voice: the author's network in its current state, from which it continues to read or write.
        start: the index of the first character that the network has read, counted from the start of
            the page (the text being written); the network has not read the text before it.
    """

    def __init__(self, style: Style) -> None:
        self.style = style
        self.voice = style.voice()
        self.start = 0
        self._empty = self.voice.state
        # the states by passage and by where the reading began, the latest used last
        self._states: OrderedDict[tuple[int, int], State] = OrderedDict()
        self._unfinished: OrderedDict[int, _Unfinished] = OrderedDict()  # by where they began
        # for each passage that has been searched for what is unknown: what the alphabet must know
        # to encode the text after it
        self._searched = {ROOT: ("\n", "")}

    def remember(self, number: int) -> None:
        """Cache the current state of the author's network as its state after a given passage.

        A passage is a text that the user or an author (a language model) wrote in one go.

        Args:
            number: the passage's number among all passages of the session, from 1.
        """
        self._cache(number, self.start, self.voice.state)

    def find_state(self, manuscript: Manuscript, number: int, start: int) -> State | None:
        """Return the network's state after reading the end of a page; None if it is not cached.

        A page is a sequence of passages, each written in one go by the user or an author (a
        language model).

        Args:
            manuscript: the tree of all passages written in the session.
            number: the number of the page's last passage in that tree; 0 for the empty page.
            start: the index, on the page, of the first character that the network has read.
        """
        if manuscript.characters(number) <= start:
            return self._empty
        return self._states.get((number, start))

    def read_to(self, manuscript: Manuscript, number: int, start: int, reading: Reading) -> None:
        """Have the author (a language model) read the end of a page.

        A page is a sequence of passages, each written in one go by the user or an author. If an
        earlier call read from the same `start`, the text that it read is not read again.

        Args:
            manuscript: the tree of all passages written in the session.
            number: the number of the page's last passage in that tree; 0 for the empty page.
            start: the index of the first character of the page to read. Nothing is read if the page
                ends before it.
            reading: a function that is called at least once every 1,000 characters, with the number
                of characters read so far and the number of characters to read. If it returns True,
                the author stops reading.

        Raises:
            ReadingInterrupted: if `reading` returned True; the next call continues where this one
                stopped.
        """
        total = max(0, manuscript.characters(number) - start)
        while True:
            done, state = self._advance(manuscript, number, start, _PIECE)
            if done == total:
                self.start, self.voice.state = start, state
                return
            if reading(done, total):
                raise ReadingInterrupted(self.style.name)

    def prepare(self, manuscript: Manuscript, number: int, start: int) -> None:
        """Have the author (a language model) read a few more characters of the end of a page.

        A call takes a few milliseconds. The next call continues where this one stopped, and so does
        `read_to`. The attributes `voice` and `start`, which give the current state of the
        author's network, do not change.

        A page is a sequence of passages, each written in one go by the user or an author.

        Args:
            manuscript: the tree of all passages written in the session.
            number: the number of the page's last passage in that tree; 0 for the empty page.
            start: the index of the first character of the page to read.
        """
        self._advance(manuscript, number, start, _SMALL_PIECE)

    def count_unknown(self, manuscript: Manuscript, number: int) -> Counter[str]:
        """Count the characters or words on a page that the author (a language model) cannot read.

        The whole page is searched, even the part that the author does not read. A page is a
        sequence of passages, each written in one go by the user or an author. Passages that an
        earlier call has searched are skipped, and so are those that the author wrote itself.

        Args:
            manuscript: the tree of all passages written in the session.
            number: the number of the page's last passage in that tree; 0 for the empty page.

        Returns:
            How often each such character or word occurs.
        """
        alphabet, unsearched = self.voice.alphabet, list[int]()
        before = self._searched[ROOT]
        for ancestor in manuscript.path_to_root(number):
            if ancestor in self._searched:
                before = self._searched[ancestor]
                break
            unsearched.append(ancestor)
        unknown: Counter[str] = Counter()
        for ancestor in reversed(unsearched):
            passage = manuscript.passage(ancestor)
            encoded = alphabet.encode(passage.text, *before, final=False)
            after = encoded.previous, encoded.pending
            if passage.writing is None or passage.writing.checksum != self.style.checksum:
                # a word that may go on is counted with the passage in which it begins
                unknown += encoded.unknown + alphabet.encode("", *after).unknown
                unknown -= alphabet.encode("", *before).unknown
            self._searched[ancestor] = before = after
        return unknown

    def _advance(
        self, manuscript: Manuscript, number: int, start: int, most: int
    ) -> tuple[int, State]:
        """Read on, at most so many characters, from the nearest known state.

        Return how many characters from the start on have been read by now, and the state after
        them.
        """
        unread = list[int]()
        state, place = self._empty, start
        unfinished = self._unfinished.get(start)
        for ancestor in manuscript.path_to_root(number):
            if manuscript.characters(ancestor) <= start:
                break
            cached = self._states.get((ancestor, start))
            if cached is not None:
                self._states.move_to_end((ancestor, start))
                state, place = cached, manuscript.characters(ancestor)
                break
            unread.append(ancestor)
            if unfinished and unfinished.passage == ancestor:
                state, place = unfinished.state, unfinished.place
                break
        last = place + most
        former = self.voice.state
        for passage in reversed(unread):
            text, end = manuscript.passage(passage).text, manuscript.characters(passage)
            begin = end - len(text)
            self.voice.state = state
            self.voice.read(text[place - begin : last - begin])
            state, place = self.voice.state, min(end, last)
            if place == end and manuscript.depth(number) - manuscript.depth(passage) < _NEAR:
                self._cache(passage, start, state)
            if place == last:
                self._keep(start, _Unfinished(passage, place, state))
                break
        self.voice.state = former
        return max(0, place - start), state

    def _keep(self, start: int, unfinished: _Unfinished) -> None:
        self._unfinished[start] = unfinished
        self._unfinished.move_to_end(start)
        while len(self._unfinished) > _UNFINISHED:
            self._unfinished.popitem(last=False)

    def _cache(self, number: int, start: int, state: State) -> None:
        self._states[number, start] = state
        self._states.move_to_end((number, start))
        while len(self._states) > _CACHE_SIZE:
            self._states.popitem(last=False)
