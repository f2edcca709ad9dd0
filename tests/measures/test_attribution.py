"""measures/attribution.py: to whom excerpts go, and what the judges do not see."""

import numpy as np
import pytest
from making import invented

from measures.attribution import EXCERPT, Attribution, right
from models.card import Source
from training.corpus import Text

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
        assert right(counts, author) == 1


def test_what_was_written_goes_to_whom_it_is_like(judges: Attribution) -> None:
    pieces = [invented(1_000, seed=6), invented(1_000, seed=7)]
    counts = judges.given(pieces)
    assert counts["sailor"] == 0
    assert counts["miller"] == pytest.approx(2_000 / EXCERPT, abs=2)
    assert judges.given([piece.translate(_OTHER) for piece in pieces])["miller"] == 0
    assert judges.given(["too short"]) == {"miller": 0, "sailor": 0}
    assert right(judges.given([]), "miller") == 0


@pytest.mark.parametrize(
    "dressed",
    [
        lambda plain: plain.upper().replace("\n\n", "\n"),
        lambda plain: "".join(f"“{line}” -- 1860.\n" for line in plain.splitlines()),
        lambda plain: plain.replace("\n\n", "\n\nFirst Sailor:\n"),
        lambda plain: plain.replace("\n\n", "\n\nSAILOR.\n"),
        lambda plain: plain.replace(" before dawn", " Mordlekai before dawn"),
    ],
    ids=["capitals", "marks", "speakers", "headings", "names"],
)
def test_neither_printing_nor_names_have_a_say(judges: Attribution, dressed) -> None:  # type: ignore[no-untyped-def]
    plain = invented(4_000, seed=8)
    changed = dressed(plain)
    assert changed != plain
    if changed.upper() != changed:
        assert judges.given([changed]) == judges.given([plain])
    assert judges.given([changed])["sailor"] == 0


def test_an_author_of_much_text_gets_no_more_for_that() -> None:
    """Of random words, equally likely with both, each judge should get half."""
    random = np.random.default_rng(1)
    several = ["".join(random.choice(list("abcdefgh"), 4)) for _ in range(300)]

    def rambling(words: int) -> str:
        return " ".join(random.choice(several, words))

    known = {
        "much": [text(rambling(60_000), rambling(6_000))],
        "little": [text(rambling(6_000), rambling(6_000))],
    }
    judges = Attribution(known)
    given = judges.given([rambling(12_000)])
    assert 0.3 < right(given, "much") < 0.7
