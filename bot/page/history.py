"""The history of the page, the text being written: its branches, steps, undo and redo.

A step is an undoable change of the page. A position is an immutable value, so undoing a step
restores exactly what was on the page before it. Positions hold only the numbers of passages; the
manuscript, the tree of all passages, has their texts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.page.manuscript import ROOT

MAIN = "main"


@dataclass(frozen=True)
class Position:
    """The last passage of every branch, and the name of the branch that is being written on.

    A branch is a name for one end of the manuscript, the tree of all passages.

    Attributes:
        branch: the name of the branch that is being written on; it is always a key of `ends`.
        ends: the number of each branch's last passage in the manuscript, by the branch's name; 0
            for a branch whose page is empty.
    """

    branch: str = MAIN
    ends: Mapping[str, int] = field(default_factory=lambda: {MAIN: ROOT})

    @property
    def end(self) -> int:
        """The number, in the manuscript, of the last passage on the current page.

        The number is 0 if the page is empty.
        """
        return self.ends[self.branch]

    def move_end(self, number: int) -> "Position":
        """Return a copy of this position in which the current branch ends with passage `number`."""
        return Position(self.branch, {**self.ends, self.branch: number})

    def switch(self, branch: str, number: int) -> "Position":
        """Return a copy of this position in which another branch is the current one.

        Args:
            branch: the name of the branch to write on, which may be new.
            number: the number, in the manuscript, of that branch's last passage; 0 if its page is
                empty.
        """
        return Position(branch, {**self.ends, branch: number})


@dataclass
class History:
    """The current position in the manuscript, and the steps that can be undone and redone.

    A step is an undoable change of the page. The kind of a step is a word such as "turn" or "edit".

    Attributes:
        position: the current end of each branch, and the branch that is being written on.
        past: the steps that can be undone, from the oldest to the latest; each is a pair of the
            kind of the step and the position before the step.
        future: the steps that can be redone, with the next one to redo at the end; each is a pair
            of the kind of the step and the position after the step.
    """

    position: Position = field(default_factory=Position)
    past: list[tuple[str, Position]] = field(default_factory=list)
    future: list[tuple[str, Position]] = field(default_factory=list)

    def add_step(self, kind: str, position: Position) -> None:
        """Record a step, an undoable change of the page, and move to the position after it.

        Steps that had been undone can no longer be redone.

        Args:
            kind: the kind of the step, such as "turn" or "edit".
            position: the position after the step.
        """
        self.past.append((kind, self.position))
        self.amend(position)

    @property
    def last_step(self) -> str:
        """The kind of the latest step that can be undone, such as "turn"; "" if there is none."""
        return self.past[-1][0] if self.past else ""

    def amend(self, position: Position) -> None:
        """Change the position that the latest step led to, without recording a new step.

        Call this when an author answers a line, or when another take (one of the alternative
        versions of a passage) is chosen. Steps that had been undone can no longer be redone.
        """
        self.position = position
        self.future.clear()

    def undo(self) -> str:
        """Undo the latest step, and return its kind, such as "turn".

        Raises:
            IndexError: if there is no step to undo.
        """
        kind, position = self.past.pop()
        self.future.append((kind, self.position))
        self.position = position
        return kind

    def redo(self) -> str:
        """Redo the step that was undone most recently, and return its kind, such as "turn".

        Raises:
            IndexError: if there is no step to redo.
        """
        kind, position = self.future.pop()
        self.past.append((kind, self.position))
        self.position = position
        return kind
