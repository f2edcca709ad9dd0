"""Draw README's picture: session-light.svg and session-dark.svg, beside this file.

.venv/bin/python docs/session_picture.py

It starts the program in a pseudo-terminal of 80 columns, types the session below and draws what
the screen shows at the end, nothing left out. The lines and the seed were chosen after some trials,
the seed among the first 200; no passage was chosen by itself. With the same styles, versions and
kind of processor the pictures come out the same.
"""

import io
import itertools
import os
import shlex
import sys
import tempfile
import time
from pathlib import Path

import pexpect
import pyte
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

HERE = Path(__file__).parent

ARGUMENTS = ("--seed", "43", "--length", "1 sentence")
LINES = (
    "The lamp went out, and somebody behind the door",
    '"I have come about the piano,"',
    "/model shakespeare",
    "Enter the Ghost.",
    "/model nietzsche",
    "/temp 0.5",
    "But the darkness itself",
)
UNFINISHED = "When thou goest to"  # stays at the prompt, with its ghost text

ROWS, COLUMNS = 60, 80  # tall enough for nothing to scroll away
PATIENCE, QUIET = 120.0, 1.0  # seconds: to wait at most, and without output before a prompt is one

_NORMAL = [(0, 0, 0), (179, 38, 30), (30, 110, 50), (143, 86, 0), (9, 85, 175), (126, 60, 165),
           (10, 110, 120), (90, 98, 108)]  # fmt: skip
_DARK = [(0, 0, 0), (240, 113, 103), (126, 200, 120), (220, 175, 90), (110, 170, 240),
         (206, 150, 230), (95, 200, 205), (200, 205, 212)]  # fmt: skip
THEMES = {  # with the colour of the window's frame
    "light": (TerminalTheme((255, 255, 255), (31, 35, 40), _NORMAL), "#d0d7de"),
    "dark": (TerminalTheme((22, 27, 34), (222, 226, 232), _DARK), "#30363d"),
}

# rich's own template fetches a font from the net; this one takes what the reader's machine has.
SVG = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px;
}}
.{unique_id}-title {{ font-size: 18px; font-family: system-ui, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


class _Screen(pyte.Screen):
    """A terminal that tells where its cursor is, and keeps what is faint.

    Args:
        child: the program that it shows.
    """

    def __init__(self, child: "pexpect.spawn[str]") -> None:
        super().__init__(COLUMNS, ROWS)
        self.child = child

    def write_process_input(self, data: str) -> None:
        """Answer the program."""
        self.child.send(data)

    def select_graphic_rendition(self, *attributes: int, **more: bool) -> None:
        """Set the style of what follows; faint as blinking, which pyte knows and nothing uses."""
        faint = {2: (5,), 22: (22, 25)}
        super().select_graphic_rendition(
            *(code for each in attributes for code in faint.get(each, (each,))), **more
        )


def play() -> list[Text]:
    """Type the session; returns the lines on the screen at its end, the toolbar last."""
    with tempfile.TemporaryDirectory() as folder:
        child: pexpect.spawn[str] = pexpect.spawn(
            sys.executable,
            ["-m", "bot", *ARGUMENTS],
            cwd=str(HERE.parent),
            env={
                "PATH": os.environ.get("PATH", ""),
                "HOME": folder,
                "PASTICHE_DATA_DIR": folder,
                "TERM": "xterm-256color",
                "LC_ALL": "C.UTF-8",
            },
            dimensions=(ROWS, COLUMNS),
            encoding="utf-8",
            timeout=PATIENCE,
        )
        screen = _Screen(child)
        wait_for_prompt(screen, "")
        for line in LINES:
            child.send(f"{line}\r")
            wait_for_prompt(screen, "")
        child.send(UNFINISHED)
        wait_for_prompt(screen, UNFINISHED, ghost=True)
        child.close(force=True)
    *rows, toolbar = (row for row in range(ROWS) if screen.display[row].strip())
    # one of the blank lines that the height of this terminal puts before the toolbar is enough
    return [read_row(screen, row) for row in [*range(rows[-1] + 2), toolbar]]


def wait_for_prompt(screen: _Screen, typed: str, ghost: bool = False) -> None:
    """Wait until the program has nothing more to say and the cursor stands behind what was typed.

    Args:
        screen: of the program.
        typed: what stands at the prompt.
        ghost: whether ghost text must stand behind it.

    Raises:
        TimeoutError: when that does not happen; it shows the screen.
    """
    stream = pyte.Stream(screen)
    end = time.monotonic() + PATIENCE
    changed = time.monotonic()
    while time.monotonic() < end:
        try:
            stream.feed(screen.child.read_nonblocking(65536, timeout=0.1))
            changed = time.monotonic()
        except pexpect.TIMEOUT:
            row, column = screen.cursor.y, screen.cursor.x
            line = screen.display[row]
            is_there = line[:column].rstrip() == f"› {typed}".rstrip()
            if (
                is_there
                and time.monotonic() - changed > QUIET
                and bool(line[column:].strip()) == ghost
            ):
                return
    raise TimeoutError("\n".join(screen.display))


def read_row(screen: pyte.Screen, row: int) -> Text:
    """Return a row of the screen with its styles."""
    cells = [screen.buffer[row][column] for column in range(COLUMNS)]
    text = Text()
    for style, run in itertools.groupby(cells, _style):
        text.append("".join(cell.data for cell in run), style)
    text.rstrip()
    return text


def _style(cell: pyte.screens.Char) -> Style:
    colour = {"default": None, "brown": "yellow"}.get(cell.fg, cell.fg)
    return Style(color=colour, bold=cell.bold, italic=cell.italics, dim=cell.blink)


def draw(lines: list[Text], theme: TerminalTheme, frame: str) -> str:
    """Return the lines as an SVG picture of a window whose title is the command."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    for line in lines:
        console.print(line, soft_wrap=True, highlight=False)
    title = shlex.join(["pastiche", *ARGUMENTS])
    picture = console.export_svg(title=title, theme=theme, code_format=SVG, unique_id="session")
    return picture.replace("rgba(255,255,255,0.35)", frame)  # rich's frame, unseen on white


def main() -> None:
    """Play the session once, and draw it in both themes."""
    lines = play()
    for name, (theme, frame) in THEMES.items():
        picture = draw(lines, theme, frame)
        (HERE / f"session-{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
