"""The page and what a person can do to it: add, choose, undo, edit, branch.

Whatever changes the page is a step that can be undone, and no text is ever lost: other takes,
edits and undone turns stay in the manuscript. Of authors, the page knows only the names.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.page.history import History, Position, find_unnamed_ends
from bot.page.manuscript import ROOT, Manuscript, Passage
from bot.page.speech import gap, lay_out_speeches, starts_speech
from bot.page.typed_text import normalise
from common.errors import BadName, UsageError
from models.cast import find_speakers
from models.style import check_name

_RECENT = 2_000  # characters at the page's end, in which speakers are looked for
_UNNAMED = "left-"  # begins what ends without a name are called; no branch's name begins so
_AUTHOR_STEPS = ("turn", "more", "take")  # the steps that put an author's passage on the page


@dataclass(frozen=True)
class Branch:
    """One end of the manuscript, for a list of branches.

    Attributes:
        name: its name; "left-" and `number` if the person gave it none.
        number: the number of its last passage.
        is_present: whether it is being written on.
        is_named: whether it has a name; ends without one are what an undo or an edit left behind.
    """

    name: str
    number: int
    is_present: bool
    is_named: bool


class Page:
    """The page that is being written, with everything that was ever on it.

    Args:
        on_change: called after each step, and after another take is chosen.

    Attributes:
        manuscript: all passages ever written.
        history: the page's position, and the steps that can be undone and redone.
    """

    def __init__(self, on_change: Callable[[], None] = lambda: None) -> None:
        self.manuscript = Manuscript()
        self.history = History()
        self._on_change = on_change

    @property
    def end(self) -> int:
        """The number of the page's last passage."""
        return self.history.position.end

    @property
    def passages(self) -> list[Passage]:
        """The passages of the page, in order."""
        return [self.manuscript.passage(number) for number in self.manuscript.path(self.end)]

    @property
    def text(self) -> str:
        """The text of the page."""
        return self.manuscript.text(self.end)

    def format_line(self, line: str) -> str:
        """Return a typed line as it would come onto the page, with the space before it.

        On a page of speeches, or when a speech begins an empty page, speakers' names are put on
        lines of their own.
        """
        text = normalise(line)
        page = self.text[-_RECENT:]
        is_speech = starts_speech(text)
        separator = self.manuscript.separator(self.end, text)
        if find_speakers(page) if page else is_speech:
            return (gap(page) if is_speech else separator) + lay_out_speeches(text)
        return separator + text

    def add(self, line: str) -> None:
        """Add the person's line to the page, as the start of a turn; a blank line adds nothing."""
        if normalise(line).strip(" \t"):
            passage = Passage(self.format_line(line))
            self._step("turn", self.manuscript.add(self.end, passage))

    # Takes

    @property
    def take_parent(self) -> int:
        """The number of the passage that the page's last takes follow, or would follow."""
        is_answered = self.manuscript.passage(self.end).style is not None
        return self.manuscript.parent(self.end) if is_answered else self.end

    @property
    def takes(self) -> list[int]:
        """The numbers of the takes at the page's end, the oldest first."""
        return self._list_takes(self.take_parent)

    def sibling_takes(self, number: int) -> list[int]:
        """Return the numbers of all takes that follow the same passage as passage `number`."""
        return self._list_takes(self.manuscript.parent(number))

    def _list_takes(self, parent: int) -> list[int]:
        children = self.manuscript.children(parent)
        return [child for child in children if self.manuscript.passage(child).style is not None]

    def choose(self, number: int) -> None:
        """Put a take at the end of the page, in place of the take that is there, if any.

        The first take after a line belongs to the line's turn, and so does another that replaces
        it. To replace a take that came by an edit or a change of branch is a step of its own.
        """
        if number == self.end:
            return
        replaces = self.manuscript.parent(number) != self.end
        if self._is_line_unanswered or (replaces and self.history.last_step in _AUTHOR_STEPS):
            self.history.amend(self.history.position.move_end(number))
            self._on_change()
        else:
            self._step("take" if replaces else "more", number)

    # Steps

    def undo(self, steps: int = 1) -> list[str]:
        """Undo steps, as many as there are, and return their kinds, the last step's first.

        Raises:
            UsageError: when there is no step to undo.
        """
        if not self.history.past:
            raise UsageError("there is nothing to undo", "Write a line first.")
        return self._repeat(self.history.undo, min(steps, len(self.history.past)))

    def redo(self, steps: int = 1) -> list[str]:
        """Redo undone steps, as many as there are, and return their kinds in order.

        Raises:
            UsageError: when there is no step to redo.
        """
        if not self.history.future:
            raise UsageError(
                "there is nothing to redo",
                "/redo brings back what /undo took away; /branches lists what was left behind.",
            )
        return self._repeat(self.history.redo, min(steps, len(self.history.future)))

    def reset(self) -> None:
        """Start an empty page, as a step."""
        self._step("reset", ROOT)

    def import_text(self, text: str) -> None:
        """Replace the page by a text of the person's own, as a step."""
        self._step("import", self.manuscript.add(ROOT, Passage(normalise(text))))

    def edit(self, place: int, text: str) -> None:
        """Change the text of passage `place` of the page, counted from 1; what follows stays.

        An empty text removes the passage.

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
        for follower in path[place:]:
            passage = replace(self.manuscript.passage(follower), writing=None)
            number = self.manuscript.add(number, passage)
        self._step("edit", number)

    def check_place(self, place: int) -> None:
        """Check that the page has a passage `place`, counted from 1.

        Raises:
            UsageError: when it has not.
        """
        passages = len(self.passages)
        if not passages:
            raise UsageError("the page is empty", "Write a line first.")
        if not 1 <= place <= passages:
            todo = (
                "The page has only one passage."
                if passages == 1
                else f"Passages go from 1 to {passages}."
            )
            raise UsageError(f"there is no passage {place}", todo)

    def restore(self, manuscript: Manuscript, history: History) -> None:
        """Replace the page and its past by saved ones."""
        self.manuscript, self.history = manuscript, history

    # Branches

    @property
    def branches(self) -> list[Branch]:
        """The named branches by name, then the ends without a name, the newest first."""
        position = self.history.position
        named = [
            Branch(name, number, name == position.branch, True)
            for name, number in sorted(position.ends.items())
        ]
        unnamed = find_unnamed_ends(self.manuscript, position.ends.values())
        return named + [Branch(f"{_UNNAMED}{number}", number, False, False) for number in unnamed]

    def switch_branch(self, name: str) -> bool:
        """Go to a branch, or start one at the page's end; return whether there was one.

        An end without a name, such as left-7, gets a name when it is chosen.

        Raises:
            BadName: when no branch can have that name.
        """
        position = self.history.position
        unnamed = {branch.name: branch.number for branch in self.branches if not branch.is_named}
        if name in unnamed:
            names = (f"way-{count}" for count in itertools.count(1))
            free_name = next(candidate for candidate in names if candidate not in position.ends)
            self._step_to("branch", position.switch(free_name, unnamed[name]))
            return True
        self._step_to(
            "branch", position.switch(_check_branch_name(name), position.ends.get(name, self.end))
        )
        return name in position.ends

    # Internals

    @property
    def _is_line_unanswered(self) -> bool:
        """Whether the last step was a line that no author has answered yet."""
        is_line = self.end != ROOT and self.manuscript.passage(self.end).style is None
        return is_line and self.history.last_step == "turn"

    def _step(self, kind: str, number: int) -> None:
        self._step_to(kind, self.history.position.move_end(number))

    def _step_to(self, kind: str, position: Position) -> None:
        if position != self.history.position:  # or there would be nothing to undo
            self.history.add_step(kind, position)
            self._on_change()

    def _repeat(self, action: Callable[[], str], steps: int) -> list[str]:
        kinds = [action() for _ in range(steps)]
        self._on_change()
        return kinds


def _check_branch_name(name: str) -> str:
    """Return `name`.

    Raises:
        BadName: when no branch can have that name.
    """
    if name.startswith(_UNNAMED):
        raise BadName(f"there is no {name}", "/branches lists what was left behind.")
    try:
        return check_name(name)
    except BadName as error:
        raise BadName(f"“{name}” cannot be a branch's name", error.todo) from None
