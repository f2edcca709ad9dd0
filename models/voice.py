"""A loaded style that reads and writes: an alphabet, a network and the state after some text.

State is a value: keep it, give it back, and the voice goes on from there bit for bit. It is a
function of the characters read so far and of nothing else, whether they came in one piece or in
many, and whether the voice wrote them itself.

Where symbols are words, the last one may still go on: it is then pending, and the network has not
read it. A voice that writes takes it as finished, so it goes on with a space or a mark, never
within the word. What it has written last is pending in turn, as if it had been read.
"""

from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from common.settings import Sampling
from models.alphabet import AnyAlphabet, EncodedText
from models.bits import NAMING, Score, costs
from models.cast import Cast
from models.guard import RECENT, Guard
from models.network import Floats, Ints, Step
from models.runtime import RULES
from models.sampler import Sampler
from models.spacing import continues_word
from models.stops import Stop

_SCORED_AT_ONCE = 4096  # characters
_NO_LETTER = 2  # the last rules by which a letter never stood first behind a word, in any script


@dataclass(frozen=True)
class State:
    """What a voice has read, as far as it decides what comes next.

    Attributes:
        tensor: [1, S], the network's state after the last symbol that is certain.
        logits: [1, V], of the symbol after that.
        recent: int32 [n], the last symbols that are certain, at most RECENT; guard and cast look
            back on them.
        previous: the last character before `pending`.
        pending: the end of the text that is no certain symbol yet; of words only.
    """

    tensor: Floats
    logits: Floats
    recent: Ints
    previous: str
    pending: str = ""


_Reading = tuple[State, EncodedText, int]  # a text to read, and how many symbols of it are read


class Voice:
    """One style, reading and writing.

    Args:
        alphabet: the style's.
        network: its step, with as many symbols.
        recall_only: the same step recording nothing in its memory; None where it has none. A voice
            reads its own passage with this one while it writes. If the memory recorded the passage
            as it came, the voice would say its last words again and again (docs/log.md), because
            the temperature sharpens what is recalled together with everything else.
    """

    def __init__(self, alphabet: AnyAlphabet, network: Step, recall_only: Step | None = None):
        self.alphabet = alphabet
        self._network = network
        self._writing_network = network if recall_only is None else recall_only
        self.state = self.start()

    def start(self) -> State:
        """Return the state at the head of an empty page."""
        ids = np.array([self.alphabet.start], np.int32)
        logits, tensor = self._network.step(ids, self._network.zero_state())
        return State(tensor, logits, np.zeros(0, np.int32), "\n")

    def read(self, text: str) -> Counter[str]:
        """Read a text, and return the characters or words that were unknown, with how often.

        A word counts once it is finished; `pending_unknown` has the one that is not.
        """
        state = self.state
        encoded = self.alphabet.encode(text, state.previous, state.pending, final=False)
        self.state = _read_row(self._network, state, encoded, 0)
        return encoded.unknown

    @property
    def pending_unknown(self) -> Counter[str]:
        """What would be unknown of the pending word if it ended here, with how often."""
        return self.alphabet.encode("", self.state.previous, self.state.pending).unknown

    def write(
        self, sampling: Sampling, seed: int, stop: Stop, new_word: bool = False, rules: int = RULES
    ) -> Generator[str, None, None]:
        """Write a passage from the state on, yielding it in pieces.

        A piece is what one symbol adds to the text: a character, or a word with the space before
        it. The state always stands just after the piece yielded last. Once the passage is over, or
        the generator is closed, the state is that of a voice which has read exactly what was
        yielded.

        Args:
            sampling: how adventurous the writing is.
            seed: of the random choices.
            stop: asked before each character of a piece; when it says so at any of them, the
                passage ends before that piece.
            new_word: do not go on with the word that was read last. The first character is then
                no letter or digit, unless that may begin another word there without white space,
                or the alphabet has nothing else.
            rules: which of models/runtime.py's rules to write by. By those up to 2, a new word
                never began with a letter at once, in any script.
        """
        start, pieces = self.state, list[str]()
        try:
            for _, state, piece in self._write(sampling, [seed], [stop], new_word, rules):
                self.state = state
                pieces.append(piece)
                yield piece
        finally:
            if pieces and self._writing_network is not self._network:
                self.state = start
                self.read("".join(pieces))  # into the memory, which recorded nothing meanwhile

    def write_batch(
        self,
        sampling: Sampling,
        seeds: Sequence[int],
        stops: Sequence[Stop],
        new_word: bool = False,
    ) -> Iterator[tuple[int, str]]:
        """Write several passages from the state side by side, yielding (row, piece).

        Row k is bit for bit what `write` gives with the k-th seed and stop. The voice's own state
        stays as it is.

        Raises:
            ValueError: when there are not as many stops as seeds.
        """
        for row, _, piece in self._write(sampling, seeds, stops, new_word, RULES):
            yield row, piece

    def score(self, text: str) -> Score:
        """Return the cost of each character of a text, read from the head of a page.

        A character costs the bits of the symbols it folds to; one that becomes the replacement
        costs log2(1,114,112) more, the price of naming it among all code points. The bits of a
        word stand at its last character, with that price for each of its characters if it is
        unknown, or for each that folding changed. Nothing is paid for what an alphabet of words
        passes over: spaces, how a quote or a dash is typed, and, where its normalisation says so,
        case and punctuation. The voice's own state stays as it is.
        """
        state, bits, unknown = self.start(), np.zeros(len(text)), Counter[str]()
        for begin in range(0, len(text), _SCORED_AT_ONCE):
            piece = text[begin : begin + _SCORED_AT_ONCE]
            final = begin + len(piece) == len(text)
            encoded = self.alphabet.encode(piece, state.previous, state.pending, final)
            unknown.update(encoded.unknown)
            logits, tensor = state.logits, state.tensor
            if len(encoded.ids):
                after, tensor = self._network.read(encoded.ids, tensor, all_logits=True)
                symbol_bits = costs(np.concatenate([logits, after[:-1]]), encoded.ids)
                for index, characters in encoded.lost.items():
                    symbol_bits[index] += characters * NAMING
                np.add.at(bits, begin + np.array(encoded.ends), symbol_bits)
                logits = after[-1:]
            state = State(tensor, logits, state.recent, encoded.previous, encoded.pending)
        return Score(bits, unknown)

    def _write(
        self,
        sampling: Sampling,
        seeds: Sequence[int],
        stops: Sequence[Stop],
        new_word: bool,
        rules: int,
    ) -> Iterator[tuple[int, State, str]]:
        """Write a passage a row from the state on, yielding (row, state after the piece, piece).

        Each round of the loop writes a piece in every row that is not over. Rows never look at one
        another: only the network's steps are shared.
        """
        first = self._word_beginnings(rules) if new_word else None
        samplers = [Sampler(sampling, seed, first) for seed in seeds]
        writers = list(zip(samplers, stops, strict=True))
        states = dict.fromkeys(range(len(writers)), self.state)  # of the rows that are not over
        while states:
            # the same text, where a pending word is taken as finished
            finished = {
                row: (state, self.alphabet.encode("", state.previous, state.pending), 0)
                for row, state in states.items()
                if state.pending
            }
            contexts = states
            if finished:
                contexts = states | _read_rows(self._writing_network, finished, len(writers))
            pieces: dict[int, str] = {}
            reading: dict[int, _Reading] = {}
            for row, state in states.items():
                (sampler, stop), context = writers[row], contexts[row]
                symbol = self._pick(context, sampling, sampler)
                piece = self.alphabet.spell(symbol, context.previous)
                if any(map(stop, piece)):
                    continue
                encoded = self.alphabet.encode(piece, state.previous, state.pending, final=False)
                known = len(finished[row][1].ids) if row in finished else 0
                if len(encoded.ids) >= known:  # the pending word's, which are read, and more
                    reading[row] = context, encoded, known
                else:  # “dogs” and “’”: maybe “dogs’s”
                    reading[row] = state, encoded, 0
                pieces[row] = piece
            states = _read_rows(self._writing_network, reading, len(writers))
            for row, piece in pieces.items():
                yield row, states[row], piece

    def _pick(self, state: State, sampling: Sampling, sampler: Sampler) -> int:
        """Return the symbol that a row goes on with."""
        whole_page = len(state.recent) < RECENT
        logits = self._cast.adjust(state.logits[0], state.recent, whole_page)
        if sampling.guard:
            logits = self._guard.adjust(logits, state.recent, sampling.guard)
        return sampler.pick(logits)

    def _word_beginnings(self, rules: int) -> NDArray[np.bool_] | None:
        """Return a mask [V] of the symbols that do not go on with the word before them.

        None for words, which never go on, and where the alphabet has no such symbol to write.
        """
        if self.alphabet.unit == "word":
            return None
        previous = self.state.previous
        goes_on = partial(continues_word, previous) if rules > _NO_LETTER else str.isalnum
        characters = (self.alphabet.decode([symbol]) for symbol in range(len(self.alphabet)))
        mask = np.array([not goes_on(character) for character in characters])
        return mask if mask[1:].any() else None  # the replacement is never written

    @cached_property
    def _cast(self) -> Cast:
        return Cast(self.alphabet)

    @cached_property
    def _guard(self) -> Guard:
        return Guard(self.alphabet)


def _read_rows(network: Step, reading: Mapping[int, _Reading], size: int) -> dict[int, State]:
    """Return each row's state after its text, read side by side in batches of `size`.

    Rows that have nothing more to read idle. A step is laid out anew for each size of batch, which
    takes longer than fewer rows would save; only a row that is alone is read alone.
    """
    if len(reading) == 1:
        return {row: _read_row(network, *text) for row, text in reading.items()}
    ids = {row: encoded.ids[known:] for row, (_, encoded, known) in reading.items()}
    logits = {row: state.logits for row, (state, _, _) in reading.items()}
    tensors = {row: state.tensor for row, (state, _, _) in reading.items()}
    for position in range(max(map(len, ids.values()), default=0)):
        active = [row for row in ids if len(ids[row]) > position]
        symbols = np.zeros(size, np.int32)
        symbols[active] = [ids[row][position] for row in active]
        idle = tensors[active[0]]
        batch = np.concatenate([tensors.get(row, idle) for row in range(size)])
        batch_logits, batch = network.step(symbols, batch)
        for row in active:
            logits[row], tensors[row] = batch_logits[row : row + 1], batch[row : row + 1]
    return {
        row: _follow(state, encoded, ids[row], logits[row], tensors[row])
        for row, (state, encoded, _) in reading.items()
    }


def _read_row(network: Step, state: State, encoded: EncodedText, known: int) -> State:
    """Return the state after an encoded text, of which it has read the first `known` symbols."""
    ids, logits, tensor = encoded.ids[known:], state.logits, state.tensor
    if len(ids):
        logits, tensor = network.read(ids, tensor)
    return _follow(state, encoded, ids, logits, tensor)


def _follow(state: State, encoded: EncodedText, ids: Ints, logits: Floats, tensor: Floats) -> State:
    """Return the state where an encoded text ends, whose symbols `ids` the network has read."""
    if len(ids):
        recent = np.concatenate([state.recent, ids[-RECENT:]])[-RECENT:]
        return State(tensor, logits, recent, encoded.previous, encoded.pending)
    if (state.previous, state.pending) == (encoded.previous, encoded.pending):
        return state
    return replace(state, previous=encoded.previous, pending=encoded.pending)
