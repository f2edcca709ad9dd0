"""Lines: what is taken is a passage that its seed writes again, and the others leave nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.page.dials import Dials, Seeds
from bot.page.lines import Line
from bot.page.readers import Reader
from bot.page.session import Session
from bot.replay import replay
from bot.storage.session_format import load
from bot.storage.sessions import Sessions
from common.settings import Settings
from common.shape import Shape
from models.library import Library
from models.state import State
from models.style import Style
from models.writing.stops import find_word_ends


@pytest.fixture
def folder(folder: Path, put_style: Callable[[Path, str, str], Style]) -> Path:
    """The same, with wendy, who knows words."""
    put_style(folder / "styles", "wendy", "wendy")
    return folder


@pytest.fixture(params=["ann", "bob", "wendy"])
def session(request: pytest.FixtureRequest, folder: Path) -> Session:
    library = Library(folder / "styles", folder / "none")
    dials = Dials(Settings(temperature=0.9, length=40), seeds=Seeds(5))
    return Session(library, request.param, dials)


def replayed(folder: Path, session: Session) -> str:
    """Save the session, and write its page again."""
    file = Sessions(folder / "sessions").new_file()
    file.write(session)
    path = file.path
    file.close()
    return replay(load(path), Library(folder / "styles", folder / "none"))


def state_of(session: Session) -> tuple[bytes, bytes, str, str]:
    session.authors.catch_up()
    found = session.authors.current_state()
    assert found is not None
    return _plain(found[1])


def state_anew(session: Session) -> tuple[bytes, bytes, str, str]:
    """The state of an author who reads the page now for the first time."""
    found = session.authors.current_state()
    assert found is not None
    reader = Reader(found[0])
    reader.read_to(session.page.manuscript, session.page.end, 0, lambda read, total: False)
    return _plain(reader.voice.state)


def _plain(state: State) -> tuple[bytes, bytes, str, str]:
    return state.tensor.tobytes(), state.logits.tobytes(), state.previous, state.pending


def line_with_words(session: Session, draft: str = "") -> tuple[Line, list[int]]:
    """A line of several words, with the lengths to which it can be cut."""
    for line in session.write_lines(9, draft):
        if len(ends := find_word_ends(line.text)) > 2:
            return line, ends
    raise AssertionError("no line has three words")


def test_lines_change_nothing_until_one_is_taken(session: Session) -> None:
    session.add_line('The miller said, "My aunt')
    before = state_of(session)
    lines = session.write_lines(9)
    assert 5 < len(lines) <= 9
    assert len({line.text for line in lines}) == len(lines)
    assert session.page.takes == []
    assert len(session.page.manuscript) == 2
    assert state_of(session) == before


@pytest.mark.slow
def test_a_line_is_a_passage_that_its_seed_writes_again(session: Session, folder: Path) -> None:
    session.add_line('The miller said, "My aunt')
    for place in range(3):
        line = session.write_lines(9)[place]
        session.take_line(line)
        assert session.page.passages[-1].text == line.text
        assert session.page.passages[-1].style == session.authors.current
        assert state_of(session) == state_anew(session)
    assert len(session.page.manuscript) == 5
    assert replayed(folder, session) == session.page.text


def test_a_line_can_be_cut_at_the_end_of_a_word(session: Session, folder: Path) -> None:
    session.add_line("The miller")
    line, ends = line_with_words(session)
    session.take_line(line, ends[1])
    passage = session.page.passages[-1]
    assert passage.text == line.text[: ends[1]]
    assert passage.writing is not None
    assert passage.writing.shape == Shape(2, "words", exact=True)
    # the next word is a word of its own, as after a passage that was asked to end there
    assert session.page.manuscript.is_word_end(session.page.end) == passage.text[-1].isalnum()
    "".join(session.write())
    assert state_of(session) == state_anew(session)
    assert replayed(folder, session) == session.page.text


def test_a_line_continues_what_is_being_typed(session: Session, folder: Path) -> None:
    session.add_line("The miller sang.")
    "".join(session.write())
    steps, before = len(session.page.history.past), session.page.text
    line, _ = line_with_words(session, "My aunt")
    assert session.page.text == before
    session.take_line(line, draft="My aunt")
    assert session.page.text == f"{before} My aunt{line.text}"
    assert [passage.style for passage in session.page.passages[-2:]] == [
        None,
        session.authors.current,
    ]
    assert len(session.page.history.past) == steps + 1
    assert state_of(session) == state_anew(session)
    assert replayed(folder, session) == session.page.text
    session.page.undo()
    assert session.page.text == before


def test_each_line_is_a_step_of_its_own_unless_it_answers(session: Session) -> None:
    session.add_line("The miller")
    texts = [session.page.text]
    for _ in range(3):
        session.take_line(session.write_lines(9)[0])
        texts.append(session.page.text)
    assert session.page.undo() == ["more"]
    assert session.page.text == texts[2]
    assert session.page.undo(2) == ["more", "turn"]  # the first answers the line
    assert session.page.text == ""
    session.page.redo(3)
    assert session.page.text == texts[3]


def test_lines_end_when_the_user_wants_them_to(session: Session) -> None:
    assert all(len(line.text) < 20 for line in session.write_lines(9, "", lambda: True))
    assert session.page.text == ""


@pytest.mark.slow
def test_the_best_of_several_beginnings_is_continued(session: Session, folder: Path) -> None:
    session.add_line("The miller")
    former = session.page.text
    session.dials.set(candidates=4)
    first = "".join(session.write())
    session.page.undo()
    session.dials.set(candidates=1)
    session.dials.seeds.fix(5)
    session.add_line("The miller")
    others = {"".join(session.write())} | {"".join(session.retry()) for _ in range(3)}
    assert first in others  # its seed is one of the four that were drawn
    session.dials.set(candidates=4)
    for _ in range(3):
        "".join(session.write())
    assert session.page.text.startswith(former)
    assert state_of(session) == state_anew(session)
    assert replayed(folder, session) == session.page.text


def test_a_seed_that_was_set_is_kept_to(session: Session) -> None:
    session.dials.set(candidates=8)
    session.dials.seeds.fix(77)
    "".join(session.write())
    writing = session.page.passages[-1].writing
    assert writing is not None
    assert writing.seed == 77
