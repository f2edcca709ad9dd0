"""measures/peers/symbol_text.py: what a text costs a character, the unknown ones included."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from measures.peers.symbol_text import SymbolText, bits_per_character
from models.alphabet.characters import Alphabet
from models.style import Style
from tests.support.samples import invented

ALPHABET = Alphabet(["\ufffd", *"\n !.-abcdehlort"])


def test_bits_are_divided_by_the_characters_before_folding() -> None:
    text = SymbolText.from_text("—é", ALPHABET)  # read as two hyphens, and as an e
    assert ALPHABET.decode(text.ids) == "--e"
    assert (text.characters, text.unknown) == (2, 0)
    assert bits_per_character([text], 6.0) == 3.0


def test_an_unknown_character_costs_its_naming_besides() -> None:
    texts = [
        SymbolText.from_text("a漢b", ALPHABET),
        SymbolText.from_text("", ALPHABET),
        SymbolText.from_text("字", ALPHABET),
    ]
    assert list(texts[0].ids).count(0) == 1
    expected = (10.0 + 2 * math.log2(1_114_112)) / 4
    assert bits_per_character(texts, 10.0) == pytest.approx(expected)


def test_it_is_the_rule_by_which_a_voice_scores(
    put_style: Callable[[Path, str, str], Style], tmp_path: Path
) -> None:
    style = put_style(tmp_path, "ann", "ann")
    text = invented(500) + "漢 — “字”"
    score = style.voice().score(text)
    folded = SymbolText.from_text(text, Alphabet(style.card.alphabet))
    naming = math.log2(1_114_112) * folded.unknown
    assert folded.unknown == sum(score.unknown.values()) > 0
    assert bits_per_character([folded], float(score.bits.sum()) - naming) == pytest.approx(
        score.bits_per_character
    )
