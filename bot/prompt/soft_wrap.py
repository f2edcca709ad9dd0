"""Soft wrap: the line that is being typed is wrapped at words, as printed passages are.

prompt_toolkit wraps after so many cells, in mid-word. A processor fills each row up with blanks
that are only shown, so that the next word starts a new row. The line itself stays as it is typed,
and each of its characters keeps its place on the screen, where the cursor can go.
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
    """The processor that fills up rows with blanks, so that lines wrap at words.

    Args:
        prefix: the width of what stands before each row, such as the prompt, in terminal cells.
    """

    def __init__(self, prefix: int) -> None:
        self._prefix = prefix

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Return a line with blanks at the ends of its rows, and where each character then is.

        A blank for which a row has no room is not shown: the row's end stands for it.
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


@lru_cache(maxsize=512)  # of a long text, one line changes at each key
def _place(text: str, width: int) -> Sequence[int]:
    """Return where each character of a line is shown, counted in characters, and where it ends.

    Args:
        text: the line as typed.
        width: the width of a row, in terminal cells.
    """
    if width < 1:
        return range(len(text) + 1)
    places: list[int] = []
    filled = 0  # blanks shown so far, less the blanks that are not shown
    column = 0  # cells used in the row
    for begin, end in _words(text):
        cells = [_cells(character) for character in text[begin:end]]
        if text[begin].isspace():
            for cell in cells:
                places.append(len(places) + filled)
                if column + cell > width:  # it would begin the next row
                    filled -= 1
                else:
                    column += cell
            continue
        if column and column + sum(cells) > width and column < width:
            filled += width - column
            column = width
        for cell in cells:
            if column + cell > width:
                filled += width - column  # a cell that is too narrow for a wide sign
                column = 0
            places.append(len(places) + filled)
            column += cell
    places.append(len(places) + filled)
    return places


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each word and each run of blanks begins and ends, in order."""
    begin = 0
    for place in range(1, len(text) + 1):
        if place < len(text):
            before, character = text[place - 1], text[place]
            if before.isspace() == character.isspace() and not may_break(before, character):
                continue
        yield begin, place
        begin = place


def _cells(character: str) -> int:
    """Return how many cells a prompt of prompt_toolkit gives a character; control signs have 2."""
    return Char(character).width
