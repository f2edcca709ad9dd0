"""How well an author predicts a text that it has not read: bits per character and next passages."""

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from common.errors import SourceError
from measures.next_passage import PLACES, make_questions, share_correct
from models.network import Network
from models.style import Style

CHARACTERS = 60_000  # read for the bits per character, from the start of the text

_BLOCK = 1_000  # characters; the costs of neighbouring ones depend on each other, blocks hardly


@dataclass(frozen=True)
class UnreadReport:
    """A report on how well a style (a language model) predicts a text that it has not read.

    A page consists of 1,000 characters of the text, and a passage of 200.

    Attributes:
        style: the name of the style.
        checksum: the SHA-256 of the style's file without its last 64 bytes, in hexadecimal.
        characters: the number of characters at the start of the text on which `bits_per_character`
            was measured.
        bits_per_character: the mean number of bits that the style needs to predict a character,
            with the state of its network carried from the first character to the last.
        bits_per_character_error: the standard error of `bits_per_character`, estimated from the
            means of blocks of 1,000 characters; None if there are fewer than two blocks.
        next_passage: the fraction of pages, from 0 to 1, for which the style correctly chose which
            of ten passages follows the page; None if the text is too short or no pages were
            requested.
        next_passage_error: the standard error of `next_passage`; None if `next_passage` is None.
        next_passage_places: the number of pages used for `next_passage`.
    """

    style: str
    checksum: str
    characters: int
    bits_per_character: float
    bits_per_character_error: float | None
    next_passage: float | None
    next_passage_error: float | None
    next_passage_places: int

    def to_dict(self) -> dict[str, Any]:
        """Return the report as a dict that can be saved as JSON."""
        return asdict(self)

    def show(self, console: Console) -> None:
        """Print the report to a Rich console, with one sentence for each measurement."""
        console.print(
            f"{self.style} spends {self.bits_per_character:.4f}"
            f"{_margin(self.bits_per_character_error, '.4f')} bits per character on the first"
            f" {self.characters:,} characters.",
            highlight=False,
        )
        if self.next_passage is not None:
            error = None if self.next_passage_error is None else 100 * self.next_passage_error
            console.print(
                f"Of ten passages it picks the one that follows the page in"
                f" {self.next_passage:.1%}{_margin(error, '.1f')} of"
                f" {self.next_passage_places:,} places; guessing would give 10 %.",
                highlight=False,
            )


def evaluate_unread(
    style: Style, text: str, places: int = PLACES, characters: int = CHARACTERS
) -> UnreadReport:
    """Measure and report how well a style (a language model) predicts a text that it has not read.

    First, the number of bits that the style needs to predict each character is measured on the
    beginning of the text. Then the style is given pages (extracts of 1,000 characters) from all
    over the text, and has to choose which of ten passages (200 characters each) follows each page.

    Args:
        style: the style to measure.
        text: the cleaned text.
        places: the maximum number of pages; 0 to skip the choice of passages.
        characters: the maximum number of characters, from the beginning of the text, on which the
            bits are measured.

    Returns:
        A report with the mean number of bits per character, the fraction of pages for which the
        style chose the right passage, and the standard errors of both. If `places` is 0, or if the
        text is too short for the choice of passages, the fraction and its standard error are None.
        If fewer than 2,000 characters are measured, the standard error of the bits is None.

    Raises:
        SourceError: if the text is empty.
    """
    if not text:
        raise SourceError("there is no text to measure on", "Give the path of a plain-text file.")
    bits = style.voice().score(text[:characters]).bits
    questions = make_questions(text, places) if places else []
    share = error = None
    if questions:
        share = share_correct(style.card.make_alphabet(), Network(style.step), questions)
        error = math.sqrt(share * (1 - share) / len(questions))
    return UnreadReport(
        style=style.name,
        checksum=style.checksum,
        characters=len(bits),
        bits_per_character=float(bits.mean()),
        bits_per_character_error=_standard_error(bits),
        next_passage=share,
        next_passage_error=error,
        next_passage_places=len(questions),
    )


def _standard_error(bits: NDArray[np.float64]) -> float | None:
    """Return the standard error of the mean of the costs of characters, from means of blocks."""
    blocks = len(bits) // _BLOCK
    if blocks < 2:
        return None
    means = bits[: blocks * _BLOCK].reshape(blocks, _BLOCK).mean(axis=1)
    return float(means.std(ddof=1) / math.sqrt(blocks))


def _margin(error: float | None, form: str) -> str:
    return "" if error is None else f" (± {error:{form}})"
