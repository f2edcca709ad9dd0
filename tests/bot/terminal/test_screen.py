"""What a chat prints in a terminal: laid out again, also while more is printed."""

import io

from rich.console import Console

from bot.terminal.screen import Screen


def test_a_notice_may_come_while_the_screen_is_drawn_again() -> None:
    screen = Screen(Console(file=io.StringIO(), width=40, height=12))
    is_again = False

    def lay_out() -> str:
        if is_again:
            screen.say("Training of ann is done.")
        return "the miller\n"

    screen.say("above")
    screen.print(lay_out)
    is_again = True
    drawn = screen.redraw()
    assert drawn.index("above") < drawn.index("the miller")
    is_again = False
    assert "Training of ann is done." in screen.redraw()


def test_one_blank_line_is_between_two_passages_also_when_drawn_again() -> None:
    console = Console(file=io.StringIO(), width=40, height=24)
    screen = Screen(console)
    screen.print_line("It rained.")
    for text in ("The miller sang.", "The sailor slept."):
        passage = screen.open_passage("ann")
        passage.write(text)
        passage.end()
        screen.print_gap()
    assert isinstance(console.file, io.StringIO)
    for drawn in (console.file.getvalue(), screen.redraw().replace("\x1b[2K", "")):
        lines = [line.strip() for line in drawn.splitlines()]
        first = next(place for place, line in enumerate(lines) if "It rained." in line)
        between = ["", "ann", "│ The miller sang.", "", "ann", "│ The sailor slept.", ""]
        assert lines[first + 1 : first + 8] == between
