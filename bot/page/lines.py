"""Lines: the sentences by which an author might continue the page, for the user to choose from.

Lines are written side by side and ranked (models/writing/ranking.py). They are no passages: only
the one that the user takes becomes one, as a whole or up to the end of a word. The others are gone,
like ghost text that nobody accepted.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.page.manuscript import Passage, Writing
from bot.page.readers import Reader
from common.shape import Shape
from models.writing.ranking import SENTENCE, write_ranked
from models.writing.stops import find_word_ends

_MORE = 7  # lines that are begun besides those asked for
_SPARE = 2  # of these, lines that are finished, in case some are alike


@dataclass(frozen=True)
class Line:
    """A sentence by which an author might continue the page.

    Attributes:
        text: the sentence, with the space or the line ends before it.
        style: the name of the author.
        writing: how the author writes it again: to the end of the sentence, or as many words as the
            text has if the author gave up before that.
    """

    text: str
    style: str
    writing: Writing

    def passage(self, length: int | None = None) -> Passage:
        """Return the line as a passage of the page.

        Args:
            length: the number of characters to keep, one of those of `find_word_ends`; None for the
                whole line. The passage is then one of "exactly n words" of the same seed.
        """
        if length is None or length == len(self.text):
            return Passage(self.text, self.style, self.writing)
        shape = _shape_words(self.text, length)
        return Passage(self.text[:length], self.style, replace(self.writing, shape=shape))


def write_lines(
    reader: Reader,
    draw_writing: Callable[[], Writing],
    count: int,
    page: str,
    new_word: bool,
    should_stop: Callable[[], bool],
) -> list[Line]:
    """Have an author write sentences by which the page might be continued, and rank them.

    Args:
        reader: the author, whose voice has read the page.
        draw_writing: a function that returns how a sentence is written, each time with a new seed.
        count: the number of sentences to return. Seven more are begun, to be compared with them.
        page: the text read so far.
        new_word: whether no sentence may continue the last word read.
        should_stop: called now and then while the author writes; the writing stops if it returns
            True.

    Returns:
        The sentences, the best first; fewer than `count` if many were alike.
    """
    writings = {writing.seed: writing for writing in (draw_writing() for _ in range(count + _MORE))}
    seeds, sampling = list(writings), next(iter(writings.values())).sampling
    enough = count + _SPARE
    cast = next(iter(writings.values())).cast
    ranked = write_ranked(reader.voice, sampling, seeds, page, new_word, enough, should_stop, cast)
    lines = list[Line]()
    for candidate in ranked[:count]:
        text = candidate.text
        shape = SENTENCE if candidate.is_whole else _shape_words(text, len(text))
        writing = replace(writings[candidate.seed], shape=shape, candidates=1)
        lines.append(Line(text, reader.style.name, writing))
    return lines


def _shape_words(text: str, length: int) -> Shape:
    """Return the shape of a text that is cut to a length, at the end of a word."""
    count = 1 + find_word_ends(text[:length] + " ").index(length)
    return Shape(count, "words", exact=True)
