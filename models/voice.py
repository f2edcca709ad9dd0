"""A loaded style that is reading and writing: alphabet, network, and where it stands.

State is a value: take it, keep it, give it back, and the voice goes on from there bit for bit. It
is a function of the characters read so far and of nothing else, whether they came in one piece or
in many, and whether the voice wrote them itself.

Where symbols are words, the last one may not be over: it is then pending, and the network has not
read it. A voice that writes takes it as over, and so goes on with a space or a mark, never within
the word; what it has written last is pending in its turn, as if it had been read.
"""

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from common.settings import Sampling
from models.alphabet import AnyAlphabet, EncodedText
from models.bits import NAMING, costs
from models.cast import Cast
from models.guard import RECENT, Guard
from models.network import Floats, Ints
from models.runtime import RULES
from models.sampler import Sampler
from models.spacing import continues_word
from models.stops import Stop

_SCORED_AT_ONCE = 4096

_NO_LETTER = 2  # the last rules by which a letter never stood first behind a word, in any script

_T = TypeVar("_T")
_Mask = NDArray[np.bool_]  # [V]
_Answer = tuple[Floats, Floats]  # logits [1, V], tensor [1, S]
_Asks = Generator[tuple[Ints, Floats], _Answer, _T]  # for symbols [n] to be read from a tensor


@dataclass(frozen=True)
class State:
    """Where a voice stands.

    Attributes:
        tensor: [1, S], after the last symbol that is certain.
        logits: [1, V], of the next one.
        recent: int32 [n], the last symbols that are certain, RECENT at most, which the guard looks
            back on.
        previous: the last character before `pending`, which the alphabet looks at.
        pending: the end of the text that is no certain symbol yet; of words only.
    """

    tensor: Floats
    logits: Floats
    recent: Ints
    previous: str
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

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        """Read a row: ids [n], state [1, S] -> logits [1, V] or of every symbol [n, V], state."""


class Voice:
    """One style, reading and writing.

    Args:
        alphabet: the style's.
        network: its step, of as many symbols.
        recall_only: the same, noting nothing in its memory; None where it has none. A voice hears
            itself so while it writes: a memory that hears it has it say its last words over and
            over (docs/log.md), since temperature sharpens what is recalled with all else.
    """

    def __init__(
        self, alphabet: AnyAlphabet, network: Step, recall_only: Step | None = None
    ) -> None:
        self.alphabet = alphabet
        self._network = network
        self._recall_only = network if recall_only is None else recall_only
        self.state = self.start()

    def start(self) -> State:
        """The state at the head of an empty page."""
        ids = np.array([self.alphabet.start], np.int32)
        logits, tensor = self._network.step(ids, self._network.zero_state())
        return State(tensor, logits, np.zeros(0, np.int32), "\n")

    def read(self, text: str) -> Counter[str]:
        """Read a text; returns what could not be read, with how often: characters, or words.

        A word is counted once it is over; `pending_unknown` tells of one that is pending.
        """
        state = self.state
        encoded = self.alphabet.encode(text, state.previous, state.pending, final=False)
        self.state = self._alone(self._after(state, encoded), self._network)
        return encoded.unknown

    @property
    def pending_unknown(self) -> Counter[str]:
        """What could not be read of the pending word, were it over."""
        return self.alphabet.encode("", self.state.previous, self.state.pending).unknown

    def write(
        self, sampling: Sampling, seed: int, stop: Stop, new_word: bool = False, rules: int = RULES
    ) -> Generator[str, None, None]:
        """Pieces of text that go on from the state, one by one, until `stop`.

        With `new_word` the word that was read last does not go on: the first character is no letter
        or digit, unless that may begin another word there without white space, or the alphabet has
        nothing else. By `rules` up to 2 (models/runtime.py) no letter might in any script.

        A piece is what one symbol adds to the text: a character, or a word with the space before
        it. `stop` is asked before each character, and the piece is left out whole if it says so
        at any. The state always stands just after the piece yielded last; once the writing is over
        or closed, it is that of a voice which has read exactly what was given.
        """
        sampler = Sampler(sampling, seed, self._first(rules) if new_word else None)
        begun, pieces = self.state, list[str]()
        try:
            while written := self._alone(
                self._written(self.state, sampling, sampler, stop), self._recall_only
            ):
                self.state, piece = written
                pieces.append(piece)
                yield piece
        finally:
            if pieces and self._recall_only is not self._network:
                self.state = begun
                self.read("".join(pieces))

    def write_batch(
        self,
        sampling: Sampling,
        seeds: Sequence[int],
        stops: Sequence[Stop],
        new_word: bool = False,
    ) -> Iterator[tuple[int, str]]:
        """Several passages at once, each from the state: (row, piece) as they are written.

        Row k is bit for bit what `write` gives with the k-th seed and stop. The rows go on side by
        side, in one batch a step; one that is done idles, and the last one goes on alone. The
        voice's own state stays as it is.

        Raises:
            ValueError: when there are not as many stops as seeds.
        """
        asked = zip(seeds, stops, strict=True)
        first = self._first(RULES) if new_word else None
        rows = {
            row: self._passage(self.state, sampling, *of, first) for row, of in enumerate(asked)
        }
        answers: dict[int, _Answer | None] = dict.fromkeys(rows)
        left = [[0] for _ in rows]  # symbols to be read, the next one last
        tensors = [self.state.tensor for _ in rows]
        while True:
            for row, answer in answers.items():
                said = rows[row].send(answer)
                while isinstance(said, str):
                    yield row, said
                    said = next(rows[row])
                if said is None:
                    del rows[row]
                    left[row] = [0]
                else:
                    left[row], tensors[row] = said[0].tolist()[::-1], said[1]
            if not rows:
                return
            # a step is laid out for each size of batch, which takes longer than fewer rows save
            batch = list(rows) if len(rows) == 1 else range(len(left))
            ids = np.array([left[row][-1] for row in batch], np.int32)
            logits, after = self._recall_only.step(
                ids, np.concatenate([tensors[row] for row in batch])
            )
            answers = {}
            for place, row in enumerate(batch):
                if row in rows:
                    tensors[row] = after[place : place + 1]
                    left[row].pop()
                    if not left[row]:
                        answers[row] = logits[place : place + 1], tensors[row]

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
            encoded = self.alphabet.encode(piece, state.previous, state.pending, over)
            unknown.update(encoded.unknown)
            logits, tensor = state.logits, state.tensor
            if len(encoded.ids):
                after, tensor = self._network.read(encoded.ids, tensor, all_logits=True)
                asked = costs(np.concatenate([logits, after[:-1]]), encoded.ids)
                for place, characters in encoded.lost.items():
                    asked[place] += characters * NAMING
                np.add.at(bits, begin + np.array(encoded.ends), asked)
                logits = after[-1:]
            state = State(tensor, logits, state.recent, encoded.previous, encoded.pending)
        return Score(bits, unknown)

    def _passage(
        self, state: State, sampling: Sampling, seed: int, stop: Stop, first: _Mask | None
    ) -> Generator[str | tuple[Ints, Floats] | None, _Answer | None, None]:
        """A passage from a state, between what it asks to have read; None when it is over."""
        sampler = Sampler(sampling, seed, first)
        while written := (yield from self._written(state, sampling, sampler, stop)):
            state, piece = written
            yield piece
        yield None

    def _written(
        self, state: State, sampling: Sampling, sampler: Sampler, stop: Stop
    ) -> _Asks[tuple[State, str] | None]:
        """The next piece and the state after it; None where `stop` says so."""
        over, known = state, 0
        if state.pending:
            ended = self.alphabet.encode("", state.previous, state.pending)
            over, known = (yield from self._after(state, ended)), len(ended.ids)
        logits = self._cast.adjust(over.logits[0], over.recent, len(over.recent) < RECENT)
        if sampling.guard:
            logits = self._guard.adjust(logits, over.recent, sampling.guard)
        piece = self.alphabet.spell(sampler.pick(logits), over.previous)
        if any(map(stop, piece)):
            return None
        encoded = self.alphabet.encode(piece, state.previous, state.pending, final=False)
        if len(encoded.ids) >= known:  # those of what was pending, which are read, and more
            return (yield from self._after(over, encoded, known)), piece
        return (yield from self._after(state, encoded)), piece  # “dogs” and “’”: maybe “dogs’s”

    def _after(self, state: State, encoded: EncodedText, known: int = 0) -> _Asks[State]:
        """The state after symbols that follow it, the first `known` of which it has read."""
        ids = encoded.ids[known:]
        if len(ids):
            logits, tensor = yield ids, state.tensor
            recent = np.concatenate([state.recent, ids[-RECENT:]])[-RECENT:]
            return State(tensor, logits, recent, encoded.previous, encoded.pending)
        if (encoded.previous, encoded.pending) == (state.previous, state.pending):
            return state
        return replace(state, previous=encoded.previous, pending=encoded.pending)

    def _alone(self, asks: _Asks[_T], network: Step) -> _T:
        """What comes of something that asks for symbols to be read, each time at once."""
        try:
            asked = next(asks)
            while True:
                asked = asks.send(network.read(*asked))
        except StopIteration as end:
            result: _T = end.value
            return result

    def _first(self, rules: int) -> _Mask | None:
        """Return the symbols that do not go on with the word before them.

        None of words, which never go on, and where the alphabet has no such symbol to write.
        """
        if self.alphabet.unit == "word":
            return None
        before = self.state.previous
        goes_on = partial(continues_word, before) if rules > _NO_LETTER else str.isalnum
        characters = (self.alphabet.decode([symbol]) for symbol in range(len(self.alphabet)))
        first = np.array([not goes_on(character) for character in characters])
        return first if first[1:].any() else None  # the replacement is never written

    @cached_property
    def _cast(self) -> Cast:
        return Cast(self.alphabet)

    @cached_property
    def _guard(self) -> Guard:
        return Guard(self.alphabet)
