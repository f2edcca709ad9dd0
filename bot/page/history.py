"""The history of the page, the text being written: its branches, steps, undo and redo.

A step is an undoable change of the page. A position is an immutable value, so undoing a step
restores exactly what was on the page before it. Positions hold only the numbers of passages; the
manuscript, the tree of all passages, has their texts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.page.manuscript import ROOT
from models.people.cast import NO_CAST, Cast

MAIN = "main"


@dataclass(frozen=True)
class Position:
    """The state of a session's branches: where each branch ends, and which one is current.

    The passages of a session, each written in one go by the user or an author (a language model),
    form a tree. A branch is a named path from the tree's root to the branch's last passage.

    Attributes:
        branch: the name of the current branch, on which the user is writing; it is a key of `ends`.
        ends: the number of each branch's last passage in the tree, by the branch's name; 0 for a
            branch without passages.
        cast: the people in the story, as listed by the user; they are the same on all branches.
    """

    branch: str = MAIN
    ends: Mapping[str, int] = field(default_factory=lambda: {MAIN: ROOT})
    cast: Cast = NO_CAST

    @property
    def end(self) -> int:
        """The number of the last passage on the current branch; 0 if the branch has no passages.

        A branch is a named path through the session's tree of passages, each written in one go by
        the user or an author (a language model).
        """
        return self.ends[self.branch]

    def move_end(self, number: int) -> "Position":
        """Return a copy of this position in which the current branch ends with a different passage.

        A branch is a named path through the session's tree of passages, each written in one go by
        the user or an author (a language model).

        Args:
            number: the number of that passage in the tree; 0 leaves the branch without passages.
        """
        return replace(self, ends={**self.ends, self.branch: number})

    def switch(self, branch: str, number: int) -> "Position":
        """Return a copy of this position in which another branch is the current one.

        A branch is a named path through the session's tree of passages, each written in one go by
        the user or an author (a language model).

        Args:
            branch: the name of that branch, which may be a new one.
            number: the number of the branch's last passage in the tree; 0 if it has no passages.
        """
        return replace(self, branch=branch, ends={**self.ends, branch: number})


@dataclass
class History:
    """The current position in a session's tree of passages, and the changes to undo or redo.

    A passage is a text that the user or an author (a language model) wrote in one go. A change is
    recorded with its kind, a word such as "edit", or "turn" (a line by the user and the author's
    answer).

    Attributes:
        position: the current position: where each branch ends, and which branch is current.
        past: the changes that can be undone, oldest first; each is a pair of the change's kind and
            the position before the change.
        future: the changes that can be redone, the most recently undone one last; each is a pair of
            the change's kind and the position after the change.
    """

    position: Position = field(default_factory=Position)
    past: list[tuple[str, Position]] = field(default_factory=list)
    future: list[tuple[str, Position]] = field(default_factory=list)

    def add_step(self, kind: str, position: Position) -> None:
        """Record a change that can be undone, and move to the position after it.

        Changes that have been undone can then no longer be redone.

        Args:
            kind: the kind of the change, such as "edit" or "reset".
            position: the position (where each branch of the session ends) after the change.
        """
        self.past.append((kind, self.position))
        self.amend(position)

    @property
    def last_step(self) -> str:
        """The kind of the latest change that can be undone, such as "edit"; "" if there is none."""
        return self.past[-1][0] if self.past else ""

    def amend(self, position: Position) -> None:
        """Move to another position as part of the latest change, so that one undo reverts both.

        For example, a language model's answer is part of the change in which the user added a line.
        Changes that have been undone can then no longer be redone.

        Args:
            position: the new position (where each branch of the session ends).
        """
        self.position = position
        self.future.clear()

    def undo(self) -> str:
        """Undo the latest change to the page, and return the kind of that change, such as "edit".

        The page is the text being written.

        Raises:
            IndexError: if there is no change to undo.
        """
        return self._move(self.past, self.future)

    def redo(self) -> str:
        """Redo the most recently undone change to the page, and return the kind of that change.

        The page is the text being written. The kind is a word such as "edit".

        Raises:
            IndexError: if there is no change to redo.
        """
        return self._move(self.future, self.past)

    def _move(self, source: list[tuple[str, Position]], target: list[tuple[str, Position]]) -> str:
        """Move to the position of the last step in `source`; add the reverse step to `target`."""
        kind, position = source.pop()
        target.append((kind, self.position))
        self.position = position
        return kind
