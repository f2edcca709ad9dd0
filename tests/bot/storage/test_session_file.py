"""A session on disk: what was written comes back, and whatever a file holds is read safely."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from filelock import lock_descriptor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.page.dials import Dials
from bot.page.history import History, Position
from bot.page.manuscript import ROOT, Manuscript, Passage, Writing
from bot.page.page import Page
from bot.page.record import SessionRecord
from bot.page.session import Session
from bot.storage.session_file import SessionFile
from bot.storage.session_format import SessionWriter, load, read_summary
from common.errors import BadName, SessionError, UsageError, explain
from common.settings import Sampling, Settings
from common.shape import Shape
from models.library import Library
from models.people.cast import Cast, Person
from tests.support.disk import files_no_larger_than
from tests.support.examples import examples
from tests.support.forked import ROOT as PROJECT
from tests.support.terminal import PATIENCE, environment

NOW = datetime(2026, 11, 21, 14, 40, 3, tzinfo=timezone(timedelta(hours=1)))
WRITING = Writing("ab" * 32, Sampling(0.9, top_k=4), Shape(80, "words", until="END"), 7, "x 1, y 2")


def of(*passages: Passage) -> SessionRecord:
    """Return a record of one page, each passage of which is a step."""
    manuscript, history = Manuscript(), History()
    for passage in passages:
        number = manuscript.add(history.position.end, passage)
        history.add_step("turn", history.position.move_end(number))
    return SessionRecord(manuscript, history, "ann", Settings(temperature=0.9), NOW, NOW)


def some() -> SessionRecord:
    record = of(Passage("Nobody sang"), Passage(" of the oar.\n", "ann", WRITING))
    history = record.history
    other = record.manuscript.add(1, Passage(" in the “rain”", "ann", None, edited=True))
    history.add_step("branch", history.position.switch("rain", other))
    history.add_step("turn", history.position.move_end(record.manuscript.add(other, Passage("."))))
    history.undo()
    return record


def nodes(manuscript: Manuscript) -> list[tuple[int, Passage]]:
    return [(manuscript.parent(n), manuscript.passage(n)) for n in range(1, len(manuscript))]


def put(path: Path, record: SessionRecord) -> Path:
    path.write_bytes(SessionWriter().dump(record))
    return path


def test_what_was_written_comes_back(tmp_path: Path) -> None:
    record = some()
    again = load(put(tmp_path / "a.json", record))
    assert nodes(again.manuscript) == nodes(record.manuscript)
    assert again.history == record.history
    assert (again.author, again.settings) == (record.author, record.settings)
    assert (again.start_time, again.save_time) == (NOW, NOW)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
PEOPLE = (Person("Edwin", "he"), Person("Mrs. Harrow", "she"), Person("Mr. Pell"), Person("Åsa"))
CASTS = st.builds(
    Cast, st.lists(st.sampled_from(PEOPLE), max_size=3, unique=True).map(tuple), st.booleans()
)
WRITINGS = st.builds(
    Writing,
    st.sampled_from(["ab" * 32, "0" * 64]),
    st.builds(Sampling, st.floats(0, 5), st.integers(0, 9), st.floats(0.1, 1), st.floats(0, 0.9)),
    st.builds(
        Shape, st.integers(1, 999), st.sampled_from(["words", "lines"]), st.booleans(), TEXTS
    ),
    st.integers(0, 2**70),
    TEXTS,
    CASTS,
    is_stopped=st.booleans(),
)
PASSAGES = st.one_of(
    st.builds(Passage, TEXTS, edited=st.booleans()),
    st.builds(Passage, TEXTS, st.sampled_from(["ann", "bob-2"]), st.none() | WRITINGS),
)


@st.composite
def records(draw: st.DrawFn) -> SessionRecord:
    manuscript = Manuscript()
    for passage in draw(st.lists(PASSAGES, max_size=8)):
        manuscript.add(draw(st.integers(0, len(manuscript) - 1)), passage)
    ends = st.dictionaries(
        st.sampled_from(["main", "rain", "left-4"]),
        st.integers(0, len(manuscript) - 1),
        min_size=1,
    )
    positions = ends.flatmap(
        lambda it: st.builds(Position, st.sampled_from(sorted(it)), st.just(it), CASTS)
    )
    steps = st.lists(st.tuples(st.sampled_from(["turn", "edit"]), positions), max_size=4)
    history = History(draw(positions), draw(steps), draw(steps))
    own = draw(st.builds(Settings, length=st.none() | st.just("3 lines"), until=st.none() | TEXTS))
    return SessionRecord(manuscript, history, "ann", own, NOW, NOW)


ONCE = settings(
    max_examples=examples(150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@ONCE
@given(records())
def test_any_sitting_comes_back_to_the_byte(tmp_path: Path, record: SessionRecord) -> None:
    path = put(tmp_path / "a.json", record)
    again = load(path)
    assert nodes(again.manuscript) == nodes(record.manuscript)
    assert SessionWriter().dump(again) == path.read_bytes()
    assert read_summary(path) == record.summary()


def test_half_a_surrogate_pair_comes_back_from_a_file_that_is_utf_8(tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", of(Passage("a\udc80b\\")))
    assert path.read_text("utf-8")
    assert load(path).manuscript.text(1) == "a\udc80b\\"


def test_only_the_last_steps_are_kept(tmp_path: Path) -> None:
    record = of(*[Passage("x")] * 1_500)
    again = load(put(tmp_path / "a.json", record))
    assert len(again.manuscript) == len(record.manuscript)
    assert again.history.past == record.history.past[-1_000:]


def test_a_writer_that_wrote_before_writes_the_same() -> None:
    record, writer = some(), SessionWriter()
    writer.dump(of(Passage("another record")))
    first = writer.dump(record)
    assert first == SessionWriter().dump(record)
    record.manuscript.add(2, Passage(" more", "bob", WRITING))
    assert writer.dump(record) == SessionWriter().dump(record) != first


def test_a_file_may_be_laid_out_anew_by_hand(tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", some())
    raw = json.loads(path.read_bytes())
    mixed = dict(reversed(raw.items())) | {"page": {"begins": "?", "words": 1, "characters": 1}}
    path.write_text("\ufeff" + json.dumps(mixed, indent=4).replace("\n", "\r\n"), "utf-8")
    assert SessionWriter().dump(load(path)) == SessionWriter().dump(some())
    assert read_summary(path) == some().summary()


def edited(times: int, passages: int) -> SessionRecord:
    """A page whose first passage was edited so often."""
    document, here = Page(), ROOT
    for number in range(passages):
        written = Passage(f" The miller sang song {number}.", "ann", WRITING)
        here = document.manuscript.add(here, written)
    document.history.add_step("turn", document.history.position.move_end(here))
    for number in range(times):
        document.edit(1, f"Song {number}.")
    return SessionRecord(document.manuscript, document.history, "ann", Settings(), NOW, NOW)


def test_what_stands_behind_an_edit_is_written_once(tmp_path: Path) -> None:
    record = edited(times=3, passages=5)
    path = put(tmp_path / "a.json", record)
    assert path.read_text("utf-8").count('"text": " The miller sang song 3."') == 1
    again = load(path)
    assert nodes(again.manuscript) == nodes(record.manuscript)
    assert SessionWriter().dump(again) == path.read_bytes()
    texts = [one.text for _, one in nodes(again.manuscript) if "song 3" in one.text]
    assert len(texts) == 4
    assert len({id(text) for text in texts}) == 1


def test_one_who_wrote_the_same_from_another_seed_keeps_the_seed(tmp_path: Path) -> None:
    other = replace(WRITING, seed=8)
    record = of(Passage("a", "ann", WRITING), Passage("a", "ann", other), Passage("a"))
    record.manuscript.add(3, Passage("a", "bob"))
    record.manuscript.add(3, Passage("a", "ann", None, edited=True))
    record.manuscript.add(3, Passage("a", "ann"))
    path = put(tmp_path / "a.json", record)
    assert nodes(load(path).manuscript) == nodes(record.manuscript)
    assert json.loads(path.read_bytes())["passages"][5] == {"after": 3, "as": 1}


def test_a_text_that_is_written_out_again_or_told_by_a_later_copy_is_read(tmp_path: Path) -> None:
    raw = json.loads(SessionWriter().dump(edited(times=2, passages=2)))
    full = [one for one in raw["passages"] if "text" in one]
    assert len(full) < len(raw["passages"])
    raw["passages"] = [
        {"after": 0, "text": "a"}, {"after": 1, "as": 1}, {"after": 2, "as": 2},
        {"after": 2, "text": "a"},
    ]  # fmt: skip
    raw |= {"past": [], "present": {"branch": "main", "ends": {"main": 4}}}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(raw), "utf-8")
    assert nodes(load(path).manuscript) == [(n, Passage("a")) for n in (0, 1, 2, 2)]


# What is no session


def cannot(path: Path, content: bytes) -> str:
    """The sentence on a file of that content, which it leaves alone."""
    path.write_bytes(content)
    with pytest.raises(SessionError) as caught:
        load(path)
    assert path.read_bytes() == content
    sentence = explain(caught.value)
    assert str(path) in sentence
    return sentence


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"schema": None}, "schema cannot be null"),
        ({"schema": True}, "schema cannot be true"),
        ({"begun": "yesterday"}, "begun"),
        ({"changed": "2026-11-21T14:40:03"}, "not a date and time with an offset"),
        ({"page": {}}, "page has no begins"),
        ({"author": "No One"}, "author"),
        ({"settings": {"temperature": 9}}, "settings: temperature cannot be 9"),
        ({"settings": {"temperature": 10**400}}, "settings: temperature cannot be 1000"),
        ({"settings": {"heat": 1}}, "heat"),
        ({"present": {"branch": "rain", "ends": {"main": 1}}}, "branch"),
        ({"present": {"branch": "main", "ends": {"main": 3}}}, "present: the end of main"),
        ({"ways": [{}]}, "way 0 has no checksum"),
        ({"passages": "none"}, "passages must be a list"),
        ({"passages": [{"after": 1, "text": ""}]}, "passage 1: after cannot be 1"),
        ({"passages": [{"after": 0}]}, "passage 1 has no text"),
        ({"passages": [{"after": 0, "text": "", "stopped": True}]}, "stopped needs a way"),
        ({"passages": [{"after": 0, "text": 1}]}, "passage 1: text"),
        ({"passages": [{"after": 0, "text": "", "edited": 1}]}, "passage 1: edited"),
        ({"passages": [{"after": 0, "text": "", "way": 0}]}, "go together"),
        (
            {"passages": [{"after": 0, "text": "", "style": "ann", "way": 1, "seed": 1}]},
            "passage 1: way cannot be 1",
        ),
        ({"passages": [{"after": 0, "as": 1}]}, "passage 1: as cannot be 1"),
        ({"passages": [{"after": 0, "as": 0}]}, "passage 1: as cannot be 0"),
        ({"passages": [{"after": 0, "text": ""}, {"after": 0, "as": True}]}, "2: as cannot be"),
        ({"passages": [{"after": 0, "text": ""}, {"after": 2, "as": 1}]}, "2: after cannot be 2"),
        ({"passages": [{"after": 0, "text": ""}, {"as": 1}]}, "passage 2 has no after"),
        (
            {"passages": [{"after": 0, "text": ""}, {"after": 0, "as": 1, "text": ""}]},
            'passage 2 cannot have a key "text"',
        ),
        (
            {"past": [{"step": "a b", "branch": "main", "ends": {"main": 0}}]},
            "past, item 1: step cannot be",
        ),
        ({"past": [{"step": "a", "branch": "main", "ends": {"main": 9}}]}, "past, item 1: the end"),
        ({"present": {"branch": "m", "ends": {"m": 0}, "cast": 1}}, "present: cast must be keys"),
        (
            {"present": {"branch": "m", "ends": {"m": 0}, "cast": {"people": [{"name": "a, b"}]}}},
            "present: cast cannot have these names",
        ),
        (
            {"present": {"branch": "m", "ends": {"m": 0}, "cast": {"people": [{"name": "1"}]}}},
            "present: cast: “1” cannot be a name",
        ),
        (
            {"present": {"branch": "m", "ends": {"m": 0}, "cast": {"nobody": ["1"]}}},
            "present: cast: “1” cannot be a name",
        ),
        (
            {"present": {"branch": "m", "ends": {"m": 0}, "cast": {"nobody": ["x"]}}},
            "present: cast cannot have these names",
        ),
        ({"present": {"branch": "a", "ends": {"A": 0}}}, 'present: a branch cannot be "A"'),
        ({"present": {"branch": "a", "ends": {"a": True}}}, "present: ends has a value"),
        ({"future": 0}, "future must be a list"),
        ({"future": [0]}, "future, item 1 must be keys with values, not 0"),
        ({"settings": {"top_k": -(10**400)}}, "settings has a number out of range"),
        ({"settings": {"top_k": True}}, "settings: top_k cannot be true"),
        ({"settings": {"until": {}}}, "settings: until cannot be keys with values"),
        ({"settings": []}, "settings must be keys with values, not a list"),
        ({"passages": [{"after": 0, "text": "", "\udc80": 0}]}, "passage 1 has a key that is not"),
        (
            {"passages": [{"after": 0, "text": "", "style": None}]},
            "passage 1: style cannot be null",
        ),
        ({"passages": [{"after": 0.0, "text": ""}]}, "passage 1: after cannot be 0.0"),
        ({"passages": [{"after": 10**4_000, "text": ""}]}, "passage 1: after cannot be 1000"),
        ({"more": 0}, "more"),
    ],
)
def test_what_breaks_the_format_is_named(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    raw = json.loads(SessionWriter().dump(of(Passage("a"), Passage("b", "ann", WRITING)))) | change
    assert says in cannot(tmp_path / "a.json", json.dumps(raw).encode())


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"1", b'{"schema": NaN}', b'{"schema": 1e999}'],
)
def test_what_is_no_json_is_no_session(tmp_path: Path, content: bytes) -> None:
    assert "is not a session" in cannot(tmp_path / "a.json", content)


def test_of_a_key_that_is_there_twice_the_last_counts(tmp_path: Path) -> None:
    content = SessionWriter().dump(some())
    path = tmp_path / "a.json"
    path.write_bytes(content.replace(b'"author": "ann"', b'"author": 1, "author": "bob"'))
    assert load(path).author == "bob"


def test_a_file_of_schema_1_is_read_as_one_without_a_cast(tmp_path: Path) -> None:
    raw = json.loads(SessionWriter().dump(some()))
    assert b"cast" not in SessionWriter().dump(some())
    path = tmp_path / "a.json"
    path.write_text(json.dumps(raw | {"schema": 1}), encoding="utf-8")
    again = load(path)
    assert again.history == some().history
    assert nodes(again.manuscript) == nodes(some().manuscript)
    assert again.history.position.cast == Cast()


def test_a_whole_number_for_a_share_stays_one(tmp_path: Path) -> None:
    record = replace(some(), settings=Settings(temperature=1))
    path = put(tmp_path / "a.json", record)
    assert SessionWriter().dump(load(path)) == path.read_bytes()


def test_one_of_a_newer_schema_asks_for_an_update(tmp_path: Path) -> None:
    raw = json.loads(SessionWriter().dump(some())) | {"schema": 3, "news": 1}
    assert "Update" in cannot(tmp_path / "a.json", json.dumps(raw).encode())
    (tmp_path / "a.json").write_bytes(
        SessionWriter().dump(some()).replace(b'"schema": 2', b'"schema": 3')
    )
    with pytest.raises(SessionError, match="schema 3"):
        read_summary(tmp_path / "a.json")


@pytest.mark.parametrize("path", ["none.json", "."])
def test_one_that_cannot_be_opened_is_told(tmp_path: Path, path: str) -> None:
    for read in (load, read_summary):
        with pytest.raises(SessionError, match="cannot be read"):
            read(tmp_path / path)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "main", "ann"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)


def places_in(raw: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a document at which something else could stand."""
    if isinstance(raw, dict | list):
        for key in raw if isinstance(raw, dict) else range(len(raw)):
            yield raw, key
            yield from places_in(raw[key])


def sentences_on(path: Path) -> list[str]:
    """What is said of a file that is no session, by what refuses it."""
    sentences = []
    for read in (load, read_summary):
        try:
            read(path)
        except SessionError as error:
            sentences.append(explain(error))
    return sentences


@ONCE
@given(st.data())
def test_whatever_stands_anywhere_it_is_a_sitting_or_a_sentence(
    tmp_path: Path, data: st.DataObject
) -> None:
    raw = json.loads(SessionWriter().dump(some()))
    for _ in range(data.draw(st.integers(1, 2))):
        within, key = data.draw(st.sampled_from(list(places_in(raw))))
        if data.draw(st.booleans()):
            within[key] = data.draw(ANYTHING)
        else:
            del within[key]
    path = tmp_path / "a.json"
    path.write_bytes(json.dumps(raw).encode())
    assert all(str(path) in sentence for sentence in sentences_on(path))


@ONCE
@given(st.integers(0, 3_000), st.binary(max_size=3))
def test_a_file_that_was_cut_or_spoilt_is_a_sitting_or_a_sentence(
    tmp_path: Path, at: int, spoilt: bytes
) -> None:
    path, content = tmp_path / "a.json", SessionWriter().dump(some())
    for other in (content[:at], content[:at] + spoilt + content[at + len(spoilt) :]):
        path.write_bytes(other)
        assert all(str(path) in sentence for sentence in sentences_on(path))


# The file while it is written


def session_in(folder: Path, file: SessionFile | None = None) -> Session:
    """A session by ann, saved in the file after each change if there is one."""

    def save() -> None:
        if file is not None:
            file.save(made)

    library = Library(folder / "styles", folder / "none")
    made = Session(library, "ann", Dials(Settings(length=30)), on_change=save)
    return made


@pytest.fixture
def session(folder: Path) -> Session:
    return session_in(folder)


class Told(list[str]):
    """What was told."""

    def __call__(self, words: str, failed: bool) -> None:
        assert failed != words.startswith("Everything is saved again")
        self.append(words)


def opened(folder: Path, told: Told | None = None) -> SessionFile:
    return SessionFile(folder / "sessions", told if told is not None else Told(), lambda: NOW)


def test_each_passage_is_saved_and_the_file_begins_with_the_first(folder: Path) -> None:
    file = opened(folder)
    session = session_in(folder, file)
    session.dials.set(temperature=0.5)
    file.save(session)
    assert not (folder / "sessions").exists()
    session.add_line("Nobody sang")
    assert (file.name, file.is_named) == ("2026-11-21-1440", False)
    assert load(file.path).manuscript.text(1) == "Nobody sang"
    "".join(session.write())
    session.page.undo()
    saved = load(file.path)
    assert nodes(saved.manuscript) == nodes(session.page.manuscript)
    assert saved.history == session.page.history
    assert saved.settings == Settings(temperature=0.5)


def test_an_author_who_is_stopped_leaves_what_was_written(folder: Path) -> None:
    file = opened(folder)
    session = session_in(folder, file)
    session.add_line("Nobody")
    writing = session.write()
    begun = next(writing) + next(writing)
    writing.close()
    assert load(file.path).manuscript.text(2) == "Nobody" + begun


def test_what_has_not_changed_is_not_written_again(folder: Path, session: Session) -> None:
    file = opened(folder)
    session.add_line("Nobody")
    file.save(session)
    before = file.path.stat().st_mtime_ns, file.path.stat().st_ino
    file.save(session)
    session.authors.call("ann")
    file.save(session)
    assert (file.path.stat().st_mtime_ns, file.path.stat().st_ino) == before
    session.authors.call("bob")
    file.save(session)
    assert load(file.path).author == "bob"


def test_two_sessions_of_one_minute_have_two_names(folder: Path, session: Session) -> None:
    session.add_line("Nobody")
    files = [opened(folder) for _ in range(3)]
    for file in files:
        file.save(session)
    assert [file.name for file in files] == [f"2026-11-21-1440{end}" for end in ("", "-2", "-3")]
    files[0].close()
    last = opened(folder)
    last.save(session)
    assert last.name.endswith("-4")


def test_an_open_session_is_nobody_elses_until_it_is_closed(folder: Path, session: Session) -> None:
    session.add_line("Nobody")
    file, other = opened(folder), opened(folder)
    file.save(session)
    name = file.name
    with pytest.raises(SessionError, match="another window"):
        other.open(name)
    file.close()
    assert other.open(name).manuscript.text(1) == "Nobody"
    other.close()
    shown = [path.name for path in (folder / "sessions").iterdir() if path.name[0] != "."]
    assert shown == [f"{name}.json"]


def test_a_lock_that_was_let_go_is_the_one_that_the_next_chat_holds(
    folder: Path, session: Session
) -> None:
    file, other = opened(folder), opened(folder)
    file.rename("rain", session)
    with (folder / "sessions" / ".rain.lock").open("r+b") as waiting:  # as a third chat's would be
        file.close()
        other.open("rain")
        assert not lock_descriptor(waiting.fileno(), blocking=False)
        other.rename("snow", session)
        file.rename("rain", session)
        assert not lock_descriptor(waiting.fileno(), blocking=False)


RIVAL = """
import contextlib, os, sys
from datetime import datetime
from pathlib import Path
from bot.storage.session_file import SessionFile
from common.errors import SessionError

folder = Path(sys.argv[1])
file = SessionFile(folder, print, lambda: datetime.now().astimezone())
print("ready", flush=True)
sys.stdin.readline()
held = 0
while held < 300:
    with contextlib.suppress(SessionError):
        file.open("rain")
        os.close(os.open(folder / "alone", os.O_CREAT | os.O_EXCL))  # fails where a rival is in
        os.unlink(folder / "alone")
        file.close()
        held += 1
"""


@pytest.mark.slow
def test_of_two_chats_that_open_a_session_over_and_over_never_do_both_hold_it(
    folder: Path, session: Session
) -> None:
    file = opened(folder)
    file.rename("rain", session)
    file.close()
    with contextlib.ExitStack() as stack:
        rivals = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", RIVAL, folder / "sessions"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    encoding="utf-8",
                    cwd=PROJECT,
                    env=environment(folder),
                )
            )
            for _ in range(2)
        ]
        for rival in rivals:
            assert rival.stdout is not None
            assert rival.stdout.readline() == "ready\n"
        for rival in rivals:
            assert rival.stdin is not None
            rival.stdin.write("go\n")
            rival.stdin.flush()
        for rival in rivals:
            assert rival.communicate(timeout=PATIENCE) == ("", "")
            assert rival.returncode == 0


def test_a_broken_one_is_not_held_nor_written(folder: Path, session: Session) -> None:
    path = folder / "sessions" / "rain.json"
    path.parent.mkdir()
    path.write_bytes(b"{")
    file = opened(folder)
    for _ in range(2):
        with pytest.raises(SessionError, match="is not a session"):
            file.open("rain")
    session.add_line("Nobody")
    with pytest.raises(UsageError, match="already a session called rain"):
        file.rename("rain", session)
    assert path.read_bytes() == b"{"


def test_a_new_name_takes_the_file_along(folder: Path, session: Session) -> None:
    file = opened(folder)
    session.add_line("Nobody")
    file.save(session)
    former = file.path
    file.rename("rain", session)
    assert (file.name, file.is_named, former.exists()) == ("rain", True, False)
    session.add_line("sang")
    file.save(session)
    assert load(file.path).manuscript.text(2) == "Nobody sang"
    file.rename("rain", session)
    other = opened(folder)
    with pytest.raises(SessionError, match="another window"):
        other.rename("rain", session)
    file.close()
    with pytest.raises(UsageError, match="already a session called rain"):
        other.rename("rain", session)
    with pytest.raises(BadName, match="session's name"):
        other.rename("No Rain", session)
    other.rename("snow", session)
    assert other.open("rain").start_time == NOW


def test_an_empty_page_can_have_a_name(folder: Path, session: Session) -> None:
    file = opened(folder)
    file.rename("rain", session)
    assert load(file.path).manuscript.text(ROOT) == ""
    assert read_summary(file.path).first_words == ""


def test_a_full_disk_is_told_once_and_the_next_passage_is_saved_with_all(folder: Path) -> None:
    told = Told()
    file = opened(folder, told)
    session = session_in(folder, file)
    session.add_line("Nobody")
    with files_no_larger_than(100):
        session.add_line("sang")
        "".join(session.write())
        assert len(told) == 1
        assert str(file.path) in told[0]
        assert file.fault
        with pytest.raises(OSError, match="large"):
            file.rename("rain", session)
    assert load(file.path).manuscript.text(1) == "Nobody"
    session.add_line("in the rain")
    assert not file.fault
    assert told[1:] == [f"Everything is saved again, as {file.name}."]
    assert nodes(load(file.path).manuscript) == nodes(session.page.manuscript)
    with files_no_larger_than(100):
        session.add_line("again")
    assert len(told) == 3


def test_a_folder_that_cannot_be_made_ends_nothing(folder: Path) -> None:
    told = Told()
    (folder / "sessions").write_text("in the way")
    file = opened(folder, told)
    session = session_in(folder, file)
    session.add_line("Nobody")
    assert "where a folder should be" in told[0]
    os.unlink(folder / "sessions")
    session.add_line("sang")
    assert load(file.path).manuscript.text(2) == "Nobody sang"


def test_what_a_killed_writing_left_behind_is_taken_away(folder: Path, session: Session) -> None:
    session.add_line("Nobody")
    file = opened(folder)
    file.rename("rain", session)
    file.close()
    left = folder / "sessions" / ".rain.json.0123456789ab"
    left.write_bytes(b"{")
    file.open("rain")
    assert not left.exists()


@pytest.mark.parametrize(
    "clock",
    [
        datetime(1969, 12, 31, 16, tzinfo=timezone(timedelta(hours=-8))),  # at the epoch, westwards
        datetime(1, 1, 2, tzinfo=timezone(timedelta(hours=14))),
        datetime(1883, 11, 18, 12, tzinfo=timezone(-timedelta(hours=4, minutes=56, seconds=2))),
        datetime(9999, 12, 30, 23, 59, 59, tzinfo=timezone(timedelta(hours=-12))),
    ],
)
def test_a_clock_that_is_wrong_by_ages_does_not_spoil_the_file(
    folder: Path, session: Session, clock: datetime
) -> None:
    file = SessionFile(folder / "sessions", Told(), lambda: clock)
    session.add_line("Nobody")
    file.save(session)
    assert load(file.path).start_time == read_summary(file.path).save_time == clock
    assert clock.astimezone(UTC) == load(file.path).start_time


@pytest.mark.parametrize("date", ["0001-01-01T23:00:00+14:00", "9999-12-31T01:00:00+00:00"])
def test_a_date_that_other_zones_have_no_time_for_is_none(tmp_path: Path, date: str) -> None:
    raw = json.loads(SessionWriter().dump(some())) | {"changed": date}
    assert "not a date" in cannot(tmp_path / "a.json", json.dumps(raw).encode())


def test_dates_keep_their_offset(tmp_path: Path) -> None:
    summer = datetime(2026, 7, 1, tzinfo=UTC)
    record = some()
    path = put(
        tmp_path / "a.json",
        SessionRecord(record.manuscript, record.history, "ann", Settings(), NOW, summer),
    )
    assert load(path).start_time.utcoffset() == timedelta(hours=1)
    assert read_summary(path).save_time == summer
