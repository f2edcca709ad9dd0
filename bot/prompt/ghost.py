"""Ghost text: an author's likeliest continuation of the line that is being typed.

A Ghost keeps a stack of network states: one after the manuscript, and one after each character of
the line. So a typed key takes one step of the network, a backspace takes none, and an edit in the
middle of a line takes one for each character after it; the length of the manuscript does not
matter. From the last state, the Ghost writes the likeliest continuation symbol by symbol, up to the
end of a word.

If the author's symbols are words, the last word of the line is completed first, provided that a
longer word is likelier than the end of the word.

Quotes and dashes are of the kinds used on the page, as in passages.

Threads and the terminal are handled in bot/prompt/suggestions.py.
"""

import math
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import cached_property

from common.defaults import GHOST
from common.settings import Sampling
from models.state import State
from models.voice import Voice
from models.writing.punctuation import Punctuation

_LONGEST = 40  # characters of a suggestion at most
_DEEPEST = 2_048  # states in the stack, 40 kB each; beyond that the older half is thinned out
_LIKELIEST = Sampling(temperature=0, guard=0)
_INSIDE = "’'-"  # marks that belong to a word if a letter follows


class Ghost:
    """A predictor of how an author (a language model) would continue the line being typed.

    It must not be used by several threads at once.

    Args:
        voice: the author's network with its current state; nothing else may use it.
        words: the maximum number of words in a suggestion, including the rest of an unfinished
            word.
    """

    def __init__(self, voice: Voice, words: int = GHOST) -> None:
        self.words = words
        self._voice = voice
        self._text = ""
        self._stack: list[tuple[int, State]] = []  # (characters of the text read, state after them)
        self._marks = Punctuation()  # of the page before the line

    def suggest(
        self,
        base: State,
        text: str,
        is_cancelled: Callable[[], bool] = lambda: False,
        page: str = "",
    ) -> str:
        """Return what the author (a language model) would most likely add to the typed line.

        The suggestion ends at the end of a word. The network's state after each character of the
        line is cached. When the line changes, only the part from the change onwards is read again.

        Args:
            base: the network's state before the line. If it is not the same object as in the
                previous call, the cache is cleared.
            text: the line typed so far, with a space before it if the text before it requires one.
            is_cancelled: a function that is called repeatedly during the computation. If it returns
                True, the computation stops; the states computed so far stay in the cache.
            page: the text before the line. The kinds of quotes and dashes used there are used in
                the result.

        Returns:
            The suggestion; "" if no word ends within 40 characters, if the author would start a new
            line, or if the computation was cancelled.
        """
        return self._continue(base, text, self.words, is_cancelled, page)

    def complete(
        self,
        base: State,
        text: str,
        is_cancelled: Callable[[], bool] = lambda: False,
        page: str = "",
    ) -> str:
        """Return what the author (a language model) would most likely add to finish the last word.

        If the line ends with a space, return the whole next word. The network's state after each
        character of the line is cached.

        Args:
            base: the network's state before the line. If it is not the same object as in the
                previous call, the cache is cleared.
            text: the line typed so far, with a space before it if the text before it requires one.
            is_cancelled: a function that is called repeatedly during the computation. If it returns
                True, the computation stops; the states computed so far stay in the cache.
            page: the text before the line. The kinds of quotes and dashes used there are used in
                the result.

        Returns:
            The characters to add; "" if the word is complete, if no word ends within 40 characters,
            if the author would start a new line, or if the computation was cancelled.
        """
        return _first_word(self._continue(base, text, 1, is_cancelled, page))

    def _continue(
        self, base: State, text: str, words: int, is_cancelled: Callable[[], bool], page: str
    ) -> str:
        if not self._stack or self._stack[0][1] is not base:  # a long page is searched only once
            self._marks = Punctuation.find(page)
        state = self._read(base, text, is_cancelled)
        if state is None:
            return ""
        rest = self._rest_of_word(state)
        self._voice.state = state
        self._voice.read(rest)
        stop = _WordStop(rest, words)
        # a suggestion is not on the page, so unlike `write` this need not read it afterwards
        for _ in self._voice.write_batch(_LIKELIEST, [0], [stop]):
            if is_cancelled():
                return ""
        return self._marks.follow(text).spell(stop.whole_words)[0]

    def _read(self, base: State, text: str, is_cancelled: Callable[[], bool]) -> State | None:
        """Return the state after a text, or None if it was cancelled."""
        stack = self._stack
        if not stack or stack[0][1] is not base:
            stack[:] = [(0, base)]
        common = _common_length(text, self._text)
        place = bisect_right(stack, common, key=lambda entry: entry[0]) - 1
        read, state = stack[place]
        if read == len(text):  # keep the later states: that text may be typed again
            return state
        del stack[place + 1 :]
        self._text, self._voice.state = text, state
        for count in range(read + 1, len(text) + 1):
            if is_cancelled():
                return None
            self._voice.read(text[count - 1])
            if len(stack) >= _DEEPEST:
                del stack[1 : _DEEPEST // 2 : 2]
            stack.append((count, self._voice.state))
        return self._voice.state

    def _rest_of_word(self, state: State) -> str:
        """Return the rest of the word that is pending, or ""; for alphabets of words only.

        A word that ends in a hyphen or an apostrophe counts as finished only if no longer word
        begins like it. The user's case is kept: a longer word is accepted if the typed part
        with the rest is read as its symbol.
        """
        pending = state.pending
        if not pending:
            return ""
        alphabet, logits = self._voice.alphabet, state.logits[0]
        symbols = alphabet.encode("", state.previous, pending).ids
        least = float(logits[symbols[0]]) if len(symbols) == 1 and symbols[0] else -math.inf
        lowered = pending.lower()
        first = bisect_left(self._words, (lowered, 0))
        last = bisect_left(self._words, (lowered + "\U0010ffff", 0))
        longer = [symbol for _, symbol in self._words[first:last] if logits[symbol] > least]
        for symbol in sorted(longer, key=lambda symbol: -logits[symbol]):
            rest = alphabet.spell(symbol, " ")[len(pending) :]
            if len(pending) > 1 and pending.isupper():
                rest = rest.upper()
            if rest and [*alphabet.encode(rest, state.previous, pending).ids] == [symbol]:
                return rest
        return ""

    @cached_property
    def _words(self) -> list[tuple[str, int]]:
        """(lower-cased word, symbol), sorted, for every symbol but the replacement."""
        alphabet = self._voice.alphabet
        return sorted((alphabet.spell(i, " ").lower(), i) for i in range(1, len(alphabet)))


class _WordStop:
    """A stop after a number of words, at the end of the line, or after 40 characters.

    Args:
        text: the beginning of the suggestion.
        words: the maximum number of words of the suggestion.
    """

    def __init__(self, text: str, words: int) -> None:
        self._text = text
        self._words = words
        self._next = ""  # the character at which it stopped

    def __call__(self, character: str) -> bool:
        self._next = character
        space = character.isspace() and len(self._text.split()) >= self._words
        if space or character == "\n" or len(self._text) >= _LONGEST:
            return True
        self._text += character
        return False

    @property
    def whole_words(self) -> str:
        """The text up to the end of its last complete word.

        Words end at spaces; in scripts without spaces, at punctuation.
        """
        text = self._text
        if self._next.isspace():
            return text.rstrip()
        spaces = [i for i, c in enumerate(text) if c.isspace()]
        if spaces:
            return text[: spaces[-1]].rstrip()
        return text[: max((i + 1 for i, c in enumerate(text) if _is_mark(c)), default=0)]


def _common_length(first: str, second: str) -> int:
    """Return the length of the longest common beginning of two texts."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(first), len(second)))


def _first_word(text: str) -> str:
    """Return the word that a text begins with, with the marks inside it."""
    for i, character in enumerate(text):
        is_inside = character in _INSIDE and text[i + 1 : i + 2].isalnum()
        if character.isspace() or (_is_mark(character) and not is_inside):
            return text[:i]
    return text


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
