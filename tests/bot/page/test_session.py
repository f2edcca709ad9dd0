"""The session: every author's state is a function of the manuscript, bit for bit."""

import contextlib
import itertools
import shutil
from collections.abc import Generator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.page.dials import Dials, Seeds
from bot.page.manuscript import Passage
from bot.page.readers import ReadingInterrupted
from bot.page.session import Session
from common.errors import BadName, UnknownStyle, UsageError
from common.settings import Sampling, Settings
from common.shape import Shape
from models.library import Library
from models.state import State
from models.style import Style
from models.voice import Voice
from models.writing.stops import make_stop
from tests.support.samples import invented

SETTINGS = Settings(temperature=0.9, length=30)


class Counted(Seeds):
    """Seeds that count up from 7."""

    def __init__(self, first: int = 7) -> None:
        super().__init__()
        self._count = itertools.count(first)

    def draw(self) -> int:
        return next(self._count)


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

        return SimpleNamespace(
            name=style.name, checksum=style.checksum, card=style.card, voice=voice
        )


@pytest.fixture
def library(tmp_path: Path, styles_folder: Path) -> Listening:
    shutil.copytree(styles_folder, tmp_path / "styles")
    return Listening(tmp_path / "styles", tmp_path / "none")


@pytest.fixture
def session(library: Listening) -> Session:
    return at_desk(library)


def at_desk(library: Library, style: str = "ann", first: int = 7, **calls: Any) -> Session:
    return Session(library, style, Dials(SETTINGS, seeds=Counted(first)), **calls)


def turn(session: Session, line: str) -> str:
    session.add_line(line)
    return "".join(session.write())


def after(library: Library, name: str, *texts: str) -> State:
    voice = Library.get(library, name).voice()
    for text in texts:
        voice.read(text)
    return voice.state


def assert_same(state: State, other: State) -> None:
    assert state.tensor.tobytes() == other.tensor.tobytes()
    assert state.logits.tobytes() == other.logits.tobytes()
    assert (state.previous, state.pending) == (other.previous, other.pending)


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
    assert_same(voice.state, after(library, "ann", session.page.text))


def test_an_empty_line_lets_the_author_go_on(session: Session, library: Listening) -> None:
    first, second = turn(session, "Nobody"), turn(session, "")
    assert [p.text for p in session.page.passages] == ["Nobody", first, second]
    assert_same(library.voices[0].state, after(library, "ann", "Nobody" + first + second))


def test_an_author_called_back_stands_as_if_never_gone(
    session: Session, library: Listening
) -> None:
    turn(session, "A tall sailor")
    session.authors.call("bob")
    assert session.authors.current == "bob"
    turn(session, "counted seven kettles")
    session.authors.call("ann")
    ann, bob = library.voices
    whole = session.page.text
    assert_same(ann.state, after(library, "ann", whole))
    assert_same(ann.state, after(library, "ann", *whole))  # character by character
    assert_same(bob.state, after(library, "bob", whole))
    there = after(library, "ann", *(p.text for p in session.page.passages))
    assert_same(ann.state, there)


def test_what_follows_is_the_same_whoever_was_there_between(
    library: Listening, tmp_path: Path
) -> None:
    changing = at_desk(library, "bob", 3)
    changing.add_line("My aunt")
    for name in ("ann", "bob", "ann"):
        changing.authors.call(name)
    staying = at_desk(library, "ann", 3)
    assert turn(changing, "sang") == turn(staying, "My aunt sang")


def test_a_writing_left_off_keeps_exactly_what_was_given(
    session: Session, library: Listening
) -> None:
    session.add_line("The old bell-ringer")
    writing = session.write()
    given = "".join(itertools.islice(writing, 17))
    writing.close()
    assert len(given) == 17
    assert session.page.passages[-1].text == given
    assert_same(library.voices[0].state, after(library, "ann", "The old bell-ringer" + given))
    turn(session, "and")
    assert_same(library.voices[0].state, after(library, "ann", session.page.text))


def send_true(writing: Generator[Any, bool | None, None], after: int) -> list[Any]:
    """Let an author write so many pieces, and then ask it to stop; all that it wrote."""
    pieces = list(itertools.islice(writing, after))
    with contextlib.suppress(StopIteration):
        pieces.append(writing.send(True))
        pieces.extend(writing)
    return pieces


@pytest.mark.slow
@pytest.mark.parametrize("author", ["ann", "wendy"])
@pytest.mark.parametrize("pieces", range(1, 12))
def test_an_author_who_is_asked_to_stop_ends_its_word(
    session: Session, library: Listening, author: str, pieces: int
) -> None:
    session.authors.call(author)
    session.dials.set(length="600")
    session.add_line("The old bell-ringer")
    text = "".join(send_true(session.write(), pieces))
    assert session.page.passages[-1].text == text
    ends_with_a_word(library, "The old bell-ringer", session.page.passages[-1])
    stands(session, library)


def ends_with_a_word(library: Listening, page: str, passage: Passage) -> None:
    """Hold a passage to be the beginning of what its author would write, up to a word's end."""
    assert len(passage.text) < 150
    assert passage.style is not None
    assert passage.writing is not None
    voice = Library.get(library, passage.style).voice()
    voice.read(page)
    stop = make_stop(passage.writing.shape)
    whole = "".join(voice.write(passage.writing.sampling, passage.writing.seed, stop, True))
    assert whole.startswith(passage.text)
    assert passage.text[-1].isspace() or whole[len(passage.text)].isspace()


def test_each_take_that_is_asked_to_stop_ends_its_word(
    session: Session, library: Listening
) -> None:
    session.dials.set(length="600")
    session.add_line("My aunt")
    rows = ["", "", ""]
    for row, piece in send_true(session.write_takes(3), 20):
        rows[row] += piece
    takes = [session.page.manuscript.passage(take).text for take in session.page.takes]
    assert takes == rows
    for take in session.page.takes:
        ends_with_a_word(library, "My aunt", session.page.manuscript.passage(take))


def test_a_writing_never_begun_leaves_no_passage(session: Session) -> None:
    session.add_line("Nobody")
    session.write().close()
    assert session.page.text == "Nobody"


def test_a_passage_records_what_is_needed_to_write_it_again(
    session: Session, library: Listening
) -> None:
    turn(session, "Our neighbour")
    session.dials.set(temperature=1.3, top_k=9, length="12 words", until="Sunday")
    text = turn(session, "forgot")
    first, last = session.page.passages[1], session.page.passages[3]
    assert (first.style, session.page.passages[0].style) == ("ann", None)
    assert first.writing is not None
    assert last.writing is not None
    assert first.writing.sampling == Sampling(0.9)
    assert (first.writing.shape, first.writing.seed) == (Shape(30), 7)
    assert last.writing.sampling == Sampling(1.3, top_k=9)
    assert (last.writing.shape, last.writing.seed) == (Shape(12, "words", until="Sunday"), 8)
    assert last.writing.checksum == library.get("ann").checksum
    again = at_desk(library, "ann", 8)
    again.dials.set(temperature=1.3, top_k=9, length="12 words", until="Sunday")
    assert turn(again, "".join(p.text for p in session.page.passages[:3])) == text


def test_reset_is_an_empty_page_for_everyone(session: Session, library: Listening) -> None:
    turn(session, "The miller")
    session.authors.call("bob")
    session.page.reset()
    assert session.page.text == ""
    session.add_line("Nobody")
    session.authors.call("ann")
    ann, bob = library.voices
    assert_same(bob.state, after(library, "bob", "Nobody"))
    assert_same(ann.state, after(library, "ann", "Nobody"))


def test_a_retrained_style_of_the_same_name_reads_anew(
    session: Session, library: Listening
) -> None:
    turn(session, "The miller")
    shutil.copy(library.own / "bob.style", library.own / "ann.style")
    library.reload("ann")
    turn(session, "forgot")
    assert len(library.voices) == 2
    assert_same(library.voices[1].state, after(library, "bob", session.page.text))
    bob = library.get("bob").checksum
    assert [p.writing.checksum == bob for p in session.page.passages if p.writing] == [False, True]


def test_characters_that_cannot_be_read_are_told_once(session: Session) -> None:
    assert session.add_line("漢 and 漢 and 字") == {"漢": 2, "字": 1}
    "".join(session.write())
    assert not session.add_line("plain words")
    assert session.authors.call("bob") == {"漢": 2, "字": 1}  # new to him
    assert not session.authors.call("ann")
    assert "漢 and 漢 and 字" in session.page.text


def test_an_author_who_is_not_to_be_had_leaves_the_old_one(session: Session) -> None:
    with pytest.raises(UnknownStyle, match="no author called carol"):
        session.authors.call("carol")
    assert session.authors.current == "ann"
    turn(session, "Nobody")
    assert session.page.passages[1].style == "ann"


def test_lines_are_joined_and_normalised(session: Session) -> None:
    session.add_line("Cafe\u0301")
    session.add_line("and")
    session.add_line(", then")
    assert session.page.text == "Café and, then"


def test_lines_of_a_script_without_spaces_are_joined_without(session: Session) -> None:
    for line in ("下雨了", "，整夜", "，", "整夜。", "It rained", "all night.", "整夜。"):
        session.add_line(line)
    assert session.page.text == "下雨了，整夜，整夜。It rained all night. 整夜。"


def test_an_author_of_words_writes_with_the_others(session: Session, library: Listening) -> None:
    session.authors.call("wendy")
    for name in ("wendy", "ann", "wendy", "wendy"):
        session.authors.call(name)
        turn(session, "My aunt forgot the boys")
    session.authors.call("ann")
    whole = session.page.text
    wendy, ann = library.voices
    assert_same(wendy.state, after(library, "wendy", whole))
    assert_same(wendy.state, after(library, "wendy", *whole))
    assert_same(ann.state, after(library, "ann", whole))


def test_a_word_that_stands_last_is_told_once_though_it_is_not_over(session: Session) -> None:
    session.authors.call("wendy")
    assert session.add_line("Zounds, my aunt Zo") == {"Zounds": 1, "Zo": 1}
    assert not session.add_line("my aunt")
    assert session.add_line("Zo") == {"Zo": 1}
    "".join(session.write())
    assert not session.add_line("my aunt")


def stands(session: Session, library: Library) -> None:
    """The author's state is that of reading the page from its start."""
    session.authors.catch_up()
    standing = session.authors.current_state()
    assert standing is not None
    style, state = standing
    assert style.name == session.authors.current
    assert_same(state, after(library, session.authors.current, session.page.text))


def test_undo_takes_turns_back_and_redo_does_them_again(
    session: Session, library: Listening
) -> None:
    turn(session, "The miller")
    one = session.page.text
    turn(session, "forgot")
    two = session.page.text
    turn(session, "")
    assert session.page.undo() == ["more"]
    assert session.page.text == two
    stands(session, library)
    assert session.page.undo(5) == ["turn", "turn"]
    assert session.page.text == ""
    stands(session, library)
    assert session.page.redo() == ["turn"]
    assert session.page.text == one
    stands(session, library)
    assert session.page.redo(9) == ["turn", "more"]
    with pytest.raises(UsageError, match="nothing to redo"):
        session.page.redo()


def test_what_follows_an_undo_and_redo_is_what_would_have_followed(library: Listening) -> None:
    straight, crooked = at_desk(library), at_desk(library)
    for session in (straight, crooked):
        turn(session, "Our neighbour")
        turn(session, "painted")
    crooked.page.undo(2)
    crooked.page.redo(2)
    assert turn(crooked, "and") == turn(straight, "and")


def test_an_empty_page_has_nothing_to_take_back(session: Session) -> None:
    with pytest.raises(UsageError, match="nothing to undo"):
        session.page.undo()


def test_another_take_keeps_the_first_and_goes_back_to_it_exactly(
    session: Session, library: Listening
) -> None:
    first = turn(session, "The miller")
    second = "".join(session.retry())
    assert first != second
    assert session.page.text == "The miller" + second
    stands(session, library)
    assert [session.page.manuscript.passage(take).text for take in session.page.takes] == [
        first,
        second,
    ]
    session.page.choose(session.page.takes[0])
    assert session.page.text == "The miller" + first
    stands(session, library)
    assert session.page.undo() == ["turn"]  # a take is no turn of its own
    assert session.page.text == ""


def test_a_line_that_nobody_answered_is_answered_by_a_retry(session: Session) -> None:
    session.add_line("The miller")
    answer = "".join(session.retry())
    assert session.page.text == "The miller" + answer
    assert session.page.undo() == ["turn"]
    assert session.page.text == ""


def test_several_takes_are_those_of_writing_them_one_by_one(library: Listening) -> None:
    session, other = at_desk(library), at_desk(library)
    for one in (session, other):
        turn(one, "My aunt")
    rows = ["", "", ""]
    before = session.page.text
    for row, piece in session.write_takes(3):
        rows[row] += piece
    assert session.page.text == before
    assert [session.page.manuscript.passage(take).text for take in session.page.takes[1:]] == rows
    assert rows == ["".join(other.retry()) for _ in range(3)]
    session.page.choose(session.page.takes[2])
    assert session.page.text == "My aunt" + rows[1]
    stands(session, library)


def test_takes_that_are_broken_off_keep_what_was_given(session: Session) -> None:
    session.add_line("My aunt")
    writing = session.write_takes(2)
    rows = ["", ""]
    for row, piece in itertools.islice(writing, 21):
        rows[row] += piece
    writing.close()
    assert [session.page.manuscript.passage(take).text for take in session.page.takes] == rows


def test_an_edit_changes_a_passage_and_keeps_what_follows(
    session: Session, library: Listening
) -> None:
    first = turn(session, "The miller")
    second = turn(session, "forgot")
    session.page.edit(2, " sang.\r\n")
    assert session.page.text == "The miller sang.\n forgot" + second
    changed, kept = session.page.passages[1], session.page.passages[3]
    assert (changed.style, changed.edited, changed.writing) == ("ann", True, None)
    assert (kept.style, kept.edited, kept.writing) == ("ann", False, None)
    stands(session, library)
    session.page.undo()
    assert session.page.text == "The miller" + first + " forgot" + second
    assert session.page.passages[3].writing is not None
    stands(session, library)


def test_an_edit_to_nothing_takes_a_passage_out(session: Session) -> None:
    answer = turn(session, "The miller")
    session.page.edit(1, "")
    assert session.page.text == answer


def test_a_passage_that_is_not_there_cannot_be_edited(session: Session) -> None:
    with pytest.raises(UsageError, match="the page is empty"):
        session.page.edit(1, "so")
    turn(session, "The miller")
    with pytest.raises(UsageError, match=r"there is no passage 3"):
        session.page.edit(3, "so")


def test_branches_go_their_own_ways_and_are_taken_up_where_they_ended(
    session: Session, library: Listening
) -> None:
    turn(session, "The miller")
    start = session.page.text
    assert not session.page.switch_branch("kind")
    turn(session, "smiled")
    kind = session.page.text
    assert session.page.switch_branch("main")
    assert session.page.text == start
    turn(session, "frowned")
    stands(session, library)
    assert session.page.switch_branch("kind")
    assert session.page.text == kind
    stands(session, library)
    assert [(b.name, b.is_present, b.is_named) for b in session.page.branches] == [
        ("kind", True, True),
        ("main", False, True),
    ]
    session.page.undo()  # of the change of branch
    assert session.page.history.position.branch == "main"


def test_what_an_undo_left_behind_is_among_the_branches(session: Session) -> None:
    turn(session, "The miller")
    lost = session.page.text
    session.page.undo()
    turn(session, "Nobody")
    (left,) = [branch for branch in session.page.branches if not branch.is_named]
    assert session.page.switch_branch(left.name)
    assert session.page.text == lost


def test_a_passage_more_that_was_taken_back_is_not_lost(session: Session) -> None:
    turn(session, "The miller")
    more = turn(session, "")
    session.page.undo()
    turn(session, "Nobody")
    (left,) = [branch for branch in session.page.branches if not branch.is_named]
    assert session.page.manuscript.text(left.number).endswith(more)


def test_what_is_taken_up_again_has_a_name_of_its_own(session: Session) -> None:
    turn(session, "The miller")
    session.page.undo()
    turn(session, "Nobody")
    session.page.switch_branch("left-2")
    assert session.page.history.position.branch == "way-1"
    session.page.reset()
    later = turn(session, "My aunt")
    names = [branch.name for branch in session.page.branches]
    assert len(set(names)) == len(names)
    session.page.switch_branch("main")
    session.page.switch_branch("way-1")
    assert session.page.text == "My aunt" + later
    with pytest.raises(BadName, match="there is no left-99"):
        session.page.switch_branch("left-99")
    with pytest.raises(BadName, match="a branch's name"):
        session.page.switch_branch("Kind")


def test_another_take_after_an_edit_is_a_step_of_its_own(session: Session) -> None:
    turn(session, "The miller")
    session.page.edit(2, " sang.")
    edited = session.page.text
    "".join(session.retry())
    assert session.page.undo() == ["take"]
    assert session.page.text == edited
    assert session.page.undo() == ["edit"]


def test_what_changes_nothing_is_no_step(session: Session) -> None:
    turn(session, "The miller")
    text = session.page.text
    session.page.undo()
    session.page.switch_branch("main")
    session.page.reset()
    session.add_line("  ")
    assert session.page.redo() == ["turn"]
    assert session.page.text == text


def test_an_author_who_ended_with_a_word_goes_on_with_another(session: Session) -> None:
    session.dials.set(length="exactly 9 characters", temperature=0.3)
    for _ in range(12):
        text = turn(session, "")
        before = "".join(passage.text for passage in session.page.passages[:-1])
        assert not (before[-1:].isalnum() and text[:1].isalnum())
    point = session.page.take_parent
    rows = ["", ""]
    for row, piece in session.write_takes(2):
        rows[row] += piece
    assert (
        session.page.manuscript.is_word_end(point) == session.page.text[: -len(text)][-1:].isalnum()
    )
    if session.page.manuscript.is_word_end(point):
        assert not any(row[0].isalnum() for row in rows)


def test_a_word_that_was_left_half_may_go_on(session: Session) -> None:
    writing = session.write()
    while not (next(writing)).isalnum():
        pass
    writing.close()
    assert not session.page.manuscript.is_word_end(session.page.end)


def stop(writing: Generator[Any, bool | None, None], text: str = "") -> str:
    """Have an author write to a word's second letter, stop it there, and return what it wrote."""
    while not text[-2:].isalpha() or len(text) < 2:
        text += next(writing)
    with contextlib.suppress(StopIteration):
        while True:
            text += writing.send(True)
    return text


def test_an_author_who_was_stopped_has_ended_its_word(session: Session) -> None:
    ends = 0
    while ends < 12:
        session.page.reset()
        stopped = stop(session.write())
        passage = session.page.passages[-1]
        assert passage.text == stopped
        assert passage.writing is not None
        assert passage.writing.is_stopped
        assert session.page.manuscript.is_word_end(session.page.end) == stopped[-1].isalnum()
        if stopped[-1].isalnum():
            ends += 1
            assert not "".join(session.write())[0].isalnum()


def test_takes_that_were_stopped_have_ended_their_words(session: Session) -> None:
    turn(session, "The miller")
    takes = session.write_takes(3)
    next(takes)
    with contextlib.suppress(StopIteration):
        while True:
            takes.send(True)
    for number in session.candidates.values():
        text = session.page.manuscript.passage(number).text
        assert session.page.manuscript.is_word_end(number) == text[-1].isalnum()


def test_what_was_typed_is_whole_words(session: Session) -> None:
    for seed in range(12):
        session.page.reset()
        session.dials.seeds.fix(seed)
        assert not turn(session, "Hello")[:1].isalnum()
    session.add_line("“Hello,")
    assert not session.page.manuscript.is_word_end(session.page.end)


def test_a_draft_becomes_the_page_and_can_be_taken_back(
    session: Session, library: Listening
) -> None:
    turn(session, "The miller")
    before, draft = session.page.text, invented(5_000)
    session.page.import_text(draft)
    assert session.page.text == draft
    stands(session, library)
    session.page.undo()
    assert session.page.text == before


def test_a_reading_can_be_stopped_and_goes_on_from_there(library: Listening) -> None:
    told: list[tuple[int, int]] = []

    def stop(read: int, total: int) -> bool:
        told.append((read, total))
        return len(told) == 2

    session = at_desk(library, reading=stop)
    session.page.import_text(invented(9_000))
    with pytest.raises(ReadingInterrupted):
        session.authors.catch_up()
    total = len(session.page.text)
    assert told == [(1_000, total), (2_000, total)]
    assert session.authors.current_state() is None
    stands(session, library)
    assert told[2] == (3_000, total)


def test_every_change_is_told(library: Listening) -> None:
    told: list[str] = []
    desk: list[Session] = []
    session = at_desk(library, on_change=lambda: told.append(desk[0].page.text))
    desk.append(session)
    answer = turn(session, "The miller")
    assert told == ["The miller", "The miller" + answer]
    session.page.undo()
    session.page.redo()
    session.page.switch_branch("kind")
    session.authors.call("bob")
    session.page.reset()
    assert len(told) == 7
