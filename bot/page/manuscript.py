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
    """How an author (a language model) wrote a text: all that is needed to write it again.

    Attributes:
        checksum: the SHA-256 checksum of the author's file, in hexadecimal.
        sampling: the settings for choosing each character or word, such as the temperature.
        shape: the amount that the author was asked to write, such as a number of sentences.
        seed: the seed of the random numbers with which characters or words were chosen.
        runtime: a description of the machine and of the versions of the program and its libraries.
        cast: the people in the story, as listed by the user.
        candidates: the number of versions of each sentence that the author wrote before it kept
            the best one; 1 if it wrote only one.
        joint: the line breaks that the program put before what the author wrote, to begin a
            paragraph; "" for none.
        is_stopped: whether the user stopped the author, which still completed its last word.
    """

    checksum: str
    sampling: Sampling
    shape: Shape
    seed: int
    runtime: str
    cast: Cast = NO_CAST
    candidates: int = 1
    joint: str = ""
    is_stopped: bool = False


@dataclass(frozen=True)
class Passage:
    """A text that the user or an author (a language model) wrote in one go.

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

    A passage is a text that the user or a language model wrote in one go. Passages are numbered
    from 1 in the order in which they were added. Number 0 is the root of the tree, the empty page.
    A page is a version of the session's text. It is identified by the number of its last passage,
    and consists of the passages on the path from the root to that passage.
    """

    def __init__(self) -> None:
        self._nodes = [_Node(-1, Passage(""), 0, 0, 0, "")]
        self._children: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._nodes)

    def add(self, parent: int, passage: Passage) -> int:
        """Add a passage after another one, and return the new passage's number.

        A passage is a text that the user or a language model wrote in one go.

        Args:
            parent: the number of the passage that the new one follows; 0 if it follows none.
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

        A passage is a text that the user or a language model wrote in one go.

        Args:
            number: the passage's number; passages are numbered from 1 in the order in which they
                were added. For 0, a passage without text is returned.
        """
        return self._nodes[number].passage

    def parent(self, number: int) -> int:
        """Return the number of the passage that comes directly before a given passage.

        A passage is a text that the user or a language model wrote in one go.

        Args:
            number: the given passage's number; passages are numbered from 1 in the order in which
                they were added.

        Returns:
            The number of the passage before it; 0 if there is none, and -1 if `number` is 0.
        """
        return self._nodes[number].parent

    def children(self, number: int) -> Sequence[int]:
        """Return the numbers of the passages that directly follow a given passage, oldest first.

        A passage is a text that the user or a language model wrote in one go.

        Args:
            number: the given passage's number, counted from 1 in the order in which passages were
                added; 0 to get the passages that begin a version of the session's text.
        """
        return self._children.get(number, ())

    def depth(self, number: int) -> int:
        """Return the number of passages on a page.

        A page is a sequence of passages, each written in one go by the user or a language model.

        Args:
            number: the number of the page's last passage; 0 for the empty page. Passages are
                numbered from 1 in the order in which they were added.
        """
        return self._nodes[number].depth

    def characters(self, number: int) -> int:
        """Return the number of characters on a page.

        A page is a sequence of passages, each written in one go by the user or a language model.

        Args:
            number: the number of the page's last passage; 0 for the empty page. Passages are
                numbered from 1 in the order in which they were added.
        """
        return self._nodes[number].characters

    def last_character(self, number: int) -> str:
        """Return the last character of a page; "" if the page is empty.

        A page is a sequence of passages, each written in one go by the user or a language model.

        Args:
            number: the number of the page's last passage; 0 for the empty page. Passages are
                numbered from 1 in the order in which they were added.
        """
        return self._nodes[number].last

    def words(self, number: int) -> int:
        """Return the number of words on a page, where words are separated by white space.

        A page is a sequence of passages, each written in one go by the user or a language model.

        Args:
            number: the number of the page's last passage; 0 for the empty page. Passages are
                numbered from 1 in the order in which they were added.
        """
        return self._nodes[number].words

    def path_to_root(self, number: int) -> Iterator[int]:
        """Yield the numbers of the passages on a page, from the last passage to the first.

        A page is a sequence of passages, each written in one go by the user or a language model.

        Args:
            number: the number of the page's last passage; 0 for the empty page. Passages are
                numbered from 1 in the order in which they were added.
        """
        while number != ROOT:
            yield number
            number = self._nodes[number].parent

    def path(self, number: int) -> list[int]:
        """Return the numbers of the passages on a page, from the first passage to the last.

        A page is a sequence of passages, each written in one go by the user or a language model.

        Args:
            number: the number of the page's last passage; 0 for the empty page. Passages are
                numbered from 1 in the order in which they were added.
        """
        return list(self.path_to_root(number))[::-1]

    def text(self, number: int, start: int = 0) -> str:
        """Return the text of a page, or only its end.

        A page is a sequence of passages, each written in one go by the user or a language model.

        Args:
            number: the number of the page's last passage; 0 for the empty page. Passages are
                numbered from 1 in the order in which they were added.
            start: the index on the page of the first character to return.
        """
        texts, begin = list[str](), self.characters(number)
        for step in self.path_to_root(number):
            if begin <= start:
                break
            texts.append(self.passage(step).text)
            begin -= len(texts[-1])
        return "".join(reversed(texts))[max(0, start - begin) :]

    def last_texts(self, number: int) -> list[str]:
        """Return the texts of the last eight passages on a page, or of all if there are fewer.

        A page is a sequence of passages, each written in one go by the user or a language model.
        The texts are in the order of the page.

        Args:
            number: the number of the last passage on the page, which identifies the page; 0 for the
                empty page. All passages of the session are numbered from 1 in the order in which
                they were added.
        """
        numbers = itertools.islice(self.path_to_root(number), MOST_BEFORE)
        return [self.passage(step).text for step in numbers][::-1]

    def is_word_end(self, number: int) -> bool:
        """Return whether a passage ends with a complete word.

        A passage is a text that was written in one go. If it ends with a complete word, the next
        passage must start a new word rather than continue the last one.

        The result is False if the passage ends with a space or a punctuation mark. It is also False
        if an author (a language model) was cut short in the middle of a word, for example because
        the terminal was closed; the next passage may then complete that word. If the user stopped
        the author, its last word counts as complete, but only in passages that record the stop;
        those in older session files do not. A last word without a punctuation mark always counts as
        complete if the user wrote the passage, or if an edit has made it impossible to write the
        passage again.

        Args:
            number: the passage's number; passages are numbered from 1 in the order in which they
                were added, and 0 is the empty text.
        """
        passage = self._nodes[number].passage
        if not passage.text[-1:].isalnum():
            return False
        if passage.writing is None or passage.writing.is_stopped:
            return True
        stop = make_stop(passage.writing.shape)
        written = passage.text.removeprefix(passage.writing.joint)
        return not any(map(stop, written)) and stop(" ")

    def separator(self, number: int, line: str) -> str:
        """Return what to put between a page and a line that the user adds to it: a space or "".

        As a rule, no space is put next to a letter or a full-width punctuation mark of a script
        that has no spaces between words, such as Chinese. A user who wants a space there has to
        type it. A page is a sequence of passages, each written in one go by the user or a language
        model.

        Args:
            number: the number of the page's last passage; 0 for the empty page. Passages are
                numbered from 1 in the order in which they were added.
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
