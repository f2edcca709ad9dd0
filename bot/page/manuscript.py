"""All that was ever written at a desk: passages, each one after another, so that they form a tree.

A path from the root is a page: the text one reads. Passages are only ever added; what is taken
back, edited or written anew leaves the old ones where they are. Which page is the present one, and
which were before, history.py knows; an author's state is computed elsewhere (readers).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from common.settings import Sampling
from common.shape import Shape
from models.spacing import is_unspaced, may_part
from models.stops import make_stop

ROOT = 0  # the empty page

_CLINGING = frozenset(",.;:!?)]}”’…-—–")  # what stands close to the word before it
_DASHES = frozenset("-–—")
_ENDS = frozenset(".!?…")  # of a sentence; a line of three dots after it is not more of the same
_OPENING = frozenset("([{“‘—–")  # what the word after it stands close to
# marks that a space follows even before a letter of a script that sets none between words
_SPACED = frozenset(",.;:!?" + "။៕។၊")


@dataclass(frozen=True)
class Writing:
    """What an author's passage came from; from the same page it gives the same text again.

    Attributes:
        checksum: of the style file.
        sampling: the author's settings.
        shape: how much was asked for.
        seed: of the sampler.
        runtime: rules, versions and machine, as models.runtime tells them.
    """

    checksum: str
    sampling: Sampling
    shape: Shape
    seed: int
    runtime: str


@dataclass(frozen=True)
class Passage:
    """What one writer wrote in one go.

    Attributes:
        text: with the space that sets it off from what stands before it.
        style: the author's name; None when the person wrote it.
        writing: what it came from; None when the person wrote it, or an edit, of it or of what
            stands before it, has made it a text that no seed gives.
        edited: the person changed it.
    """

    text: str
    style: str | None = None
    writing: Writing | None = None
    edited: bool = False


@dataclass(frozen=True)
class _Node:
    """A passage in its place, with what the page up to its end adds up to."""

    parent: int
    passage: Passage
    depth: int
    characters: int
    words: int
    last: str  # character of the page; nothing on the empty one


class Manuscript:
    """Passages by number, in the order in which they were written; 0 is the empty page."""

    def __init__(self) -> None:
        self._nodes = [_Node(-1, Passage(""), 0, 0, 0, "")]
        self._children: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._nodes)

    def add(self, parent: int, passage: Passage) -> int:
        """Put a passage after `parent`; returns its number."""
        before, text = self._nodes[parent], passage.text
        words = before.words + len(text.split())
        if text and before.last and not (text[0].isspace() or before.last.isspace()):
            words -= 1  # its first word began before it
        node = _Node(
            parent,
            passage,
            before.depth + 1,
            before.characters + len(text),
            words,
            text[-1:] or before.last,
        )
        self._nodes.append(node)
        self._children.setdefault(parent, []).append(len(self._nodes) - 1)
        return len(self._nodes) - 1

    def passage(self, number: int) -> Passage:
        """The passage itself; that of the root is empty."""
        return self._nodes[number].passage

    def parent(self, number: int) -> int:
        """What it stands after; -1 for the root."""
        return self._nodes[number].parent

    def children(self, number: int) -> Sequence[int]:
        """What was ever written after it, the oldest first."""
        return self._children.get(number, ())

    def depth(self, number: int) -> int:
        """How many passages the page up to its end has."""
        return self._nodes[number].depth

    def characters(self, number: int) -> int:
        """Of the page up to its end."""
        return self._nodes[number].characters

    def words(self, number: int) -> int:
        """Of the page up to its end: what white space sets apart."""
        return self._nodes[number].words

    def path_to_root(self, number: int) -> Iterator[int]:
        """The passage, the one before it, and so on to the root, which is left out."""
        while number != ROOT:
            yield number
            number = self._nodes[number].parent

    def path(self, number: int) -> list[int]:
        """The passages of a page, in order."""
        return list(self.path_to_root(number))[::-1]

    def text(self, number: int) -> str:
        """The page up to its end."""
        return "".join(self._nodes[one].passage.text for one in self.path(number))

    def is_word_end(self, number: int) -> bool:
        """Whether the passage ended with a word, so that what is written there begins another.

        What a person typed is whole words. Where the person stopped an author within one, it may
        go on.
        """
        passage = self._nodes[number].passage
        if not passage.text[-1:].isalnum():
            return False
        if passage.writing is None:
            return True
        stop = make_stop(passage.writing.shape)
        return not any(map(stop, passage.text)) and stop(" ")

    def separator(self, number: int, line: str) -> str:
        """Return what a line typed there needs before it: a space, or nothing.

        None is set beside a letter or full-width mark of a script without spaces between words,
        whatever the script on the other side: how far the two stand apart there is the
        typesetter's business. Whoever wants a space types it.
        """
        last = self._nodes[number].last
        if not line or not last or last.isspace() or last in _OPENING:
            return ""
        first = line[0]
        if first.isspace():
            return ""
        speech = first in _DASHES and line[1:2].isspace()  # as a line of dialogue begins
        dots = line.startswith(("...", "…")) and last in _ENDS
        if speech or dots:
            return " "
        if is_unspaced(last) or is_unspaced(first):
            return " " if last in _SPACED and may_part(last, first) else ""
        return " " if first not in _CLINGING else ""
