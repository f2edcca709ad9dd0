"""A long page: an author reads its end, and what it writes depends on nothing before that."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.page.dials import Dials, Seeds
from bot.page.manuscript import Manuscript
from bot.page.readers import ReadingInterrupted
from bot.page.record import SessionRecord
from bot.page.session import Session
from bot.replay import replay
from bot.storage.session_format import load
from bot.storage.sessions import Sessions
from common.errors import SessionError
from common.settings import Settings
from models.context import CONTEXT, WHOLE_PAGE, Context, find_context
from models.library import Library
from tests.support.samples import invented

LENGTH = 12_500  # of a page that is read from character 4,000 on
AUTHORS = ["ann", "bob", "wendy"]
SHORT = Context(stride=200, least=800)  # for what is written many times


@pytest.fixture
def library(styles_folder: Path, tmp_path: Path) -> Library:
    return Library(styles_folder, tmp_path / "none")


class Listener:
    """What is told while an author reads; from a given call on, it asks the author to stop."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int]] = []
        self.stops = False

    def listen(self, read: int, total: int) -> bool:
        self.told.append((read, total))
        return self.stops


def at_desk(
    library: Library,
    style: str = "ann",
    context: Context = CONTEXT,
    listen: Callable[[int, int], bool] = lambda read, total: False,
) -> Session:
    dials = Dials(Settings(temperature=0.9, length=30), seeds=Seeds(5))
    return Session(library, style, dials, listen, context=context)


def saved(folder: Path, session: Session) -> SessionRecord:
    file = Sessions(folder).new_file()
    file.write(session)
    path = file.path
    file.close()
    return load(path)


def write_in_every_way(session: Session) -> Iterator[str]:
    yield "".join(session.write())
    yield "".join(session.retry())
    for row, piece in session.write_takes(2):
        yield f"{row}{piece}"
    session.add_line('"Nobody')
    yield "".join(session.write())
    draft = "The miller sang. " * 40
    for line in session.write_lines(3, draft):
        yield line.text
    session.take_line(session.write_lines(3, draft)[0], draft=draft)
    yield session.page.passages[-1].text
    session.dials.set(candidates=2)
    yield "".join(session.write())


@pytest.mark.parametrize(
    ("length", "start", "next_start"),
    [
        (0, 0, None),
        (7_999, 0, None),
        (8_000, 0, 2_000),
        (9_999, 0, 2_000),
        (10_000, 2_000, 4_000),
        (11_999, 2_000, 4_000),
        (12_000, 4_000, 6_000),
        (400_001, 392_000, 394_000),
    ],
)
def test_reading_begins_at_a_multiple_of_the_stride(
    length: int, start: int, next_start: int | None
) -> None:
    assert CONTEXT.start(length) == start
    assert CONTEXT.next_start(length) == next_start


def test_by_former_rules_the_whole_page_is_read() -> None:
    for rules in range(1, 5):
        assert find_context(rules) is WHOLE_PAGE
    assert WHOLE_PAGE.start(10_000_000) == 0
    assert WHOLE_PAGE.next_start(10_000_000) is None
    assert find_context(5) is CONTEXT


@pytest.mark.slow
@pytest.mark.parametrize("style", AUTHORS)
def test_what_stands_before_the_start_changes_nothing(library: Library, style: str) -> None:
    page = invented(1_250)[:1_250]
    start = SHORT.start(len(page))
    other = "‘Zoë -- ".ljust(start, "漢") + page[start:]
    sessions = [at_desk(library, style, SHORT) for _ in range(2)]
    for session, text in zip(sessions, (page, other), strict=True):
        session.page.import_text(text)
    first, second = (list(write_in_every_way(session)) for session in sessions)
    assert first == second
    # but what stands at the start does
    third = at_desk(library, style, SHORT)
    third.page.import_text(page[:start] + "Nobody. " * 90 + page[start + 720 :])
    assert list(write_in_every_way(third)) != first


@pytest.mark.slow
@pytest.mark.parametrize("style", AUTHORS)
def test_a_long_page_is_written_again(library: Library, tmp_path: Path, style: str) -> None:
    session = at_desk(library, style, SHORT)
    session.page.import_text(invented(970)[:970])
    for _ in range(2):
        list(write_in_every_way(session))
    assert SHORT.start(len(session.page.text)) > 1_000  # it moved on several times
    record = saved(tmp_path, session)
    assert replay(record, library, SHORT) == session.page.text
    with pytest.raises(SessionError):
        replay(record, library, WHOLE_PAGE)


def test_a_passage_by_former_rules_is_written_again_from_the_whole_page(
    library: Library, tmp_path: Path
) -> None:
    session = at_desk(library, context=WHOLE_PAGE)
    session.page.import_text("Nobody. " * 200 + invented(LENGTH))
    for _ in range(2):
        "".join(session.write())
        session.add_line("and then")
    record = saved(tmp_path, session)
    with pytest.raises(SessionError, match="passage 2"):
        replay(record, library)
    assert replay(rewritten(record, "rules 4, an abacus"), library) == session.page.text


def test_a_page_begun_by_former_rules_goes_on_by_the_new_ones(
    library: Library, tmp_path: Path
) -> None:
    session = at_desk(library, context=WHOLE_PAGE)
    session.page.import_text(invented(LENGTH))
    "".join(session.write())
    record = rewritten(saved(tmp_path, session), "rules 4, an abacus")
    later = at_desk(library)
    later.restore(record.manuscript, record.history)
    "".join(later.write())
    assert replay(saved(tmp_path, later), library) == later.page.text


def rewritten(record: SessionRecord, runtime: str) -> SessionRecord:
    """The same session, as another program would have saved it."""
    manuscript = Manuscript()
    for number in range(1, len(record.manuscript)):
        passage = record.manuscript.passage(number)
        if passage.writing is not None:
            passage = replace(passage, writing=replace(passage.writing, runtime=runtime))
        manuscript.add(record.manuscript.parent(number), passage)
    return replace(record, manuscript=manuscript)


@pytest.mark.parametrize("style", AUTHORS)
def test_what_cannot_be_read_is_told_wherever_it_stands(library: Library, style: str) -> None:
    session = at_desk(library, style)
    session.page.import_text("漢字 " + invented(LENGTH) + "漢\n")
    unknown = session.authors.catch_up()
    assert unknown == ({"漢": 2, "字": 1} if style != "wendy" else {"漢字": 1, "漢": 1})
    assert not session.add_line("The miller")
    "".join(session.write())
    assert not session.authors.catch_up()
    assert session.add_line("字") == {"字": 1}


def test_it_is_told_once_the_reading_was_not_stopped(library: Library) -> None:
    listener = Listener()
    session = at_desk(library, listen=listener.listen)
    session.page.import_text("漢" + invented(LENGTH))
    listener.stops = True
    with pytest.raises(ReadingInterrupted):
        session.authors.catch_up()
    listener.stops = False
    assert session.authors.catch_up() == {"漢": 1}


def test_the_end_is_read_and_no_more(library: Library) -> None:
    listener = Listener()
    session = at_desk(library, listen=listener.listen)
    session.page.import_text(invented(400_000)[:400_000])
    session.authors.catch_up()
    assert listener.told == [(read, 8_000) for read in range(1_000, 8_000, 1_000)]


def test_what_was_prepared_at_rest_is_not_read_in_the_turn(library: Library) -> None:
    listeners = [Listener(), Listener()]
    answers = []
    for listener, rests in zip(listeners, (True, False), strict=True):
        session = at_desk(library, listen=listener.listen)
        session.page.import_text(invented(9_990)[:9_990])
        session.authors.catch_up()
        before = session.authors.current_state()
        while rests and session.authors.prepare():
            pass
        assert session.authors.current_state() == before  # ghost text goes on from there
        listener.told.clear()
        session.add_line("The miller sang.")
        answers.append("".join(session.write()))
    assert listeners[0].told == []
    assert listeners[1].told == [(read, 8_006) for read in range(1_000, 8_001, 1_000)]
    assert answers[0] == answers[1]


def test_what_was_prepared_in_part_is_read_on(library: Library) -> None:
    listener = Listener()
    session = at_desk(library, listen=listener.listen)
    session.page.import_text(invented(9_990)[:9_990])
    session.authors.catch_up()
    for _ in range(100):
        assert session.authors.prepare()
    listener.told.clear()
    session.add_line("The miller sang.")
    assert listener.told[0] == (2_600, 8_006)


def test_what_was_prepared_serves_every_take(library: Library) -> None:
    listener = Listener()
    session = at_desk(library, listen=listener.listen)
    session.page.import_text(invented(9_700)[:9_700])
    session.add_line("The miller")
    "".join(session.write())
    while session.authors.prepare():
        pass
    "".join(session.retry())
    pieces = 0
    while session.authors.prepare():
        pieces += 1
    assert pieces < 10  # of the new take alone


def test_nothing_is_prepared_for_a_short_page(library: Library) -> None:
    session = at_desk(library)
    assert not session.authors.prepare()  # nor is a network loaded
    session.add_line("The miller")
    "".join(session.write())
    session.authors.catch_up()
    assert not session.authors.prepare()


def test_what_was_stopped_is_read_at_rest(library: Library) -> None:
    listener = Listener()
    session = at_desk(library, listen=listener.listen)
    session.page.import_text(invented(LENGTH)[:LENGTH])
    listener.stops = True
    with pytest.raises(ReadingInterrupted):
        session.authors.catch_up()
    while session.authors.prepare():
        pass
    listener.told.clear()
    "".join(session.write())
    assert listener.told == []
