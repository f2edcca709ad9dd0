"""Keys that were typed ahead: none of them is lost, and none answers what it was not meant for."""

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.input.typeahead import get_typeahead, store_typeahead
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys

from bot.terminal.keyboard import Keyboard


def test_what_was_typed_before_a_question_waits_for_what_comes_after_it() -> None:
    with create_pipe_input() as source:
        keyboard = Keyboard(source)
        store_typeahead(source, [KeyPress("a")])
        source.send_text("b")
        with keyboard.hold_typeahead():
            assert get_typeahead(source) == []
            assert source.read_keys() == []
            store_typeahead(source, [KeyPress("c")])  # after the answer
        assert [press.key for press in get_typeahead(source)] == ["a", "b", "c"]


def test_an_enter_typed_with_a_digit_is_dropped_once() -> None:
    with create_pipe_input() as source:
        seconds = iter([5.0, 5.1, 5.5, 5.6, 6.0, 7.1])
        keyboard = Keyboard(source, lambda: next(seconds))
        store_typeahead(source, [KeyPress(Keys.ControlM), KeyPress("a")])
        keyboard.ignore_enter()
        assert [press.key for press in get_typeahead(source)] == ["a"]
        assert not keyboard.is_enter_ignored()
        keyboard.ignore_enter()  # nothing is typed yet, so the next Enter is meant
        assert keyboard.is_enter_ignored()
        assert not keyboard.is_enter_ignored()
        keyboard.ignore_enter()
        assert not keyboard.is_enter_ignored()  # it comes more than a second later


@pytest.mark.parametrize(
    ("typed", "pressed", "kept"),
    [
        ("7 men", "", "7 men"),
        ("43 men", "", "43 men"),
        ("72 men", "2", " men"),  # the second digit is an answer
        ("7\x1b[Cmen", "", "men"),  # no line goes on with an arrow
        ("7\r", "c-m", ""),
    ],
)
def test_a_digit_that_is_no_answer_is_kept_with_the_text_after_it(
    typed: str, pressed: str, kept: str
) -> None:
    with create_pipe_input() as source:
        source.send_text(typed)
        assert Keyboard(source).wait_for_key(["1", "2", "c-m"]) == pressed
        assert "".join(press.data for press in get_typeahead(source)) == kept
