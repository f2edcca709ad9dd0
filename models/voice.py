"""A loaded style that is reading and writing: alphabet, network, and where it stands.

State is a value: take it, keep it, give it back, and the voice goes on from there bit for bit. It
is a function of the characters read so far and of nothing else, whether they came in one piece or
in many, and whether the voice wrote them itself.
"""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from models.alphabet import Alphabet
from models.network import Floats, Ints
from models.sampler import Sampler, Sampling
from models.stops import Stop

_SCORED_AT_ONCE = 4096
_CODE_POINTS = math.log2(1_114_112)


@dataclass(frozen=True)
class State:
    """Where a voice stands.

    Attributes:
        tensor: [1, S], after the last character read.
        logits: [1, V], of the next one.
        before: the last character read, which folding looks at.
    """

    tensor: Floats
    logits: Floats
    before: str


@dataclass(frozen=True)
class Score:
    """What a text costs.

    Attributes:
        bits: float64 [characters], of each character; their sum over their number is the text's
            bits per character.
        unknown: characters that the alphabet lacks, with how often.
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

    def __init__(self, alphabet: Alphabet, network: Step) -> None:
        self.alphabet = alphabet
        self._network = network
        self.state = self.start()

    def start(self) -> State:
        """The state at the head of an empty page."""
        ids = np.array([self.alphabet.start], np.int32)
        logits, tensor = self._network.step(ids, self._network.zero_state())
        return State(tensor, logits, "\n")

    def read(self, text: str) -> Counter[str]:
        """Read a text; returns the characters that could not be read, with how often."""
        encoded = self.alphabet.encode(text, self.state.before)
        if len(encoded.ids):
            logits, tensor = self._network.read(encoded.ids, self.state.tensor)
            self.state = State(tensor, logits, text[-1])
        return encoded.unknown

    def write(self, sampling: Sampling, seed: int, stop: Stop) -> Iterator[str]:
        """Characters that go on from the state, one by one, until `stop`.

        The state always stands just after the character yielded last, so a writing that is left
        off has read exactly what it gave.
        """
        sampler = Sampler(sampling, seed)
        while True:
            symbol = sampler.pick(self.state.logits[0])
            character = self.alphabet.characters[symbol]
            if stop(character):
                return
            logits, tensor = self._network.step(np.array([symbol], np.int32), self.state.tensor)
            self.state = State(tensor, logits, character)
            yield character

    def score(self, text: str) -> Score:
        """The cost of each character of a text, read from the head of a page, state carried.

        A character costs the bits of the symbols it folds to; one that becomes the replacement
        costs log2(1,114,112) more, the price of naming it among all code points. Leaves the
        voice's own state alone.
        """
        state, bits, unknown = self.start(), [], Counter[str]()
        for begin in range(0, len(text), _SCORED_AT_ONCE):
            piece = text[begin : begin + _SCORED_AT_ONCE]
            before = text[begin - 1] if begin else "\n"
            ids: list[int] = []
            owners: list[int] = []  # which character each symbol stands for
            named: list[float] = []  # the price of naming each character that was replaced
            for i, character in enumerate(piece):
                encoded = self.alphabet.encode(character, before)
                unknown.update(encoded.unknown)
                ids.extend(encoded.ids)
                owners.extend([i] * len(encoded.ids))
                named.append(_CODE_POINTS if encoded.unknown else 0.0)
                before = character
            symbols = np.array(ids, np.int32)
            after, tensor = self._network.read(symbols, state.tensor, every=True)
            logits = np.concatenate([state.logits, after[:-1]]).astype(np.float64)  # [n, V]
            logits -= logits.max(axis=1, keepdims=True)
            chosen = logits[np.arange(len(symbols)), symbols]
            nats = np.log(np.exp(logits).sum(axis=1)) - chosen  # [n]
            costs = np.bincount(owners, nats / math.log(2), minlength=len(piece))
            bits.append(costs + np.array(named))
            state = State(tensor, after[-1:], piece[-1])
        return Score(np.concatenate(bits) if bits else np.zeros(0), unknown)
