"""The cast: whose names are raised where a speaker's name may stand, and where none are."""

import itertools
from string import ascii_letters

import numpy as np
import pytest

from common.settings import Sampling
from models.alphabet.alphabet import REPLACEMENT, AnyAlphabet
from models.alphabet.characters import Alphabet
from models.alphabet.words import Words
from models.network import Floats, Ints
from models.people.speakers import Speakers
from models.voice import Voice

LETTERS = Alphabet(f"{REPLACEMENT}\n:.,’ {ascii_letters}")
SCENE = "Enter two.\n\nANN:\nWho is there?\n\nFirst Lord:\nI.\n\nBOB.\nNo, I.\n\n"


def changed(text: str, alphabet: AnyAlphabet = LETTERS, whole: bool = True) -> tuple[str, str]:
    """The symbols that are raised and those that are lowered, all by as much."""
    logits = np.linspace(-1, 1, len(alphabet), dtype=np.float32)
    before = logits.copy()
    change = (
        Speakers(alphabet).adjust(
            logits, "".join(map(chr, alphabet.encode(text).ids.tolist())), whole
        )
        - logits
    )
    np.testing.assert_array_equal(logits, before)
    assert np.allclose(np.abs(change[change != 0]), 2.75, atol=1e-5)
    up, down = (
        "".join(alphabet.decode([int(symbol)]) for symbol in np.flatnonzero(sign * change > 0))
        for sign in (1, -1)
    )
    return up, down


@pytest.mark.parametrize(
    ("begun", "expected"),
    [
        ("", ("AF", "B")),  # Bob has just spoken
        ("A", ("N", "")),
        ("ANN", (":", "")),
        ("First", (" ", "")),
        ("First L", ("o", "")),
        ("First Lo", ("r", "")),
        ("First l", ("", "")),
        ("B", ("", "O")),
        ("BOB", ("", ".")),
        ("ANT", ("", "")),
        ("ANN:", ("", "")),
        ("ANN:\n", ("", "")),
        ("Ann", ("", "")),
        ("a", ("", "")),
    ],
)
def test_names_of_those_who_spoke_before_the_last_one_go_on(
    begun: str, expected: tuple[str, str]
) -> None:
    assert changed(SCENE + begun) == expected


def test_what_the_last_ones_name_shares_with_others_is_raised() -> None:
    page = "ANN:\nWho?\n\nABE:\nI.\n\n"
    assert changed(page) == ("A", "")
    assert changed(page + "A") == ("N", "B")


def test_a_title_may_stand_in_a_name() -> None:
    page = "MRS. OAK:\nWho?\n\nANN:\nI.\n\n"
    assert changed(page + "MRS.") == (" ", "")
    assert changed(page + "MRS. O") == ("A", "")
    assert changed(page + "CO.") == ("", "")


def test_one_who_is_alone_waits_for_somebody() -> None:
    assert changed("ANN:\nWho is there?\n\n") == ("", "A")


def test_at_the_head_of_a_page_a_name_needs_no_empty_line_before_it() -> None:
    page = SCENE.removeprefix("Enter two.\n\n")
    assert changed(page) == ("AF", "B")
    assert changed(page, whole=False) == ("F", "B")  # it may be the end of JOHANN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        SCENE.removesuffix("\n\n"),
        SCENE.removesuffix("\n"),
        "CHAPTER I.\n\nIt was late.\n\nCHAPTER II.\n\nIt was later.\n\n",
        "CHAPTER I.\nOF A BOY\n\nIt was late.\n\nCHAPTER II.\nOF ANOTHER\n\nIt was later.\n\n",
        "Dear Joe:\nI am well.\n\nDear Biddy:\nSo am I.\n\n",
        "He said this:\nit is late.\n\nShe said that:\nno.\n\n",
        "ann:\nwho is there?\n\nbob:\ni.\n\n",
    ],
    ids=["nothing", "empty lines", "in a line", "no empty line", "chapters", "titles", "letters",
         "sentences", "small letters"],
)  # fmt: skip
def test_other_pages_and_other_places_are_left_alone(text: str) -> None:
    assert changed(text) == ("", "")


def test_authors_who_read_words_are_left_alone() -> None:
    assert changed(SCENE, Words.from_text(SCENE)) == ("", "")


class Unsure:
    """A network to which all symbols are as likely, always."""

    def zero_state(self, batch: int = 1) -> Floats:
        return np.zeros((batch, 1), np.float32)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        return np.zeros((len(ids), len(LETTERS)), np.float32), state

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        return np.zeros((len(ids) if all_logits else 1, len(LETTERS)), np.float32), state


def test_a_voice_writes_these_names_more_often() -> None:
    voice = Voice(LETTERS, Unsure())
    voice.read(SCENE)
    before = voice.state

    def first(seed: int) -> str:
        voice.state = before
        return next(voice.write(Sampling(temperature=1.0), seed, lambda _: False))

    begun = [first(seed) for seed in range(200)]
    # each of two is e to the 2.75 times as likely as each of the other 55 or so
    assert 40 < sum(piece in "AF" for piece in begun) < 110
    voice.state = before
    alone = voice.write(Sampling(), 7, lambda _: False)
    beside = voice.write_batch(Sampling(), [7, 8], [lambda _: False] * 2)
    several = [piece for row, piece in itertools.islice(beside, 12) if row == 0]
    voice.state = before
    assert several == list(itertools.islice(alone, len(several)))
