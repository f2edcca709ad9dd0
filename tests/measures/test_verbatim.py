"""measures/verbatim.py, beside a search for every span."""

import numpy as np
import pytest

from measures.verbatim import SHORTEST, Verbatim, find_verbatim
from tests.support.samples import invented


def naive(pieces: list[str], training: list[str]) -> tuple[int, int]:
    """Characters in spans of SHORTEST or more, and the longest span, by looking for each."""
    inside, longest = 0, 0
    for piece in pieces:
        covered = set()
        for i in range(len(piece)):
            length = 0
            while i + length < len(piece) and any(piece[i : i + length + 1] in t for t in training):
                length += 1
            longest = max(longest, length)
            if length >= SHORTEST:
                covered |= set(range(i, i + length))
        inside += len(covered)
    return inside, longest


def letters(length: int, seed: int) -> str:
    random = np.random.default_rng(seed)
    return "".join(random.choice(list("abcdefgh “é漢"), length))


@pytest.mark.parametrize("seed", range(4))
def test_spans_are_found_wherever_they_are(seed: int) -> None:
    training = [letters(900, 10 + seed), letters(700, 20 + seed)]
    first, second = training
    pieces = [
        letters(30, seed) + first[100:139] + letters(5, seed),  # one short
        first[:40] + second[-60:],
        letters(9, seed) + second[200:290] + second[250:300] + first[855:],
        first[400:439] + "z" + first[440:520],
    ]
    inside, longest = naive(pieces, training)
    assert (inside, longest) == (40 + 60 + 90 + 50 + 45 + 80, 90)
    characters = sum(map(len, pieces))
    spans = find_verbatim(pieces, training)
    assert spans.share == pytest.approx(inside / characters)
    assert spans.longest == longest


def test_text_that_repeats_itself_is_measured_as_any_other() -> None:
    training, pieces = [invented(1_500)], [invented(400, seed=3), "twice " * 20]
    inside, longest = naive(pieces, training)
    assert inside > 0
    found = find_verbatim(pieces, training)
    assert found.share == pytest.approx(inside / sum(map(len, pieces)))
    assert found.longest == longest


@pytest.mark.parametrize("rule", ["-", ". ", "* *", "<==>"])
def test_what_is_ruled_is_nobodys_words(rule: str) -> None:
    line = rule * 40
    assert find_verbatim([line] * 20, [rule * 400_000]).longest == 0  # in little memory, too
    said, other = letters(60, 1), letters(60, 2)
    found = find_verbatim([f"{said}\n{line}\n{other}"], [f"{said}\n{rule * 90}\n{other}"])
    assert found.share == 1.0  # however long the line is
    assert found.longest == 60 + 1 + 4 * len(rule) + 1 + 60


def test_a_long_text_is_read_in_parts_and_no_span_is_lost_between_them() -> None:
    random = np.random.default_rng(1)
    long = "".join(map(chr, random.integers(97, 123, 2**20 + 5_000)))
    piece = long[2**20 - 60 : 2**20 + 40]
    assert find_verbatim([piece], [long]) == Verbatim(1.0, 100)


def test_two_pieces_make_no_span_together() -> None:
    text = letters(400, 1)
    assert find_verbatim([text[:30], text[30:60]], [text]) == Verbatim(0.0, 30)
    assert find_verbatim([text[:60]], [text[:30], text[30:]]) == Verbatim(0.0, 30)


@pytest.mark.parametrize("pieces", [[], [""], ["short"], ["", "two"]])
def test_nothing_much_has_no_spans(pieces: list[str]) -> None:
    assert find_verbatim(pieces, [invented(500), "", "short"]) == Verbatim(0.0, 0)
