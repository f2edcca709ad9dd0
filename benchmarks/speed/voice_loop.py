"""Loops in which an author writes as in the chat, and loops of bare steps of its network."""

import json
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from importlib.metadata import version
from itertools import islice

import numpy as np

from benchmarks.speed.voice_timing import write_text
from benchmarks.speed.worker import Loop, serve, time_calls
from bot.page.lines import write_lines
from bot.page.manuscript import Writing
from bot.page.passages import write_passage, write_passages
from bot.page.readers import Reader
from common.config import Config
from models.library import SHIPPED
from models.network import Floats, Ints, Network, Step
from models.style import read_style
from models.voice import Voice
from models.writing.stops import make_stop

TAKES, LINES, CANDIDATES = 3, 9, 4
_PAGE = 1_000  # characters of the short page


class Recorder:
    """A network that also records the batch size of each of its steps.

    In the shapes of arrays, B is the batch size, V the number of symbols in the alphabet, and S the
    number of values in the state of one text.

    Args:
        network: the network that does the steps.
        rows: a list to which the batch size of each step is appended.
    """

    def __init__(self, network: Step, rows: list[int]) -> None:
        self._network = network
        self._rows = rows

    def zero_state(self, batch: int = 1) -> Floats:
        """Return the state of a network that has read nothing, zeros [batch, S]."""
        return self._network.zero_state(batch)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        """Read one symbol of each of B texts, and record B.

        Args:
            ids: the symbols, int32 [B].
            state: the state before them, [B, S].

        Returns:
            The logits of the symbols that follow, [B, V], and the state after the symbols, [B, S].
        """
        self._rows.append(len(ids))
        return self._network.step(ids, state)

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        """Read a text of n symbols, and record a batch size of 1 for each.

        Args:
            ids: the symbols, int32 [n].
            state: the state before them, [1, S].
            all_logits: whether to return the logits after each symbol, not only after the last.

        Returns:
            The logits, [n, V] if `all_logits` is True, otherwise [1, V], and the state, [1, S].
        """
        self._rows += [1] * len(ids)
        return self._network.read(ids, state, all_logits)


class Author:
    """A shipped author (a trained language model) that has read a page.

    The page was written by the author itself.

    Args:
        name: the name of the author.
        length: the number of characters on the page.

    Attributes:
        style: the author, as loaded from its file.
        network: the author's network.
        voice: the network in its state after the page.
        page: the text of the page.
    """

    def __init__(self, name: str, length: int = _PAGE) -> None:
        self.style = read_style(SHIPPED / f"{name}.style")
        self.network = Network(self.style.step)
        self._has_memory = bool(self.style.card.network.get("memory"))
        self.voice = self._make_voice(self.network, self.network.recall_only)
        written = write_text(self.voice, 1, min(length, _PAGE * 5))
        self.page = (written * (length // len(written) + 1))[:length]
        self.voice.state = self.voice.start()
        self.voice.read(self.page)
        self._reader = Reader(self.style)
        self._config = Config()

    def record(self, call: Callable[[Voice], object]) -> list[int]:
        """Call a function, and return the batch size of each step that it has the network do.

        Args:
            call: the function, which is called with a voice that has read the page.
        """
        rows: list[int] = []
        recall = Recorder(self.network.recall_only, rows)
        voice = self._make_voice(Recorder(self.network, rows), recall)
        voice.state = self.voice.state
        rows.clear()
        call(voice)
        return rows

    def replay(self, rows: Iterable[int]) -> Loop:
        """Return a loop in which each round is a series of steps of the network, and nothing else.

        Args:
            rows: the batch size of each step in the series.
        """
        rows = list(rows)
        states = {count: self.network.zero_state(count) for count in set(rows)}
        ids = {count: np.ones(count, np.int32) for count in states}

        def steps() -> None:
            for count in rows:
                _, states[count] = self.network.step(ids[count], states[count])

        return partial(time_calls, steps)

    def time_writing(self, count: int) -> float:
        """Return the seconds in which the author writes `count` characters of one passage.

        When a passage is over, the author reads it again. The time for that is not included.
        """
        state = self.voice.state
        writing = write_passage(self.voice, self._writing(1), lambda _: False, True, self.page)
        start = time.perf_counter()
        for _ in islice(writing, count):
            pass
        seconds = time.perf_counter() - start
        writing.close()
        self.voice.state = state
        return seconds

    def write_passage(self, voice: Voice) -> None:
        """Write a passage of the default length, and restore the state before it."""
        state, stop = voice.state, make_stop(self._config.settings.shape)
        for _ in write_passage(voice, self._writing(1), stop, True, self.page):
            pass
        voice.state = state

    def write_takes(self, voice: Voice) -> None:
        """Write three passages of the default length in one batch."""
        writings = [self._writing(1, seed) for seed in range(TAKES)]
        stops = [make_stop(self._config.settings.shape) for _ in writings]
        for _ in write_passages(voice, writings, stops, True, self.page):
            pass

    def write_lines(self, voice: Voice) -> None:
        """Write and rank nine sentences that could come next on the page."""
        seeds = iter(range(1_000))
        self._reader.voice = voice

        def draw() -> Writing:
            return self._writing(1, next(seeds))

        write_lines(self._reader, draw, LINES, self.page, True, lambda: False)

    def begin_passage(self, voice: Voice) -> None:
        """Write the first character of a passage in which each sentence is the best of four."""
        state, stop = voice.state, make_stop(self._config.settings.shape)
        writing = write_passage(voice, self._writing(CANDIDATES), stop, True, self.page)
        next(writing)
        writing.close()
        voice.state = state

    def _writing(self, candidates: int, seed: int = 1) -> Writing:
        settings = self._config.settings
        return Writing("", settings.sampling, settings.shape, seed, "", candidates=candidates)

    def _make_voice(self, network: Step, recall_only: Step) -> Voice:
        alphabet = self.style.card.make_alphabet()
        return Voice(alphabet, network, recall_only if self._has_memory else None)


def main() -> None:
    """Serve the loops: writing in several ways, and bare steps of the network."""
    options = json.loads(sys.argv[1])
    author = Author(options["author"])
    loops: dict[str, Loop] = {"write": author.time_writing}
    calls = {
        "passage": author.write_passage,
        "takes": author.write_takes,
        "lines": author.write_lines,
        "begin": author.begin_passage,
    }
    for name, call in calls.items():
        loops[name] = partial(time_calls, partial(call, author.voice))
        loops[f"{name}, bare"] = author.replay(author.record(call))
    for size in options["batches"]:
        loops[f"step {size}"] = author.replay([size])
    for length in options["pages"]:
        loops[f"page {length}"] = Author(options["author"], length).time_writing
    serve(loops, {name: version(name) for name in ("ai-edge-litert", "numpy")})


if __name__ == "__main__":
    main()
