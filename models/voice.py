"""A voice: a loaded style that reads and writes, with a network and the state after some text.

The state is a value: it can be kept and set again, and the voice then continues from that point,
bit for bit. It depends only on the characters read so far, not on whether they came in one piece or
in many, nor on whether the voice wrote them itself.

If the symbols are words, the last word read may be unfinished. It is then pending: the network has
not read it yet. A voice that writes takes the pending word as finished, so it continues with a
space or a mark, never within the word. The last word that it wrote is pending in turn, just as if
it had been read.
"""

from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from common.settings import Sampling
from models.alphabet.alphabet import AnyAlphabet, EncodedText
from models.bits import NAMING, Score, costs
from models.cast import Cast
from models.guard import RECENT, Guard
from models.network import Floats, Ints, Step
from models.runtime import RULES
from models.sampler import Sampler
from models.spacing import continues_word
from models.stops import Stop

_SCORED_AT_ONCE = 4096  # characters
_NO_LETTER = 2  # up to these rules, no letter could come first after a word, in any script


@dataclass(frozen=True)
class State:
    """The state of a voice (a running network) after reading some text.

    It contains all that decides what the voice may write next, and is immutable. Setting
    `Voice.state` to an earlier state takes the voice back to that point in the text.

    Attributes:
        tensor: the recurrent state of the network after the last finished symbol, [1, S], for S
            values in the state.
        logits: the network's outputs for the symbol that follows, [1, V], for V symbols in the
            alphabet.
        recent: the last finished symbols in the order of the text, int32 [n], n at most 1,000. They
            are used by the guard (which keeps an author from repeating itself) and by the cast
            (which favours the names of recent speakers).
        previous: the last character before `pending`.
        pending: the unfinished word at the end of the text, which the network has not read; always
            "" if the symbols are characters.
    """

    tensor: Floats
    logits: Floats
    recent: Ints
    previous: str
    pending: str = ""


_Reading = tuple[State, EncodedText, int]  # a text to read, and how many symbols of it are read


class Voice:
    """A style (a trained author) at work: its running network, and the state of its reading.

    Args:
        alphabet: the alphabet of the style.
        network: the network of the style, for as many symbols as the alphabet has.
        recall_only: a view of the network that records nothing in its memory (the feature that
            recalls what followed earlier occurrences of the last characters); None if the network
            has no memory. A voice reads its own passage through this view while it writes. If the
            memory recorded the passage meanwhile, the voice would repeat its last words over and
            over (docs/log.md), because the temperature sharpens what is recalled as well.

    Attributes:
        alphabet: the alphabet of the style.
        state: the state after everything read and written so far. It can be kept and set again, to
            return to an earlier point.
    """

    def __init__(self, alphabet: AnyAlphabet, network: Step, recall_only: Step | None = None):
        self.alphabet = alphabet
        self._network = network
        self._writing_network = network if recall_only is None else recall_only
        self.state = self.start()

    def start(self) -> State:
        """Return the state of a voice that has read nothing, as at the start of an empty page.

        The voice's own state does not change.
        """
        ids = np.array([self.alphabet.start], np.int32)
        logits, tensor = self._network.step(ids, self._network.zero_state())
        return State(tensor, logits, np.zeros(0, np.int32), "\n")

    def read(self, text: str) -> Counter[str]:
        """Read a text, so that the voice's state is the state at the end of that text.

        Returns:
            The number of occurrences of each character or word that the alphabet lacks. An
            unfinished word at the end is not counted; `pending_unknown` counts that one.
        """
        state = self.state
        encoded = self.alphabet.encode(text, state.previous, state.pending, final=False)
        self.state = _read_row(self._network, state, encoded, 0)
        return encoded.unknown

    @property
    def pending_unknown(self) -> Counter[str]:
        """A count of what the alphabet lacks in the unfinished word at the end of the text read.

        The word is treated as if the text ended here. The count is empty if nothing is unknown.
        """
        return self.alphabet.encode("", self.state.previous, self.state.pending).unknown

    def write(
        self, sampling: Sampling, seed: int, stop: Stop, new_word: bool = False, rules: int = RULES
    ) -> Generator[str, None, None]:
        """Write a passage that continues the text read so far, and yield it in pieces.

        A piece is the text that one symbol adds: a character, or a word with the space before it.
        After each piece, the voice's state includes that piece. When the passage is over or the
        generator is closed, the state is that of a voice that has read exactly the yielded text.

        Args:
            sampling: the settings of the random choice of symbols, such as the temperature.
            seed: the seed of the random choices.
            stop: the rule that ends the passage. It is called with each character of a piece before
                the piece is yielded; if it returns True, the passage ends before that piece.
            new_word: whether the passage must not continue the last word read. If so, it does not
                begin with a letter or digit, unless a new word may begin there without a space (as
                in Chinese), or the alphabet has nothing else.
            rules: the version of the rules for choosing symbols, by number; an older version
                reproduces older passages. Under rules 1 and 2, a passage with `new_word` never
                begins with a letter or digit, in any script.
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
        """Write several passages side by side, each continuing the text read so far.

        Each passage equals, to the byte, what `write` would yield with its seed and stop. The
        voice's own state does not change.

        Args:
            sampling: the settings of the random choice of symbols, for all passages.
            seeds: the seed of each passage.
            stops: the rule that ends each passage, a separate object for each.
            new_word: whether no passage may continue the last word read.

        Yields:
            The number of a passage, from 0, and its next piece: the text that one symbol adds.

        Raises:
            ValueError: when there are not as many stops as seeds.
        """
        for row, _, piece in self._write(sampling, seeds, stops, new_word, RULES):
            yield row, piece

    def score(self, text: str) -> Score:
        """Compute the cost in bits of each character of a text, read from an empty page.

        A character costs the bits of its symbol or, if it is folded (mapped to characters that the
        alphabet has), the bits of their symbols. A character that becomes the replacement, the
        symbol for anything unknown, costs log2(1,114,112) bits more: the price of naming the
        character among all code points.

        If the symbols are words, a word's bits are all counted at its last character. The price is
        added for each character of an unknown word, and for each character that folding changed.
        Spaces, the way that a quote or dash is typed and, if the alphabet's normalisation removes
        them, case and punctuation are ignored, and cost nothing.

        The voice's own state does not change.
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
        """Write a passage in each row from the state on; yield (row, state after piece, piece).

        Each round of the loop writes a piece in every row that is not over. The rows are
        independent: they share nothing but the steps of the network.
        """
        first = self._word_beginnings(rules) if new_word else None
        samplers = [Sampler(sampling, seed, first) for seed in seeds]
        writers = list(zip(samplers, stops, strict=True))
        states = dict.fromkeys(range(len(writers)), self.state)  # of the rows that are not over
        while states:
            # for the choice of what follows, a pending word counts as finished
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
        """Choose the next symbol after a state."""
        whole_page = len(state.recent) < RECENT
        logits = self._cast.adjust(state.logits[0], state.recent, whole_page)
        if sampling.guard:
            logits = self._guard.adjust(logits, state.recent, sampling.guard)
        return sampler.pick(logits)

    def _word_beginnings(self, rules: int) -> NDArray[np.bool_] | None:
        """Return a mask [V] of the symbols that do not continue the last word read.

        None if the symbols are words, which never do, or if the alphabet has no symbol to write
        that does not.
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

    Rows that have nothing left to read idle. A network is laid out anew for each batch size, which
    takes longer than a smaller batch would save; only a single row is read in a batch of 1.
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
    """Return the state after an encoded text, whose first `known` symbols `state` has read."""
    ids, logits, tensor = encoded.ids[known:], state.logits, state.tensor
    if len(ids):
        logits, tensor = network.read(ids, tensor)
    return _follow(state, encoded, ids, logits, tensor)


def _follow(state: State, encoded: EncodedText, ids: Ints, logits: Floats, tensor: Floats) -> State:
    """Return the state at the end of an encoded text, after the network has read `ids`."""
    if len(ids):
        recent = np.concatenate([state.recent, ids[-RECENT:]])[-RECENT:]
        return State(tensor, logits, recent, encoded.previous, encoded.pending)
    if (state.previous, state.pending) == (encoded.previous, encoded.pending):
        return state
    return replace(state, previous=encoded.previous, pending=encoded.pending)
