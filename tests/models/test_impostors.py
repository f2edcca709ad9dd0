"""Impostors: files with a sound digest that no training of this program wrote."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from common.errors import StyleError
from models.alphabet.alphabet import REPLACEMENT
from models.style import read_style, write_style
from tests.support.style_files import refused, sealed

UNREADABLE = "is not a style file that this program can read"


@pytest.fixture
def path(styles_folder: Path, tmp_path: Path) -> Path:
    """A sound style file to start from, with weights."""
    ann = read_style(styles_folder / "ann.style")
    write_style(tmp_path / "odd.style", ann.card, ann.step, b"WEIGHTS")
    return tmp_path / "odd.style"


def archive(members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in members.items():
            file.writestr(name, content)
        file.comment = b"0" * 64
    return sealed(buffer.getvalue()[:-64])


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_a_zip_of_something_else_is_refused(path: Path) -> None:
    path.write_bytes(archive({"holiday.txt": b"sea"}))
    assert "card.json" in refused(path)


def test_another_version_says_which_and_what_to_do(path: Path) -> None:
    inside = members(path)
    card = json.loads(inside["card.json"]) | {"version": 2}
    path.write_bytes(archive({**inside, "card.json": json.dumps(card).encode()}))
    sentence = refused(path)
    assert "is of version 2; this program reads version 1. Update Pastiche" in sentence


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", "other"),
        ("members", {"step.tflite": "0" * 64}),
        ("members", {"absent.bin": "0" * 64}),
        ("members", []),
        ("sources", []),
        ("sources", [{"origin": "a"}]),
        ("alphabet", {"kind": "syllables", "symbols": [REPLACEMENT]}),
        ("alphabet", {"kind": "words", "symbols": ["a", "b"]}),
        ("alphabet", {"kind": "words", "symbols": [REPLACEMENT, "a", "a"]}),
        ("alphabet", {"kind": "words", "symbols": [REPLACEMENT, ""]}),
        ("alphabet", {"kind": "words", "symbols": [REPLACEMENT, "\x1b"]}),
        ("alphabet", {"kind": "words", "symbols": [REPLACEMENT, "a b"]}),
        ("alphabet", {"kind": "words", "symbols": [REPLACEMENT, "A"], "lower": True}),
        ("alphabet", {"kind": "words", "symbols": [REPLACEMENT, "a"], "lower": 1}),
        ("alphabet", {"kind": "words", "symbols": [REPLACEMENT, "a"], "punctuation": "some"}),
        ("alphabet", {"kind": "words", "symbols": [REPLACEMENT, "a"], "punctuation": []}),
        ("alphabet", {"kind": "characters", "symbols": [REPLACEMENT, "ab"]}),
        ("alphabet", None),
        ("cleaning", {"soap": True}),
        ("figures", {}),
        ("figures", {"bits_per_character": "low"}),
        ("network", {"parameters": float("inf")}),
        ("network", {"memory": "yes"}),
        ("network", {"lexicon": None}),
        ("recipe", 7),
    ],
)
def test_a_card_that_cannot_be_is_refused(path: Path, key: str, value: object) -> None:
    inside = members(path)
    card = json.loads(inside["card.json"]) | {key: value}
    path.write_bytes(archive({**inside, "card.json": json.dumps(card).encode()}))
    assert UNREADABLE in refused(path)


@pytest.mark.parametrize("card", [b"[]", b"7", b"{}", b"", b"\xff", b"{", b"[" * 100_000])
def test_a_card_that_is_none_is_refused(path: Path, card: bytes) -> None:
    path.write_bytes(archive({**members(path), "card.json": card}))
    assert UNREADABLE in refused(path)


@pytest.mark.parametrize("missing", ["card.json", "step.tflite", "weights.safetensors"])
def test_a_missing_member_is_refused(path: Path, missing: str) -> None:
    inside = members(path)
    del inside[missing]
    path.write_bytes(archive(inside))
    assert missing in refused(path)


def test_a_member_that_the_card_does_not_list_is_refused(path: Path) -> None:
    path.write_bytes(archive({**members(path), "holiday.txt": b"sea"}))
    assert "does not list holiday.txt" in refused(path)


def test_a_memory_that_the_network_lacks_is_an_error_that_names_the_file(path: Path) -> None:
    sound = read_style(path)
    network = {**sound.card.network, "memory": 16}
    write_style(path, replace(sound.card, network=network), sound.step)
    with pytest.raises(StyleError, match=r"odd\.style is not a style file"):
        read_style(path).voice()


def test_a_deflated_zip_is_refused(path: Path) -> None:
    path.write_bytes(archive(members(path), zipfile.ZIP_DEFLATED))
    assert "a member is deflated" in refused(path)


def test_an_encrypted_member_is_refused(path: Path) -> None:
    body = bytearray(path.read_bytes()[:-64])
    body[6] |= 1  # the flag in the first local header, then in the first of the directory
    body[body.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(sealed(bytes(body)))
    assert "encrypted" in refused(path)


@pytest.mark.parametrize(
    "alphabet", [(), ("a",), (REPLACEMENT, "aa"), (REPLACEMENT, 7), (REPLACEMENT, "a")]
)
def test_an_alphabet_that_does_not_fit_is_an_error_that_names_the_file(
    path: Path, alphabet: tuple[str, ...]
) -> None:
    sound = read_style(path)
    write_style(path, replace(sound.card, alphabet=alphabet), sound.step)
    with pytest.raises(StyleError, match=r"odd\.style is not a style file"):
        read_style(path).voice()
