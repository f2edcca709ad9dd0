"""The manuscript: the tree of all passages ever written in a session.

A page, the text one reads, is a path from the root. Passages are only ever added: an undo, an edit
or another take (an alternative version of a passage) leaves the old passages where they are.
history.py keeps track of the current page and of earlier ones; readers.py computes the authors'
states.
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
    """How an author wrote a passage: what is needed to write the same text again.

    Attributes:
        checksum: the SHA-256 of the author's style file, in hexadecimal.
        sampling: the sampler's settings, such as the temperature.
        shape: how much the author was asked to write, such as a number of sentences.
        seed: the seed of the sampler's random numbers.
        runtime: a description, made by models.runtime, of the program's rules, its library versions
            and the machine.
    """

    checksum: str
    sampling: Sampling
    shape: Shape
    seed: int
    runtime: str


@dataclass(frozen=True)
class Passage:
    """What one writer, the user or an author, wrote in one go.

    Attributes:
        text: the passage's text, including the space, if any, that separates it from the passage
            before it.
        style: the name of the author who wrote the passage; None if the user wrote it.
        writing: how the author wrote the passage, so that it can be written again; None if the
            user wrote it, or if this or an earlier passage was edited, so that no seed reproduces
            it.
        edited: whether the user changed the passage after it was written.
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
    """The tree of all passages of a session.

    Passages are numbered from 1 in the order in which they are written. Number 0 is the root, which
    stands for the empty page. The page that ends with a passage is the path from the root to it.
    """

    def __init__(self) -> None:
        self._nodes = [_Node(-1, Passage(""), 0, 0, 0, "")]
        self._children: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._nodes)

    def add(self, parent: int, passage: Passage) -> int:
        """Add a passage to the tree, and return its number.

        Args:
            parent: the number of the passage that the new one follows; 0 for an empty page.
            passage: the new passage.
        """
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
        """Return the passage with a given number, or an empty passage for number 0.

        Args:
            number: the passage's number in the manuscript, from 1; 0 is the empty page.
        """
        return self._nodes[number].passage

    def parent(self, number: int) -> int:
        """Return the number of the passage that a given passage follows.

        Args:
            number: the given passage's number in the manuscript, from 1; 0 is the empty page.

        Returns:
            0 if the passage begins a page; -1 if `number` is 0, the root of the tree.
        """
        return self._nodes[number].parent

    def children(self, number: int) -> Sequence[int]:
        """Return the numbers of all passages that directly follow a passage, the oldest first.

        Args:
            number: the passage's number in the manuscript, from 1; 0 is the empty page.
        """
        return self._children.get(number, ())

    def depth(self, number: int) -> int:
        """Return the number of passages on the page that ends with a given passage.

        Args:
            number: the passage's number in the manuscript, from 1; 0 is the empty page.
        """
        return self._nodes[number].depth

    def characters(self, number: int) -> int:
        """Return the number of characters on the page that ends with a given passage.

        Args:
            number: the passage's number in the manuscript, from 1; 0 is the empty page.
        """
        return self._nodes[number].characters

    def words(self, number: int) -> int:
        """Return the number of words on the page that ends with a given passage.

        Words are separated by white space.

        Args:
            number: the passage's number in the manuscript, from 1; 0 is the empty page.
        """
        return self._nodes[number].words

    def path_to_root(self, number: int) -> Iterator[int]:
        """Yield the numbers of the passages on a page, from its last passage back to its first.

        Args:
            number: the last passage's number in the manuscript, from 1; 0 yields nothing.
        """
        while number != ROOT:
            yield number
            number = self._nodes[number].parent

    def path(self, number: int) -> list[int]:
        """Return, in order, the numbers of the passages on the page that ends with a given passage.

        Args:
            number: the passage's number in the manuscript, from 1; 0 is the empty page.
        """
        return list(self.path_to_root(number))[::-1]

    def text(self, number: int) -> str:
        """Return the text of the page that ends with a given passage.

        Args:
            number: the passage's number in the manuscript, from 1; 0 is the empty page.
        """
        return "".join(self.passage(step).text for step in self.path(number))

    def is_word_end(self, number: int) -> bool:
        """Return whether a passage ends with a complete word.

        If it does, the next passage must begin with a new word.

        The result is False for a passage that ends with a space or a punctuation mark. The last
        word of a passage by the user counts as complete. So does the last word of a passage that
        an edit made impossible to write again from its seed. If an author was stopped in the middle
        of a word, that word is incomplete, and the next passage may complete it.

        Args:
            number: the passage's number in the manuscript, from 1; 0 is the empty page.
        """
        passage = self._nodes[number].passage
        if not passage.text[-1:].isalnum():
            return False
        if passage.writing is None:
            return True
        stop = make_stop(passage.writing.shape)
        return not any(map(stop, passage.text)) and stop(" ")

    def separator(self, number: int, line: str) -> str:
        """Return the separator to put before a line that the user typed: a space or "".

        No space is added next to a letter or full-width mark of a script without spaces between
        words, such as Chinese, whatever the script on the other side. A user who wants a space
        there has to type it.

        Args:
            number: the number of the last passage on the page to which the line is added.
            line: the typed line.
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
