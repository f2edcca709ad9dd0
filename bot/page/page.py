"""The page, the text being written, and what a user can do to it: add, undo, edit, branch.

Every change of the page is a step, which can be undone. No text is ever lost: other takes (the
alternative versions of a passage), old versions of edited passages and undone turns stay in the
manuscript. This module knows authors only by name.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.page.branches import Branch, check_branch_name, find_free_name, list_branches
from bot.page.history import History, Position
from bot.page.manuscript import ROOT, Manuscript, Passage
from bot.page.speech import gap, lay_out_speeches, starts_speech
from bot.page.typed_text import normalise
from common.errors import UsageError
from models.cast import find_speakers

_RECENT = 2_000  # characters at the page's end, in which speakers are looked for
_AUTHOR_STEPS = ("turn", "more", "take")  # the steps that put an author's passage on the page


class Page:
    """The text being written, with its whole history.

    Args:
        on_change: a function to call after each change of the page.

    Attributes:
        manuscript: the tree of all passages ever written in the session.
        history: the branches' ends, and the steps that can be undone and redone.
    """

    def __init__(self, on_change: Callable[[], None] = lambda: None) -> None:
        self.manuscript = Manuscript()
        self.history = History()
        self._on_change = on_change

    @property
    def end(self) -> int:
        """The number, in the manuscript, of the page's last passage; 0 if the page is empty."""
        return self.history.position.end

    @property
    def passages(self) -> list[Passage]:
        """The passages of the page, in order."""
        return [self.manuscript.passage(number) for number in self.manuscript.path(self.end)]

    @property
    def text(self) -> str:
        """The text of the whole page."""
        return self.manuscript.text(self.end)

    def format_line(self, line: str) -> str:
        """Return a typed line as it would be added to the page, with a leading space if needed.

        If the page ends with part of a play, or if the page is empty and the line begins with a
        speaker's name in capitals and a colon, each speaker's name is put on a line of its own. The
        page is not changed.
        """
        text = normalise(line)
        page = self.text[-_RECENT:]
        is_speech = starts_speech(text)
        separator = self.manuscript.separator(self.end, text)
        if find_speakers(page) if page else is_speech:
            return (gap(page) if is_speech else separator) + lay_out_speeches(text)
        return separator + text

    def add(self, line: str) -> None:
        """Add a line that the user typed to the end of the page, as a step of the kind "turn".

        A turn is the user's line and the passage with which an author answers it. A line that
        consists only of spaces and tabs is ignored.
        """
        if normalise(line).strip(" \t"):
            passage = Passage(self.format_line(line))
            self._step("turn", self.manuscript.add(self.end, passage))

    # Takes

    @property
    def take_parent(self) -> int:
        """The number, in the manuscript, of the passage that an answer at the page's end follows.

        That passage is the last one on the page if the user wrote it, and otherwise the one
        before. Takes, the alternative versions of an author's passage, all follow this passage. The
        number is 0 if the takes begin the page.
        """
        is_answered = self.manuscript.passage(self.end).style is not None
        return self.manuscript.parent(self.end) if is_answered else self.end

    @property
    def takes(self) -> list[int]:
        """The numbers, in the manuscript, of the takes at the page's end.

        Takes are the alternative versions of an author's passage. They include the one now on the
        page, and the oldest comes first. The list is empty if the user's last passage has never
        been answered.
        """
        return self._list_takes(self.take_parent)

    def sibling_takes(self, number: int) -> list[int]:
        """Return the numbers, in the manuscript, of all takes of a passage, the oldest first.

        Takes are the alternative versions of a passage: all passages by authors that follow the
        same passage. `number` is among them if an author wrote it.
        """
        return self._list_takes(self.manuscript.parent(number))

    def _list_takes(self, parent: int) -> list[int]:
        children = self.manuscript.children(parent)
        return [child for child in children if self.manuscript.passage(child).style is not None]

    def choose(self, number: int) -> None:
        """Put an author's passage at the end of the page, or a take in place of the last passage.

        A take is one of the alternative versions of a passage. The passage that answers a line
        belongs to the turn that the line began, so that one undo removes both. A take that replaces
        the author's passage of the latest step becomes part of that step. Any other choice is a new
        step.

        Args:
            number: the passage's number in the manuscript; the passage must follow the page's last
                passage or the one before it.
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
        """Undo the latest steps, or all of them if there are fewer than `steps`.

        Returns:
            The kind of each step undone, such as "turn" or "edit", in the order of undoing.

        Raises:
            UsageError: if there is no step to undo.
        """
        if not self.history.past:
            raise UsageError("there is nothing to undo", "Write a line first.")
        return self._repeat(self.history.undo, min(steps, len(self.history.past)))

    def redo(self, steps: int = 1) -> list[str]:
        """Redo the steps that were undone, or all of them if there are fewer than `steps`.

        Returns:
            The kind of each step redone, such as "turn" or "edit", in the order of redoing.

        Raises:
            UsageError: if there is no step to redo.
        """
        if not self.history.future:
            raise UsageError(
                "there is nothing to redo",
                "/redo brings back what /undo took away; /branches lists what was left behind.",
            )
        return self._repeat(self.history.redo, min(steps, len(self.history.future)))

    def reset(self) -> None:
        """Empty the page, as a step that can be undone."""
        self._step("reset", ROOT)

    def import_text(self, text: str) -> None:
        """Replace the page with a text of the user's own as one passage; this can be undone."""
        self._step("import", self.manuscript.add(ROOT, Passage(normalise(text))))

    def edit(self, place: int, text: str) -> None:
        """Change the text of one passage of the page, as a step that can be undone.

        The passages after it keep their texts, but can no longer be written again from their seeds.

        Args:
            place: the passage's place on the page, counted from 1.
            text: the new text; an empty one removes the passage.

        Raises:
            UsageError: if the page has no such passage.
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
        """Check that the page has a passage at a place.

        Args:
            place: a place on the page, counted from 1.

        Raises:
            UsageError: if the page is empty, or the place is less than 1 or beyond the end.
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
        """Replace the manuscript and the history with those of a saved session."""
        self.manuscript, self.history = manuscript, history

    # Branches

    @property
    def branches(self) -> list[Branch]:
        """All branches: the named ones by name, then the unnamed ones, the newest first."""
        return list_branches(self.manuscript, self.history.position)

    def switch_branch(self, name: str) -> bool:
        """Switch to a branch, or start a new one at the page's end, as a step that can be undone.

        Args:
            name: the name of an existing or a new branch. An unnamed branch, listed under a name
                such as left-7, is given the name way-1, way-2 and so on.

        Returns:
            True if the branch existed, False if it is new.

        Raises:
            BadName: if the name is not allowed for a branch.
        """
        position = self.history.position
        unnamed = {branch.name: branch.number for branch in self.branches if not branch.is_named}
        if name in unnamed:
            self._step_to("branch", position.switch(find_free_name(position), unnamed[name]))
            return True
        self._step_to(
            "branch", position.switch(check_branch_name(name), position.ends.get(name, self.end))
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
