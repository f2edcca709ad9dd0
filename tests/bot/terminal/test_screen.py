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
