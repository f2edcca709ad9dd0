"""Authors of prose and of plays on one page: where one follows the other, a paragraph begins."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.page.dials import Dials, Seeds
from bot.page.manuscript import Passage
from bot.page.session import Session
from bot.replay import replay
from bot.storage.exports import export_page
from bot.storage.session_format import load
from bot.storage.sessions import Sessions
from common.errors import SessionError
from common.settings import Settings
from models.card import Sample
from models.library import Library
from models.style import read_style, write_style

STORY = "The rain fell, and the old man shut the door."
SPEECHES = "EDWIN:\nWho is there?\n\nMRS. OAK:\nIt is only the old man."
SCENE = f"{STORY}\n\n{SPEECHES}"


@pytest.fixture
def library(folder: Path) -> Library:
    """Ann, whose samples are prose, and bob, whose samples are of plays."""
    for name, text in (("ann", STORY), ("bob", SPEECHES)):
        path = folder / "styles" / f"{name}.style"
        style = read_style(path)
        samples = tuple(Sample(0.7, seed, text) for seed in (1, 2))
        write_style(path, replace(style.card, samples=samples), style.step)
    return Library(folder / "styles", folder / "none")


def begin(library: Library, author: str, former: str | None, text: str) -> Session:
    """A session in which one author is to write, and another (or the user) has written a text."""
    settings = Settings(length="exactly 5 words", candidates=1)
    session = Session(library, author, Dials(settings, seeds=Seeds(3)))
    page = session.page
    page.choose(page.manuscript.add(page.end, Passage(text, former)))
    return session


def save(folder: Path, session: Session) -> Path:
    """Save a session, and return the path of its file."""
    file = Sessions(folder / "sessions").new_file()
    file.write(session)
    path = file.path
    file.close()
    return path


def written(session: Session) -> str:
    """What the author adds to the page, from its text."""
    before = session.page.text
    pieces = "".join(session.write())
    assert session.page.text == before + pieces
    return pieces


@pytest.mark.parametrize(
    ("author", "former", "text", "joint"),
    [
        ("ann", "bob", SCENE, "\n\n"),
        ("ann", "bob", SCENE + "\n", "\n"),
        ("ann", "bob", SCENE + "\n\n", ""),
        ("ann", "bob", SCENE + "\n\n[They sleep.]", "\n\n"),
        ("bob", "ann", STORY, "\n\n"),
        ("bob", "ann", f"{SCENE}\n\n{STORY}", "\n\n"),
        # a sentence that is not over, and the same kind
        ("ann", "bob", SCENE + " But he", ""),
        ("ann", "bob", SCENE + "\n\nEDWIN:\n", ""),
        ("bob", "ann", STORY + " But he", ""),
        ("ann", "bob", STORY, ""),
        ("bob", "ann", SCENE, ""),
        # nobody else has written
        ("ann", "ann", SCENE, ""),
        ("bob", "bob", STORY, ""),
        ("ann", None, SCENE, ""),
        ("bob", None, STORY, ""),
        # a direction stands alone, whoever wrote it
        ("ann", None, STORY + "\n\nEnter the King.", "\n\n"),
        ("ann", "ann", STORY + "\n\n[Exit.]", "\n\n"),
    ],
)
def test_a_paragraph_begins_where_prose_and_play_meet(
    library: Library, author: str, former: str | None, text: str, joint: str
) -> None:
    session = begin(library, author, former, text)
    passage = written(session)
    kept = session.page.passages[-1]
    assert kept.writing is not None
    assert kept.writing.joint == joint
    # the author has read the line ends, and writes what it would write after them
    plain = begin(library, author, author, text + joint)
    assert passage == joint + written(plain)


def test_an_author_whose_samples_are_unknown_begins_no_paragraph(folder: Path) -> None:
    session = begin(Library(folder / "styles", folder / "none"), "ann", "bob", SCENE)
    written(session)
    kept = session.page.passages[-1].writing
    assert kept is not None
    assert kept.joint == ""


@pytest.mark.slow
@pytest.mark.parametrize("candidates", [1, 2])
def test_such_a_page_is_saved_written_again_and_exported(
    library: Library, folder: Path, candidates: int
) -> None:
    session = begin(library, "ann", "bob", SCENE)
    session.dials.set(candidates=candidates)
    first = written(session)
    session.authors.call("bob")
    session.add_line("The rain fell.")
    second = written(session)
    assert written(session) != second
    session.authors.call("ann")
    stopped = session.write()
    third = [next(stopped) for _ in range(5)]
    stopped.close()
    path = save(folder, session)
    record = load(path)
    text = record.manuscript.text(record.end)
    assert text == session.page.text
    assert text.startswith(f"{SCENE}{first} The rain fell.{second}")
    assert text.endswith("".join(third))
    assert first.startswith("\n\n")
    assert replay(record, library) == text
    assert export_page(Path("page.txt"), session.page.passages).decode() == text
    markdown = export_page(Path("page.md"), session.page.passages).decode()
    assert "only the old man.\n\n" in markdown
    saved = json.loads(path.read_text("utf-8"))
    joints = [way.get("joint") for way in saved["ways"]]
    assert "\n\n" in joints
    for way in saved["ways"]:
        way.pop("joint", None)
    path.write_text(json.dumps(saved), "utf-8")
    with pytest.raises(SessionError, match="comes out differently"):
        replay(load(path), library)


@pytest.mark.parametrize("candidates", [1, 2])
def test_each_of_several_takes_begins_a_paragraph_and_is_what_it_would_be_alone(
    library: Library, folder: Path, candidates: int
) -> None:
    session = begin(library, "bob", "ann", STORY)
    session.dials.set(candidates=candidates)
    session.add_line("The rain fell.")
    before, rows = session.page.text, ["", "", ""]
    for row, piece in session.write_takes(3):
        rows[row] += piece
    assert all(row.startswith("\n\n") and row.strip() for row in rows)
    assert session.page.text == before
    for row, number in session.candidates.items():
        session.page.choose(number)
        assert session.page.text == before + rows[row]
        assert replay(load(save(folder, session)), library) == before + rows[row]


def test_an_author_who_is_stopped_before_its_first_letter_leaves_the_page_alone(
    library: Library,
) -> None:
    session = begin(library, "ann", "bob", SCENE)
    writing = session.write()
    writing.close()
    assert session.page.text == SCENE
    assert written(session).startswith("\n\n")


def test_a_line_to_choose_begins_a_paragraph_and_is_written_again(
    library: Library, folder: Path
) -> None:
    session = begin(library, "ann", "bob", SCENE)
    line, *others = session.write_lines(3)
    assert all(each.text.startswith("\n\n") for each in [line, *others])
    session.take_line(line)
    assert session.page.text == SCENE + line.text
    path = save(folder, session)
    assert replay(load(path), library) == SCENE + line.text


@pytest.mark.parametrize(
    ("author", "typed", "added"),
    [
        ("ann", "The room was cold.", "\n\nThe room was cold."),
        ("ann", "EDWIN: I.", "\n\nEDWIN:\nI."),
        ("ann", "[Exit.]", "\n\n[Exit.]"),
        ("bob", "The room was cold.", " The room was cold."),
    ],
)
def test_a_line_typed_for_an_author_of_prose_begins_a_paragraph_after_a_scene(
    library: Library, author: str, typed: str, added: str
) -> None:
    session = begin(library, author, "bob", SCENE)
    assert session.format_line(typed) == added
    session.add_line(typed)
    assert session.page.text == SCENE + added


def test_a_line_typed_in_the_middle_of_a_sentence_goes_on_in_it(library: Library) -> None:
    session = begin(library, "ann", "bob", SCENE + " But")
    assert session.format_line("he laughed.") == " he laughed."
