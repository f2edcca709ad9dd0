"""Tables that fit into any terminal: whole columns are left out rather than a number cut off.

A number without its last digits is a different number, so it is shown in full or not at all. Only
text can be shortened, with an ellipsis.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table as Grid
from rich.text import Text

from common.sanitizer import sanitize

_BETWEEN = 2  # cells between two columns


@dataclass(frozen=True)
class Column:
    """A column of a `FittedTable` (a table that omits columns if the terminal is too narrow).

    Attributes:
        head: the column's heading.
        rank: the order in which columns are omitted. The column with the highest rank is omitted
            first; a column of rank 0 is always shown.
        least: the minimum width, in terminal cells (character positions), to which the column may
            be narrowed; None if it must not be narrowed, as for numbers.
        justify: the alignment of the column's text, "left" or "right".
    """

    head: str
    rank: int = 0
    least: int | None = None
    justify: Literal["left", "right"] = "left"


class FittedTable:
    """A table, printed by the library rich, that omits columns if the terminal is too narrow.

    Args:
        columns: the columns, from left to right.
        rows: the rows from top to bottom, each with one text per column.
    """

    def __init__(self, columns: Sequence[Column], rows: Sequence[Sequence[str | Text]]) -> None:
        self._columns = columns
        self._rows = [[_to_text(cell) for cell in row] for row in rows]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        natural = [self._natural_width(place) for place in range(len(self._columns))]
        least = [
            width if column.least is None else min(width, column.least)
            for column, width in zip(self._columns, natural, strict=True)
        ]
        shown = list(range(len(self._columns)))
        while _total([least[place] for place in shown]) > options.max_width:
            last = max(shown, key=lambda place: self._columns[place].rank)
            if not self._columns[last].rank:
                break
            shown.remove(last)
        spare = max(0, options.max_width - _total([least[place] for place in shown]))
        grid = Grid(box=None, pad_edge=False, padding=(0, _BETWEEN, 0, 0))
        for place in shown:
            more = min(spare, natural[place] - least[place])
            spare -= more
            column = self._columns[place]
            grid.add_column(
                column.head,
                justify=column.justify,
                no_wrap=True,
                overflow="ellipsis",
                width=least[place] + more,
            )
        for row in self._rows:
            grid.add_row(*(row[place] for place in shown))
        yield grid

    def _natural_width(self, place: int) -> int:
        texts = [self._columns[place].head, *(row[place].plain for row in self._rows)]
        return max(map(cell_len, texts), default=0)


def _to_text(cell: str | Text) -> Text:
    return cell if isinstance(cell, Text) else Text(sanitize(cell))


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _BETWEEN * max(0, len(widths) - 1)
