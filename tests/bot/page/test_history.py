"""Positions and steps."""

import pytest

from bot.page.history import History
from bot.page.manuscript import ROOT


def test_undo_and_redo_go_through_the_very_positions() -> None:
    history = History()
    start = history.position
    history.add_step("turn", history.position.move_end(2))
    second = history.position
    history.add_step("branch", history.position.switch("other", 2))
    history.add_step("turn", history.position.move_end(5))
    last = history.position
    assert dict(last.ends) == {"main": 2, "other": 5}
    assert [history.undo() for _ in range(2)] == ["turn", "branch"]
    assert history.position == second
    assert history.undo() == "turn"
    assert history.position == start
    with pytest.raises(IndexError):
        history.undo()
    assert [history.redo() for _ in range(3)] == ["turn", "branch", "turn"]
    assert history.position == last
    with pytest.raises(IndexError):
        history.redo()


def test_a_step_after_an_undo_leaves_nothing_to_redo() -> None:
    history = History()
    history.add_step("turn", history.position.move_end(1))
    history.undo()
    history.add_step("turn", history.position.move_end(2))
    with pytest.raises(IndexError):
        history.redo()


def test_an_amended_step_is_undone_as_one() -> None:
    history = History()
    history.add_step("turn", history.position.move_end(1))
    history.amend(history.position.move_end(2))
    assert history.position.end == 2
    history.undo()
    assert history.position.end == ROOT
    history.redo()
    assert history.position.end == 2
