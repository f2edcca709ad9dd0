"""A writer: one passage in the making, symbol by symbol, from a voice's state on.

A writer chooses the symbols of its passage, and the voice (a running network) reads them. Several
writers work side by side and share nothing but the steps of the network, so each writes what it
would write alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from models.alphabet.alphabet import AnyAlphabet
from models.network import Floats
from models.state import State
from models.writing.punctuation import Punctuation
from models.writing.sampler import Sampler
from models.writing.stops import Stop


@dataclass(frozen=True)
class Choice:
    """What a writer has chosen to write next.

    Attributes:
        context: the state before it.
        piece: the text to add: what one symbol adds, or the quotes that close what is open.
        symbol: the index of the symbol in the alphabet; None for quotes that close what is open.
    """

    context: State
    piece: str
    symbol: int | None


@dataclass(frozen=True)
class Piece:
    """A piece of a passage, with the state after it.

    Attributes:
        text: the text that one symbol added, or the quotes that close what is open.
        state: the state after it.
        bits: the cost of the symbol in bits, by the network alone; 0 if that was not wanted.
    """

    text: str
    state: State
    bits: float


class Writer:
    """One passage in the making.

    Args:
        alphabet: the alphabet of the style (the trained author) that writes.
        state: the state of the voice from which the passage continues.
        sampler: the seeded choice of the passage's symbols.
        stop: the rule that ends the passage.
        adjust: returns the logits of a state as the guard and the rule of speakers change them,
            [V], for V symbols in the alphabet.
        marks: the punctuation of the page, in which quotes and dashes are spelt; None to leave them
            as the author writes them.
        closes: whether quotes that are open at the end of the passage are closed, if there are
            `marks`.

    Attributes:
        state: the state after all symbols read.
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
        """Choose what to write next; None if the passage is over.

        Args:
            context: the writer's state or, if a word is pending there, the state after that word.
        """
        if self._is_over:
            return None
        symbol = self._sampler.pick(self._adjust(context))
        return self._accept(context, self._alphabet.spell(symbol, context.previous), symbol)

    def advance(self, piece: Piece) -> None:
        """Go on to the state after what was chosen."""
        self.state = piece.state
        self._finished.append(piece)

    def release(self) -> Iterator[Piece]:
        """Yield each piece that is finished and was not yet yielded."""
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
