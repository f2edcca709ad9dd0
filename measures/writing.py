"""The samples that are measured: what the author writes, beside what its text goes on with.

Each piece begins at the end of a line of held-out text (of a word, in a paragraph that goes on for
long), after the 200 characters that lead up to it, read from the head of an empty page; twenty such
places lie evenly over the held-out text, fewer over a short one. The author writes a thousand
characters there, and on to the end of the word, twenty times in all. As much of the held-out text
from the same places is measured beside it. Seeds are the numbers of the pieces. Min-p is 0, which
at the desk it is not: what an author seldom writes is measured too. This module knows voices and
text, and measures nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from common.settings import Sampling
from models.voice import Voice

TEMPERATURES = (0.5, 0.7, 1.0)
PIECES = 20
LENGTH = 1_000  # characters of a piece; together 20,000
_LEAD = 200  # characters read before it
_SLACK = 100  # characters, where a word does not end


@dataclass(frozen=True)
class Opening:
    """A place in the held-out text.

    Attributes:
        before: what leads up to it.
        after: what the text goes on with, as long as a piece.
    """

    before: str
    after: str


def openings(held_out: str) -> list[Opening]:
    """The places in a held-out text where pieces begin: twenty, or fewer in a short text."""
    found: dict[int, Opening] = {}
    room = max(0, len(held_out) - LENGTH - _SLACK - _LEAD)
    for i in range(PIECES):
        place = _begin(held_out, _LEAD + room * i // PIECES)
        before = held_out[max(0, place - _LEAD) : place]
        found[place] = Opening(before, _cut(held_out[place:]))
    return list(found.values())


def written(voice: Voice, places: Sequence[Opening], temperature: float) -> list[str]:
    """What the voice writes in turn at each place; it is left where the last piece ends."""
    pieces = []
    for seed in range(PIECES):
        place = places[seed % len(places)]
        voice.state = voice.start()
        voice.read(place.before)
        sampling = Sampling(temperature, min_p=0.0)
        pieces.append("".join(voice.write(sampling, seed, _WordStop())))
    return pieces


def _begin(text: str, place: int) -> int:
    """Just past the next end of a line, or, where none comes in time, of a word."""
    latest = min(place + LENGTH, len(text) - LENGTH - _SLACK)
    for mark in ("\n", " "):
        found = text.find(mark, place, max(place, latest))
        if found >= 0:
            return found + 1
    return place


def _cut(text: str) -> str:
    stop = _WordStop()
    for i, character in enumerate(text):
        if stop(character):
            return text[:i]
    return text


class _WordStop:
    """Stops at the first white space past the length of a piece, so that no word is cut."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, character: str) -> bool:
        over = self._count - LENGTH
        if (over >= 0 and character.isspace()) or over >= _SLACK:
            return True
        self._count += 1
        return False
