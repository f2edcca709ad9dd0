"""The page, the text being written, and what a user can do to it: add, undo, edit, branch.

Every change of the page is a step, which can be undone. No text is ever lost: other takes (the
alternative versions of a passage), old versions of edited passages and undone turns stay in the
manuscript. This module knows authors only by name.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.page.branches import Branch, find_branch, list_branches
from bot.page.edits import change_passage
from bot.page.history import History, Position
from bot.page.manuscript import ROOT, Manuscript, Passage
from bot.page.speech import RECENT, place_line
from common.errors import UsageError
from models.people.cast import Cast
from texts.typed_text import normalise

_AUTHOR_STEPS = ("turn", "more", "take")  # the steps that put an author's passage on the page


class Page:
    """The text being written in a session, with its history, so that every change can be undone.

    A page consists of passages, each written in one go by the user or an author (a language model).

    Args:
        on_change: a function that is called, without arguments, after each change to the page.

    Attributes:
        manuscript: the tree of all passages ever written in the session; the page is the path from
            its root to one of them.
        history: the current position in the tree, and the changes that can be undone and redone.
    """

    def __init__(self, on_change: Callable[[], None] = lambda: None) -> None:
        self.manuscript = Manuscript()
        self.history = History()
        self._on_change = on_change

    @property
    def end(self) -> int:
        """The number of the page's last passage; 0 if the page is empty.

        A passage is a text written in one go; the passages of a session are numbered from 1.
        """
        return self.history.position.end

    @property
    def passages(self) -> list[Passage]:
        """The passages of the page, in order; each is a text that was written in one go."""
        return [self.manuscript.passage(number) for number in self.manuscript.path(self.end)]

    @property
    def text(self) -> str:
        """The whole text of the page, as written so far by the user and by language models."""
        return self.manuscript.text(self.end)

    def format_line(self, line: str, is_prose: bool = False) -> str:
        """Return a typed line as `add` would put it on the page (the text being written).

        In a play, each speaker's name (in capitals at the start of a line, followed by a colon) is
        put on a line of its own. A stage direction starts a new paragraph, and so does a change
        from prose to play or from play to prose.

        Args:
            line: the line as typed.
            is_prose: whether to treat it as prose if it is neither a speech nor a stage direction.
        """
        text = normalise(line)
        page = self.manuscript.text(self.end, self.manuscript.characters(self.end) - RECENT)
        return place_line(page, text, self.manuscript.separator(self.end, text), is_prose)

    @staticmethod
    def is_line(typed: str) -> bool:
        """Return whether a typed line contains anything besides spaces and tabs."""
        return bool(normalise(typed).strip(" \t"))

    def add(self, line: str, is_prose: bool = False) -> None:
        """Add the user's line to the end of the page (the text being written).

        A line that contains only spaces and tabs is ignored. One undo will remove both the line and
        the answer of the author (the language model that continues the page).

        Args:
            line: the line as typed.
            is_prose: whether to treat it as prose if it is neither a speech nor a stage direction.
        """
        if self.is_line(line):
            passage = Passage(self.format_line(line, is_prose))
            self._step("turn", self.manuscript.add(self.end, passage))

    @property
    def cast(self) -> Cast:
        """The people in the story, as listed by the user."""
        return self.history.position.cast

    def set_cast(self, cast: Cast) -> None:
        """Replace the list of people in the story; this can be undone.

        If the list is the same as before, nothing happens. Otherwise, `undo` will report this
        change as "cast".
        """
        self._step_to("cast", replace(self.history.position, cast=cast))

    # Takes

    @property
    def take_parent(self) -> int:
        """The number of the passage that a new version of the author's answer would follow.

        This is the page's last passage if the user wrote it, and otherwise the passage before it; 0
        if there is no such passage. A passage is a text that the user or an author (a language
        model) wrote in one go. All passages written in the session are numbered from 1.
        """
        is_answered = self.manuscript.passage(self.end).style is not None
        return self.manuscript.parent(self.end) if is_answered else self.end

    @property
    def takes(self) -> list[int]:
        """The numbers of all versions of the author's answer at the end of the page, oldest first.

        Each version is a passage: a part of the page (the text being written) that an author (a
        language model) wrote in one go. All passages of the session are numbered from 1. The
        version on the page is included. The list is empty if no author has answered the user's last
        line.
        """
        return self._list_takes(self.take_parent)

    def sibling_takes(self, number: int) -> list[int]:
        """Return the numbers of all versions of a passage, oldest first.

        A passage is a text written in one go; the passages of a session are numbered from 1. The
        versions of a passage are all the passages that authors (language models) wrote to follow
        the same text.
        """
        return self._list_takes(self.manuscript.parent(number))

    def _list_takes(self, parent: int) -> list[int]:
        children = self.manuscript.children(parent)
        return [child for child in children if self.manuscript.passage(child).style is not None]

    def choose(self, number: int) -> None:
        """Add an author's passage to the end of the page, or put it in place of the last one.

        An author is a language model; a passage is a text written in one go. If the passage answers
        the line that the user has just added, one undo removes both. If it replaces an author's
        passage that the latest change put on the page, one undo reverses both changes.

        Args:
            number: the passage's number among all passages of the session. It must have been
                written to follow the page's last passage, or be another version of that passage.
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
        """Undo the latest changes to the page (the text being written).

        Args:
            steps: how many changes to undo; if there are fewer, all are undone.

        Returns:
            The kind of each undone change, such as "reset" or "edit", most recent first.

        Raises:
            UsageError: if there is no change to undo.
        """
        if not self.history.past:
            raise UsageError("there is nothing to undo", "Write a line first.")
        return self._repeat(self.history.undo, min(steps, len(self.history.past)))

    def redo(self, steps: int = 1) -> list[str]:
        """Redo the changes to the page (the text being written) that were undone last.

        Args:
            steps: how many changes to redo; if there are fewer, all are redone.

        Returns:
            The kind of each redone change, such as "reset" or "edit", earliest first.

        Raises:
            UsageError: if there is no change to redo.
        """
        if not self.history.future:
            raise UsageError(
                "there is nothing to redo",
                "/redo brings back what /undo took away; /branches lists what was left behind.",
            )
        return self._repeat(self.history.redo, min(steps, len(self.history.future)))

    def reset(self) -> None:
        """Start a new page: remove the whole text, and the list of people; this can be undone."""
        position = self.history.position.move_end(ROOT)
        self._step_to("reset", replace(position, cast=Cast()))

    def import_text(self, text: str) -> None:
        """Replace the whole page (the text being written) with a given text; this can be undone."""
        self._step("import", self.manuscript.add(ROOT, Passage(normalise(text))))

    def edit(self, place: int, text: str) -> None:
        """Change the text of one passage on the page (the text being written); this can be undone.

        A passage is a text that the user or an author (a language model) wrote in one go. Later
        passages keep their words, but authors can no longer reproduce theirs from random seeds.

        Args:
            place: the passage's number on the page; the first passage is number 1.
            text: the new text; "" removes the passage. If the new text does not start with
                white space, the old text's leading white space is kept; likewise at the end.

        Raises:
            UsageError: if the page has no passage with that number.
        """
        self._step("edit", change_passage(self.manuscript, self.end, place, normalise(text)))

    def restore(self, manuscript: Manuscript, history: History) -> None:
        """Replace the page (the text being written) and its history with those of a saved session.

        Args:
            manuscript: the tree of all passages (texts written in one go) of that session.
            history: that session's position in the tree, and the changes that can be undone and
                redone.
        """
        self.manuscript, self.history = manuscript, history

    # Branches

    @property
    def branches(self) -> list[Branch]:
        """All branches of the session; each branch is a version of the text being written.

        Named branches come first, sorted by name. They are followed by branches that an undo or an
        edit left behind, newest first.
        """
        return list_branches(self.manuscript, self.history.position)

    def switch_branch(self, name: str) -> bool:
        """Switch to another branch, or start a new one; this can be undone.

        A branch is a named version of the page (the text being written). A new one begins as a copy
        of the current page.

        Args:
            name: the name of the branch; if there is no such branch, it is created. A branch that
                an undo or an edit left behind has a temporary name such as "left-7"; switching to
                it gives it the first unused name of "way-1", "way-2" and so on.

        Returns:
            True if the branch existed, False if it is new.

        Raises:
            BadName: if the name is not allowed for a branch.
        """
        position, is_old = find_branch(self.manuscript, self.history.position, name)
        self._step_to("branch", position)
        return is_old

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
