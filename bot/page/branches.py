"""The branches of a session: the ends of its manuscript, the tree of all passages, and their names.

An end without a name was left behind by an undo or an edit. It is listed under a name that no
branch can be given, so that the user can return to it.
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
    """A branch of a session: one of several versions of the text being written.

    The text consists of passages, each written in one go by the user or an author (a language
    model).

    Attributes:
        name: the branch's name; "left-" followed by `number` if the branch is unnamed.
        number: the number of the branch's last passage, counted from 1 among all passages of the
            session; 0 if the branch has no passages.
        is_present: whether this is the current branch, on which the user is writing.
        is_named: whether the branch has a name of its own; if not, an undo or an edit left it
            behind.
    """

    name: str
    number: int
    is_present: bool
    is_named: bool


def list_branches(manuscript: Manuscript, position: Position) -> list[Branch]:
    """Return a list of all branches of a session; each is a version of the session's text.

    Named branches come first, sorted by name. They are followed by the unnamed branches, which an
    undo or an edit left behind, newest first.

    Args:
        manuscript: the session's tree of passages, which are texts written in one go.
        position: the named branches, their last passages, and the name of the current branch.
    """
    named = [
        Branch(name, number, name == position.branch, True)
        for name, number in sorted(position.ends.items())
    ]
    unnamed = find_unnamed_ends(manuscript, position.ends.values())
    return named + [Branch(f"{_UNNAMED}{number}", number, False, False) for number in unnamed]


def find_unnamed_ends(manuscript: Manuscript, ends: Iterable[int]) -> list[int]:
    """Find the versions of the text that an undo or an edit left behind without a branch.

    A version is a sequence of passages, each written in one go by the user or an author (a language
    model). It is identified by the number of its last passage, which no other passage follows.

    A version that ends with an author's passage is left out in two cases:

    - The passage is an alternative to an author's passage on a branch or in a returned version.
    - The passage before it is the last one on a branch, and was written by the user.

    Args:
        manuscript: the session's tree of passages.
        ends: the number of each branch's last passage in the tree.

    Returns:
        The numbers of the last passages, newest first.
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


def _find_free_name(position: Position) -> str:
    """Return the first of the names "way-1", "way-2" and so on that no branch has.

    A branch is a named version of a session's text.

    Args:
        position: the object that holds the names of all branches of the session.
    """
    names = (f"way-{count}" for count in itertools.count(1))
    return next(name for name in names if name not in position.ends)


def _check_branch_name(name: str) -> str:
    """Check that a branch can have a given name, and return the name unchanged.

    A branch is a named version of a session's text.

    Args:
        name: the name to check.

    Raises:
        BadName: if the name begins with "left-", "-" or "_", or if it does not consist of 1 to 40
            lower-case letters, digits, hyphens and underscores.
    """
    if name.startswith(_UNNAMED):
        raise BadName(f"there is no {name}", "/branches lists what was left behind.")
    try:
        return check_name(name)
    except BadName as error:
        raise BadName(f"“{name}” cannot be a branch's name", error.todo) from None


def find_branch(manuscript: Manuscript, position: Position, name: str) -> tuple[Position, bool]:
    """Return a session's position after a switch to a branch, and whether the branch existed.

    A position says where each branch ends, and which branch is current. A branch is a named version
    of the page (the text being written). A new branch begins as a copy of the current page.

    Args:
        manuscript: the tree of all passages (texts written in one go) of the session.
        position: the position before the switch.
        name: the name of the branch. A branch that an undo or an edit left behind has a temporary
            name such as "left-7", which the switch replaces with the first unused name of "way-1",
            "way-2" and so on.

    Raises:
        BadName: if the name is not allowed for a branch.
    """
    branches = list_branches(manuscript, position)
    unnamed = {branch.name: branch.number for branch in branches if not branch.is_named}
    if name in unnamed:
        return position.switch(_find_free_name(position), unnamed[name]), True
    end = position.ends.get(name, position.end)
    return position.switch(_check_branch_name(name), end), name in position.ends
