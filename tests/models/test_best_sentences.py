"""Passages whose sentences are the best of several: always the same, with the state after them."""

import itertools
from pathlib import Path

import pytest

from common.settings import Sampling
from models.state import State
from models.style import read_style
from models.voice import Voice
from models.writing.best_sentences import write_best_batch, write_best_sentences
from models.writing.stops import SentenceStop, Stop, UnitStop
from tests.support.storyteller import storyteller

MILL = (
    "Edwin stood at the gate. Mrs. Harrow had told him that the key was under the stone, and he"
    " had told Mrs. Harrow that it was late."
)
LIVELY = Sampling(0.9)


def is_same(one: State, other: State) -> bool:
    return one.tensor.tobytes() == other.tensor.tobytes() and one.previous == other.previous


def write(voice: Voice, page: str, seed: int, stop: Stop, candidates: int = 3) -> str:
    pieces = write_best_sentences(voice, LIVELY, seed, stop, False, page, candidates)
    return "".join(pieces)


def voice_after(page: str, name: str, folder: Path) -> Voice:
    voice = storyteller() if name == "teller" else read_style(folder / f"{name}.style").voice()
    voice.read(page)
    return voice


@pytest.mark.slow
@pytest.mark.parametrize("name", ["teller", "ann", "bob", "wendy"])
def test_a_seed_gives_one_passage_and_the_state_that_has_read_it(
    name: str, styles_folder: Path
) -> None:
    voice, other = (voice_after(MILL, name, styles_folder) for _ in "ab")
    text = write(voice, MILL, 5, SentenceStop(200))
    assert text == write(other, MILL, 5, SentenceStop(200))
    assert is_same(voice.state, voice_after(MILL + text, name, styles_folder).state)
    assert text != write(voice_after(MILL, name, styles_folder), MILL, 6, SentenceStop(200))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["teller", "bob", "wendy"])
def test_a_passage_that_is_left_off_is_a_beginning_and_is_read(
    name: str, styles_folder: Path
) -> None:
    whole = write(voice_after(MILL, name, styles_folder), MILL, 5, SentenceStop(200))
    voice = voice_after(MILL, name, styles_folder)
    pieces = write_best_sentences(voice, LIVELY, 5, SentenceStop(200), False, MILL, 3)
    text = "".join(next(pieces) for _ in range(8))
    pieces.close()
    assert whole.startswith(text)
    assert is_same(voice.state, voice_after(MILL + text, name, styles_folder).state)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["teller", "bob", "wendy"])
def test_each_of_several_passages_is_what_it_would_be_alone(name: str, styles_folder: Path) -> None:
    voice, rows = voice_after(MILL, name, styles_folder), ["", "", ""]
    before = voice.state
    stops: list[Stop] = [UnitStop(12, "words") for _ in rows]
    for row, piece in write_best_batch(voice, LIVELY, [1, 2, 3], stops, False, MILL, 3):
        rows[row] += piece
    assert voice.state is before
    for seed, text in enumerate(rows, 1):
        alone = voice_after(MILL, name, styles_folder)
        assert write(alone, MILL, seed, UnitStop(12, "words")) == text
    assert len(set(rows)) == 3


@pytest.mark.slow
def test_no_sentence_of_a_passage_is_the_one_before() -> None:
    for seed in range(5):
        text = write(voice_after(MILL, "teller", Path()), MILL, seed, SentenceStop(300), 4)
        sentences = [sentence.strip() for sentence in text.split(".") if len(sentence) > 20]
        assert all(a != b for a, b in itertools.pairwise(sentences))
