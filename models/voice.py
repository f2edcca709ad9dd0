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

import numpy as np

from common.settings import Sampling
from models.alphabet.alphabet import AnyAlphabet
from models.bits import NAMING, Score, costs
from models.network import Step
from models.people.cast import NO_CAST, Cast
from models.runtime import RULES
from models.state import Reading, State, read_row, read_rows, step_rows
from models.writing.rules import Rules
from models.writing.stops import Stop
from models.writing.writer import Choice, Piece, Writer

_SCORED_AT_ONCE = 4096  # characters


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
        self._rules = Rules(alphabet)
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
        self.state = read_row(self._network, state, encoded, 0)
        return encoded.unknown

    @property
    def pending_unknown(self) -> Counter[str]:
        """A count of what the alphabet lacks in the unfinished word at the end of the text read.

        The word is treated as if the text ended here. The count is empty if nothing is unknown.
        """
        return self.alphabet.encode("", self.state.previous, self.state.pending).unknown

    def write(
        self,
        sampling: Sampling,
        seed: int,
        stop: Stop,
        new_word: bool = False,
        rules: int = RULES,
        cast: Cast = NO_CAST,
        page: str | None = None,
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
                begins with a letter or digit, in any script; under rules 1 to 3, only the speakers
                of a scene are favoured, and `cast` and `page` have no effect.
            cast: what the user has said of the people in the story; by default nothing, so that
                they are those whom the page names.
            page: the text read so far, if quotes and dashes are to be of the page's own kind, and
                quotes that are open where the last sentence ends are to be closed; None to have the
                author write its own marks.
        """
        start, pieces = self.state, list[str]()
        try:
            writers = self._rules.make_writers(
                start, sampling, [seed], [stop], new_word, rules, cast, page
            )
            for _, piece in self._write(writers):
                self.state = piece.state
                pieces.append(piece.text)
                yield piece.text
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
        cast: Cast = NO_CAST,
        page: str | None = None,
    ) -> Iterator[tuple[int, str]]:
        """Write several passages side by side, each continuing the text read so far.

        Each passage equals, to the byte, what `write` would yield with its seed and stop. The
        voice's own state does not change.

        Args:
            sampling: the settings of the random choice of symbols, for all passages.
            seeds: the seed of each passage.
            stops: the rule that ends each passage, a separate object for each.
            new_word: whether no passage may continue the last word read.
            cast: what the user has said of the people in the story, for all passages.
            page: the text read so far, if quotes and dashes are to be of the page's own kind; None
                to have the author write its own marks.

        Yields:
            The number of a passage, from 0, and its next piece: the text that one symbol adds.

        Raises:
            ValueError: when there are not as many stops as seeds.
        """
        writers = self._rules.make_writers(
            self.state, sampling, seeds, stops, new_word, RULES, cast, page
        )
        for row, piece in self._write(writers):
            yield row, piece.text

    def write_weighed(
        self,
        sampling: Sampling,
        seeds: Sequence[int],
        stops: Sequence[Stop],
        new_word: bool = False,
        cast: Cast = NO_CAST,
        page: str | None = None,
        closes: bool = True,
    ) -> Iterator[tuple[int, Piece]]:
        """Write several passages side by side as `write_batch` does, and say what each piece cost.

        The arguments are those of `write_batch`, and `closes`: whether quotes that are open at the
        end of a passage are closed.

        Yields:
            The number of a passage, from 0, and its next piece, with its cost in bits after the
            text read so far: by the network alone, as `score` has it, whatever the temperature and
            whatever else decides what is drawn. Quotes that close what is open cost nothing.

        Raises:
            ValueError: when there are not as many stops as seeds.
        """
        writers = self._rules.make_writers(
            self.state, sampling, seeds, stops, new_word, RULES, cast, page, closes
        )
        yield from self._write(writers, weighed=True)

    def weigh(self, texts: Sequence[str]) -> list[float]:
        """Return the cost in bits of each of several short texts, each read from an empty page.

        The texts are read side by side. A text costs the bits of its symbols, without the price
        that `score` puts on what the alphabet lacks. The voice's own state does not change.
        """
        start = self.start()
        ids = {row: self.alphabet.encode(text).ids for row, text in enumerate(texts)}
        outputs = dict.fromkeys(ids, (start.logits, start.tensor))
        bits = [0.0] * len(texts)
        for position in range(max(map(len, ids.values()), default=0)):
            symbols = {row: int(it[position]) for row, it in ids.items() if len(it) > position}
            logits = np.concatenate([outputs[row][0] for row in symbols])
            weights = costs(logits, np.array([*symbols.values()]))
            for row, cost in zip(symbols, weights, strict=True):
                bits[row] += float(cost)
            tensors = {row: outputs[row][1] for row in symbols}
            outputs |= step_rows(self._writing_network, symbols, tensors)
        return bits

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
        self, writers: Sequence[Writer], weighed: bool = False
    ) -> Iterator[tuple[int, Piece]]:
        """Have each writer write its passage; yield the row of each piece with the piece.

        Each round of the loop reads a symbol in every row that is not over. The rows are
        independent: they share nothing but the steps of the network.
        """
        active = dict(enumerate(writers))
        while active:
            # for the choice of what follows, a pending word counts as finished
            states = {row: writer.state for row, writer in active.items()}
            finished = {
                row: (state, self.alphabet.encode("", state.previous, state.pending), 0)
                for row, state in states.items()
                if state.pending
            }
            contexts = states
            if finished:
                contexts = states | read_rows(self._writing_network, finished)
            choices: dict[int, Choice] = {}
            reading: dict[int, Reading] = {}
            for row, writer in list(active.items()):
                choice = writer.choose(contexts[row])
                for piece in writer.release():
                    yield row, piece
                if choice is None:
                    del active[row]
                    continue
                choices[row], state = choice, writer.state
                encoded = self.alphabet.encode(
                    choice.piece, state.previous, state.pending, final=False
                )
                known = len(finished[row][1].ids) if row in finished else 0
                if len(encoded.ids) >= known:  # the pending word's, which are read, and more
                    reading[row] = choice.context, encoded, known
                else:  # “dogs” and “’”: maybe “dogs’s”
                    reading[row] = state, encoded, 0
            bits = _weigh_choices(choices) if weighed else {}
            states = read_rows(self._writing_network, reading)
            for row, choice in choices.items():
                active[row].advance(Piece(choice.piece, states[row], bits.get(row, 0.0)))
                for piece in active[row].release():
                    yield row, piece


def _weigh_choices(choices: Mapping[int, Choice]) -> dict[int, float]:
    """Return the cost in bits of each symbol chosen, by the number of its row."""
    symbols = {row: choice.symbol for row, choice in choices.items() if choice.symbol is not None}
    if not symbols:
        return {}
    logits = np.concatenate([choices[row].context.logits for row in symbols])
    weights = costs(logits, np.array([*symbols.values()]))
    return dict(zip(symbols, weights.tolist(), strict=True))
