"""A page and its past, with what can be done to it: add, choose, take back, edit, branch.

Whatever changes the page is a step that can be undone, and nothing that ever stood there is thrown
away: another take, an edit, an undone turn stay in the manuscript. Authors are not known here, but
for their names.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.page.history import History, Position, find_unnamed_ends
from bot.page.manuscript import ROOT, Manuscript, Passage
from bot.page.speech import gap, lay_out_speeches, starts_speech
from bot.page.typed_text import normalise
from common.errors import BadName, UsageError
from models.cast import speakers
from models.style import check_name

_LOOKED_BACK = 2_000  # characters, for who speaks
_LEFT = "left-"  # what ends that no branch has are called; no branch can be
_WRITTEN = ("turn", "more", "take")  # steps by which an author's passage came onto the page


@dataclass(frozen=True)
class Branch:
    """One way the page goes on, for a list of them.

    Attributes:
        name: what it is called by.
        number: of its last passage.
        is_present: it is the one being written on.
        is_named: the person made it; others were left behind by an undo or an edit.
    """

    name: str
    number: int
    is_present: bool
    is_named: bool


class Page:
    """The page that is being written, with all that was ever on it.

    Args:
        on_change: called after each step, and after another take is chosen.

    Attributes:
        manuscript: every passage ever written.
        history: where the page stands, and the steps that led there.
    """

    def __init__(self, on_change: Callable[[], None] = lambda: None) -> None:
        self.manuscript = Manuscript()
        self.history = History()
        self._on_change = on_change

    @property
    def end(self) -> int:
        """The last passage of the page."""
        return self.history.position.end

    @property
    def passages(self) -> list[Passage]:
        """The page."""
        return [self.manuscript.passage(one) for one in self.manuscript.path(self.end)]

    @property
    def text(self) -> str:
        return self.manuscript.text(self.end)

    def format_line(self, line: str) -> str:
        """A line typed now as it comes onto the page: set off from what stands there.

        On a page of speeches, and at the head of one, a speech stands below its speaker's name.
        """
        text = normalise(line)
        page = self.text[-_LOOKED_BACK:]
        begins = starts_speech(text)
        joint = self.manuscript.separator(self.end, text)
        if speakers(page) if page else begins:
            return (gap(page) if begins else joint) + lay_out_speeches(text)
        return joint + text

    def add(self, line: str) -> None:
        """The person's line comes onto the page, and begins a turn."""
        if normalise(line).strip(" \t"):
            passage = Passage(self.format_line(line))
            self._step("turn", self.manuscript.add(self.end, passage))

    # Takes

    @property
    def take_parent(self) -> int:
        """Where the last passage of an author begins, or would begin."""
        here = self.end
        answered = self.manuscript.passage(here).style is not None
        return self.manuscript.parent(here) if answered else here

    @property
    def takes(self) -> list[int]:
        """All that authors ever wrote from there, the oldest first."""
        return self._by_authors(self.take_parent)

    def sibling_takes(self, number: int) -> list[int]:
        """All that authors ever wrote in the place of a passage."""
        return self._by_authors(self.manuscript.parent(number))

    def _by_authors(self, point: int) -> list[int]:
        children = self.manuscript.children(point)
        return [one for one in children if self.manuscript.passage(one).style is not None]

    def choose(self, number: int) -> None:
        """Have a take on the page, in place of the one that is there, if any.

        The first one after a line belongs to its turn, and so does another in its place; in the
        place of one that came by an edit or a change of branch, it is a step of its own.
        """
        if number == self.end:
            return
        replaces = self.manuscript.parent(number) != self.end
        if self._is_open or (replaces and self.history.last_step in _WRITTEN):
            self.history.amend(self.history.position.move_end(number))
            self._on_change()
        else:
            self._step("take" if replaces else "more", number)

    # Steps

    def undo(self, steps: int = 1) -> list[str]:
        """Take steps back, as many as there are; returns their kinds, the last one first.

        Raises:
            UsageError: when there is none.
        """
        if not self.history.past:
            raise UsageError("there is nothing to take back", "Write a line first.")
        return self._several(self.history.undo, min(steps, len(self.history.past)))

    def redo(self, steps: int = 1) -> list[str]:
        """Do again what was taken back; returns the kinds of the steps.

        Raises:
            UsageError: when there is nothing.
        """
        if not self.history.future:
            raise UsageError(
                "there is nothing to do again",
                "/redo follows an /undo; /branches lists what was left behind.",
            )
        return self._several(self.history.redo, min(steps, len(self.history.future)))

    def reset(self) -> None:
        """An empty page."""
        self._step("reset", ROOT)

    def import_text(self, text: str) -> None:
        """A text of the person's own as the page, in place of what is there."""
        self._step("import", self.manuscript.add(ROOT, Passage(normalise(text))))

    def edit(self, place: int, text: str) -> None:
        """Have passage `place` of the page (the first is 1) read otherwise; what follows stays.

        A passage whose text is empty then is taken out.

        Raises:
            UsageError: when there is no such passage.
        """
        path = self.manuscript.path(self.end)
        self.check_place(place)
        old = self.manuscript.passage(path[place - 1])
        text = normalise(text)
        if text == old.text:
            return
        number = self.manuscript.parent(path[place - 1])
        if text:
            number = self.manuscript.add(number, Passage(text, old.style, None, edited=True))
        for one in path[place:]:
            kept = self.manuscript.passage(one)
            number = self.manuscript.add(number, replace(kept, writing=None))
        self._step("edit", number)

    def check_place(self, place: int) -> None:
        """See that the page has so many passages.

        Raises:
            UsageError: when it has not.
        """
        passages = len(self.passages)
        if not passages:
            raise UsageError("the page is empty", "Write a line first.")
        if not 1 <= place <= passages:
            todo = "There is only one." if passages == 1 else f"They go from 1 to {passages}."
            raise UsageError(f"there is no passage {place}", todo)

    def restore(self, manuscript: Manuscript, history: History) -> None:
        """Take up what was saved."""
        self.manuscript, self.history = manuscript, history

    # Branches

    @property
    def branches(self) -> list[Branch]:
        """The person's branches by name, then what was left behind, the newest first."""
        position = self.history.position
        named = [
            Branch(name, number, name == position.branch, True)
            for name, number in sorted(position.ends.items())
        ]
        left = find_unnamed_ends(self.manuscript, position.ends.values())
        return named + [Branch(f"{_LEFT}{number}", number, False, False) for number in left]

    def switch_branch(self, name: str) -> bool:
        """Take up the branch of that name, or begin one here; returns whether it was there.

        What was left behind gets a name of its own when it is taken up.

        Raises:
            BadName: when no branch can be called so.
        """
        position = self.history.position
        left = {branch.name: branch.number for branch in self.branches if not branch.is_named}
        if name in left:
            ways = (f"way-{count}" for count in itertools.count(1))
            free = next(way for way in ways if way not in position.ends)
            self._step_to("branch", position.switch(free, left[name]))
            return True
        self._step_to("branch", position.switch(_checked(name), position.ends.get(name, self.end)))
        return name in position.ends

    # Inside

    @property
    def _is_open(self) -> bool:
        """The last step was a line that nobody has answered yet."""
        unanswered = self.end != ROOT and self.manuscript.passage(self.end).style is None
        return unanswered and self.history.last_step == "turn"

    def _step(self, kind: str, number: int) -> None:
        self._step_to(kind, self.history.position.move_end(number))

    def _step_to(self, kind: str, position: Position) -> None:
        if position != self.history.position:  # else there would be nothing to take back
            self.history.add_step(kind, position)
            self._on_change()

    def _several(self, do: Callable[[], str], steps: int) -> list[str]:
        kinds = [do() for _ in range(steps)]
        self._on_change()
        return kinds


def _checked(name: str) -> str:
    """A branch's name itself.

    Raises:
        BadName: when no branch can have it.
    """
    if name.startswith(_LEFT):
        raise BadName(f"there is no {name}", "/branches lists what was left behind.")
    try:
        return check_name(name)
    except BadName as error:
        raise BadName(f"“{name}” cannot be a branch's name", error.todo) from None
