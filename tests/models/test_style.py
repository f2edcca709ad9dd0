"""The style file: what is written is read back, and nothing else is ever taken for it."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from common.errors import StyleError
from models.alphabet.alphabet import REPLACEMENT
from models.alphabet.words import Words
from models.card import Card
from models.style import Style, check_name, read_style, write_style
from tests.support.disk import files_no_larger_than
from tests.support.style_files import refused, sealed
from texts.source import Cleaning, Source

CARD = Card(
    author="Ann Oar",
    sources=(
        Source(
            "http://127.0.0.1/kettles.txt", "Seven Kettles", "Ann Oar", "CC0", "ab" * 32, 999, 99
        ),
        Source("lamp.txt", None, None, "unknown", "cd" * 32, 70, 7),
    ),
    cleaning=Cleaning(gutenberg=False, unwrap="no"),
    alphabet=(REPLACEMENT, "\n", " ", "a", "é", "“"),
    recipe={"cell": "gru", "units": [3]},
    network={"parameters": 123},
    figures={"bits_per_character": 2.5, "speed": None},
    made={"date": "2001-02-03"},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A sound style file, whose step is no network: reading it back does not run one."""
    path = tmp_path / "seven-kettles.style"
    write_style(path, CARD, b"STEP" * 9, b"WEIGHTS")
    return path


def test_what_was_written_is_read_back(path: Path) -> None:
    style = read_style(path)
    assert style.card == CARD
    assert (style.step, style.weights) == (b"STEP" * 9, b"WEIGHTS")
    assert (style.name, style.path) == ("seven-kettles", path)
    assert style.size == path.stat().st_size
    assert style.checksum == hashlib.sha256(path.read_bytes()[:-64]).hexdigest()
    assert (style.card.bits_per_character, style.card.parameters) == (2.5, 123)
    assert style.card.source == "2 texts, first http://127.0.0.1/kettles.txt"


def test_words_are_written_and_read_back_with_how_they_are_cut(tmp_path: Path) -> None:
    words = Words.from_text("a well-known bell, a’ rang", lower=True, punctuation="drop")
    card = replace(CARD, alphabet=words.symbols, words=words.normalisation)
    write_style(tmp_path / "wordy.style", card, b"STEP")
    style = read_style(tmp_path / "wordy.style")
    assert style.card == card
    assert style.card.unit == "word"
    assert (
        style.card.make_alphabet().encode("A bell").ids.tolist()
        == words.encode("a bell").ids.tolist()
    )
    with zipfile.ZipFile(style.path) as file:
        alphabet = json.loads(file.read("card.json"))["alphabet"]
    assert alphabet == {
        "kind": "words", "symbols": list(words.symbols), "lower": True, "punctuation": "drop"
    }  # fmt: skip


def test_weights_may_be_left_out(tmp_path: Path) -> None:
    write_style(tmp_path / "a.style", CARD, b"STEP")
    assert read_style(tmp_path / "a.style").weights is None


def test_it_is_a_plain_zip_with_a_card_that_others_can_read(path: Path) -> None:
    with zipfile.ZipFile(path) as file:
        assert file.namelist() == ["card.json", "step.tflite", "weights.safetensors"]
        assert {info.compress_type for info in file.infolist()} == {zipfile.ZIP_STORED}
        card = json.loads(file.read("card.json"))
    assert list(card)[:2] == ["format", "version"]
    assert (card["format"], card["version"]) == ("pastiche-style", 1)
    assert card["members"]["step.tflite"] == hashlib.sha256(b"STEP" * 9).hexdigest()


def test_equal_content_gives_equal_bytes_and_other_content_others(path: Path) -> None:
    again = path.with_name("again.style")
    write_style(again, CARD, b"STEP" * 9, b"WEIGHTS")
    assert again.read_bytes() == path.read_bytes()
    write_style(again, CARD, b"STEP" * 9, b"WEIGHT$")
    assert read_style(again).checksum != read_style(path).checksum


def test_any_flipped_bit_of_any_byte_is_refused(path: Path) -> None:
    content = bytearray(path.read_bytes())
    taken = []
    with path.open("r+b", buffering=0) as file:
        for place, byte in enumerate(content):
            for changed in (byte ^ 1 << bit for bit in range(8)):
                file.seek(place)
                file.write(bytes([changed]))
                try:
                    read_style(path)
                except StyleError as error:
                    assert str(path) in error.what  # noqa: PT017 - pytest.raises is slow here
                else:
                    taken.append((place, changed))
            file.seek(place)
            file.write(bytes([byte]))
    assert not taken
    assert path.read_bytes() == content
    read_style(path)


def test_a_file_cut_short_anywhere_is_refused(path: Path) -> None:
    content = path.read_bytes()
    taken = []
    for length in range(len(content)):
        path.write_bytes(content[:length])
        try:
            read_style(path)
        except StyleError as error:
            assert str(path) in error.what  # noqa: PT017 - pytest.raises is slow here
        else:
            taken.append(length)
    assert not taken


def test_a_file_cut_in_half_is_said_to_be_damaged(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert "is damaged: it was cut short or altered. Get it again" in refused(path)


@pytest.mark.parametrize("more", [b"\0", b"\n", b"0" * 64])
def test_a_file_with_something_after_it_is_refused(path: Path, more: bytes) -> None:
    path.write_bytes(path.read_bytes() + more)
    assert "damaged" in refused(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"Call me what you like.",
        b"\x89PNG\r\n",
        sealed(b""),
        sealed(b"PK\x03\x04"),
    ],
)
def test_a_foreign_file_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refused(path)


def test_a_file_that_is_no_zip_is_said_not_to_begin_as_one(path: Path) -> None:
    path.write_bytes(sealed(b"Call me what you like." * 9))
    assert "is not a style file that this program can read (it does not begin" in refused(path)


def test_a_file_too_large_to_be_a_style_is_refused_unread(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(256 * 2**20 + 1)  # a hole: it takes no space
    assert "far larger than a style can be" in refused(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "cannot be read: No such file" in refused(tmp_path / "no.style")
    assert "cannot be read: Is a directory" in refused(tmp_path)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(path: Path) -> None:
    before = path.read_bytes()
    with files_no_larger_than(5_000), pytest.raises(OSError, match="too large"):
        write_style(path, CARD, b"x" * 10_000)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_writing_makes_the_folder_and_replaces_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c.style"
    write_style(path, CARD, b"one")
    write_style(path, CARD, b"two")
    assert read_style(path).step == b"two"
    assert list(path.parent.iterdir()) == [path]


def test_a_style_speaks(put_style: Callable[[Path, str, str], Style], tmp_path: Path) -> None:
    voice = put_style(tmp_path, "ann", "cook").voice()
    assert voice.read("the blue lamp") == {}


def test_a_step_that_is_no_network_is_an_error_that_names_the_file(path: Path) -> None:
    with pytest.raises(StyleError, match=r"seven-kettles\.style is not a style file .*LiteRT"):
        read_style(path).voice()


def test_two_voices_of_a_style_share_nothing(styles_folder: Path) -> None:
    style = read_style(styles_folder / "ann.style")
    first, second = style.voice(), style.voice()
    first.read("the blue lamp")
    assert np.array_equal(second.state.tensor, style.voice().state.tensor)
    assert not np.array_equal(first.state.tensor, second.state.tensor)


@pytest.mark.parametrize("name", ["a", "great-expectations", "9_lives", "x" * 40])
def test_a_plain_word_is_a_name(name: str) -> None:
    assert check_name(name) == name


def test_a_list_of_works_has_a_name_in_the_card(tmp_path: Path) -> None:
    for key in ("works", "own_works"):
        write_style(tmp_path / "a.style", replace(CARD, made={key: 3}), b"STEP")
        with pytest.raises(StyleError, match=f"made: {key} must be text, not 3"):
            read_style(tmp_path / "a.style")
