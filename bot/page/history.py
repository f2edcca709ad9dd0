"""The history of the page, the text being written: its branches, steps, undo and redo.

A step is an undoable change of the page. A position is an immutable value, so undoing a step
restores exactly what was on the page before it. Positions hold only the numbers of passages; the
manuscript, the tree of all passages, has their texts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.page.manuscript import ROOT, Manuscript

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


def find_unnamed_ends(manuscript: Manuscript, ends: Iterable[int]) -> list[int]:
    """Return the numbers of the passages that end a page but not a branch, the newest first.

    An undo or an edit left these passages behind. A passage by an author is left out if it is only
    a take, that is, an alternative version of another passage. The passage counts as a take if it
    follows the same passage as an author's passage that is on a branch, or on a page whose end is
    returned. The passage also counts as a take if it follows a passage by the user with
    which a branch ends.

    Args:
        manuscript: the tree of all passages.
        ends: the number of each branch's last passage.
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
