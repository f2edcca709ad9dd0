"""A writer: it chooses the symbols of one passage, one by one, from a voice's state onwards.

A writer chooses the symbols of its passage, and the voice (a running network) reads them. Several
writers can work in parallel. They share only the steps of the network, so each writes what it would
write alone.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from models.alphabet.alphabet import AnyAlphabet
from models.network import Floats
from models.state import State
from models.writing.punctuation import Punctuation
from models.writing.sampler import Sampler
from models.writing.stops import Stop


class Choice(NamedTuple):
    """The piece of text that has been chosen to be written next.

    Attributes:
        context: the state of the voice (the running network) before the piece.
        piece: the text of one symbol, or closing quotes that were still missing.
        symbol: the index of the symbol in the alphabet; None for closing quotes.
    """

    context: State
    piece: str
    symbol: int | None


class Piece(NamedTuple):
    """A piece of a passage that has been written, with the state after it.

    Attributes:
        text: the text of one symbol, or closing quotes that were still missing.
        state: the state of the voice (the running network) after the piece.
        bits: the cost of the symbol in bits, according to the network alone; 0 for closing quotes,
            or if the cost was not requested.
        bits_alone: the cost of the symbol without the page, that is, if the network had read only
            the passage; 0 if that cost was not requested.
    """

    text: str
    state: State
    bits: float
    bits_alone: float = 0.0


class Writer:
    """A writer that chooses the symbols (characters or words) of one passage.

    A passage is a text written in one go.

    Args:
        alphabet: the characters or words that the style (the trained language model) can write.
        state: the state of the voice (the running network) from which the passage continues.
        sampler: the seeded sampler that chooses the passage's symbols.
        stop: the rule that ends the passage.
        adjust: a function that takes a state and returns the logits for the next symbol, [V], where
            V is the number of symbols in the alphabet. It can adjust them, for example to
            discourage repetition.
        marks: the kinds of quotes and dashes on the page (the text being written), which the
            passage uses as well; None to leave the marks as the model writes them.
        closes: whether to close quotes that are still open at the end of the passage; ignored if
            `marks` is None.

    Attributes:
        state: the state of the voice after the last piece written.
    """

    def __init__(
        self,
        alphabet: AnyAlphabet,
        state: State,
        sampler: Sampler,
        stop: Stop,
        adjust: Callable[[State], Floats],
        marks: Punctuation | None = None,
        closes: bool = True,
    ) -> None:
        self.state = state
        self._closes_quotes = closes
        self._finished: list[Piece] = []  # pieces that are yet to be yielded
        self._marks = marks
        self._is_over = False
        self._alphabet = alphabet
        self._sampler = sampler
        self._stop = stop
        self._adjust = adjust

    def choose(self, context: State) -> Choice | None:
        """Choose what to write next, and return it; return None if the passage has ended.

        Args:
            context: the state of the voice (the running network) after the text so far. If the text
                ends in an unfinished word, this is the state in which that word has been read.
        """
        if self._is_over:
            return None
        symbol = self._sampler.pick(self._adjust(context))
        return self._accept(context, self._alphabet.spell(symbol, context.previous), symbol)

    def advance(self, piece: Piece) -> None:
        """Record that a piece has been written, and continue from the state after it."""
        self.state = piece.state
        self._finished.append(piece)

    def release(self) -> Iterator[Piece]:
        """Yield the pieces that have been written but not yet yielded."""
        yield from self._finished
        self._finished.clear()

    def _accept(self, context: State, piece: str, symbol: int) -> Choice | None:
        """Choose a piece, in the page's spelling, or close what is open if the passage stops."""
        spelt, marks = (piece, None) if self._marks is None else self._marks.spell(piece)
        if not any(map(self._stop, spelt)):
            self._marks = marks
            return Choice(context, spelt, symbol)
        self._is_over = True
        closing = self._marks.closing if self._marks and self._closes_quotes else ""
        return Choice(context, closing, None) if closing else None
