"""The branches of a session: the ends of its manuscript, the tree of all passages, and their names.

An end without a name is what an undo or an edit left behind. It is listed under a name that no
branch can be given, so that the user can go back to it.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from bot.page.history import Position
from bot.page.manuscript import ROOT, Manuscript
from common.errors import BadName
from models.style import check_name

_UNNAMED = "left-"  # begins what ends without a name are called; no branch's name begins so


@dataclass(frozen=True)
class Branch:
    """A branch: one of the ends of the manuscript, the tree of all passages.

    Attributes:
        name: the branch's name; "left-" followed by `number` if the branch has no name.
        number: the number, in the manuscript, of the branch's last passage; 0 if its page is empty.
        is_present: whether this is the branch that is being written on.
        is_named: whether the branch has a name; one without a name was left behind by an undo or an
            edit.
    """

    name: str
    number: int
    is_present: bool
    is_named: bool


def list_branches(manuscript: Manuscript, position: Position) -> list[Branch]:
    """List all branches: the named ones by name, then the unnamed ones, the newest first.

    Args:
        manuscript: the tree of all passages.
        position: the end of each named branch, and the branch that is being written on.
    """
    named = [
        Branch(name, number, name == position.branch, True)
        for name, number in sorted(position.ends.items())
    ]
    unnamed = find_unnamed_ends(manuscript, position.ends.values())
    return named + [Branch(f"{_UNNAMED}{number}", number, False, False) for number in unnamed]


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


def find_free_name(position: Position) -> str:
    """Return the first of the names way-1, way-2 and so on that no branch has."""
    names = (f"way-{count}" for count in itertools.count(1))
    return next(name for name in names if name not in position.ends)


def check_branch_name(name: str) -> str:
    """Return `name` unchanged if a branch can have it.

    Raises:
        BadName: if no branch can have that name.
    """
    if name.startswith(_UNNAMED):
        raise BadName(f"there is no {name}", "/branches lists what was left behind.")
    try:
        return check_name(name)
    except BadName as error:
        raise BadName(f"“{name}” cannot be a branch's name", error.todo) from None
