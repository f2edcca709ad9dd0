"""measures/attribution.py: to whom excerpts go, and what the judges do not see."""

import re
from collections.abc import Callable

import numpy as np
import pytest

from measures.attribution import EXCERPT, Attribution, correct_share
from tests.support.samples import invented
from texts.corpus import Text
from texts.source import Source

_OTHER = str.maketrans("aeioust", "oueaitr")


def text(train: str, held_out: str) -> Text:
    source = Source("a.txt", None, None, "not stated", "0" * 64, len(train) + len(held_out), 9)
    return Text(source, train, held_out)


@pytest.fixture(scope="module")
def authors() -> dict[str, list[Text]]:
    """One who writes as invented texts do, and one who has other words for all; in two texts."""
    miller, sailor = invented(20_000, seed=1), invented(12_000, seed=2).translate(_OTHER)
    return {
        "miller": [text(miller, invented(4_000, seed=3))],
        "sailor": [
            text(sailor[:8_000], invented(3_000, seed=4).translate(_OTHER)),
            text(sailor[8_000:], invented(3_000, seed=5).translate(_OTHER)),
        ],
    }


@pytest.fixture(scope="module")
def judges(authors: dict[str, list[Text]]) -> Attribution:
    return Attribution(authors)


def test_excerpts_of_held_out_text_go_to_whoever_writes_like_that(judges: Attribution) -> None:
    assert list(judges.held_out) == ["miller", "sailor"]
    for author, counts in judges.held_out.items():
        assert list(counts) == ["miller", "sailor"]
        assert counts[author] >= 8
        assert correct_share(counts, author) == 1


def test_what_was_written_goes_to_whom_it_is_like(judges: Attribution) -> None:
    pieces = [invented(1_000, seed=6), invented(1_000, seed=7)]
    counts = judges.count_excerpts(pieces)
    assert counts["sailor"] == 0
    assert counts["miller"] == pytest.approx(2_000 / EXCERPT, abs=2)
    assert judges.count_excerpts([piece.translate(_OTHER) for piece in pieces])["miller"] == 0
    assert judges.count_excerpts(["too short"]) == {"miller": 0, "sailor": 0}
    assert correct_share(judges.count_excerpts([]), "miller") == 0


def rambling(words: int, seed: int) -> str:
    """Lines of random words, the same ones for every seed and all equally likely."""
    random = np.random.default_rng(1)
    several = ["".join(random.choice(list("abcdefgh"), 4)) for _ in range(300)]
    said = np.random.default_rng(seed).choice(several, words)
    return "\n".join(f'"{" ".join(line)} -- "' for line in np.array_split(said, words // 20))


@pytest.mark.parametrize(
    "dressed",
    [
        str.title,
        lambda plain: re.sub('"(.*)"', "“\\1”", plain).replace("--", "—"),
        lambda plain: re.sub('"(.*)"', "‘\\1’", plain),
        lambda plain: plain.replace("\n", "\n    \n\n   "),
        lambda plain: plain.replace("\n", "\nFirst Sailor:\n"),
        lambda plain: plain.replace("\n", "\nSAILOR.\n"),
        lambda plain: plain.replace("\n", "\n17 ").replace(" -- ", " 1860 -- "),
    ],
    ids=["capitals", "curly", "single", "layout", "speakers", "headings", "numbers"],
)
def test_printing_has_no_say(dressed: Callable[[str], str]) -> None:
    assert dressed(rambling(100, 9)) != rambling(100, 9)
    known = {
        "plain": [text(rambling(9_000, 2), rambling(3_000, 3))],
        "dressed": [text(dressed(rambling(9_000, 4)), dressed(rambling(3_000, 5)))],
    }
    given = Attribution(known).count_excerpts([dressed(rambling(9_000, 6))])
    assert 0.3 < correct_share(given, "dressed") < 0.7


def test_an_author_of_much_text_gets_no_more_for_that() -> None:
    """Of random words, equally likely with both, each judge should get half."""
    known = {
        "much": [text(rambling(60_000, 2), rambling(6_000, 3))],
        "little": [text(rambling(6_000, 4), rambling(6_000, 5))],
    }
    judges = Attribution(known)
    given = judges.count_excerpts([rambling(12_000, 6)])
    assert 0.3 < correct_share(given, "much") < 0.7
