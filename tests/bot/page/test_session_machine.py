"""Whatever is done at a desk in whatever order: states are those of the page, nothing is lost."""

import contextlib
import itertools
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.page.dials import Dials, Seeds
from bot.page.manuscript import ROOT
from bot.page.session import Session
from bot.replay import replay
from bot.storage.session_format import load
from bot.storage.sessions import Sessions
from common.errors import UsageError
from common.settings import Settings
from models.context import Context
from models.library import Library
from models.voice import Voice
from tests.support.examples import examples
from texts.typed_text import normalise

LINES = st.sampled_from(
    ["The miller", ", and\nso on", "“Why?”", "blue  lamps.", "漢", "Caf\u0065\u0301"]
)
STEPS = st.integers(1, 4)
CONTEXT = Context(stride=8, least=20)


class Writing(RuleBasedStateMachine):
    """A session with three authors, one of them of words."""

    library: Library

    def __init__(self) -> None:
        super().__init__()
        self.session = self.at_desk()
        self.scratch = TemporaryDirectory()
        self.file = Sessions(Path(self.scratch.name)).new_file()
        self.written: list[str] = []  # all that was ever typed or written
        self.seen: dict[object, str] = {}
        self.voices: dict[str, Voice] = {}

    def at_desk(self) -> Session:
        dials = Dials(Settings(temperature=0.9, length=8), seeds=Seeds(3))
        return Session(self.library, "ann", dials, context=CONTEXT)

    def teardown(self) -> None:
        self.file.close()
        self.scratch.cleanup()

    @rule(line=LINES)
    def types(self, line: str) -> None:
        self.session.add_line(line)
        self.written.append(self.session.page.passages[-1].text)

    @rule(pieces=st.none() | STEPS)
    def is_answered(self, pieces: int | None) -> None:
        writing = self.session.write()
        self.written.append("".join(itertools.islice(writing, pieces)))
        writing.close()

    @rule(pieces=STEPS)
    def is_answered_and_stops(self, pieces: int) -> None:
        writing = self.session.write()
        text = "".join(itertools.islice(writing, pieces))
        with contextlib.suppress(StopIteration):
            while True:
                text += writing.send(True)
        self.written.append(text)

    @rule()
    def tries_again(self) -> None:
        self.written.append("".join(self.session.retry()))

    @rule(number=st.integers(2, 3))
    def has_several_written(self, number: int) -> None:
        before = self.session.page.text
        rows = [""] * number
        for row, piece in self.session.write_takes(number):
            rows[row] += piece
        self.written += rows
        assert self.session.page.text == before

    @precondition(lambda self: self.session.page.takes)
    @rule(data=st.data())
    def takes_one_up(self, data: st.DataObject) -> None:
        self.session.page.choose(data.draw(st.sampled_from(self.session.page.takes)))

    @rule(steps=STEPS)
    def undoes_and_redoes(self, steps: int) -> None:
        before, text = self.session.page.history.position, self.session.page.text
        try:
            done = len(self.session.page.undo(steps))
        except UsageError:
            assert not self.session.page.history.past
            return
        self.session.page.redo(done)
        assert self.session.page.history.position == before
        assert self.session.page.text == text

    @rule(steps=STEPS)
    def undoes(self, steps: int) -> None:
        if self.session.page.history.past:
            self.session.page.undo(steps)

    @rule(steps=STEPS)
    def redoes(self, steps: int) -> None:
        if self.session.page.history.future:
            self.session.page.redo(steps)

    @rule(name=st.sampled_from(["ann", "bob", "wendy"]))
    def calls(self, name: str) -> None:
        self.session.authors.call(name)

    @precondition(lambda self: self.session.page.passages)
    @rule(data=st.data(), text=LINES | st.just(""))
    def edits(self, data: st.DataObject, text: str) -> None:
        place = data.draw(st.integers(1, len(self.session.page.passages)))
        others = [p.text for p in self.session.page.passages]
        self.session.page.edit(place, text)
        passages = [p.text for p in self.session.page.passages]
        assert passages[: place - 1] == others[: place - 1]
        if text:
            assert passages[place - 1].strip() == normalise(text).strip()
            assert passages[place:] == others[place:]
        else:  # the next one may have taken over the white space before it
            assert [p.strip() for p in passages[place - 1 :]] == [p.strip() for p in others[place:]]
        self.written += passages[place - 1 : place]

    @rule(pieces=STEPS, name=st.sampled_from(["ann", "bob", "wendy"]))
    def rests(self, pieces: int, name: str) -> None:
        self.session.authors.appoint(name)
        text = self.session.page.text
        while pieces and self.session.authors.prepare():
            pieces -= 1
        assert self.session.page.text == text

    @rule(name=st.sampled_from(["main", "kind", "dark"]))
    def goes_on_a_branch(self, name: str) -> None:
        self.session.page.switch_branch(name)

    @precondition(lambda self: any(not b.is_named for b in self.session.page.branches))
    @rule()
    def takes_up_what_was_left(self) -> None:
        left = next(b for b in self.session.page.branches if not b.is_named)
        text = self.session.page.manuscript.text(left.number)
        self.session.page.switch_branch(left.name)
        assert self.session.page.text == text

    @rule()
    def begins_anew(self) -> None:
        self.session.page.reset()
        assert self.session.page.text == ""

    @rule(text=LINES)
    def imports(self, text: str) -> None:
        self.session.page.import_text(text)
        self.written.append(self.session.page.text)

    @rule()
    def saves_and_opens(self) -> None:
        """The file holds all: the session goes on in another one, which has read nothing."""
        self.file.save(self.session)
        record = load(self.file.path) if self.file.name else None
        if record is not None:
            before, author = self.session.page.history, self.session.authors.current
            self.session = self.at_desk()
            self.session.restore(record.manuscript, record.history)
            self.session.authors.appoint(record.author)
            assert replay(record, self.library, CONTEXT) == self.session.page.text
            assert record.author == author
            assert self.session.page.history == before

    @invariant()
    def the_author_stands_as_if_it_had_read_the_end_of_the_page(self) -> None:
        self.session.authors.catch_up()
        standing = self.session.authors.current_state()
        assert standing is not None
        style, state = standing
        voice = self.voices.setdefault(style.name, style.voice())
        voice.state = voice.start()
        page = self.session.page.text
        voice.read(page[CONTEXT.start(len(page)) :])
        assert state.tensor.tobytes() == voice.state.tensor.tobytes()
        assert state.logits.tobytes() == voice.state.logits.tobytes()
        assert (state.previous, state.pending) == (voice.state.previous, voice.state.pending)
        assert state.recent == voice.state.recent

    @invariant()
    def nothing_is_lost(self) -> None:
        """Every text is on a page that /branches lists, or among the takes of a passage of one."""
        manuscript = self.session.page.manuscript
        found = {ROOT}
        for branch in self.session.page.branches:
            found.update(manuscript.path_to_root(branch.number))
        for number in list(found - {ROOT}):
            if manuscript.passage(number).style is not None:
                found.update(self.session.page.sibling_takes(number))
        for branch in self.session.page.branches:
            if branch.is_named and manuscript.passage(branch.number).style is None:
                children = manuscript.children(branch.number)
                found.update(n for n in children if manuscript.passage(n).style is not None)
        assert found == set(range(len(manuscript)))
        texts = {manuscript.passage(number).text for number in found}
        assert set(self.written) - {""} <= texts

    @invariant()
    def a_position_is_always_the_same_page(self) -> None:
        position = self.session.page.history.position
        key = (position.branch, tuple(sorted(position.ends.items())))
        assert self.seen.setdefault(key, self.session.page.text) == self.session.page.text


@pytest.mark.parametrize("steps", [12, 50])
def test_in_whatever_order(styles_folder: Path, tmp_path: Path, steps: int) -> None:
    Writing.library = Library(styles_folder, tmp_path / "none")
    orders = settings(max_examples=examples(600 // steps), stateful_step_count=steps, deadline=None)
    run_state_machine_as_test(Writing, settings=orders)
