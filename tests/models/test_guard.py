"""The guard against loops: which symbols it lowers, and by how much."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.settings import Sampling
from models.alphabet.alphabet import REPLACEMENT, AnyAlphabet
from models.alphabet.characters import Alphabet
from models.alphabet.words import Words
from models.network import Floats, Ints
from models.voice import Voice
from models.writing.guard import RECENT, Guard

LETTERS = Alphabet(REPLACEMENT + "\nab c")
NO_LINES = Alphabet(REPLACEMENT + "ab c")
WORDS = Words([REPLACEMENT, "\n", "a", "b", ",", "c"])
ALLOWED = {"character": 12, "word": 3}
BASE = {"character": 1.2, "word": 1.75}


def lowered(alphabet: AnyAlphabet, recent: list[int], multiplier: float = 0.8) -> list[float]:
    """By how much each symbol is."""
    logits = np.linspace(-1, 1, len(alphabet), dtype=np.float32)
    before = logits.copy()
    after = Guard(alphabet).adjust(logits, "".join(map(chr, recent)), multiplier)
    assert np.array_equal(logits, before)
    return [float(difference) for difference in before - after]


def by_the_rule(alphabet: AnyAlphabet, recent: list[int], multiplier: float = 0.8) -> list[float]:
    """The same, span by span, symbol by symbol."""
    breaks = {0} if alphabet is NO_LINES else {0, 1}
    longest = [0] * len(alphabet)
    for end in range(len(recent) - 1):  # a span may end there, before the last symbol
        n = 0
        while n <= end and n < 60 and recent[end - n] == recent[-1 - n] not in breaks:
            n += 1
        follower = recent[end + 1]
        longest[follower] = max(longest[follower], n)
    allowed, base = ALLOWED[alphabet.unit], BASE[alphabet.unit]
    return [multiplier * base ** (n - allowed) if n >= allowed else 0.0 for n in longest]


ids = st.integers(0, 5)
looping = st.builds(
    lambda head, unit, times, tail: [*head, *unit * times, *tail],
    st.lists(ids, max_size=9),
    st.lists(ids, min_size=1, max_size=18),
    st.integers(1, 9),
    st.lists(ids, max_size=4),
)


@given(looping)
def test_it_lowers_as_the_rule_says(recent: list[int]) -> None:
    for alphabet in (LETTERS, WORDS):
        expected = by_the_rule(alphabet, recent)
        assert lowered(alphabet, recent) == pytest.approx(expected, rel=1e-3, abs=1e-5)


@given(looping)
def test_an_alphabet_without_line_ends_is_guarded(recent: list[int]) -> None:
    within = [min(symbol, len(NO_LINES) - 1) for symbol in recent]
    expected = by_the_rule(NO_LINES, within)
    assert lowered(NO_LINES, within) == pytest.approx(expected, rel=1e-3, abs=1e-5)


def test_a_span_just_long_enough_costs_the_multiplier_and_each_symbol_more_the_base() -> None:
    span = [2, 3, 4, 2, 2, 3, 3, 4, 5, 2, 5, 3, 5, 5, 4, 4]
    for longer in range(4):
        recent = [*span, 2, 0, *span[4 - longer :]]
        assert lowered(LETTERS, recent, 2.0)[2] == pytest.approx(2 * 1.2**longer, rel=1e-5)
    assert not any(lowered(LETTERS, [*span, 2, 0, *span[5:]], 2.0))


def test_a_line_end_and_what_was_not_known_break_spans() -> None:
    speech = [2, 3, 4, 2, 3, 3, 3, 4, 2, 2]
    for gap in (0, 1):
        line = [*speech, gap, *speech, 5]
        assert not any(lowered(LETTERS, [*line, gap, *speech, gap, *speech]))
    assert any(lowered(LETTERS, [*speech, 5, *speech, 5, 0, *speech, 5, *speech]))


def test_an_empty_page_and_a_short_one_are_let_be() -> None:
    for recent in ([], [2], [2, 2], [2] * 12):
        assert not any(lowered(LETTERS, recent))
    assert any(lowered(LETTERS, [2] * 13))


def test_the_longest_span_there_can_be_does_not_overflow() -> None:
    for alphabet in (LETTERS, WORDS):
        assert all(np.isfinite(lowered(alphabet, [2] * RECENT, 100.0)))


class _Circles:
    """A network that goes round and round: each symbol is followed by the next, the last by 2."""

    def __init__(self, symbols: int) -> None:
        self._symbols = symbols

    def zero_state(self, batch: int = 1) -> Floats:
        return np.zeros((batch, 1), np.float32)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        logits = np.tile(-np.arange(self._symbols, dtype=np.float32), (len(ids), 1))
        for row, symbol in enumerate(ids):
            logits[row, symbol + 1 if symbol + 1 < self._symbols else 2] = 5
        return logits, np.array(ids, np.float32)[:, None]

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        logits, states = self.step(ids, state)
        return (logits if all_logits else logits[-1:]), states[-1:]


@pytest.mark.parametrize("alphabet", [LETTERS, WORDS])
@pytest.mark.parametrize("temperature", [0, 0.5])
def test_a_writer_who_goes_round_in_circles_is_led_out(
    alphabet: AnyAlphabet, temperature: float
) -> None:
    def longest(guard: float) -> int:
        """Symbols between two departures from the circle."""
        voice = Voice(alphabet, _Circles(len(alphabet)))
        writing = voice.write(Sampling(temperature, guard=guard), 1, lambda _: False)
        ids = alphabet.encode("".join(itertools.islice(writing, 500))).ids.tolist()
        round_ = {(a, a + 1 if a + 1 < len(alphabet) else 2) for a in range(len(alphabet))}
        runs = "".join("r" if pair in round_ else " " for pair in itertools.pairwise(ids))
        return max(map(len, runs.split()))

    assert longest(0.0) > 400
    assert longest(0.8) < 60
