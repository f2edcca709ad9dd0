"""The page, the text being written, and what a user can do to it: add, undo, edit, branch.

Every change of the page is a step, which can be undone. No text is ever lost: other takes (the
alternative versions of a passage), old versions of edited passages and undone turns stay in the
manuscript. This module knows authors only by name.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.page.branches import Branch, check_branch_name, find_free_name, list_branches
from bot.page.history import History, Position
from bot.page.joints import PassageText, join_remaining
from bot.page.manuscript import ROOT, Manuscript, Passage
from bot.page.speech import place_line
from common.errors import UsageError
from models.people.cast import Cast
from texts.typed_text import normalise

_AUTHOR_STEPS = ("turn", "more", "take")  # the steps that put an author's passage on the page


class Page:
    """The text being written in a session, with its history, so that every change can be undone.

    A page consists of passages, each written in one go by the user or an author.

    Args:
        on_change: a function that is called after each change of the page.

    Attributes:
        manuscript: the tree of all passages ever written in the session; the page is a path from
            its root.
        history: the current position in the tree, and the changes that can be undone and redone.
    """

    def __init__(self, on_change: Callable[[], None] = lambda: None) -> None:
        self.manuscript = Manuscript()
        self.history = History()
        self._on_change = on_change

    @property
    def end(self) -> int:
        """The number of the page's last passage, in the tree of all passages; 0 if there is none.

        A passage is a text that the user or an author wrote in one go.
        """
        return self.history.position.end

    @property
    def passages(self) -> list[Passage]:
        """The passages of the page, in order, each written in one go by the user or an author."""
        return [self.manuscript.passage(number) for number in self.manuscript.path(self.end)]

    @property
    def text(self) -> str:
        """The whole text of the page, as the user and the authors wrote it."""
        return self.manuscript.text(self.end)

    def format_line(self, line: str) -> str:
        """Return a typed line as `add` would add it to the page, with a leading space if needed.

        In a play, each speaker's name (in capitals, at the start of a line, with a colon after it)
        is put on a line of its own. A stage direction begins a new paragraph, and so does a change
        between prose and play.
        """
        text = normalise(line)
        return place_line(self.text, text, self.manuscript.separator(self.end, text))

    @staticmethod
    def is_line(typed: str) -> bool:
        """Return whether a typed line would be added to the page: it must not be blank."""
        return bool(normalise(typed).strip(" \t"))

    def add(self, line: str) -> None:
        """Add a line that the user typed to the end of the page, the text being written.

        One undo will remove the line together with the author's answer to it. A line that consists
        only of spaces and tabs is ignored.
        """
        if self.is_line(line):
            passage = Passage(self.format_line(line))
            self._step("turn", self.manuscript.add(self.end, passage))

    @property
    def cast(self) -> Cast:
        """The people that the user listed for the story."""
        return self.history.position.cast

    def set_cast(self, cast: Cast) -> None:
        """Change the list of people in the story; this can be undone.

        The change has the kind "cast" in the history. If the list is the same as before, nothing is
        changed.
        """
        self._step_to("cast", replace(self.history.position, cast=cast))

    # Takes

    @property
    def take_parent(self) -> int:
        """The number of the passage that a new version of the author's answer would follow.

        A passage is a text that the user or an author wrote in one go; the passages in the
        session's tree are numbered. The result is the page's last passage if the user wrote it, and
        otherwise the passage before it. It is 0 if there is no such passage.
        """
        is_answered = self.manuscript.passage(self.end).style is not None
        return self.manuscript.parent(self.end) if is_answered else self.end

    @property
    def takes(self) -> list[int]:
        """The numbers of all versions of the author's passage at the page's end, the oldest first.

        A passage is a text that the user or an author wrote in one go; the passages in the
        session's tree are numbered. The version on the page is included. The list is empty if no
        author has answered the user's last passage.
        """
        return self._list_takes(self.take_parent)

    def sibling_takes(self, number: int) -> list[int]:
        """Return the numbers of all versions of a passage, the oldest first.

        A passage is a text written in one go, and has a number in the session's tree of passages.
        Its versions are all passages that authors wrote after the same passage.
        """
        return self._list_takes(self.manuscript.parent(number))

    def _list_takes(self, parent: int) -> list[int]:
        children = self.manuscript.children(parent)
        return [child for child in children if self.manuscript.passage(child).style is not None]

    def choose(self, number: int) -> None:
        """Add an author's passage to the page, or replace the page's last passage with it.

        A passage is a text that the user or an author wrote in one go. If the chosen passage
        answers the line that the user has just added, one undo will remove both. If it replaces an
        author's passage that was put on the page by the latest change, it becomes part of that
        change. Otherwise the choice is a change of its own.

        Args:
            number: the passage's number in the session's tree of passages. It must follow the
                page's last passage, or be another version of it.
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
        """Undo the latest changes of the page (the text being written).

        Args:
            steps: the number of changes to undo; if there are fewer, all are undone.

        Returns:
            The kind of each change undone, such as "turn" or "edit", in the order of undoing.

        Raises:
            UsageError: if there is no change to undo.
        """
        if not self.history.past:
            raise UsageError("there is nothing to undo", "Write a line first.")
        return self._repeat(self.history.undo, min(steps, len(self.history.past)))

    def redo(self, steps: int = 1) -> list[str]:
        """Redo the changes of the page (the text being written) that were undone last.

        Args:
            steps: the number of changes to redo; if there are fewer, all are redone.

        Returns:
            The kind of each change redone, such as "turn" or "edit", in the order of redoing.

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
        """Empty the page (the text being written); this can be undone."""
        self._step("reset", ROOT)

    def import_text(self, text: str) -> None:
        """Replace the page (the text being written) with another text; this can be undone."""
        self._step("import", self.manuscript.add(ROOT, Passage(normalise(text))))

    def edit(self, place: int, text: str) -> None:
        """Change the text of one passage of the page; this can be undone.

        A passage is a text that the user or an author wrote in one go. The white space at the ends
        of the passage is kept, unless the new text has white space at that end. Later passages keep
        their texts, but passages by authors can no longer be written again from their random seeds.

        Args:
            place: the passage's number on the page, counted from 1.
            text: the new text, with or without the white space at its ends; "" removes the passage.

        Raises:
            UsageError: if the page has no such passage.
        """
        path = self.manuscript.path(self.end)
        self.check_place(place)
        old = self.manuscript.passage(path[place - 1])
        number = self.manuscript.parent(path[place - 1])
        old_text, text = PassageText.split(old.text), normalise(text)
        if self._needs_new_joint(number, old_text, text):
            old_text = replace(old_text, before=self.manuscript.separator(number, text))
        text = old_text.change_words(text)
        if text == old.text:
            return
        followers = [
            replace(self.manuscript.passage(follower), writing=None) for follower in path[place:]
        ]
        if text:
            followers.insert(0, Passage(text, old.style, None, edited=True))
        elif followers and number != ROOT:
            rest = join_remaining(old.text, followers[0].text)
            followers[0] = replace(followers[0], text=rest)
        for passage in followers:
            number = self.manuscript.add(number, passage)
        self._step("edit", number)

    def check_place(self, place: int) -> None:
        """Check that the page has a passage with a given number.

        Args:
            place: the number to check; the passages on the page are numbered from 1.

        Raises:
            UsageError: if the page has no passage with that number.
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
        """Replace the page (the text being written) and its history with those of a saved session.

        Args:
            manuscript: the tree of all passages ever written in that session.
            history: the session's position in the tree, and the changes that can be undone and
                redone.
        """
        self.manuscript, self.history = manuscript, history

    # Branches

    @property
    def branches(self) -> list[Branch]:
        """All branches of the session, each of which is another version of the page.

        Branches with a name come first, sorted by name. They are followed by branches that an undo
        or an edit left behind without a name, the newest first.
        """
        return list_branches(self.manuscript, self.history.position)

    def switch_branch(self, name: str) -> bool:
        """Switch to another branch, or start a new one; this can be undone.

        A branch is a named version of the page. A new one begins as a copy of the current page.

        Args:
            name: the name of an existing or a new branch. A branch that an undo or an edit left
                behind is listed under a name such as "left-7"; when the user switches to it, it is
                renamed "way-1", "way-2" and so on.

        Returns:
            True if the branch existed, False if it is new.

        Raises:
            BadName: if no branch can have that name.
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

    def _needs_new_joint(self, number: int, old: PassageText, words: str) -> bool:
        """Return whether new words after a passage might need a space where the old words had none.

        They might also need none: the space depends on the first character, which might be a comma.
        """
        if not words or not old.words or words[0] == old.words[0]:
            return False
        if old.before == " ":
            return not words[0].isalnum()
        goes_on_in_word = (
            old.words[0].isalnum() and self.manuscript.last_character(number).isalnum()
        )
        return old.before == "" and not goes_on_in_word

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
