"""measures/writing.py: where pieces begin, and what is written there."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from common.settings import Sampling
from measures.writing import LENGTH, PIECES, find_openings, write_pieces
from models.style import Style
from tests.support.samples import invented


def test_pieces_begin_at_lines_that_lie_evenly_over_the_text() -> None:
    text = "".join(f"{i:05} the miller sang of it\n" for i in range(3_000))
    places = find_openings(text)
    assert len(places) == PIECES
    begins = [text.index(place.lead + place.continuation) for place in places]
    assert begins == sorted(set(begins))
    assert begins[0] < 500
    assert begins[-1] > len(text) * 0.9
    for place in places:
        assert place.lead.endswith("\n")
        assert len(place.lead) == 200
        assert LENGTH <= len(place.continuation) < LENGTH + 20
        assert not place.continuation.endswith("i")


def test_in_one_endless_paragraph_they_begin_at_words() -> None:
    text = "the miller carried seven kettles home " * 400
    for place in find_openings(text):
        assert place.lead.endswith(" ")
        assert place.continuation.split()[0] in text.split()
        assert place.continuation.split()[-1] in text.split()


@pytest.mark.parametrize("length", [0, 1, 150, 1_250])
def test_a_short_text_has_openings_too(length: int) -> None:
    text = invented(2_000)[:length]
    (place,) = find_openings(text)
    assert place.lead + place.continuation in text


def test_the_voice_reads_what_is_before_and_goes_on(
    put_style: Callable[[Path, str, str], Style], tmp_path: Path
) -> None:
    style = put_style(tmp_path, "bob", "bob")
    openings = find_openings(invented(4_000))[:3]
    voice = style.voice()
    pieces = write_pieces(voice, openings, 0.9)
    assert all(LENGTH <= len(piece) <= LENGTH + 100 for piece in pieces)
    assert len(set(pieces)) == PIECES  # the openings in turn, each time by another seed
    for number in (0, PIECES - 1):  # neither knows of the pieces before it
        alone = style.voice()
        alone.read(openings[number % 3].lead)
        # from all symbols, where the desk leaves out the least likely
        anything = alone.write(Sampling(0.9, min_p=0.0), number, lambda _: False)
        assert "".join(islice(anything, len(pieces[number]))) == pieces[number]
    expected = style.voice()
    expected.read(openings[(PIECES - 1) % 3].lead + pieces[-1])
    assert (voice.state.tensor == expected.state.tensor).all()
