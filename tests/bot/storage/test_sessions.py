"""The folder of sessions: what is listed, opened and found, and what is wrong with the others."""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.page.dials import Dials
from bot.page.session import Session
from bot.storage.sessions import Sessions
from common.errors import BadName, SessionError, UsageError, explain
from common.settings import Settings
from models.library import Library


@pytest.fixture
def session(folder: Path) -> Session:
    return Session(Library(folder / "styles", folder / "none"), "ann", Dials(Settings(length=30)))


@pytest.fixture
def sessions(folder: Path) -> Sessions:
    """A folder in which each look at the clock is an hour after the last."""
    hours = itertools.count()
    begin = datetime(2026, 11, 21, 14, 40, tzinfo=UTC)
    return Sessions(folder / "sessions", clock=lambda: begin + next(hours) * timedelta(hours=1))


def save(sessions: Sessions, session: Session, name: str) -> None:
    file = sessions.new_file()
    file.rename(name, session)
    file.close()


def test_before_anything_is_saved_there_is_none(sessions: Sessions) -> None:
    assert (sessions.names, sessions.entries) == ([], [])
    for door in (sessions.latest, lambda: sessions.open("rain")):
        with pytest.raises(UsageError, match="no session has been saved yet"):
            door()


def test_the_list_tells_what_each_is_the_last_changed_first(
    sessions: Sessions, session: Session
) -> None:
    session.add_line("Nobody sang\nof the oar.")
    save(sessions, session, "rain")
    session.add_line("My aunt counted the kettles.")
    save(sessions, session, "snow")
    first, second = sessions.entries
    assert [first.name, second.name] == ["snow", "rain"] == [sessions.latest(), "rain"]
    assert first.summary is not None
    assert first.summary.first_words == "Nobody sang of the oar. My aunt counted the kettles."
    assert first.summary.words == len(first.summary.first_words.split())
    assert first.summary.characters == len(session.page.text)
    assert first.save_time > second.save_time
    file, _ = sessions.open("rain")
    session.add_line("Once more.")
    file.write(session)
    assert sessions.latest() == "rain"
    assert sessions.names == ["rain", "snow"]


def test_what_is_opened_is_what_was_saved(sessions: Sessions, session: Session) -> None:
    session.add_line("Nobody sang")
    save(sessions, session, "rain")
    file, record = sessions.open("rain")
    assert (file.name, record.manuscript.text(record.end)) == ("rain", "Nobody sang")
    with pytest.raises(SessionError, match="another window"):
        sessions.open("rain")
    start_time = record.start_time
    session.add_line("again")
    file.write(session)
    file.close()
    assert sessions.open("rain")[1].start_time == start_time


def test_a_name_that_nobody_has_is_told_with_the_nearest(
    sessions: Sessions, session: Session
) -> None:
    save(sessions, session, "rainy-day")
    with pytest.raises(UsageError) as caught:
        sessions.open("rainy-say")
    assert "rainy-day" in explain(caught.value)
    with pytest.raises(UsageError, match="xyz"):
        sessions.open("xyz")
    with pytest.raises(BadName, match="session's name"):
        sessions.open("../rainy-day")


def test_broken_ones_are_listed_as_such_and_leave_the_others(
    folder: Path, sessions: Sessions, session: Session
) -> None:
    session.add_line("Nobody sang")
    save(sessions, session, "rain")
    good = (folder / "sessions" / "rain.json").read_bytes()
    broken = {
        "empty": b"",
        "cut": good[:-40],
        "foreign": b"{}",
        "newer": good.replace(b'"schema": 2', b'"schema": 99'),
        "Not A Name": good,
    }
    for name, content in broken.items():
        (folder / "sessions" / f"{name}.json").write_bytes(content)
    entries = {entry.name: entry for entry in sessions.entries}
    assert entries.keys() == {"rain", *broken}
    for name in broken:
        assert entries[name].summary is None
        assert name in entries[name].fault
    assert entries["rain"].summary is not None
    assert sessions.latest() == "rain"


def test_a_session_is_found_by_name_and_by_path(folder: Path, sessions: Sessions) -> None:
    with pytest.raises(UsageError, match="no session has been saved yet"):
        sessions.find("rain")
    path = folder / "sessions" / "rain.json"
    path.parent.mkdir()
    path.touch()
    assert sessions.find("rain") == path
    assert sessions.find(str(path)) == path
    with pytest.raises(UsageError, match="no session called rian") as caught:
        sessions.find("rian")
    assert caught.value.todo == "Did you mean rain?"
