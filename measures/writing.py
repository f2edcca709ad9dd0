"""The pieces of text to measure: what an author writes, and how its held-out text continues.

The held-out text is kept from training, for measuring. A piece begins after one of its line ends,
or after a word in a very long paragraph. Up to twenty such openings are spread evenly over the
text. On an empty page, the author reads the 200 characters before an opening, writes a thousand
characters, and continues to the end of the word. It writes twenty pieces, each with its number as
the seed. Min-p is 0, unlike in a chat, so that what an author seldom writes is measured too. The
held-out text gives pieces of equal length at these openings. This module measures nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from common.settings import Sampling
from models.voice import Voice

TEMPERATURES = (0.5, 0.7, 1.0)
PIECES = 20
LENGTH = 1_000  # characters of a piece; together 20,000
_LEAD = 200  # characters that an author reads before a piece
_SLACK = 100  # further characters allowed for a word to end


@dataclass(frozen=True)
class Opening:
    """A place in a text from which an author (a trained language model) continues the text.

    The text was excluded from the author's training.

    Attributes:
        lead: up to 200 characters before the place, which the author reads before it writes.
        continuation: what follows the place in the original text, for comparison with the author's
            writing: about 1,000 characters, up to the end of a word.
    """

    lead: str
    continuation: str


def find_openings(held_out: str) -> list[Opening]:
    """Choose places in a text from which an author (a trained language model) can continue it.

    Args:
        held_out: the text, which was excluded from the author's training.

    Returns:
        Twenty places, spread evenly over the text, in order; fewer if the text is short.
    """
    openings: dict[int, Opening] = {}
    room = max(0, len(held_out) - LENGTH - _SLACK - _LEAD)
    for i in range(PIECES):
        place = _next_start(held_out, _LEAD + room * i // PIECES)
        lead = held_out[max(0, place - _LEAD) : place]
        openings[place] = Opening(lead, _first_piece(held_out[place:]))
    return list(openings.values())


def write_pieces(voice: Voice, openings: Sequence[Opening], temperature: float) -> list[str]:
    """Have an author (a trained language model) write twenty texts of about 1,000 characters each.

    Args:
        voice: the author's running network, whose state changes as it writes.
        openings: one or more openings (places from which to continue a text). If there are fewer
            than twenty, they are used repeatedly.
        temperature: the temperature used for sampling. Min-p sampling is turned off.

    Returns:
        The twenty texts, without what the author read before it wrote them.
    """
    pieces = []
    for seed in range(PIECES):
        opening = openings[seed % len(openings)]
        voice.state = voice.start()
        voice.read(opening.lead)
        sampling = Sampling(temperature, min_p=0.0)
        pieces.append("".join(voice.write(sampling, seed, _WordStop())))
    return pieces


def _next_start(text: str, place: int) -> int:
    """Return the position after the next line end; after the next word if no line ends in time."""
    latest = min(place + LENGTH, len(text) - LENGTH - _SLACK)
    for mark in ("\n", " "):
        index = text.find(mark, place, max(place, latest))
        if index >= 0:
            return index + 1
    return place


def _first_piece(text: str) -> str:
    stop = _WordStop()
    for i, character in enumerate(text):
        if stop(character):
            return text[:i]
    return text


class _WordStop:
    """A stop at the first white space past a piece's length, so that no word is cut."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, character: str) -> bool:
        over = self._count - LENGTH
        if (over >= 0 and character.isspace()) or over >= _SLACK:
            return True
        self._count += 1
        return False
