"""The commands for sessions on disk, documents and drafts, at a desk without a terminal."""

from pathlib import Path

import pytest

from bot.storage.session_format import load
from common.errors import BadName, SessionError, SourceError, UsageError
from tests.support.desks import Paper, PaperDesk
from tests.support.samples import invented


@pytest.fixture
def sitting(folder: Path) -> PaperDesk:
    return PaperDesk(folder)


def test_a_saved_session_is_opened_with_page_author_settings_and_steps(sitting: PaperDesk) -> None:
    sitting.type("The miller")
    sitting.type("/model bob")
    sitting.type("/temp 0.3")
    sitting.type("sang")
    before = sitting.text
    assert "rain" in sitting.type("/save rain")
    sitting.desk.file.close()

    other = PaperDesk(sitting.folder)
    other.type("My aunt")
    mine = other.desk.file.name
    told = other.type("/open rain")
    assert "rain" in told
    assert "3 you:  sang" in told
    assert other.text == before
    session = other.desk.session
    assert (session.authors.current, session.dials.own.temperature) == ("bob", 0.3)
    other.type("/undo")
    assert before.startswith(other.text)
    other.type("/redo")
    other.type("again")
    assert load(other.desk.file.path).manuscript.text(session.page.end) == other.text
    left = load(sitting.folder / "sessions" / f"{mine}.json")
    assert left.manuscript.text(left.end).startswith("My aunt")
    assert other.type(f"/open {mine}")
    assert other.text.startswith("My aunt")
    assert "is already open" in other.type(f"/open {mine}")


def test_opening_what_cannot_be_opened_leaves_all_as_it_is(sitting: PaperDesk) -> None:
    holder = PaperDesk(sitting.folder)
    holder.type("The miller")
    holder.type("/save rain")
    (sitting.folder / "sessions" / "broken.json").write_bytes(b"{")
    sitting.type("My aunt")
    text, name = sitting.text, sitting.desk.file.name
    refused: dict[str, type[Exception]] = {
        "": UsageError,
        "rain": SessionError,
        "broken": SessionError,
        "snow": UsageError,
        "A B": UsageError,  # there is no a-b
        "../rain": BadName,
    }
    for other, error in refused.items():
        with pytest.raises(error):
            sitting.type(f"/open {other}".strip())
        assert (sitting.text, sitting.desk.file.name) == (text, name)
    sitting.type("again")
    assert (
        load(sitting.desk.file.path).manuscript.text(sitting.desk.session.page.end) == sitting.text
    )


def test_an_author_who_is_gone_is_told_and_the_present_one_goes_on(sitting: PaperDesk) -> None:
    sitting.type("/model bob")
    sitting.type("The miller")
    sitting.type("/save rain")
    sitting.desk.file.close()
    (sitting.folder / "styles" / "bob.style").unlink()
    other = PaperDesk(sitting.folder)
    told = other.type("/open rain")
    assert "no author called bob" in told
    assert "ann writes instead of" in told
    assert other.text == sitting.text
    other.type("sang")
    assert other.text.startswith(sitting.text)


def test_a_name_of_another_session_is_refused(sitting: PaperDesk) -> None:
    sitting.type("The miller")
    sitting.type("/save rain")
    other = PaperDesk(sitting.folder)
    other.type("My aunt")
    name = other.desk.file.name
    with pytest.raises(SessionError):
        other.type("/save rain")
    sitting.desk.file.close()
    with pytest.raises(UsageError, match="already a session called rain"):
        other.type("/save rain")
    assert other.desk.file.name == name in other.type("/save")


def test_sessions_are_listed_with_their_first_words(sitting: PaperDesk) -> None:
    with pytest.raises(UsageError, match="no session"):
        sitting.type("/sessions")
    sitting.type("The miller sang of\nseven kettles")
    sitting.type("/save rain")
    (sitting.folder / "sessions" / "broken.json").write_bytes(b"{")
    told = sitting.type("/sessions").splitlines()
    assert any(
        "›" in line and "rain" in line and "The miller sang of seven" in line for line in told
    )
    assert any("broken" in line and "is not a session" in line for line in told)


def test_a_page_is_exported_and_no_file_is_replaced_unasked(folder: Path) -> None:
    sitting = PaperDesk(folder, Paper(answers=["", "y"]))
    with pytest.raises(UsageError, match="empty"):
        sitting.type("/export page.txt")
    sitting.type("The *miller*")
    path = sitting.folder / "my page.txt"
    sitting.type(f"/export {path}")
    assert path.read_text("utf-8") == sitting.text
    path.write_text("something else")
    assert "stays as it is" in sitting.type(f"/export '{path}'")
    assert path.read_text() == "something else"
    sitting.type(f"/export '{path}' with names")
    assert path.read_text("utf-8").startswith("[you]\nThe *miller*\n\n[ann]\n")
    sitting.type(f"/export {sitting.folder / 'page.md'}")
    assert "\\*miller\\*" in (sitting.folder / "page.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("answer", "draft"), [("/branches", "/branches"), (" sure ", "sure"), ("No", ""), ("", "")]
)
def test_what_is_no_answer_is_kept_for_the_next_prompt(
    folder: Path, answer: str, draft: str
) -> None:
    sitting = PaperDesk(folder, Paper(answers=[answer]))
    sitting.type("The miller")
    path = sitting.folder / "page.txt"
    path.write_text("something else")
    printed = sitting.type(f"/export {path}")
    assert path.read_text() == "something else"
    assert sitting.desk.draft == draft
    assert ("Nothing is changed." in printed) == bool(draft)


@pytest.mark.parametrize(
    ("typed", "file", "names"),
    [
        ('"FOLDER/my page with names.md"', "my page with names.md", False),
        ('"FOLDER/my page with names.md" with names', "my page with names.md", True),
        (r"FOLDER/my\ page\ with\ names.md", "my page with names.md", False),
        ("FOLDER/'my page'.md with names", "my page.md", True),
        ("FOLDER/mother's and father's page.md with names", "mother's and father's page.md", True),
        (r"'FOLDER/mother'\''s page.md'", "mother's page.md", False),
    ],
)
def test_a_page_goes_into_the_file_that_a_shell_would_read(
    sitting: PaperDesk, typed: str, file: str, names: bool
) -> None:
    sitting.type("The miller")
    sitting.type(f"/export {typed.replace('FOLDER', str(sitting.folder))}")
    assert ("## ann" in (sitting.folder / file).read_text("utf-8")) == names


@pytest.mark.parametrize(
    "typed",
    [
        "FOLDER/it's \"as is\", 'with names'.txt",  # a file as it is goes before what it may mean
        r"""FOLDER/it\'s\ \"as\ is\",\ \'with\ names\'.txt""",
        r"""'FOLDER/it'\''s "as is", '\''with names'\''.txt'""",
        r"""'FOLDER/it'"'"'s "as is", '"'"'with names'"'"'.txt'""",
        '"FOLDER/it\'s \\"as is\\", \'with names\'.txt"',
    ],
)
def test_a_draft_is_found_however_its_name_is_quoted(sitting: PaperDesk, typed: str) -> None:
    (sitting.folder / "it's \"as is\", 'with names'.txt").write_text("Nobody", "utf-8")
    sitting.type(f"/import {typed.replace('FOLDER', str(sitting.folder))}")
    assert sitting.text == "Nobody"


@pytest.mark.parametrize("file", ["", "page.pdf", "nowhere/page.txt", "folder.txt", "a\0b.txt"])
def test_a_file_that_cannot_be_is_refused(sitting: PaperDesk, file: str) -> None:
    (sitting.folder / "folder.txt").mkdir()
    sitting.type("The miller")
    with pytest.raises(UsageError):
        sitting.type(f"/export {sitting.folder / file if file else ''}".strip())


def test_a_draft_becomes_the_page_and_the_author_goes_on_from_it(sitting: PaperDesk) -> None:
    sitting.type("My aunt")
    before = sitting.text
    draft = sitting.folder / "draft.txt"
    draft.write_text(invented(5_000), "utf-8")
    assert "draft.txt" in sitting.type(f"/import {draft}")
    assert sitting.text == invented(5_000).rstrip() + "\n"
    assert sitting.paper.readings
    assert sitting.desk.session.authors.current_state() is not None
    saved = load(sitting.desk.file.path)
    assert saved.manuscript.text(saved.end) == sitting.text
    sitting.type("/undo")
    assert sitting.text == before
    for missing in (f"{sitting.folder}/none.txt", "~nobody-at-all/none.txt"):
        with pytest.raises(SourceError, match="cannot be read"):
            sitting.type(f"/import {missing}")
    with pytest.raises(UsageError):
        sitting.type("/import")


def test_a_page_of_one_word_is_told_so(sitting: PaperDesk) -> None:
    draft = sitting.folder / "draft.txt"
    draft.write_text("Nobody", "utf-8")
    assert "draft.txt is now the page, 1 word. " in sitting.type(f"/import {draft}")
    sitting.type("/save nobody")
    sitting.desk.file.close()
    assert "nobody, 1 word, last written on " in PaperDesk(sitting.folder).type("/open nobody")


def test_a_present_page_that_cannot_be_saved_is_not_left(sitting: PaperDesk) -> None:
    sitting.type("The miller")
    sitting.type("/save rain")
    sitting.desk.file.close()
    folder = sitting.folder / "sessions"
    other = PaperDesk(sitting.folder)
    folder.rename(sitting.folder / "away")
    folder.write_text("in the way")
    assert "where a folder should be" in other.type("My aunt")
    text = other.text
    with pytest.raises(OSError, match="exists"):
        other.type("/open rain")
    assert other.text == text
    folder.unlink()
    (sitting.folder / "away").rename(folder)
    other.type("/open rain")
    assert other.text == sitting.text
