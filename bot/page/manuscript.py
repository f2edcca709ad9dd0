"""The manuscript: all passages ever written in a session, as a tree.

A page, the text one reads, is a path from the root. Passages are only ever added: an undo, an edit
or another take leaves the old ones where they are. history.py has the present page and those before
it; readers.py computes authors' states.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from common.settings import Sampling
from common.shape import Shape
from models.spacing import is_unspaced, may_part
from models.stops import make_stop

ROOT = 0  # the empty page

_CLOSING = frozenset(",.;:!?)]}”’…-—–")  # follow a word without a space
_DASHES = frozenset("-–—")
_SENTENCE_ENDS = frozenset(".!?…")
_OPENING = frozenset("([{“‘—–")  # the next word follows without a space
# marks with a space after them even before a letter of a script without spaces between words
_SPACED = frozenset(",.;:!?" + "။៕។၊")


@dataclass(frozen=True)
class Writing:
    """How an author wrote a passage: after the same page it gives the same text again.

    Attributes:
        checksum: the SHA-256 of the style file, in hexadecimal.
        sampling: the sampler's settings.
        shape: how much the author was to write.
        seed: the sampler's seed.
        runtime: rules, versions and machine, as models.runtime describes them.
    """

    checksum: str
    sampling: Sampling
    shape: Shape
    seed: int
    runtime: str


@dataclass(frozen=True)
class Passage:
    """A passage: what one writer wrote in one go.

    Attributes:
        text: the text, with the space that separates it from the passage before.
        style: the author's name; None if the person wrote the passage.
        writing: how an author wrote it; None if the person wrote it, or if it or a passage before
            it was edited, so that no seed gives the text.
        edited: whether the person changed it.
    """

    text: str
    style: str | None = None
    writing: Writing | None = None
    edited: bool = False


@dataclass(frozen=True)
class _Node:
    """A passage in the tree, with sums over the page that ends with it."""

    parent: int
    passage: Passage
    depth: int
    characters: int
    words: int
    last: str  # the page's last character; "" if the page is empty


class Manuscript:
    """The tree of passages, numbered from 1 as they are written; the root, 0, is the empty page."""

    def __init__(self) -> None:
        self._nodes = [_Node(-1, Passage(""), 0, 0, 0, "")]
        self._children: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._nodes)

    def add(self, parent: int, passage: Passage) -> int:
        """Add a passage after passage `parent`, and return its number."""
        before, text = self._nodes[parent], passage.text
        words = before.words + len(text.split())
        if text and before.last and not (text[0].isspace() or before.last.isspace()):
            words -= 1  # its first word began in the passage before
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
        """Return a passage; the root's is empty."""
        return self._nodes[number].passage

    def parent(self, number: int) -> int:
        """Return the number of the passage before a passage; -1 for the root."""
        return self._nodes[number].parent

    def children(self, number: int) -> Sequence[int]:
        """Return the numbers of all passages written right after a passage, the oldest first."""
        return self._children.get(number, ())

    def depth(self, number: int) -> int:
        """Return how many passages the page that ends with a passage has."""
        return self._nodes[number].depth

    def characters(self, number: int) -> int:
        """Return how many characters the page that ends with a passage has."""
        return self._nodes[number].characters

    def words(self, number: int) -> int:
        """Return how many words, split at white space, the page that ends with a passage has."""
        return self._nodes[number].words

    def path_to_root(self, number: int) -> Iterator[int]:
        """Yield a passage's number, that of the passage before it, and so on, without the root."""
        while number != ROOT:
            yield number
            number = self._nodes[number].parent

    def path(self, number: int) -> list[int]:
        """Return, in order, the passages of the page that ends with a passage, as numbers."""
        return list(self.path_to_root(number))[::-1]

    def text(self, number: int) -> str:
        """Return the text of the page that ends with a passage."""
        return "".join(self.passage(step).text for step in self.path(number))

    def is_word_end(self, number: int) -> bool:
        """Tell whether a passage ends with a whole word, so that what follows begins another.

        What a person typed ends with a whole word. An author who was stopped within a word may go
        on with it.
        """
        passage = self._nodes[number].passage
        if not passage.text[-1:].isalnum():
            return False
        if passage.writing is None:
            return True
        stop = make_stop(passage.writing.shape)
        return not any(map(stop, passage.text)) and stop(" ")

    def separator(self, number: int, line: str) -> str:
        """Return what separates a line from the passage after which it is typed: a space or "".

        There is no space next to a letter or full-width mark of a script without spaces between
        words, whatever the script on the other side: that gap is the typesetter's business.
        Whoever wants a space types it.
        """
        last = self._nodes[number].last
        if not line or not last or last.isspace() or last in _OPENING:
            return ""
        first = line[0]
        if first.isspace():
            return ""
        is_dialogue = first in _DASHES and line[1:2].isspace()  # “— Yes, he said”
        # an ellipsis of its own, not more dots of the sentence's end
        is_ellipsis = line.startswith(("...", "…")) and last in _SENTENCE_ENDS
        if is_dialogue or is_ellipsis:
            return " "
        if is_unspaced(last) or is_unspaced(first):
            return " " if last in _SPACED and may_part(last, first) else ""
        return " " if first not in _CLOSING else ""
