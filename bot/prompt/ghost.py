"""Ghost text: how an author would go on with the line that a person is typing.

A Ghost keeps the state after the manuscript and after each character of the line, in a stack. So a
key costs one step of the network, a backspace none, an edit in mid-line only what follows it; and
the length of the manuscript is of no account. What it then writes is the likeliest continuation,
one symbol after the other, to the end of a word.

Where the author's symbols are words, the one that stands last is first given what it lacks, if a
longer word of the alphabet is likelier there than that this one is over.

This module knows neither threads nor the terminal (suggesting), nor what a manuscript is.
"""

import math
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import cached_property

from common.defaults import GHOST
from common.settings import Sampling
from models.voice import State, Voice

_LONGEST = 40  # characters of a suggestion
_DEEPEST = 2_048  # states kept, forty kilobytes each; beyond that the older half is thinned out
_LIKELIEST = Sampling(temperature=0, guard=0)
_INSIDE = "’'-"  # of a word, where a letter follows


class Ghost:
    """An author who goes on with a line as it stands, by one voice of its own.

    One thread at a time may use it.

    Args:
        voice: nobody else's.
        words: of a suggestion, at most; the rest of a word that was begun counts as one.
    """

    def __init__(self, voice: Voice, words: int = GHOST) -> None:
        self.words = words
        self._voice = voice
        self._text = ""
        self._stack: list[tuple[int, State]] = []  # characters of the text read, and the state then

    def suggest(self, base: State, text: str, cancelled: Callable[[], bool] = lambda: False) -> str:
        """The likeliest continuation of a text, to the end of a word and within a line.

        It is empty where no word ends in time, where the author would begin a new line, and where
        it was cancelled.

        Args:
            base: where the voice stands before the text. Another object is another base, and
                empties the stack.
            text: what has been typed, with the space that joins it to what stands before it.
            cancelled: asked between the steps; what has been read by then stays read.
        """
        return self._written(base, text, self.words, cancelled)

    def complete(
        self, base: State, text: str, cancelled: Callable[[], bool] = lambda: False
    ) -> str:
        """What the word at the end of a text lacks, or after a space the whole of the next.

        It is empty where the author takes the word for finished; otherwise as `suggest`.
        """
        return _word(self._written(base, text, 1, cancelled))

    def _written(self, base: State, text: str, words: int, cancelled: Callable[[], bool]) -> str:
        state = self._read(base, text, cancelled)
        if state is None:
            return ""
        lacking = self._lacking(state)
        self._voice.state = state
        self._voice.read(lacking)
        ending = _Ending(lacking, words)
        # what is shown is not on the page, so unlike `write` this need not have it read
        for _ in self._voice.write_batch(_LIKELIEST, [0], [ending]):
            if cancelled():
                return ""
        return ending.whole

    def _read(self, base: State, text: str, cancelled: Callable[[], bool]) -> State | None:
        """The state after the text, or None where that was cancelled."""
        stack = self._stack
        if not stack or stack[0][1] is not base:
            stack[:] = [(0, base)]
        alike = _alike(text, self._text)
        place = bisect_right(stack, alike, key=lambda entry: entry[0]) - 1
        known, state = stack[place]
        if known == len(text):  # the states beyond it are good for what may be typed again
            return state
        del stack[place + 1 :]
        self._text, self._voice.state = text, state
        for count in range(known + 1, len(text) + 1):
            if cancelled():
                return None
            self._voice.read(text[count - 1])
            if len(stack) >= _DEEPEST:
                del stack[1 : _DEEPEST // 2 : 2]
            stack.append((count, self._voice.state))
        return self._voice.state

    def _lacking(self, state: State) -> str:
        """What the word that stands last lacks to be the likeliest; of alphabets of words only.

        One that ends in a hyphen or an apostrophe is taken for over only where no word goes on
        from there. Case is the person's: a word is taken if, with what it lacks, it is read as
        that symbol.
        """
        begun = state.pending
        if not begun:
            return ""
        alphabet, logits = self._voice.alphabet, state.logits[0]
        over = alphabet.encode("", state.before, begun).ids
        least = float(logits[over[0]]) if len(over) == 1 and over[0] else -math.inf
        lowered = begun.lower()
        first = bisect_left(self._words, (lowered, 0))
        last = bisect_left(self._words, (lowered + "\U0010ffff", 0))
        longer = [symbol for _, symbol in self._words[first:last] if logits[symbol] > least]
        for symbol in sorted(longer, key=lambda symbol: -logits[symbol]):
            lacking = alphabet.spell(symbol, " ")[len(begun) :]
            if len(begun) > 1 and begun.isupper():
                lacking = lacking.upper()
            if lacking and [*alphabet.encode(lacking, state.before, begun).ids] == [symbol]:
                return lacking
        return ""

    @cached_property
    def _words(self) -> list[tuple[str, int]]:
        """Every symbol but the replacement, lower-cased and sorted."""
        alphabet = self._voice.alphabet
        return sorted((alphabet.spell(i, " ").lower(), i) for i in range(1, len(alphabet)))


class _Ending:
    """A stop at the end of the so-manieth word, of the line, or of the longest suggestion.

    Args:
        written: what the suggestion begins with.
        words: it may have.
    """

    def __init__(self, written: str, words: int) -> None:
        self._written = written
        self._words = words
        self._next = ""  # what would have been written next

    def __call__(self, character: str) -> bool:
        self._next = character
        space = character.isspace() and len(self._written.split()) >= self._words
        if space or character == "\n" or len(self._written) >= _LONGEST:
            return True
        self._written += character
        return False

    @property
    def whole(self) -> str:
        """What was written, as far as its words are whole.

        They end at spaces; in writing without any, at punctuation.
        """
        text = self._written
        if self._next.isspace():
            return text.rstrip()
        spaces = [i for i, c in enumerate(text) if c.isspace()]
        if spaces:
            return text[: spaces[-1]].rstrip()
        return text[: max((i + 1 for i, c in enumerate(text) if _is_mark(c)), default=0)]


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _word(text: str) -> str:
    """The letters and digits that a text begins with, and what may stand among them."""
    for i, character in enumerate(text):
        inside = character in _INSIDE and text[i + 1 : i + 2].isalnum()
        if character.isspace() or (_is_mark(character) and not inside):
            return text[:i]
    return text


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
