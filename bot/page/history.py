"""The history of the page: branches, steps, undo and redo.

A position is a value, so undoing a step restores exactly what was there. Positions are only numbers
of passages; the manuscript has the texts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.page.manuscript import ROOT, Manuscript

MAIN = "main"


@dataclass(frozen=True)
class Position:
    """The end of every branch, and the branch that is being written on.

    Attributes:
        branch: the name of that branch, which is among the ends.
        ends: the number of each branch's last passage, by the branch's name.
    """

    branch: str = MAIN
    ends: Mapping[str, int] = field(default_factory=lambda: {MAIN: ROOT})

    @property
    def end(self) -> int:
        """The number of the present page's last passage."""
        return self.ends[self.branch]

    def move_end(self, number: int) -> "Position":
        """Return this position with the present branch ending in passage `number`."""
        return Position(self.branch, {**self.ends, self.branch: number})

    def switch(self, branch: str, number: int) -> "Position":
        """Return this position with `branch`, ending in passage `number`, as the present branch."""
        return Position(branch, {**self.ends, branch: number})


@dataclass
class History:
    """The present position, with the steps that can be undone and redone.

    Attributes:
        position: the present position.
        past: the kind of each step done, and the position before it; the last step last.
        future: the kind of each step undone, and the position after it; the next to redo last.
    """

    position: Position = field(default_factory=Position)
    past: list[tuple[str, Position]] = field(default_factory=list)
    future: list[tuple[str, Position]] = field(default_factory=list)

    def add_step(self, kind: str, position: Position) -> None:
        """Move to a position by a step that can be undone; what was undone can no longer be redone.

        Args:
            kind: what the step was, such as "turn" or "edit".
            position: the position after the step.
        """
        self.past.append((kind, self.position))
        self.amend(position)

    @property
    def last_step(self) -> str:
        """The kind of the last step; "" if there is none."""
        return self.past[-1][0] if self.past else ""

    def amend(self, position: Position) -> None:
        """Have the last step lead to another position, as when another take is chosen."""
        self.position = position
        self.future.clear()

    def undo(self) -> str:
        """Undo the last step, and return its kind.

        Raises:
            IndexError: when there is no step to undo.
        """
        kind, position = self.past.pop()
        self.future.append((kind, self.position))
        self.position = position
        return kind

    def redo(self) -> str:
        """Redo the step that was undone last, and return its kind.

        Raises:
            IndexError: when there is no step to redo.
        """
        kind, position = self.future.pop()
        self.past.append((kind, self.position))
        self.position = position
        return kind


def find_unnamed_ends(manuscript: Manuscript, ends: Iterable[int]) -> list[int]:
    """Return the last passages of pages that are on no branch, the newest first.

    A passage that is only another take is left out. It is one if it follows the same passage as an
    author's passage on a branch or on a page that is returned, or follows the person's passage with
    which a branch ends, where an author would answer.

    Args:
        manuscript: all passages.
        ends: the last passage of each branch.
    """
    ends = set(ends)
    covered = {ROOT}
    for end in ends:
        covered.update(manuscript.path_to_root(end))

    def is_take(number: int) -> bool:
        parent = manuscript.parent(number)
        if manuscript.passage(number).style is None or parent not in covered:
            return False
        if parent in ends and manuscript.passage(parent).style is None:
            return True
        siblings = [child for child in manuscript.children(parent) if child in covered]
        return any(manuscript.passage(sibling).style is not None for sibling in siblings)

    leaves = [number for number in range(1, len(manuscript)) if not manuscript.children(number)]
    unnamed = []
    # the longest pages first, so that takes of their passages are recognised as takes
    for number in sorted(leaves, key=lambda leaf: (manuscript.depth(leaf), leaf), reverse=True):
        if number not in covered and not is_take(number):
            unnamed.append(number)
            covered.update(manuscript.path_to_root(number))
    return sorted(unnamed, reverse=True)
