"""A card as a person reads it; a card of foreign make must not crash the table."""

import hashlib
import io
import json
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.terminal.styles import describe_card
from common.errors import StyleError
from models.alphabet.alphabet import REPLACEMENT
from models.style import Style, read_style

STEP = b"STEP"
CARD: dict[str, Any] = {
    "format": "pastiche-style",
    "version": 1,
    "author": "Ann Oar",
    "sources": [
        {
            "origin": "https://www.gutenberg.org/ebooks/807.txt.utf-8",
            "title": "The Lamp",
            "author": None,
            "licence": "none",
            "sha256": "ab" * 32,
            "characters": 1_000,
            "held_out": 100,
        }
    ],
    "cleaning": {"gutenberg": True, "unwrap": "auto", "margins": True, "spacing": True},
    "alphabet": {
        "kind": "words",
        "symbols": [REPLACEMENT, "\n", "lamp", "."],
        "lower": True,
        "punctuation": "keep",
    },
    "recipe": {"begin": "base", "units": [3], "characters": None, "held_out": 0.1},
    "network": {"cell": "gru", "units": [3], "embedding": 2, "parameters": 123},
    "figures": {
        "bits_per_character": 2.5,
        "held_out_characters": 100,
        "optimiser_seconds": 60,
        "symbols_read": 9_000,
        "perplexity": 1234.5,
        "accuracy": 0.25,
    },
    "made": {"date": "2001-02-03", "from": "base 0a", "read_before": ["The Lamp"], "works": "ann"},
    "samples": [{"temperature": 0.5, "seed": 1, "text": "The lamp."}],
    "members": {"step.tflite": hashlib.sha256(STEP).hexdigest()},
}


def make_odd_style(folder: Path, card: Any) -> Style:
    """A sound file with that card, as only a program could have made it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("card.json", json.dumps(card))
        archive.writestr("step.tflite", STEP)
        archive.comment = b"0" * 64
    body = buffer.getvalue()[:-64]
    path = folder / "odd.style"
    path.write_bytes(body + hashlib.sha256(body).hexdigest().encode())
    return read_style(path)


def without(*keys: str) -> dict[str, Any]:
    """The card without what words and an earlier reading add."""
    card = json.loads(json.dumps(CARD))
    for part in ("figures", "made"):
        card[part] = {key: value for key, value in card[part].items() if key not in keys}
    return dict(card)


def test_the_card_tells_figures_texts_and_samples(tmp_path: Path) -> None:
    text = describe_card(make_odd_style(tmp_path, CARD).card)
    for words in (
        "Ann Oar",
        "2.5000 bits per character on 100 characters of held-out text",
        "perplexity 1,234.5 per word, 25.0% predicted",
        "GRU of 3, 123 weights, 4 words",
        "1.0 minutes on 9,000 words, from base",
        "The Lamp",
        "At temperature 0.5, seed 1:",
    ):
        assert words in text


def test_a_text_that_was_read_before_is_said_beside_the_figure(tmp_path: Path) -> None:
    text = describe_card(make_odd_style(tmp_path, CARD).card)
    assert "base had read The Lamp before: the held-out figure may be too good." in text
    assert "had read" not in describe_card(make_odd_style(tmp_path, without("read_before")).card)


def test_of_characters_nothing_is_told_a_word(tmp_path: Path) -> None:
    text = describe_card(make_odd_style(tmp_path, without("perplexity", "accuracy")).card)
    assert "perplexity" not in text


# What a stranger's program may write ------------------------------------------------------------

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
    | st.sampled_from([10**400, -1, "lstm", "yes", "words", "characters"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner,
                                                                max_size=3),
    max_leaves=6,
)  # fmt: skip


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value in a card."""
    found = [at] if at else []
    pairs: Any = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        pairs = enumerate(value)
    for key, inner in pairs:
        found += places(inner, (*at, key))
    return found


def changed(card: Any, at: tuple[Any, ...], to: Any) -> Any:
    """The card with another value there."""
    card = json.loads(json.dumps(card))
    inner = card
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = to
    return card


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(places(CARD)), VALUES)
@example(("sources", 0, "title"), ["The Lamp"])
@example(("sources", 0, "characters"), "many")
@example(("network", "units"), 7)
@example(("network", "cell"), None)
@example(("figures", "optimiser_seconds"), "long")
@example(("figures", "symbols_read"), [])
@example(("figures", "bits_per_character"), "2.5")
@example(("made", "from"), " ")
@example(("made", "read_before"), "The Lamp")
@example(("samples", 0, "temperature"), 10**400)
@example(("samples", 0, "text"), 3)
@example(("alphabet", "symbols"), REPLACEMENT + "abc")
def test_a_card_with_an_odd_value_is_shown_or_refused_in_a_sentence(
    tmp_path: Path, at: tuple[Any, ...], to: Any
) -> None:
    try:
        card = make_odd_style(tmp_path, changed(CARD, at, to)).card
    except StyleError as error:
        assert "odd.style" in error.what  # noqa: PT017 - both ends are right
        return
    assert card.author in describe_card(card) or not card.author.isprintable()
    json.dumps(asdict(card))


@pytest.mark.parametrize(
    ("at", "to"),
    [
        (("author",), ["Ann", "Oar"]),
        (("sources", 0, "title"), {"main": "The Lamp"}),
        (("sources", 0, "held_out"), "a tenth"),
        (("cleaning", "gutenberg"), "yes"),
        (("cleaning", "unwrap"), "maybe"),
        (("figures", "symbols_read"), "9,000"),
        (("figures", "accuracy"), float("nan")),
        (("network", "units"), ["wide"]),
        (("made", "works"), ["ann"]),
        (("samples", 0, "temperature"), "hot"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, at: tuple[Any, ...], to: Any) -> None:
    with pytest.raises(StyleError, match="is not a style file that this program can read"):
        make_odd_style(tmp_path, changed(CARD, at, to))


def test_what_the_program_does_not_read_may_be_anything(tmp_path: Path) -> None:
    card = changed(CARD, ("figures", "mood"), ["good", {"very": None}])
    assert "mood" in make_odd_style(tmp_path, card).card.figures
