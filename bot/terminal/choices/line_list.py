"""The list of lines (sentences that might continue the text), of which the user chooses one.

Lines are short and are shown together. A cursor shows which line the user is about to take, and how
much of it.
"""

import time
from collections.abc import Callable, Mapping, Sequence

from rich.text import Text

from bot.terminal.choices.live_block import LiveBlock
from bot.terminal.excerpts import shorten_draft, show_breaks
from bot.terminal.keyboard import Keyboard
from bot.terminal.screen import WIDEST, Screen
from bot.terminal.surface import LineChoice, Wish
from bot.terminal.wrapper import wrap
from common.sanitizer import sanitize
from common.wording import count_noun
from models.writing.stops import find_word_ends

_PATIENCE = 0.5  # seconds that an author may write before its progress is shown
_MARGIN = 4  # cells of the number and the bar
_LINE_ROWS = 2  # rows of a line that the cursor is not in
_CURSOR = "|"
_TAKE = ("c-m", "c-j")
_LINE_KEYS = "Enter takes it, Left cuts it, e edits it, m takes it and goes on, Esc leaves."
_BREAKS = " ¶ begins a paragraph, / a line."
_WISHES: Mapping[str, Wish] = {"e": "edit", "m": "more"}
_MOVES = {"up": -1, "c-p": -1, "down": 1, "c-n": 1, "tab": 1, "s-tab": -1}
_WORDS = {
    "left": -1,
    "c-b": -1,
    "right": 1,
    "c-f": 1,
    "home": -99,
    "c-a": -99,
    "end": 99,
    "c-e": 99,
}


class LineList:
    """A list of up to nine suggested lines (sentences to continue a text), with a cursor.

    The cursor is always at the end of a word in one of the lines. If the user accepts that line,
    only the part before the cursor is used. Initially, the cursor is at the end of the first line.

    Args:
        heading: the text to print above the lines.
        texts: the lines.
        colour: the colour of the bars beside the lines, as a style name for the library rich.
        footer: the text to print below the lines, which explains the keys.
    """

    def __init__(self, heading: Text, texts: Sequence[str], colour: str, footer: str) -> None:
        self._heading = heading
        self._texts = texts
        self._colour = colour
        self._footer = footer
        self._ends: dict[int, list[int]] = {}
        self.row = 0
        self._word = -1  # index of a word's end; -1 for the end of the line

    def select(self, row: int) -> None:
        """Move the cursor to the end of a line.

        Args:
            row: the line's index, from 0; an index beyond either end of the list wraps around.
        """
        self.row, self._word = row % len(self._texts), -1

    def move(self, words: int) -> None:
        """Move the cursor forward by `words` words in its line, or back if `words` is negative."""
        last = len(self._word_ends) - 1
        self._word = min(max(self._word % (last + 1) + words, 0), last)

    @property
    def length(self) -> int:
        """The number of characters between the start of the cursor's line and the cursor."""
        return self._word_ends[self._word]

    def lines(self, width: int, height: int) -> list[Text]:
        """Return the rows of text to print: the heading, the suggested lines and the footer.

        The line with the cursor is printed in full if possible, and the others on at most two rows
        each. If that takes too many rows, the others are cut to one row each; if there are still
        too many rows, some lines are left out.

        Args:
            width: the maximum width of a row, in terminal cells.
            height: the maximum number of rows.
        """
        footer = [Text(row, style="dim") for row in wrap(self._footer, min(width, WIDEST))]
        room = max(1, height - 1 - len(footer))
        for most in (_LINE_ROWS, 1):
            blocks = [self._block(row, min(width, WIDEST), most) for row in range(len(self._texts))]
            if sum(map(len, blocks)) <= room:
                break
        first = last = self.row  # as many lines around the cursor as there is room for
        while sum(map(len, blocks[first : last + 1])) < room and last - first + 1 < len(blocks):
            first, last = max(0, first - 1), min(len(blocks) - 1, last + 1)
        shown = [row for block in blocks[first : last + 1] for row in block]
        before = sum(map(len, blocks[first : self.row]))
        excess = max(0, len(shown) - room)
        heading = self._heading.copy()
        heading.truncate(width, overflow="ellipsis")
        return [heading, *shown[min(excess, before) :][:room], *footer]

    @property
    def _word_ends(self) -> list[int]:
        if self.row not in self._ends:
            text = self._texts[self.row]
            self._ends[self.row] = [*find_word_ends(text), len(text)]
        return self._ends[self.row]

    def _block(self, row: int, width: int, most: int) -> list[Text]:
        text, is_here = self._texts[row], row == self.row
        if not is_here:
            rows = [Text(line) for line in wrap(show_breaks(text), width - _MARGIN - 1)]
            if len(rows) > most:
                rows = rows[:most]
                rows[-1].truncate(width - _MARGIN - 3)
                rows[-1].append(" …")
        else:
            rows = self._highlight(text, width - _MARGIN - 1)
        marks = ["›" if is_here else " ", *" " * (len(rows) - 1)]
        numbers = [str(row + 1), *" " * (len(rows) - 1)]
        return [
            Text.assemble(mark, (number, f"bold {self._colour}"), (" │ ", self._colour), line)
            for mark, number, line in zip(marks, numbers, rows, strict=True)
        ]

    def _highlight(self, text: str, width: int) -> list[Text]:
        """Return the rows of the line with the cursor: bold before the cursor, dimmed after it."""
        length = self.length
        if length == len(text):
            return [Text(line, style="bold") for line in wrap(show_breaks(text), width)]
        earlier = text[:length].count(_CURSOR)
        rows, is_past = list[Text](), False
        for line in wrap(show_breaks(text[:length] + _CURSOR + text[length:]), width):
            places = [place for place, sign in enumerate(line) if sign == _CURSOR]
            if is_past or len(places) <= earlier:
                rows.append(Text(line, style="dim" if is_past else "bold"))
                earlier -= 0 if is_past else len(places)
            else:
                place, is_past = places[earlier], True
                rows.append(Text.assemble((line[:place], "bold"), (line[place:], "dim")))
        return rows


def choose_line(
    screen: Screen,
    keyboard: Keyboard,
    author: str,
    draft: str,
    write: Callable[[Callable[[], bool]], Sequence[str]],
) -> LineChoice | None:
    """Ask the user to choose one of several lines (sentences that might continue the text).

    Digits and arrow keys move the cursor in the list; Enter, e or m chooses the line up to the
    cursor. Escape, Ctrl-C or any other letter closes the list. While the lines are still being
    written, Ctrl-C stops the author.

    Args:
        screen: the printer for everything shown in the terminal.
        keyboard: the reader of the keys that the user presses.
        author: the name of the author (a trained language model) that writes the lines.
        draft: a sentence begun by the user, which the lines continue; "" if there is none.
        write: a function that writes the lines and returns them, best first. Its argument is a
            function that returns whether the user wants the author to stop; `write` should call
            it repeatedly.

    Returns:
        The index of the chosen line, how much of it to keep and what to do with it; None if the
        user chooses no line.
    """
    since, is_stopped = time.monotonic(), False

    def should_stop() -> bool:
        nonlocal is_stopped
        if time.monotonic() - since > _PATIENCE and not is_stopped:
            screen.show_progress("Writing; Ctrl-C stops.")
        is_stopped = is_stopped or keyboard.should_stop()
        return is_stopped

    texts = write(should_stop)
    if is_stopped or not texts:
        return None
    colour = screen.colour_of_author(author)
    heading = Text(f"{sanitize(author)}, {count_noun(len(texts), 'line')}", f"{colour} italic")
    if draft:
        heading.append(f" after “{shorten_draft(draft)}”")
    has_breaks = any("\n" in text for text in (draft, *texts))
    footing = _LINE_KEYS + (_BREAKS if has_breaks else "")
    lines = LineList(heading, texts, colour, footing)
    screen.print_gap()
    block = LiveBlock(screen, lines.lines)
    digits = [str(row + 1) for row in range(len(texts))]
    keys = [*digits, *_TAKE, *_MOVES, *_WORDS, "e", "m", "escape", "c-d"]
    try:
        while True:
            block.draw(at_once=True)
            pressed = keyboard.wait_for_key(keys)
            if pressed in digits:
                lines.select(int(pressed) - 1)
            elif pressed in _MOVES:
                lines.select(lines.row + _MOVES[pressed])
            elif pressed in _WORDS:
                lines.move(_WORDS[pressed])
            elif pressed in (*_TAKE, "e", "m"):
                return LineChoice(lines.row, lines.length, _WISHES.get(pressed, "take"))
            else:
                return None
    finally:
        block.erase()
