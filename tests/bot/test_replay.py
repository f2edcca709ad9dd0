"""A saved page written again: the same bytes, or a sentence on what has changed."""

import contextlib
import itertools
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.page.dials import Dials, Seeds
from bot.page.record import SessionRecord
from bot.page.session import Session
from bot.replay import replay
from bot.storage.session_format import load
from bot.storage.sessions import Sessions
from common.errors import SessionError, explain
from common.settings import Settings
from models.library import Library
from models.people.cast import CAST_OFF, parse_cast
from models.style import Style, read_style
from models.writing.stops import make_stop
from tests.support.samples import make_style


@pytest.fixture
def folder(folder: Path, put_style: Callable[[Path, str, str], Style]) -> Path:
    """The same, with wendy, who knows words."""
    put_style(folder / "styles", "wendy", "wendy")
    return folder


def library(folder: Path) -> Library:
    return Library(folder / "styles", folder / "none")


@pytest.fixture
def session(folder: Path) -> Session:
    return Session(
        library(folder), "ann", Dials(Settings(temperature=0.9, length=40), seeds=Seeds(5))
    )


def saved(folder: Path, session: Session) -> Path:
    file = Sessions(folder / "sessions").new_file()
    file.write(session)
    path = file.path
    file.close()
    return path


def write(session: Session, line: str = "", author: str = "") -> str:
    if author:
        session.authors.call(author)
    session.add_line(line)
    return "".join(session.write())


def page(session: Session) -> str:
    """A page by many hands, with all that can be done to it."""
    for author, line in itertools.product(("ann", "bob", "wendy"), ("The miller", "", "sang of")):
        write(session, line, author)
    session.dials.set(length="6 words", temperature=0.4)
    stopped = session.write()
    for _ in range(3):
        next(stopped)
    stopped.close()
    asked = session.write()
    next(asked)
    with contextlib.suppress(StopIteration):  # if that was a word
        asked.send(True)
    "".join(asked)
    write(session, "and", "ann")
    "".join(session.retry())
    session.page.undo()
    session.page.set_cast(parse_cast("Nobody (she), Mr. Oar"))
    write(session, "Nobody saw Mr. Oar, and she", "ann")
    session.dials.set(candidates=3)
    write(session, "and then", "bob")
    write(session, "The oar", "wendy")
    "".join(session.retry())
    for _ in session.write_takes(2):
        pass
    session.page.choose(session.candidates[1])
    session.dials.set(candidates=1)
    session.page.set_cast(CAST_OFF)
    session.dials.set(until="e")
    write(session, "so", "bob")
    return session.page.text


@pytest.mark.slow
def test_a_page_by_many_hands_comes_out_again(folder: Path, session: Session) -> None:
    text = page(session)
    assert replay(load(saved(folder, session)), library(folder)) == text


@pytest.mark.slow
def test_an_edited_page_comes_out_with_its_edits(folder: Path, session: Session) -> None:
    page(session)
    session.page.edit(4, "Nobody sang")
    session.page.edit(1, "")
    text = session.page.text + write(session, "", "ann")
    assert replay(load(saved(folder, session)), library(folder)) == text == session.page.text


def test_a_page_of_the_persons_own_needs_no_author(folder: Path, session: Session) -> None:
    session.page.import_text("Nobody sang.\n")
    session.add_line("Nor did I.")
    shutil.rmtree(folder / "styles")
    assert replay(load(saved(folder, session)), library(folder)) == "Nobody sang.\nNor did I."


def test_only_the_present_page_is_written(folder: Path, session: Session) -> None:
    write(session, "Nobody", "bob")
    session.page.reset()
    text = "The miller" + write(session, "The miller", "ann")
    (folder / "styles" / "bob.style").unlink()
    assert replay(load(saved(folder, session)), library(folder)) == text


@pytest.mark.slow
def test_a_style_is_known_by_its_checksum(folder: Path, session: Session) -> None:
    text = page(session)
    path = saved(folder, session)
    (folder / "styles" / "ann.style").rename(folder / "styles" / "anna.style")
    assert replay(load(path), library(folder)) == text


def test_a_page_with_a_stopped_author_comes_out_as_its_file_says(
    folder: Path, session: Session
) -> None:
    session.add_line("The miller")
    while True:
        asked = session.retry()
        next(asked)
        with contextlib.suppress(StopIteration):
            while True:
                asked.send(True)
        if session.page.text[-1].isalnum():
            break
    "".join(session.write())
    path = saved(folder, session)
    assert replay(load(path), library(folder)) == session.page.text
    raw = json.loads(path.read_bytes())
    assert raw["passages"][-2].pop("stopped") is True
    path.write_text(json.dumps(raw))
    manuscript = load(path).manuscript
    assert not manuscript.is_word_end(len(manuscript) - 2)  # as before the file said so


def refused(record: SessionRecord, folder: Path) -> str:
    with pytest.raises(SessionError) as caught:
        replay(record, library(folder))
    return explain(caught.value)


def test_a_style_that_is_gone_changed_or_broken_is_named_with_its_passage(
    folder: Path, session: Session
) -> None:
    write(session, "The miller", "ann")
    write(session, "sang", "bob")
    record = load(saved(folder, session))
    bob = folder / "styles" / "bob.style"
    former = read_style(bob).checksum
    shutil.copy(folder / "styles" / "wendy.style", bob)
    now = read_style(bob).checksum
    sentence = refused(record, folder)
    for word in ("Passage 4 is by bob", "has changed", former[:12], now[:12]):
        assert word in sentence
    bob.write_bytes(b"no style")
    assert "Passage 4 is by bob, whose style file cannot be read" in refused(record, folder)
    bob.unlink()
    assert "Passage 4 is by bob, who is not among the authors" in refused(record, folder)


def altered(path: Path, place: int, **change: object) -> SessionRecord:
    raw = json.loads(path.read_bytes())
    raw["passages"][place - 1] |= change
    path.write_text(json.dumps(raw))
    return load(path)


def test_a_text_that_comes_out_otherwise_is_shown_where_it_begins_to(
    folder: Path, session: Session
) -> None:
    written = write(session, "The miller", "ann")
    path = saved(folder, session)
    other = written[:5] + ("y" if written[5] != "y" else "z") + written[6:]
    sentence = refused(altered(path, 2, text=other), folder)
    assert "passage 2, by ann" in sentence.lower()
    assert "character 6" in sentence
    assert f"“{other[5:30]}" in sentence
    assert f"“{written[5]}" in sentence
    assert "was changed" in sentence
    longer = refused(altered(path, 2, text=written + "!"), folder)
    assert f"character {len(written) + 1}" in longer
    assert "nothing" in longer


def test_a_line_that_was_altered_makes_what_follows_another_text(
    folder: Path, session: Session
) -> None:
    write(session, "The miller", "ann")
    sentence = refused(altered(saved(folder, session), 1, text="Nobody"), folder)
    assert "Passage 2, by ann, comes out differently" in sentence


def test_a_quote_that_was_closed_where_the_author_was_stopped_is_closed_again(
    folder: Path, session: Session
) -> None:
    session.dials.set(length=300)
    session.add_line('He said, "')
    for _ in range(200):
        text, writing, is_asked = "", session.retry(), False
        while len(text) < 60:
            try:
                text += writing.send(is_asked or None)
            except StopIteration:
                break
            is_asked = text[-1] == "."  # where a sentence may end
        writing.close()
        if len(text) < 60 and text.endswith('."'):
            break
    else:
        raise AssertionError("no author was stopped at the end of a sentence")
    write(session, "and")
    assert replay(load(saved(folder, session)), library(folder)) == session.page.text


def test_a_passage_by_former_rules_comes_out_by_these(folder: Path) -> None:
    style = make_style(folder / "styles" / "lin.style", "磨坊主数了七个水壶，没人唱。\n" * 9 + "#")
    dials = Dials(Settings(temperature=0.9, length=20), seeds=Seeds(5))
    session = Session(library(folder), "lin", dials)
    write(session, "磨坊主")
    for _ in range(20):
        "".join(session.retry())
    line, take = session.page.take_parent, session.page.manuscript.passage
    passage = next(take(one) for one in session.page.takes if take(one).text[0].isalnum())
    voice, way = style.voice(), passage.writing
    assert way is not None
    voice.read("磨坊主")
    # a mark or white space stood first in every script
    former = "".join(voice.write(way.sampling, way.seed, make_stop(way.shape), True, rules=2))
    assert not former[0].isalnum()
    for runtime in ("rules 2, an abacus", "pastiche 0.1.0, an abacus"):
        by_these = replace(passage, text=former, writing=replace(way, runtime=runtime))
        session.page.choose(session.page.manuscript.add(line, by_these))
        write(session, "没人")
        assert former in session.page.text
        assert replay(load(saved(folder, session)), library(folder)) == session.page.text
        session.page.undo()
    session.page.choose(session.page.manuscript.add(line, replace(passage, text=former)))
    assert "was saved" in refused(load(saved(folder, session)), folder)


def test_another_machine_is_named(folder: Path, session: Session) -> None:
    write(session, "The miller", "ann")
    record = load(saved(folder, session))
    passage = record.manuscript.passage(2)
    assert passage.writing is not None
    writing = replace(passage.writing, seed=6, runtime="an abacus")
    number = record.manuscript.add(1, replace(passage, writing=writing))
    record.history.add_step("turn", record.history.position.move_end(number))
    assert "an abacus; this is rules " in refused(record, folder)
