"""The manuscript: the tree of all passages ever written in a session.

A page, the text that the user sees, is a path from the root. Passages are only added, never
removed: an undo, an edit or another take (an alternative version of a passage) leaves the old
passages in the tree. history.py keeps track of the current page and of earlier ones; readers.py
computes the authors' states.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.page.joints import MOST_BEFORE
from common.settings import Sampling
from common.shape import Shape
from models.people.cast import NO_CAST, Cast
from models.spacing import may_part
from models.writing.stops import make_stop
from texts.scripts import is_unspaced

ROOT = 0  # the empty page

_CLOSING = frozenset(",.;:!?)]}”’…-—–")  # follow a word without a space
_DASHES = frozenset("-–—")
_SENTENCE_ENDS = frozenset(".!?…")
_OPENING = frozenset("([{“‘—–")  # the next word follows without a space
# marks with a space after them even before a letter of a script without spaces between words
_SPACED = frozenset(",.;:!?" + "။៕។၊")


@dataclass(frozen=True)
class Writing:
    """How an author wrote a passage: everything needed to write the same text again.

    Attributes:
        checksum: the SHA-256 of the author's file, in hexadecimal.
        sampling: the settings that decide how each symbol is drawn, such as the temperature.
        shape: the amount that the author was asked to write, such as a number of sentences.
        seed: the seed of the random numbers with which symbols were drawn.
        runtime: a description of the machine and of the versions of the program and its libraries;
            see models/runtime.py.
        cast: the people that the user had listed for the story.
        candidates: the number of sentences written in parallel for each sentence of the passage, of
            which the best was chosen; 1 if there was no choice.
    """

    checksum: str
    sampling: Sampling
    shape: Shape
    seed: int
    runtime: str
    cast: Cast = NO_CAST
    candidates: int = 1


@dataclass(frozen=True)
class Passage:
    """A text that one writer, the user or an author, wrote in one go.

    Attributes:
        text: the text, including any space that separates it from the passage before it.
        style: the author's name; None if the user wrote the passage.
        writing: what is needed to write the passage again; None if the user wrote it, or if it
            cannot be written again because this passage or an earlier one was edited.
        edited: whether the user changed the passage after it was written.
    """

    text: str
    style: str | None = None
    writing: Writing | None = None
    edited: bool = False


@dataclass(frozen=True)
class _Node:
    """A passage in the tree, with totals for the page that ends with it."""

    parent: int
    passage: Passage
    depth: int
    characters: int
    words: int
    last: str  # the page's last character; "" if the page is empty


class Manuscript:
    """The tree of all passages of a session; each passage follows another or begins a page.

    A passage is a text that the user or an author wrote in one go. Passages are numbered from 1 in
    the order in which they were added. Number 0 is the root of the tree, the empty page. A page is
    identified by the number of its last passage, and consists of the passages on the path from the
    root to that passage.
    """

    def __init__(self) -> None:
        self._nodes = [_Node(-1, Passage(""), 0, 0, 0, "")]
        self._children: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._nodes)

    def add(self, parent: int, passage: Passage) -> int:
        """Add a passage after another one, and return the new passage's number.

        A passage is a text that the user or an author wrote in one go.

        Args:
            parent: the number of the passage that the new one follows; 0 if it begins a page.
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
        """Return the passage with a given number.

        A passage is a text that the user or an author wrote in one go.

        Args:
            number: the passage's number, counted from 1 in the order of adding; 0 stands for a
                passage without text.
        """
        return self._nodes[number].passage

    def parent(self, number: int) -> int:
        """Return the number of the passage that a given passage follows.

        A passage is a text that the user or an author wrote in one go.

        Args:
            number: the given passage's number, counted from 1 in the order of adding; 0 is the
                root.

        Returns:
            The number of the passage before it; 0 if the given passage begins a page, and -1 for
            the root.
        """
        return self._nodes[number].parent

    def children(self, number: int) -> Sequence[int]:
        """Return the numbers of the passages that directly follow a passage, the oldest first.

        A passage is a text that the user or an author wrote in one go.

        Args:
            number: the number of the passage that they follow, counted from 1 in the order of
                adding; 0 for the passages that begin a page.
        """
        return self._children.get(number, ())

    def depth(self, number: int) -> int:
        """Return the number of passages on a page.

        A page is a sequence of passages, each written in one go by the user or an author.

        Args:
            number: the number of the page's last passage, counted from 1 in the order of adding; 0
                is the empty page.
        """
        return self._nodes[number].depth

    def characters(self, number: int) -> int:
        """Return the number of characters on a page.

        A page is a sequence of passages, each written in one go by the user or an author.

        Args:
            number: the number of the page's last passage, counted from 1 in the order of adding; 0
                is the empty page.
        """
        return self._nodes[number].characters

    def last_character(self, number: int) -> str:
        """Return the last character of the page that ends with a given passage.

        Args:
            number: the passage's number in the manuscript, from 1; 0 is the empty page.

        Returns:
            One character; "" if the page is empty.
        """
        return self._nodes[number].last

    def words(self, number: int) -> int:
        """Return the number of words on a page, where words are separated by white space.

        A page is a sequence of passages, each written in one go by the user or an author.

        Args:
            number: the number of the page's last passage, counted from 1 in the order of adding; 0
                is the empty page.
        """
        return self._nodes[number].words

    def path_to_root(self, number: int) -> Iterator[int]:
        """Yield the numbers of the passages on a page, from the last passage to the first.

        A page is a sequence of passages, each written in one go by the user or an author.

        Args:
            number: the number of the page's last passage, counted from 1 in the order of adding; 0
                is the empty page, for which nothing is yielded.
        """
        while number != ROOT:
            yield number
            number = self._nodes[number].parent

    def path(self, number: int) -> list[int]:
        """Return the numbers of the passages on a page, from the first passage to the last.

        A page is a sequence of passages, each written in one go by the user or an author.

        Args:
            number: the number of the page's last passage, counted from 1 in the order of adding; 0
                is the empty page.
        """
        return list(self.path_to_root(number))[::-1]

    def text(self, number: int) -> str:
        """Return the text of a page.

        A page is a sequence of passages, each written in one go by the user or an author.

        Args:
            number: the number of the page's last passage, counted from 1 in the order of adding; 0
                is the empty page.
        """
        return "".join(self.passage(step).text for step in self.path(number))

    def last_texts(self, number: int) -> list[str]:
        """Return the texts of the last passages on a page, in order.

        There are at most eight, as many as are needed to find out how the next passage joins the
        page.

        Args:
            number: the number of the page's last passage, from 1; 0 is the empty page.
        """
        numbers = itertools.islice(self.path_to_root(number), MOST_BEFORE)
        return [self.passage(step).text for step in numbers][::-1]

    def is_word_end(self, number: int) -> bool:
        """Return whether a passage ends with a complete word.

        If so, the next passage must begin with a new word.

        The result is False if the passage ends with a space or a punctuation mark. The last word of
        a passage by the user counts as complete, and so does the last word of an author's passage
        that cannot be written again because of an edit. If an author was stopped in the middle of a
        word, the word is incomplete, and the next passage may complete it. A passage is a text that
        the user or an author wrote in one go.

        Args:
            number: the passage's number, counted from 1 in the order of adding; 0 is the empty
                page.
        """
        passage = self._nodes[number].passage
        if not passage.text[-1:].isalnum():
            return False
        if passage.writing is None:
            return True
        stop = make_stop(passage.writing.shape)
        return not any(map(stop, passage.text)) and stop(" ")

    def separator(self, number: int, line: str) -> str:
        """Return what to put between a page and a line that the user adds to it: a space or "".

        There is no space next to a letter or a full-width mark of a script without spaces between
        words, such as Chinese, regardless of the script on the other side. A user who wants a space
        there has to type it. A page is a sequence of passages, each written in one go by the user
        or an author.

        Args:
            number: the number of the page's last passage, counted from 1 in the order of adding; 0
                is the empty page.
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
