"""The session: every author's state is a function of the manuscript, bit for bit."""

import itertools
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from making import invented

from bot.session import Session
from models.errors import UnknownStyle
from models.library import Library
from models.sampler import Sampling
from models.style import Style
from models.voice import State, Voice

SAMPLING = Sampling(0.9)


class Listening(Library):
    """A library that keeps every voice which its styles gave."""

    def __init__(self, own: Path, shipped: Path) -> None:
        self.voices: list[Voice] = []
        super().__init__(own, shipped)

    def get(self, name: str) -> Any:
        return self._heard(super().get(name))

    def latest(self, style: Style) -> Any:
        return self._heard(super().latest(style))

    def _heard(self, style: Style) -> Any:
        def voice() -> Voice:
            self.voices.append(style.voice())
            return self.voices[-1]

        return SimpleNamespace(name=style.name, checksum=style.checksum, voice=voice)


@pytest.fixture
def library(tmp_path: Path, styles_folder: Path) -> Listening:
    shutil.copytree(styles_folder, tmp_path / "styles")
    return Listening(tmp_path / "styles", tmp_path / "none")


@pytest.fixture
def session(library: Listening) -> Session:
    return Session(library, "ann", SAMPLING, 30, itertools.count(7).__next__)


def turn(session: Session, line: str) -> str:
    session.take(line)
    return "".join(session.write())


def after(library: Library, name: str, *texts: str) -> State:
    voice = Library.get(library, name).voice()
    for text in texts:
        voice.read(text)
    return voice.state


def assert_same(state: State, other: State) -> None:
    assert state.tensor.tobytes() == other.tensor.tobytes()
    assert state.logits.tobytes() == other.logits.tobytes()
    assert (state.before, state.pending) == (other.before, other.pending)


@pytest.mark.parametrize("name", ["ann", "bob"])
def test_the_styles_of_these_tests_do_not_forget(library: Listening, name: str) -> None:
    text = invented(2_000)
    first, other = after(library, name, "Nobody", text), after(library, name, "My aunt", text)
    assert abs(first.tensor - other.tensor).max() > 0.01


def test_two_turns_equal_reading_it_all_in_one_go(session: Session, library: Listening) -> None:
    first, second = turn(session, "The miller"), turn(session, "carried the blue lamp")
    assert len(first) >= 30
    assert len(second) >= 30
    (voice,) = library.voices
    assert_same(voice.state, after(library, "ann", session.manuscript.text))


def test_an_empty_line_lets_the_author_go_on(session: Session, library: Listening) -> None:
    first, second = turn(session, "Nobody"), turn(session, "")
    assert [p.text for p in session.manuscript.passages] == ["Nobody", first, second]
    assert_same(library.voices[0].state, after(library, "ann", "Nobody" + first + second))


def test_an_author_called_back_stands_as_if_never_gone(
    session: Session, library: Listening
) -> None:
    turn(session, "A tall sailor")
    session.call("bob")
    assert session.author == "bob"
    turn(session, "counted seven kettles")
    session.call("ann")
    ann, bob = library.voices
    whole = session.manuscript.text
    assert_same(ann.state, after(library, "ann", whole))
    assert_same(ann.state, after(library, "ann", *whole))  # character by character
    assert_same(bob.state, after(library, "bob", whole))
    there = after(library, "ann", *(p.text for p in session.manuscript.passages))
    assert_same(ann.state, there)


def test_what_follows_is_the_same_whoever_was_there_between(
    library: Listening, tmp_path: Path
) -> None:
    changing = Session(library, "bob", SAMPLING, 30, lambda: 3)
    changing.take("My aunt")
    for name in ("ann", "bob", "ann"):
        changing.call(name)
    staying = Session(library, "ann", SAMPLING, 30, lambda: 3)
    assert turn(changing, "sang") == turn(staying, "My aunt sang")


def test_a_writing_left_off_keeps_exactly_what_was_given(
    session: Session, library: Listening
) -> None:
    session.take("The old bell-ringer")
    writing = session.write()
    given = "".join(itertools.islice(writing, 17))
    writing.close()  # type: ignore[attr-defined]
    assert len(given) == 17
    assert session.manuscript.passages[-1].text == given
    assert_same(library.voices[0].state, after(library, "ann", "The old bell-ringer" + given))
    turn(session, "and")
    assert_same(library.voices[0].state, after(library, "ann", session.manuscript.text))


def test_a_writing_never_begun_leaves_no_passage(session: Session) -> None:
    session.take("Nobody")
    session.write().close()  # type: ignore[attr-defined]
    assert session.manuscript.text == "Nobody"


def test_a_passage_records_what_is_needed_to_write_it_again(
    session: Session, library: Listening
) -> None:
    turn(session, "Our neighbour")
    session.sampling, session.length = Sampling(1.3, top_k=9), 12
    text = turn(session, "forgot")
    first, last = session.manuscript.passages[1], session.manuscript.passages[3]
    assert (first.style, first.sampling, first.length, first.seed) == ("ann", SAMPLING, 30, 7)
    assert (last.sampling, last.length, last.seed) == (Sampling(1.3, top_k=9), 12, 8)
    assert last.checksum == library.get("ann").checksum
    assert session.manuscript.passages[0].style is None
    again = Session(library, "ann", Sampling(1.3, top_k=9), 12, lambda: 8)
    before = "".join(p.text for p in session.manuscript.passages[:3])
    assert turn(again, before) == text


def test_reset_is_an_empty_page_for_everyone(session: Session, library: Listening) -> None:
    turn(session, "The miller")
    session.call("bob")
    session.reset()
    assert session.manuscript.text == ""
    session.take("Nobody")
    session.call("ann")
    assert_same(library.voices[-2].state, after(library, "bob", "Nobody"))
    assert_same(library.voices[-1].state, after(library, "ann", "Nobody"))


def test_a_retrained_style_of_the_same_name_reads_anew(
    session: Session, library: Listening
) -> None:
    turn(session, "The miller")
    shutil.copy(library.own / "bob.style", library.own / "ann.style")
    library.reload("ann")
    turn(session, "forgot")
    assert len(library.voices) == 2
    assert_same(library.voices[1].state, after(library, "bob", session.manuscript.text))
    bob = library.get("bob").checksum
    assert [p.checksum == bob for p in session.manuscript.passages if p.style] == [False, True]


def test_characters_that_cannot_be_read_are_told_once(session: Session) -> None:
    assert session.take("漢 and 漢 and 字") == {"漢": 2, "字": 1}
    "".join(session.write())
    assert not session.take("plain words")
    assert session.call("bob") == {"漢": 2, "字": 1}  # new to him
    assert not session.call("ann")
    assert "漢 and 漢 and 字" in session.manuscript.text


def test_an_author_who_is_not_to_be_had_leaves_the_old_one(session: Session) -> None:
    with pytest.raises(UnknownStyle, match="no author called carol"):
        session.call("carol")
    assert session.author == "ann"
    turn(session, "Nobody")
    assert session.manuscript.passages[1].style == "ann"


def test_lines_are_joined_and_normalised(session: Session) -> None:
    session.take("Cafe\u0301")
    session.take("and")
    session.take(", then")
    assert session.manuscript.text == "Café and, then"


def test_an_author_of_words_writes_with_the_others(session: Session, library: Listening) -> None:
    session.call("wendy")
    for name in ("wendy", "ann", "wendy", "wendy"):
        session.call(name)
        turn(session, "My aunt forgot the boys")
    session.call("ann")
    whole = session.manuscript.text
    wendy, ann = library.voices
    assert_same(wendy.state, after(library, "wendy", whole))
    assert_same(wendy.state, after(library, "wendy", *whole))
    assert_same(ann.state, after(library, "ann", whole))


def test_a_word_that_stands_last_is_told_once_though_it_is_not_over(session: Session) -> None:
    session.call("wendy")
    assert session.take("Zounds, my aunt Zo") == {"Zounds": 1, "Zo": 1}
    assert not session.take("my aunt")
    assert session.take("Zo") == {"Zo": 1}
    "".join(session.write())
    assert not session.take("my aunt")
