"""The authors at hand as a table, for the desk and for scripts' readers."""

import re
from collections.abc import Sequence

from rich.table import Table as Grid
from rich.text import Text

from common.sanitizer import sanitize
from models.card import Card
from models.library import BASE
from models.style import Style


def listing(styles: Sequence[Style], present: str = "") -> Grid:
    """A line for each, with a mark before the one that is at work.

    Only what they learnt from gives way where the terminal is narrow.
    """
    longest = max((len(style.name) for style in styles), default=0)
    grid = Grid(box=None, pad_edge=False, expand=True)
    grid.add_column("", min_width=1)
    grid.add_column("author", no_wrap=True, min_width=min(longest, 20))
    grid.add_column("learnt from", overflow="ellipsis", no_wrap=True, ratio=1)
    grid.add_column("kind", no_wrap=True, min_width=5)
    grid.add_column("size", justify="right", no_wrap=True, min_width=7)
    grid.add_column("bpc", justify="right", no_wrap=True, min_width=5)
    for style in styles:
        grid.add_row(
            "›" if style.name == present else "",
            style.name,
            Text(sanitize(_learnt_from(style.card))),
            _kind(style),
            f"{style.size / 2**20:.1f} MiB",
            f"{style.card.bits_per_character:.3f}",
        )
    return grid


def _learnt_from(card: Card) -> str:
    first, *others = card.sources
    named = first.title or re.sub(r"https?://(www\.)?", "", first.origin)
    return f"{named} and {len(others)} more" if others else named


def _kind(style: Style) -> str:
    """What sets an author apart from the others, if anything does."""
    if style.name == BASE:
        return "base"  # new ones begin from it
    if style.weights is not None:
        return "trainable"  # others can begin from it
    return "words" if style.card.unit == "word" else ""
