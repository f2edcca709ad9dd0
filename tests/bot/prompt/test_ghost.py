"""Ghost text: one step a key, as if read anew, to the end of a word."""

from collections.abc import Callable, Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.prompt.ghost import Ghost
from models.alphabet.alphabet import REPLACEMENT, AnyAlphabet
from models.alphabet.characters import Alphabet
from models.alphabet.words import Words
from models.network import Floats, Ints
from models.state import State
from models.voice import Voice
from tests.support.examples import examples

_LONGEST = 40


class _Network:
    """A tiny random recurrent network that counts its steps."""

    def __init__(self, symbols: int, seed: int = 0) -> None:
        random = np.random.default_rng(seed)
        self.steps = 0
        self._inputs = random.normal(0, 2, (symbols, 6)).astype(np.float32)
        self._recurrent = random.normal(0, 1.5, (6, 6)).astype(np.float32)
        self._head = random.normal(0, 1, (6, symbols)).astype(np.float32)
        self._bias = np.zeros(symbols, np.float32)

    def silence(self, line_end: int) -> None:
        """Nothing is likelier than a line end from now on."""
        self._bias[line_end] = 1e3

    def zero_state(self, batch: int = 1) -> Floats:
        return np.zeros((batch, 6), np.float32)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        self.steps += len(ids)
        state = np.tanh(self._inputs[ids] + state @ self._recurrent)
        return state @ self._head + self._bias, state

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        rows = []
        for symbol in ids:
            logits, state = self.step(np.array([symbol], np.int32), state)
            rows.append(logits)
        return (np.concatenate(rows) if all_logits else rows[-1]), state


class _ByHeart(_Network):
    """Goes on with a text it knows: its state is the last symbols read.

    After a longer stretch that it knows it is the surer; symbols go on as where they last stood.
    """

    def __init__(self, known: Iterable[int], symbols: int) -> None:
        super().__init__(symbols)
        self._known, self._symbols = [*known], symbols

    def zero_state(self, batch: int = 1) -> Floats:
        return np.full((batch, 12), -1, np.float32)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        self.steps += len(ids)
        read = [*state[0, 1:].astype(int), int(ids[0])]
        logits = np.zeros((1, self._symbols), np.float32)
        for length in range(1, len(read) + 1):
            for place in range(length, len(self._known)):
                if self._known[place - length : place] == read[-length:]:
                    logits[0, self._known[place]] = length + place / 1_000
        return logits, np.array([read], np.float32)


def every_character(text: str) -> Alphabet:
    return Alphabet([REPLACEMENT, *sorted(set(text))])


def memorise(text: str, alphabet: AnyAlphabet | None = None) -> Voice:
    alphabet = alphabet or every_character(text)
    known = [alphabet.start, *alphabet.encode(text).ids]
    return Voice(alphabet, _ByHeart(known, len(alphabet)))


def counting(text: str = "a b\n’c") -> tuple[Voice, _Network]:
    alphabet = every_character(text)
    network = _Network(len(alphabet))
    return Voice(alphabet, network), network


def silent() -> tuple[Ghost, State, Callable[[], int]]:
    """A ghost that only reads, since it would always begin a new line.

    With it a base, and what counts its steps since that was asked last.
    """
    voice, network = counting()
    network.silence(voice.alphabet.encode("\n").ids[0])
    ghost, base = Ghost(voice), voice.start()
    counted = network.steps

    def steps() -> int:
        nonlocal counted
        before, counted = counted, network.steps
        return counted - before

    return ghost, base, steps


def suggest(voice: Voice, text: str, words: int = 3) -> str:
    return Ghost(voice, words).suggest(voice.start(), text)


def cancel_after_steps(nth: int) -> Callable[[], bool]:
    """Says that it is cancelled from the nth time on that it is asked."""
    asked = iter(range(1, nth))
    return lambda: next(asked, None) is None


MARSHES = "It was a dark evening on the marshes, and Joe, the smith’s man, sang.\nIt rained. \n"


@pytest.mark.parametrize(
    ("text", "words", "ghost"),
    [
        ("It was a da", 3, "rk evening on"),
        ("It was a dark", 2, " evening on"),
        ("It was a dark ", 2, "evening on"),
        ("It was a da", 1, "rk"),
        ("on the marsh", 2, "es, and"),
        ("Joe, the smith", 9, "’s man, sang."),  # the line ends
        ("sang.", 3, ""),
        ("It rained", 3, "."),  # and not its space
    ],
)
def test_it_ends_at_the_end_of_a_word(text: str, words: int, ghost: str) -> None:
    assert suggest(memorise(MARSHES), text, words) == ghost


def test_it_is_no_longer_than_what_is_taken_in_at_a_glance() -> None:
    ghost = suggest(memorise(MARSHES), "It was", 10)
    assert ghost == " a dark evening on the marshes, and Joe,"
    assert len(ghost) == _LONGEST
    longer = memorise(MARSHES.replace("Joe", "Joey"))
    assert suggest(longer, "It was", 10) == " a dark evening on the marshes, and"


def test_where_no_word_ends_there_is_none() -> None:
    endless = "".join(chr(0x100 + i) for i in range(90))
    assert suggest(memorise(endless), endless[:3]) == ""


def test_writing_without_spaces_ends_at_punctuation() -> None:
    lines = "".join(chr(0x4E00 + i) for i in range(30)) + "，" + chr(0x5E00) * 30
    assert suggest(memorise(lines), lines[:5]) == lines[5:31]


@pytest.mark.parametrize(
    ("page", "line", "ghost"),
    [
        ("", "Joe, the smith", "’s man—“So!”"),
        ("“I can’t.” ", "Joe, the smith", "’s man—“So!”"),
        ("I can't. ", "Joe, the smith", '\'s man—"So!"'),
        ('"No," said he--twice. ', "Joe, the smith", '\'s man--"So!"'),
        ("‘No,’ said he. ", "Joe, the smith", "’s man—‘So!’"),
        ("", "It's Joe, the smith", '\'s man—"So!"'),  # the line has the first mark
        ("No--he went. ", "Joe, the smith", "’s man--“So!”"),
    ],
)
def test_marks_are_those_of_the_page(page: str, line: str, ghost: str) -> None:
    voice = memorise("Joe, the smith’s man—“So!” \"'‘-It")
    suggesting, start = Ghost(voice, 2), voice.start()
    assert suggesting.suggest(start, line, page=page) == ghost
    assert suggesting.complete(start, line, page=page) == ghost[:2]
    assert suggesting.suggest(voice.start(), line, page="“I can’t.” ") == "’s man—“So!”"


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("It was a da", "rk"),
        ("It was a dark", ""),
        ("It was a dark ", "evening"),
        ("on the m", "arshes"),
        ("the smi", "th’s"),
        ("It rai", "ned"),
    ],
)
def test_a_word_is_completed_without_what_stands_behind_it(text: str, lacking: str) -> None:
    voice = memorise(MARSHES)
    assert Ghost(voice).complete(voice.start(), text) == lacking


def test_it_goes_on_from_the_manuscript() -> None:
    voice = memorise("Pip said no. Joe said yes. ")
    ghost, start = Ghost(voice, 1), voice.start()
    assert ghost.suggest(start, "Pip said") == " no."
    voice.state = start
    voice.read("Joe")
    assert ghost.suggest(voice.state, " said") == " yes."


def test_a_key_costs_one_step_and_a_backspace_none() -> None:
    ghost, base, steps = silent()
    line = "abc ab c"
    for count in range(1, len(line) + 1):
        assert ghost.suggest(base, line[:count]) == ""
        assert steps() == 1
    for count in (*range(len(line), 0, -1), len(line)):  # and what is typed again is known
        ghost.suggest(base, line[:count])
        assert steps() == 0


def test_an_edit_in_mid_line_costs_what_follows_it() -> None:
    ghost, base, steps = silent()
    ghost.suggest(base, "abc abc abc")
    assert steps() == 11
    ghost.suggest(base, "abc ab abc")
    assert steps() == 4
    ghost.complete(base, "abc ab")
    ghost.suggest(base, "abc ab abc")
    assert steps() == 0


def test_another_base_has_the_line_read_anew() -> None:
    ghost, base, steps = silent()
    other = counting()[0].start()
    for state in (base, other, base):
        ghost.suggest(state, "abc")
        assert steps() == 3


def test_what_was_read_before_it_was_cancelled_stays_read() -> None:
    ghost, base, steps = silent()
    assert ghost.suggest(base, "abc abc", cancel_after_steps(5)) == ""
    assert steps() == 4
    ghost.suggest(base, "abc abc")
    assert steps() == 3


def test_it_is_cancelled_between_two_steps_of_writing() -> None:
    voice = memorise(MARSHES)
    ghost, base = Ghost(voice), voice.start()
    assert ghost.suggest(base, "Joe") == ", the smith’s"
    assert ghost.suggest(base, "Joe", cancel_after_steps(6)) == ""
    assert ghost.suggest(base, "Joe") == ", the smith’s"


def test_a_very_long_line_is_read_once_and_kept_in_part() -> None:
    ghost, base, steps = silent()
    line = "abc ab c b" * 700
    ghost.suggest(base, line)
    assert steps() == len(line)
    ghost.suggest(base, line + "a")
    assert steps() == 1
    ghost.suggest(base, line[:-500])
    assert steps() == 0
    ghost.suggest(base, line[:3_000])
    assert steps() < 500
    ghost.suggest(base, line[:3_001])
    assert steps() == 1


_EDITS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 4), st.text("ab c’\n", max_size=4)), max_size=8
)


@settings(max_examples=examples(50), deadline=None)
@given(_EDITS, st.integers(0, 9), st.integers(1, 4))
def test_after_any_edits_it_is_as_if_the_line_were_read_anew(
    edits: list[tuple[int, int, str]], stopped: int, words: int
) -> None:
    voice, _ = counting()
    ghost, base, line = Ghost(voice, words), voice.start(), ""
    for place, gone, new in edits:
        line = line[:place] + new + line[place + gone :]
        ghost.suggest(base, line[: place + len(new)], cancel_after_steps(stopped))
        fresh = Ghost(counting()[0], words)
        assert ghost.suggest(base, line) == fresh.suggest(base, line)
        assert ghost.complete(base, line) == fresh.complete(base, line)


@settings(max_examples=examples(50), deadline=None)
@given(_EDITS.map(lambda edits: [(p, g, t.replace("c", "-")) for p, g, t in edits]))
def test_so_it_is_with_words(edits: list[tuple[int, int, str]]) -> None:
    words = Words.from_text("a b ab ba aab abb b’s a-b aba’b baa, a. a— b\n" * 2)
    voice = Voice(words, _Network(len(words)))
    ghost, base, line = Ghost(voice), voice.start(), ""
    for place, gone, new in edits:
        line = line[:place] + new + line[place + gone :]
        fresh = Ghost(Voice(words, _Network(len(words))))
        assert ghost.suggest(base, line) == fresh.suggest(base, line)


WORDS = (
    "The dark evening came, and the darkness with it; the well-known dogs’ master,"
    " don’t you know?\nIt was a dark evening. It was Darnay’s the tis. "
)


@pytest.fixture
def wordy() -> Voice:
    """An author of words, who knows that text by heart."""
    return memorise(
        WORDS, Words.from_text(WORDS * 2 + "‡")
    )  # which alone is unknown, being the rarest


@pytest.mark.parametrize(
    ("text", "ghost"),
    [
        ("It was a da", "rk evening. It"),  # likelier there than darkness, and than Darnay
        ("It was a dark", " evening. It was"),  # it is over, though darkness begins so
        ("It was a", " dark evening. It"),
        ("It was a ", "dark evening. It"),
        ("the d", "arkness with it;"),
        ("THE DARKN", "ESS with it;"),
        ("It was da", "rnay’s the tis."),  # the likeliest that begins so, in the person's case
        ("and the wel", "l-known dogs’ master,"),
        ("and the well-", "known dogs’ master,"),
        ("know? don'", "t you know?"),
    ],
)
def test_an_author_of_words_ends_the_word_that_was_begun(
    wordy: Voice, text: str, ghost: str
) -> None:
    found = Ghost(wordy).suggest(wordy.start(), text)
    assert found == ghost


def test_a_word_of_words_is_completed_alone(wordy: Voice) -> None:
    ghost, start = Ghost(wordy), wordy.start()
    assert ghost.complete(start, "It was a da") == "rk"
    assert ghost.complete(start, "It was a dark") == ""
    assert ghost.complete(start, "It was a ") == "dark"
    assert ghost.complete(start, "evening came, an") == "d"
    assert ghost.complete(start, "evening c") == "ame"


def test_what_a_word_is_given_is_read_as_that_word() -> None:
    words = Words.from_text("Apple pear Pear peach PEACH don’t café\n" * 2)
    for seed in range(5):
        voice = Voice(words, _Network(len(words), seed))
        for begun in ("p", "P", "pe", "PE", "ap", "AP", "don", "DON", "caf", "x"):
            whole = begun + Ghost(voice).complete(voice.start(), begun)
            read = words.encode(whole).unknown
            assert not read or whole == begun
