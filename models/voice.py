"""A loaded style that is reading and writing: alphabet, network, and where it stands.

State is a value: take it, keep it, give it back, and the voice goes on from there bit for bit. It
is a function of the characters read so far and of nothing else, whether they came in one piece or
in many, and whether the voice wrote them itself.

Where symbols are words, the last one may not be over: it is then pending, and the network has not
read it. A voice that writes takes it as over, and so goes on with a space or a mark, never within
the word; what it has written last is pending in its turn, as if it had been read.
"""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from models.alphabet import Encoded, Symbols
from models.network import Floats, Ints
from models.sampler import Sampler, Sampling
from models.stops import Stop

_SCORED_AT_ONCE = 4096
_CODE_POINTS = math.log2(1_114_112)


@dataclass(frozen=True)
class State:
    """Where a voice stands.

    Attributes:
        tensor: [1, S], after the last symbol that is certain.
        logits: [1, V], of the next one.
        before: the last character before `pending`, which the alphabet looks at.
        pending: the end of the text that is no certain symbol yet; of words only.
    """

    tensor: Floats
    logits: Floats
    before: str
    pending: str = ""


@dataclass(frozen=True)
class Score:
    """What a text costs.

    Attributes:
        bits: float64 [characters], of each character; their sum over their number is the text's
            bits per character. What a word costs stands at its last character.
        unknown: characters or words that the alphabet lacks, with how often.
    """

    bits: np.ndarray[tuple[int], np.dtype[np.float64]]
    unknown: Counter[str]

    @property
    def bits_per_character(self) -> float:
        return float(self.bits.mean()) if len(self.bits) else 0.0


class Step(Protocol):
    """What a voice runs on: models.network's Network, or any other with its contract."""

    def zero_state(self, batch: int = 1) -> Floats:
        """The state before anything is read, [B, S]."""

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        """Read one symbol a row: ids [B], state [B, S] -> logits [B, V], state [B, S]."""

    def read(self, ids: Ints, state: Floats, every: bool = False) -> tuple[Floats, Floats]:
        """Read a row: ids [n], state [1, S] -> logits [1, V] or of every symbol [n, V], state."""


class Voice:
    """One style, reading and writing.

    Args:
        alphabet: the style's.
        network: its step, of as many symbols.
    """

    def __init__(self, alphabet: Symbols, network: Step) -> None:
        self.alphabet = alphabet
        self._network = network
        self.state = self.start()

    def start(self) -> State:
        """The state at the head of an empty page."""
        ids = np.array([self.alphabet.start], np.int32)
        logits, tensor = self._network.step(ids, self._network.zero_state())
        return State(tensor, logits, "\n")

    def read(self, text: str) -> Counter[str]:
        """Read a text; returns what could not be read, with how often: characters, or words.

        A word is counted once it is over; `unfinished` tells of one that is pending.
        """
        state = self.state
        encoded = self.alphabet.encode(text, state.before, state.pending, over=False)
        self.state = self._after(state, encoded)
        return encoded.unknown

    def unfinished(self) -> Counter[str]:
        """What could not be read of the pending word, were it over."""
        return self.alphabet.encode("", self.state.before, self.state.pending).unknown

    def write(self, sampling: Sampling, seed: int, stop: Stop) -> Iterator[str]:
        """Pieces of text that go on from the state, one by one, until `stop`.

        A piece is what one symbol adds to the text: a character, or a word with the space before
        it. `stop` is asked before each character, and the piece is left out whole if it says so
        at any. The state always stands just after the piece yielded last, so a writing that is
        left off has read exactly what it gave.
        """
        sampler = Sampler(sampling, seed)
        while True:
            state = over = self.state
            known = 0
            if state.pending:
                ended = self.alphabet.encode("", state.before, state.pending)
                over, known = self._after(state, ended), len(ended.ids)
            symbol = sampler.pick(over.logits[0])
            piece = self.alphabet.spell(symbol, over.before)
            if any(map(stop, piece)):
                return
            encoded = self.alphabet.encode(piece, state.before, state.pending, over=False)
            if len(encoded.ids) >= known:  # those of what was pending, which are read, and more
                self.state = self._after(over, encoded, known)
            else:  # it still is: “dogs” and “’” may become “dogs’s”
                self.state = self._after(state, encoded)
            yield piece

    def score(self, text: str) -> Score:
        """The cost of each character of a text, read from the head of a page, state carried.

        A character costs the bits of the symbols it folds to; one that becomes the replacement
        costs log2(1,114,112) more, the price of naming it among all code points. The bits of a
        word stand at its last character, with that price for each of its characters if it is
        unknown, or for each that folding changed. Nothing is paid for what an alphabet of words
        passes over: spaces, how a quote or a dash is typed, and, where its normalisation says so,
        case and punctuation. Leaves the voice's own state alone.
        """
        state, bits, unknown = self.start(), np.zeros(len(text)), Counter[str]()
        for begin in range(0, len(text), _SCORED_AT_ONCE):
            piece = text[begin : begin + _SCORED_AT_ONCE]
            over = begin + len(piece) == len(text)
            encoded = self.alphabet.encode(piece, state.before, state.pending, over)
            unknown.update(encoded.unknown)
            logits, tensor = state.logits, state.tensor
            if len(encoded.ids):
                after, tensor = self._network.read(encoded.ids, tensor, every=True)
                costs = _bits(np.concatenate([logits, after[:-1]]), encoded.ids)
                for place, characters in encoded.named.items():
                    costs[place] += characters * _CODE_POINTS
                np.add.at(bits, begin + np.array(encoded.ends), costs)
                logits = after[-1:]
            state = State(tensor, logits, encoded.before, encoded.pending)
        return Score(bits, unknown)

    def _after(self, state: State, encoded: Encoded, known: int = 0) -> State:
        """The state after symbols that follow it, the first `known` of which it has read."""
        logits, tensor, ids = state.logits, state.tensor, encoded.ids[known:]
        if len(ids):
            logits, tensor = self._network.read(ids, tensor)
        elif (encoded.before, encoded.pending) == (state.before, state.pending):
            return state
        return State(tensor, logits, encoded.before, encoded.pending)


def _bits(logits: Floats, ids: Ints) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """What symbols cost: [n, V] logits, ids [n] -> [n]."""
    precise = logits.astype(np.float64)
    precise -= precise.max(axis=1, keepdims=True)
    nats = np.log(np.exp(precise).sum(axis=1)) - precise[np.arange(len(ids)), ids]
    return np.asarray(nats / math.log(2))
