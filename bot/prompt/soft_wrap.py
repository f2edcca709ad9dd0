"""Soft wrap: the line being typed is wrapped at words, like printed passages.

prompt_toolkit wraps lines after a number of cells, even within a word. A processor pads each row
with spaces for display, so that the next word starts a new row. The line itself is unchanged, and
the cursor can still move to each of its characters.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.screen import Char
from prompt_toolkit.layout.utils import explode_text_fragments

from bot.terminal.wrapper import may_break


class SoftWrap(Processor):
    """A prompt_toolkit processor that wraps the line being typed between words.

    Args:
        prefix: the width of what is shown before each row, such as the prompt, in terminal columns.
    """

    def __init__(self, prefix: int) -> None:
        self._prefix = prefix

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Wrap the line being typed between words, by adding spaces to it for display.

        If the next word does not fit in a row of the screen, the rest of the row is filled with
        spaces, so that the word is shown at the start of the next row.

        Args:
            transformation_input: the line and the screen's width, as prompt_toolkit passes them.

        Returns:
            The padded line, and functions that convert positions from the typed line to the padded
            line and back.
        """
        fragments = explode_text_fragments(transformation_input.fragments)
        text = "".join(fragment[1] for fragment in fragments)
        places = _place(text, transformation_input.width - self._prefix)
        shown: StyleAndTextTuples = []
        for place, fragment in enumerate(fragments):
            missing = places[place] - len(shown)
            shown += [("", " ")] * missing
            if places[place + 1] > places[place]:
                shown.append(fragment)
        shown += [("", " ")] * (places[-1] - len(shown))
        return Transformation(
            shown,
            source_to_display=lambda source: (
                places[min(source, len(text))] + max(0, source - len(text))
            ),
            display_to_source=lambda display: (
                bisect_right(places, display) - 1 + max(0, display - places[-1])
            ),
        )


@lru_cache(maxsize=512)  # each key changes only one line of a long text
def _place(text: str, width: int) -> Sequence[int]:
    """Return the position at which each character of a line is shown, and that of the line's end.

    Args:
        text: the line as typed.
        width: the width of a row, in terminal cells.
    """
    if width < 1:
        return range(len(text) + 1)
    places: list[int] = []
    filled = 0  # spaces added so far, minus those that are not shown
    column = 0  # cells used in the row
    for begin, end in _words(text):
        cells = [_cells(character) for character in text[begin:end]]
        if text[begin].isspace():
            for cell in cells:
                places.append(len(places) + filled)
                if column + cell > width:  # the space would begin the next row
                    filled -= 1
                else:
                    column += cell
            continue
        if column and column + sum(cells) > width and column < width:
            filled += width - column
            column = width
        for cell in cells:
            if column + cell > width:
                filled += width - column  # the last cell is too narrow for a wide character
                column = 0
            places.append(len(places) + filled)
            column += cell
    places.append(len(places) + filled)
    return places


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each word and each run of spaces, in order."""
    begin = 0
    for place in range(1, len(text) + 1):
        if place < len(text):
            before, character = text[place - 1], text[place]
            if before.isspace() == character.isspace() and not may_break(before, character):
                continue
        yield begin, place
        begin = place


def _cells(character: str) -> int:
    """Return the width in cells of a character in prompt_toolkit; control characters have 2."""
    return Char(character).width
