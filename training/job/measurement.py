"""The measurement of an exported network on held-out text: bits per character, and their error.

Each text is read from its first character on, with the state carried. Several texts are read side
by side, as the rows of a batch, which gives the same numbers bit for bit. If time is short, only
the beginning of each text is read.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.alphabet.alphabet import AnyAlphabet
from models.bits import NAMING, costs
from models.network import Network

_AT_ONCE = 256  # symbols that are read between two looks at the clock, over all texts
_LOGITS = 2**22  # logits that are in memory together
_LEAST = 1_000  # symbols that are read even if there is no time
_BLOCK = 1_000  # characters of a block, whose means are taken as independent of each other
_BLOCKS = 10  # into so many at least a short text is cut


@dataclass(frozen=True)
class Bits:
    """How well a network predicts each character of texts that it was not trained on.

    Each character has a cost in bits: -log2 of the probability that the network gives it.

    Attributes:
        texts: for each text, an array with the cost in bits of each character that was read. If a
            word is predicted as a whole, its cost is assigned to its last character, and its other
            characters have a cost of 0.
    """

    texts: Sequence[NDArray[np.float64]]

    @property
    def characters(self) -> int:
        """The total number of characters that were read in all texts."""
        return sum(map(len, self.texts))

    @property
    def mean(self) -> float:
        """The mean number of bits that the network needs to predict a character."""
        return float(np.concatenate(self.texts).mean())

    @property
    def error(self) -> float | None:
        """The standard error of the mean number of bits that the network needs per character.

        It is estimated from the means of blocks of text, because the numbers of bits needed for
        neighbouring characters are not independent. None if there are fewer than two blocks.
        """
        size = max(1, min(_BLOCK, self.characters // _BLOCKS))
        means = [
            block.mean()
            for bits in self.texts
            for block in np.split(bits, range(size, len(bits), size))
            if len(block) == size
        ]
        if len(means) < 2:
            return None
        return float(np.std(means, ddof=1)) / math.sqrt(len(means))

    def excess(self, other: "Bits") -> float:
        """Return how many bits per character this network needs more than another one.

        Only those characters count that both networks have read. The result is negative if this
        network needs fewer bits.

        Args:
            other: the other network's costs for the same texts.
        """
        pairs = list(zip(self.texts, other.texts, strict=True))
        ours = Bits([bits[: len(others)] for bits, others in pairs])
        theirs = Bits([others[: len(bits)] for bits, others in pairs])
        return ours.mean - theirs.mean


class Reader:
    """An object that reads texts piece by piece and measures how well a network predicts them.

    Args:
        alphabet: the network's alphabet, which turns text into symbols (characters or words).
        network: the trained network, in its exported form.
        texts: the texts, which should not have been used to train the network.
    """

    def __init__(self, alphabet: AnyAlphabet, network: Network, texts: Sequence[str]) -> None:
        self._network = network
        self._texts = texts
        self._encoded = [alphabet.encode(text) for text in texts]
        start = np.array([alphabet.start], np.int32)
        self._ids = [np.concatenate([start, each.ids]) for each in self._encoded]
        self._costs = [np.zeros(len(each.ids)) for each in self._encoded]
        self._places = [0] * len(texts)  # symbols whose cost is known
        self._right = 0  # of them, those to which the network gave the highest probability
        self._states = [network.zero_state()[0] for _ in texts]

    def read(self, is_time_up: Callable[[], bool], most: int | None = None) -> Bits:
        """Read more of the texts, and return the costs of all characters read so far.

        A character's cost is the number of bits that the network needs to predict it. Reading
        continues where the last call stopped, and ends when the texts end or a limit is reached.
        The limits do not apply to the first 1,000 symbols (characters or words).

        Args:
            is_time_up: a function that returns True to stop reading; it is called every few hundred
                symbols.
            most: the approximate maximum number of symbols to read, in all texts and all calls
                together; None for no limit.
        """
        while self._rows:
            read = sum(self._places)
            if read >= _LEAST and (is_time_up() or (most is not None and read >= most)):
                break
            self._advance()
        return Bits([self._bits(i) for i in range(len(self._texts))])

    @property
    def accuracy(self) -> float:
        """The fraction of the symbols read so far that the network considered the most probable.

        It is between 0 and 1. A symbol is a character or a word, depending on the alphabet.
        """
        return self._right / sum(self._places)

    @property
    def perplexity(self) -> float:
        """The perplexity per symbol (character or word) of what has been read so far.

        This is 2 to the power of the mean number of bits that the network needs to predict a
        symbol. All words that are missing from the alphabet are treated as the same symbol, as is
        usual when computing perplexity.
        """
        pairs = zip(self._costs, self._places, strict=True)
        total = sum(float(each[:place].sum()) for each, place in pairs)
        return float(2 ** (total / sum(self._places)))

    @property
    def _rows(self) -> list[int]:
        """The texts that have not been read to their end."""
        return [i for i, place in enumerate(self._places) if place < len(self._costs[i])]

    def _advance(self) -> None:
        """Read the next few symbols of every text that is not over."""
        rows = self._rows
        # the network keeps what it compiles for a size of batch, so there are few sizes
        batch = 1 << (len(rows) - 1).bit_length()
        least = min(len(self._costs[i]) - self._places[i] for i in rows)
        fits = _LOGITS // (batch * self._network.symbols)
        count = max(1, min(least, fits, math.ceil(_AT_ONCE / len(rows))))
        ids = np.zeros((batch, count + 1), np.int32)
        state = self._network.zero_state(batch)
        for row, i in enumerate(rows):
            ids[row] = self._ids[i][self._places[i] : self._places[i] + count + 1]
            state[row] = self._states[i]
        logits = []
        for t in range(count):
            after, state = self._network.step(ids[:, t].copy(), state)
            logits.append(after)
        for row, i in enumerate(rows):
            begin, self._places[i] = self._places[i], self._places[i] + count
            predicted = np.stack([each[row] for each in logits])
            self._costs[i][begin : begin + count] = costs(predicted, ids[row, 1:])
            self._right += int((predicted.argmax(axis=1) == ids[row, 1:]).sum())
            self._states[i] = state[row]

    def _bits(self, i: int) -> NDArray[np.float64]:
        """Return what each character read of a text costs."""
        encoded, place = self._encoded[i], self._places[i]
        symbol_bits = self._costs[i][:place].copy()
        for index, characters in encoded.lost.items():
            if index < place:
                symbol_bits[index] += characters * NAMING
        ends = np.array([*encoded.ends, len(self._texts[i])], np.int64)
        bits = np.zeros(len(self._texts[i]))
        np.add.at(bits, ends[:place], symbol_bits)
        if place == len(self._costs[i]):
            return bits
        read = (
            min(ends[place - 1] + 1, ends[place]) if place else 0
        )  # a character may be two symbols
        return bits[:read]
