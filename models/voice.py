"""A voice: a loaded style that reads and writes, with a network and the state after some text.

The state is a value: it can be saved and set again, and the voice then continues from that point,
bit for bit. A state depends only on the characters read so far, not on whether they were read in
one piece or in many, or on whether the voice wrote them itself.

If the symbols are words, the last word read might be unfinished. It is then pending: the network
has not read it yet. A voice that writes treats the pending word as finished, so it continues with a
space or a mark, never within the word. The last word that the voice wrote is pending too, just as
if it had been read.
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
from models.state import Alone, Reading, State, read_row, read_rows, read_texts
from models.writing.rules import Rules
from models.writing.stops import Stop
from models.writing.writer import Choice, Piece, Writer

_SCORED_AT_ONCE = 4096  # characters


class Voice:
    """The running network of a style (a trained language model), which reads and writes text.

    Args:
        alphabet: the alphabet of the style: the characters or words that it can write.
        network: the network of the style, which predicts the symbols of the alphabet.
        recall_only: the same network, but with a memory that records nothing (a network's memory
            recalls what followed earlier occurrences of the last characters); None if it has no
            memory. While a voice writes, it reads its own text with this network. Otherwise, it
            would repeat its last words over and over (docs/log.md).

    Attributes:
        alphabet: the alphabet of the style.
        state: the state after everything read and written so far. It can be saved, and set again
            later to return to an earlier point.
    """

    def __init__(self, alphabet: AnyAlphabet, network: Step, recall_only: Step | None = None):
        self.alphabet = alphabet
        self._rules = Rules(alphabet)
        self._network = network
        self._writing_network = network if recall_only is None else recall_only
        self.state = self.start()

    def start(self) -> State:
        """Return the state of a voice (a running language model) that has not read anything.

        The voice's own state is not changed.
        """
        ids = np.array([self.alphabet.start], np.int32)
        logits, tensor = self._network.step(ids, self._network.zero_state())
        return State(tensor, logits, "", "\n")

    def read(self, text: str) -> Counter[str]:
        """Read a text, and update the state of the voice (the running language model).

        Returns:
            A Counter of the text's characters or words that are not in the alphabet. An unfinished
            word at the end is not counted here; `pending_unknown` counts it.
        """
        state = self.state
        encoded = self.alphabet.encode(text, state.previous, state.pending, final=False)
        self.state = read_row(self._network, state, encoded, 0)
        return Counter(encoded.unknown)

    @property
    def pending_unknown(self) -> Counter[str]:
        """A Counter of the unknown characters or words in the unfinished last word.

        The last word read is unfinished while letters may still be added to it. Here it is treated
        as complete. A character or word is unknown if it is not in the alphabet.
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
        After each piece, the state of the voice (the running language model) includes that piece.
        When the passage has ended or the generator is closed, the state is the same as if the voice
        had read the yielded text.

        Args:
            sampling: the settings of the random choice of symbols, such as the temperature.
            seed: the seed of the random choices.
            stop: the rule that ends the passage. It is called with each character of a piece before
                the piece is yielded; if it returns True, the passage ends before that piece.
            new_word: whether the last word read is complete and must not be continued. If so, the
                passage does not begin with a letter or digit, unless a new word can begin there
                without a space (as in Chinese), or the alphabet has only letters and digits.
            rules: the version number of the rules for choosing symbols; an older version reproduces
                older passages. Under rules 1 and 2, a passage with `new_word` never begins with a
                letter or digit, in any script. Under rules 1 to 3, only the names of speakers in a
                play are favoured, and `cast` and `page` are ignored. Under rules 4, a pronoun is
                judged only by the people in the scene, not by the words before it.
            cast: the people that the user listed for the story; by default none, so that only the
                people named on the page are known.
            page: the text read so far. The passage uses the kinds of quotes and dashes found there,
                and quotes still open after its last sentence are closed. If None, quotes and
                dashes stay as the model writes them.
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
        """Write several passages in parallel, each of which continues the text read so far.

        Each passage is identical, byte for byte, to what `write` yields for its seed with the same
        arguments. The state of the voice (the running language model) is not changed.

        Args:
            sampling: the settings of the random choice of symbols, for all passages.
            seeds: the seed of each passage.
            stops: a separate stop rule for each passage. It is called with each character, and
                returns True to end the passage.
            new_word: whether the last word read is complete and must not be continued.
            cast: the people that the user listed for the story.
            page: the text read so far, so that the passages use the same kinds of quotes and
                dashes; None to leave quotes and dashes as the model writes them.

        Yields:
            The number of a passage, from 0, and its next piece: the text that one symbol adds.

        Raises:
            ValueError: when the numbers of stops and seeds differ.
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
        rules: int = RULES,
        weighs_alone: bool = False,
    ) -> Iterator[tuple[int, Piece]]:
        """Write several passages in parallel, and yield each piece with its cost in bits.

        Each passage continues the text read so far. The state of the voice (the running language
        model) is not changed.

        Args:
            sampling: the settings of the random choice of symbols, for all passages.
            seeds: the seed of each passage.
            stops: a separate stop rule for each passage. It is called with each character, and
                returns True to end the passage.
            new_word: whether the last word read is complete and must not be continued.
            cast: the people that the user listed for the story.
            page: the text read so far, so that the passages use the same kinds of quotes and
                dashes; None to leave quotes and dashes as the model writes them.
            closes: whether to close quotes that are still open at the end of a passage.
            rules: the version number of the rules for choosing symbols; an older version reproduces
                older passages.
            weighs_alone: whether to compute the cost of each piece without the page as well.

        Yields:
            The number of a passage, from 0, and its next piece: the text that one symbol adds, with
            its cost in bits (−log2 of its probability). The cost depends only on the network, not
            on the temperature; a closing quote added by the program has a cost of 0.

        Raises:
            ValueError: when the numbers of stops and seeds differ.
        """
        state = self.state
        if weighs_alone:
            start = self.start()
            state = state._replace(alone=Alone(start.tensor, start.logits))
        writers = self._rules.make_writers(
            state, sampling, seeds, stops, new_word, rules, cast, page, closes
        )
        yield from self._write(writers, weighed=True)

    def weigh(self, texts: Sequence[str]) -> list[float]:
        """Return the cost in bits of each of several short texts.

        The cost is −log2 of a text's probability at the beginning of a page (the text being
        written): the likelier a text is, the lower its cost. No penalty is added for characters
        that are not in the alphabet. The state of the voice (the running language model) is not
        changed.
        """
        start = self.start()
        rows = [self.alphabet.encode(text).ids for text in texts]
        predicted = read_texts(self._writing_network, start, rows)
        return [sum(costs(*each).tolist(), 0.0) for each in zip(predicted, rows, strict=True)]

    def score(self, text: str) -> Score:
        """Return the cost in bits of each character of a text.

        The cost is −log2 of the character's probability, and the text is read as if it were at the
        beginning of a page (the text being written).

        A character that is not in the alphabet has the cost of its substitute in the alphabet. If
        it has none, it is read as the symbol for anything unknown, and costs log2(1,114,112) bits
        more than this symbol: a penalty for identifying it among all code points.

        If the symbols are words, the whole cost of a word is assigned to its last character. The
        same penalty is added for each character that is substituted or part of an unknown word.
        There is no cost for spaces, for the form of a quote or dash, or for case and punctuation
        that the alphabet ignores.

        The state of the voice (the running language model) is not changed.
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
                active[row].advance(Piece(choice.piece, states[row], *bits.get(row, (0.0, 0.0))))
                for piece in active[row].release():
                    yield row, piece


def _weigh_choices(choices: Mapping[int, Choice]) -> dict[int, tuple[float, float]]:
    """Return the costs in bits of each symbol chosen, after the page and alone, by its row."""
    symbols = {row: choice.symbol for row, choice in choices.items() if choice.symbol is not None}
    if not symbols:
        return {}
    contexts = [choices[row].context for row in symbols]
    twins = [context.alone.logits for context in contexts if context.alone]
    ids = [*symbols.values()]
    weights = costs(
        np.concatenate([*(context.logits for context in contexts), *twins]),
        np.array(ids + ids if twins else ids),
    ).tolist()
    alone = weights[len(ids) :] or [0.0] * len(ids)
    return dict(zip(symbols, zip(weights, alone, strict=False), strict=True))
