"""Which page is the present one: branches, steps, undo and redo.

A position is a value, so that going back to one is exact. What stands on the pages the manuscript
knows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.page.manuscript import ROOT, Manuscript

MAIN = "main"


@dataclass(frozen=True)
class Position:
    """Where every branch ends, and which one is being written on.

    Attributes:
        branch: a name among the ends.
        ends: for each branch the number of its last passage.
    """

    branch: str = MAIN
    ends: Mapping[str, int] = field(default_factory=lambda: {MAIN: ROOT})

    @property
    def end(self) -> int:
        """The last passage of the present page."""
        return self.ends[self.branch]

    def move_end(self, number: int) -> "Position":
        """The same branch, ending in another passage."""
        return Position(self.branch, {**self.ends, self.branch: number})

    def switch(self, branch: str, number: int) -> "Position":
        """A branch of that name, which ends there."""
        return Position(branch, {**self.ends, branch: number})


@dataclass
class History:
    """The present position, what was before each step, and what was after those taken back.

    Attributes:
        position: the present one.
        past: kind of each step, and the position before it; the last step last.
        future: kind of each step taken back, and the position after it; the next to redo last.
    """

    position: Position = field(default_factory=Position)
    past: list[tuple[str, Position]] = field(default_factory=list)
    future: list[tuple[str, Position]] = field(default_factory=list)

    def add_step(self, kind: str, to: Position) -> None:
        """Do something that can be undone."""
        self.past.append((kind, self.position))
        self.amend(to)

    @property
    def last_step(self) -> str:
        """The kind of the last step; nothing where there is none."""
        return self.past[-1][0] if self.past else ""

    def amend(self, to: Position) -> None:
        """Have the last step end elsewhere, as when another take is chosen."""
        self.position = to
        self.future.clear()

    def undo(self) -> str:
        """Take the last step back; returns its kind.

        Raises:
            IndexError: when there is none.
        """
        kind, before = self.past.pop()
        self.future.append((kind, self.position))
        self.position = before
        return kind

    def redo(self) -> str:
        """Do again what was undone last; returns its kind.

        Raises:
            IndexError: when there is nothing.
        """
        kind, after = self.future.pop()
        self.past.append((kind, self.position))
        self.position = after
        return kind


def find_unnamed_ends(manuscript: Manuscript, ends: Iterable[int]) -> list[int]:
    """The last passages of pages that no branch has, the newest first.

    Not among them is a passage that is only another take: of one that stands on a branch or on one
    of these pages, or where a branch ends and an author's first passage would come.
    """
    ends = set(ends)
    kept = {ROOT}
    for end in ends:
        kept.update(manuscript.path_to_root(end))

    def is_take(number: int) -> bool:
        parent = manuscript.parent(number)
        if manuscript.passage(number).style is None or parent not in kept:
            return False
        if parent in ends and manuscript.passage(parent).style is None:
            return True
        others = manuscript.children(parent)
        return any(manuscript.passage(one).style is not None for one in others if one in kept)

    leaves = [number for number in range(1, len(manuscript)) if not manuscript.children(number)]
    found = []
    # the longest pages first, so that takes of their passages are seen to be no more than that
    for number in sorted(leaves, key=lambda one: (manuscript.depth(one), one), reverse=True):
        if number not in kept and not is_take(number):
            found.append(number)
            kept.update(manuscript.path_to_root(number))
    return sorted(found, reverse=True)
